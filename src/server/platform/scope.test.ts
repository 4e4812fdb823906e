import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testServer } from '../../../test/setup/server.ts';
import { makeWorld, type World } from '../../../test/setup/world.ts';
import { placed } from '../org/queries.ts';
import { EVERYWHERE, type Trx, withScopes } from './scope.ts';
import { under } from './under.ts';

let server: Awaited<ReturnType<typeof testServer>>;
let world: World;
beforeAll(async () => {
  server = await testServer();
  world = await makeWorld(server);
});
afterAll(() => server.close());

const names = async (trx: Trx): Promise<string[]> =>
  (await trx.selectFrom('person').select('name').execute()).map((r) => r.name);

describe('the second wall', () => {
  it('hides rows outside the scopes from a query that forgets them', async () => {
    const { own } = world.units;
    const seen = await withScopes(server.ctx, [own.path], names);
    expect(seen.sort()).toEqual(['三分公司的人', '机电项目部的人', '老厂区留守处的人'].sort());
    expect(await withScopes(server.ctx, [], names)).toEqual([]);
    expect((await withScopes(server.ctx, EVERYWHERE, names)).length).toBeGreaterThan(4);
  });

  it('lets an index find what lies under a path', async () => {
    const { path } = world.units.own;
    const plan = await withScopes(server.ctx, [path], async (trx) => {
      await sql`set local enable_seqscan = off`.execute(trx);
      const { rows } = await sql<{ 'QUERY PLAN': string }>`explain select id from problem
        where ${under('org_path', path)}`.execute(trx);
      return rows.map((r) => r['QUERY PLAN']).join('\n');
    });
    expect(plan).toMatch(/Index Cond: \(\(org_path >= /);
  });

  it('lets nothing be written, moved or taken outside', async () => {
    const { own, sibling } = world.units;
    const rename = withScopes(server.ctx, [own.path], (trx) =>
      trx
        .updateTable('person')
        .set({ name: '改' })
        .where('id', '=', sibling.rows.person)
        .executeTakeFirst(),
    );
    expect(Number((await rename).numUpdatedRows)).toBe(0);
    const move = withScopes(server.ctx, [own.path], (trx) =>
      trx
        .updateTable('person')
        .set({ org_path: sibling.path })
        .where('id', '=', own.rows.person)
        .execute(),
    );
    await expect(move).rejects.toThrow(/row-level security/);
    const remove = withScopes(server.ctx, EVERYWHERE, (trx) => trx.deleteFrom('person').execute());
    await expect(remove).rejects.toThrow(/permission denied/);
  });

  it('is over with the transaction, and takes nothing but paths', async () => {
    await withScopes(server.ctx, EVERYWHERE, names);
    const { rows } = await sql<{ scopes: string | null }>`
      select nullif(current_setting('app.scopes', true), '') as scopes`.execute(server.ctx.db);
    expect(rows[0]!.scopes).toBeNull();
    await expect(withScopes(server.ctx, ["a'; drop table org; --"], names)).rejects.toThrow();
  });

  it('stands before every table that says where its rows lie, and these are all rewritten by a move', async () => {
    const { rows } = await sql<{ name: string; walled: boolean }>`
      select c.relname as name, c.relrowsecurity and c.relforcerowsecurity as walled
      from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'org_path'
      where c.relkind = 'r'`.execute(server.ctx.db);
    expect(rows.filter((r) => !r.walled)).toEqual([]);
    expect(rows.map((r) => r.name).sort()).toEqual(placed.filter((t) => t !== 'org').sort());
  });
});
