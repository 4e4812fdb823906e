import { countShare } from '../../engine/estimate/index.ts';
import type { RequestContext } from '../platform/context.ts';
import { beyondScopes, type Trx } from '../platform/scope.ts';
import * as queries from './cockpit.queries.ts';
import { byConfirmer } from './confirmers.queries.ts';
import { daysFor } from './days.ts';
import * as figures from './figures.queries.ts';
import { type Period, spanOf } from './figures.service.ts';
import { countsOf } from './list.service.ts';
import { withRoom } from './queries.ts';
import { type Totals, totalsOf } from './totals.service.ts';

/** Units of a heat list: more than these nobody reads. */
const UNITS = 200;

/**
 * What a cockpit shows of problems in a unit and under it, as of the last day of a period: of today
 * from the totals where they are kept, else counted from the rows.
 */
export async function standing(ctx: RequestContext, trx: Trx, period: Period) {
  await withRoom(trx);
  const span = await spanOf(ctx, trx, period);
  const days = await daysFor(ctx, trx, period.to);
  const { path } = period;
  const { campaigns } = span;
  const own = (await totalsOf(trx, { paths: [path], campaigns, days })).get(path);
  const { longBefore } = span;
  if (!own)
    return {
      longBefore,
      moved: await figures.moved(trx, span),
      funnel: await figures.funnel(trx, span),
      leads: await queries.leadTimes(trx, span),
      ...(await queries.heat(trx, span, UNITS)),
      counts: await countsOf(trx, { paths: [path], campaigns, days }),
    };
  const { overdue, longOverdue } = own.heat();
  const under = await queries.childPaths(trx, path);
  const kept = await totalsOf(trx, { paths: under, campaigns, days, heat: true });
  return {
    ...{ longBefore, moved: own.moved(), funnel: own.funnel(), leads: own.leads() },
    units: await heatOf(trx, span, kept),
    sums: { overdue, longOverdue, ageing: own.ageing() },
    counts: own.counts(),
  };
}

/** Units whose people confirmed problems, wherever they lie: only of the rows one may see is told. */
export async function confirmers(ctx: RequestContext, trx: Trx, period: Period) {
  await withRoom(trx);
  const span = await spanOf(ctx, trx, period);
  // People outside confirm: they are not in reach. The path is, with everything under it.
  const found = await beyondScopes(trx, () => byConfirmer(trx, span, UNITS));
  return found.map(({ id, name, confirmed, reopened }) => {
    const { value, lo, hi } = countShare(reopened, confirmed);
    return { unit: { id, name }, confirmed, reopened, share: { value, low: lo, high: hi } };
  });
}

/** Units of a heat list: some by their totals, the others by their rows. */
async function heatOf(
  trx: Trx,
  span: Parameters<typeof queries.heat>[1],
  kept: ReadonlyMap<string, Totals>,
): Promise<queries.Heat[]> {
  const paths = [...kept.keys()];
  const { units } = await queries.heat(trx, span, UNITS, paths);
  const shown = await queries.unitsShown(trx, paths);
  const large = shown
    .map((unit) => ({ ...unit, ...kept.get(unit.path)!.heat() }))
    .filter((u) => u.total > 0);
  return [...large, ...units].sort(byNeed).slice(0, UNITS);
}

const byNeed = (a: queries.Heat, b: queries.Heat): number =>
  b.longOverdue - a.longOverdue ||
  b.overdue - a.overdue ||
  b.open - a.open ||
  (a.path < b.path ? -1 : 1);
