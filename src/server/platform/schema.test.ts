import { type Kysely, sql } from 'kysely';
import { generate, PostgresDialect } from 'kysely-codegen';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testServer } from '../../../test/setup/server.ts';

let server: Awaited<ReturnType<typeof testServer>>;
beforeAll(async () => {
  server = await testServer();
});
afterAll(() => server.close());

/** Tables, constraints and indexes as SQL, in a fixed order. */
async function schemaText(db: Kysely<never>): Promise<string> {
  const columns = await sql<{ name: string; column: string }>`
    select c.relname as name, format('%I %s%s%s', a.attname, format_type(a.atttypid, a.atttypmod),
      case when a.attnotnull then ' not null' else '' end,
      coalesce(' default ' || pg_get_expr(d.adbin, d.adrelid), '')) as column
    from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    left join pg_attrdef d on d.adrelid = c.oid and d.adnum = a.attnum
    where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and c.relname !~ '^kysely_'
    order by c.relname, a.attnum`.execute(db);
  const rest = await sql<{ name: string; line: string }>`
    select r.conrelid::regclass::text as name, 'constraint ' || r.conname || ' ' ||
      pg_get_constraintdef(r.oid) as line
    from pg_constraint r where r.connamespace = 'public'::regnamespace and r.contype <> 'n'
      and r.conrelid::regclass::text !~ '^kysely_'
    union all
    select i.tablename, i.indexdef from pg_indexes i
    where i.schemaname = 'public' and i.tablename !~ '^kysely_' and not exists (
      select from pg_constraint r where r.conname = i.indexname)
    order by 1, 2`.execute(db);
  const tables = [...new Set(columns.rows.map((r) => r.name))].map((name) => {
    const own = rest.rows.filter((r) => r.name === name).map((r) => r.line);
    const inside = [
      ...columns.rows.filter((r) => r.name === name).map((r) => r.column),
      ...own.filter((l) => l.startsWith('constraint')),
    ];
    const indexes = own.filter((l) => !l.startsWith('constraint')).map((l) => `${l};\n`);
    return `create table ${name} (\n  ${inside.join(',\n  ')}\n);\n${indexes.join('')}`;
  });
  return `-- The schema as the migrations leave it. Written by a test: npx vitest run schema -u\n\n${tables.join('\n')}`;
}

describe('what is written down of the schema is what the migrations make', () => {
  it('as SQL', async () => {
    await expect(await schemaText(server.ctx.db as never)).toMatchFileSnapshot(
      '../migrations/schema.sql',
    );
  });

  it('as types', async () => {
    const types = await generate({
      db: server.ctx.db,
      dialect: new PostgresDialect({ dateParser: 'string' }),
      excludePattern: 'kysely_*',
      typeOnlyImports: true,
    });
    await expect(types).toMatchFileSnapshot('./schema.generated.ts');
  });
});
