import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testServer } from '../../../test/setup/server.ts';
import { makeWorld, type World } from '../../../test/setup/world.ts';
import { identityTables, madeBy, personalData } from './data.queries.ts';

let server: Awaited<ReturnType<typeof testServer>>;
let world: World;
let cookie: string;
beforeAll(async () => {
  server = await testServer();
  world = await makeWorld(server);
  cookie = (await world.signInAs('office', world.units.own)).cookie;
});
afterAll(() => server.close());

describe('what is kept of a person', () => {
  it('every table that refers to people or accounts says how it gives and erases them', async () => {
    const { rows } = await sql<{ table: string }>`
      select distinct c.conrelid::regclass::text as table from pg_constraint c
      where c.contype = 'f' and c.confrelid in ('person'::regclass, 'account'::regclass)`.execute(
      server.ctx.db,
    );
    const said = [...personalData.map((p) => p.table), ...identityTables, ...madeBy];
    expect(rows.map((r) => r.table).filter((t) => !said.includes(t as never))).toEqual([]);
  });

  it('the manifest names tables and columns that there are', async () => {
    const { rows } = await sql<{ name: string }>`
      select table_name || '.' || column_name as name from information_schema.columns
      where table_schema = 'public'`.execute(server.ctx.db);
    const there = new Set(rows.map((r) => r.name));
    const named = personalData.flatMap(({ table, by, columns, erase }) =>
      [...by, ...columns, ...Object.keys(erase ?? {})].map((c) => `${table}.${c}`),
    );
    expect(named.filter((n) => !there.has(n))).toEqual([]);
  });

  it('is given out as one file, units outside one’s reach included', async () => {
    const id = world.units.own.rows.person;
    await server.ctx.db
      .updateTable('person')
      .set({ mobile: '13812345678', email: 'a@example.com' })
      .where('id', '=', id)
      .execute();
    const answer = await server.app.inject({
      url: `/api/person/people/${id}/export`,
      headers: { cookie },
    });
    expect(answer.headers['content-type']).toContain('application/json');
    const file = answer.json() as { tables: Record<string, unknown[]>; record: object[] };
    expect(file.tables.person).toMatchObject([{ name: '三分公司的人', mobile: '13812345678' }]);
    expect(file.tables.tenure).toHaveLength(1);
    expect(file.tables.access_grant).toMatchObject([{ reason: '三分公司的授权' }]);
    expect(file.tables.duty_act).toHaveLength(1);
    const entries = await server.ctx.db
      .selectFrom('record_entry')
      .select('act')
      .where('subject', '=', `person:${id}`)
      .execute();
    expect(entries.map((e) => e.act)).toEqual(['person.export']);
  });
});
