import { sql } from 'kysely';
import { expect } from 'vitest';
import { addDays, dayOf } from '../../src/server/platform/days.ts';
import { EVERYWHERE, type Trx, withScopes } from '../../src/server/platform/scope.ts';
import { foldAll } from '../../src/server/problem/totals.jobs.ts';
import * as totals from '../../src/server/problem/totals.queries.ts';
import type { testServer } from './server.ts';

type Server = Awaited<ReturnType<typeof testServer>>;
const everywhere = <T>({ ctx }: Server, work: (trx: Trx) => Promise<T>) =>
  withScopes(ctx, EVERYWHERE, work);

/** Keeps totals of all units there are, though none is large: what happens then must be in them. */
export async function keepTotals(server: Server): Promise<void> {
  const floor = addDays(dayOf(server.ctx.now()), -150);
  await everywhere(server, async (trx) => {
    const { rows } = await sql<{ path: string }>`select path from org
      order by nlevel(path) desc, path`.execute(trx);
    for (const { path } of rows) {
      await totals.keep(trx, path, floor);
      await totals.mend(trx, path);
    }
  });
}

/** Takes in what waits. */
export const folded = ({ ctx }: Server): Promise<void> =>
  foldAll({ ...ctx, signal: new AbortController().signal });

/** The totals are what the rows say: nothing was forgotten since they were kept, nothing counted twice. */
export async function totalsHold(server: Server): Promise<void> {
  await folded(server);
  await everywhere(server, async (trx) => {
    const { rows } = await sql<{ path: string; n: number }>`
      select k.org_path as path, (select count(*)::int from problem_total t
        where t.org_path = k.org_path and t.n <> 0) as n
      from problem_kept k order by nlevel(k.org_path) desc, k.org_path`.execute(trx);
    expect(rows.some((r) => r.n > 0)).toBe(true);
    for (const { path } of rows) expect(await totals.mend(trx, path), path).toBe(0);
  });
}
