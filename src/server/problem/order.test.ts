import { sql } from 'kysely';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { testServer } from '../../../test/setup/server.ts';
import { makeWorld, type World } from '../../../test/setup/world.ts';
import type { Calendar } from '../../contract/deadline/calendar.ts';
import { type Sort, sorts } from '../../contract/problem/schemas.ts';
import { withScopes } from '../platform/scope.ts';
import { onPage, orders } from './order.queries.ts';

let server: Awaited<ReturnType<typeof testServer>>;
let world: World;
beforeAll(async () => {
  server = await testServer();
  world = await makeWorld(server);
});
afterAll(() => server.close());

const days = {
  ...{ today: '2026-03-02', past: false, until: new Date('2026-03-03'), campaigns: [] },
  ...{ calendar: {} as Calendar, overdueThrough: '2026-03-01' },
};
const values: Record<Sort, string> = {
  ...{ newest: '01a21623-59b8-72ee-adf2-4478932a8c02', due: '2026-05-01', severity: '1' },
  ...{
    moved: '2026-02-01',
    still: '2026-02-01',
    state: '3',
    tendency: 'haste',
    unit: '5e51eaa4640f',
  },
  leader: '01a21623-59b8-72ee-adf2-4478932a8c02',
};

it.each(sorts)('a page by %s begins in its index where the one before ended', async (sort) => {
  const { path } = world.units.own;
  const plan = await withScopes(server.ctx, [path], async (trx) => {
    await sql`set local enable_seqscan = off`.execute(trx);
    await sql`set local enable_bitmapscan = off`.execute(trx);
    await sql`set local enable_sort = off`.execute(trx);
    const after = { value: values[sort], id: values.newest };
    const { by, direction } = orders[sort];
    const { rows } = await sql<{ 'QUERY PLAN': string }>`explain select p.id from problem p
      where true ${onPage({ paths: [path], campaigns: undefined, filter: {}, days }, { sort, after, limit: 50 })}
      order by ${by} ${direction}, p.id ${direction} limit 50`.execute(trx);
    return rows.map((r) => r['QUERY PLAN']).join('\n');
  });
  expect(plan).toMatch(/Index Cond: \(?.*ROW\(|Index Cond: \(ROW|Index Cond: \(id/);
  expect(plan).not.toMatch(/Sort Key/);
});
