import type { Measure } from '../../contract/problem/schemas.ts';
import { groupBy } from '../../office/group.ts';
import type { RequestContext } from '../platform/context.ts';
import type { Trx } from '../platform/scope.ts';
import { type Period, spanOf } from './figures.service.ts';
import { withRoom } from './queries.ts';
import { measureOf } from './rows.ts';
import * as queries from './served.queries.ts';

/** Business figures shown, and what came of the latest measures of each. */
const FIGURES = 30;
const EFFECTS_EACH = 5;

export interface Served extends queries.ServedRow {
  readonly effects: readonly {
    readonly problem: { readonly id: string; readonly number: string; readonly title: string };
    readonly unit: string;
    readonly measure: Measure;
  }[];
}

/**
 * Business figures that measures serve 同中心工作结合, with what came of those that were confirmed from
 * outside, as of the last day of a period.
 */
export async function served(ctx: RequestContext, trx: Trx, period: Period) {
  await withRoom(trx);
  const span = await spanOf(ctx, trx, period);
  const found = await queries.served(trx, span, FIGURES + 1);
  const shown = found.slice(0, FIGURES);
  const figures = shown.map((r) => r.serves);
  const came = await queries.servedEffects(trx, span, figures, EFFECTS_EACH);
  const of = groupBy(came, (e) => e.serves!);
  return {
    more: found.length > FIGURES,
    rows: shown.map(
      (row): Served => ({
        ...row,
        effects: (of.get(row.serves) ?? []).map((e) => ({
          problem: { id: e.problem_id, number: e.number, title: e.title },
          unit: e.unit_name,
          measure: measureOf(e, () => null),
        })),
      }),
    ),
  };
}
