import type { ProblemFilter, ProblemRow, Sort } from '../../contract/problem/schemas.ts';
import type { BreakKind, Light, ProblemState } from '../../contract/problem/states.ts';
import * as org from '../org/service.ts';
import type { RequestContext } from '../platform/context.ts';
import { AppError } from '../platform/error.ts';
import { inScopes, type Trx } from '../platform/scope.ts';
import { daysFor } from './days.ts';
import * as queries from './queries.ts';
import { rowsWith } from './rows.ts';

export async function selectionOf(
  ctx: RequestContext,
  trx: Trx,
  { under, ...filter }: ProblemFilter,
): Promise<queries.Selection> {
  const paths = await org.pathsFor(ctx, trx, under);
  return { paths, filter, days: await daysFor(ctx, trx, filter.on) };
}

/** One page of the ledger with the number of its rows. */
export async function list(
  ctx: RequestContext,
  query: ProblemFilter & { sort: Sort; after?: string | undefined; limit: number },
): Promise<{ rows: ProblemRow[]; next: string | null; total: number; totalCap: number }> {
  const { sort, after, limit, ...filter } = query;
  return inScopes(ctx, async (trx) => {
    const selection = await selectionOf(ctx, trx, filter);
    const rows = await queries.listProblems(trx, selection, {
      sort,
      limit,
      after: after === undefined ? undefined : placeAfter(after),
    });
    const last = rows.length === limit ? rows.at(-1) : undefined;
    return {
      rows: await rowsWith(trx, rows, selection.days),
      next: last ? `${last.sort_value} ${last.id}` : null,
      total: await queries.countProblems(trx, selection),
      totalCap: queries.TOTAL_CAP,
    };
  });
}

function placeAfter(text: string): queries.After {
  const [, value, id] = /^([0-9a-z.-]{1,300}) ([0-9a-f-]{36})$/.exec(text) ?? [];
  if (value === undefined)
    throw new AppError('invalid', [{ code: 'server.field-format', path: 'after' }]);
  return { value, id: id! };
}

export async function counts(ctx: RequestContext, filter: ProblemFilter) {
  return inScopes(ctx, (trx) => selectionOf(ctx, trx, filter).then((of) => grouped(trx, of)));
}

/** {@link counts} of units by their paths, inside a transaction. */
export async function countsOf(
  ctx: RequestContext,
  trx: Trx,
  { paths, ...filter }: Pick<ProblemFilter, 'campaign' | 'on'> & { paths: readonly string[] },
) {
  return grouped(trx, { paths, filter, days: await daysFor(ctx, trx, filter.on) });
}

async function grouped(trx: Trx, selection: queries.Selection) {
  await queries.withRoom(trx);
  const groups = await queries.countGroups(trx, selection);
  const states: Partial<Record<ProblemState, number>> = {};
  const lights: Partial<Record<Light, number>> = {};
  const breaks: Partial<Record<BreakKind, number>> = {};
  let silent = 0;
  const add = <K extends string>(to: Partial<Record<K, number>>, key: K, n: number) => {
    to[key] = (to[key] ?? 0) + n;
  };
  for (const g of groups) {
    add(states, g.state as ProblemState, g.n);
    add(lights, g.light, g.n);
    if (g.light !== 'done') for (const b of g.breaks) add(breaks, b as BreakKind, g.n);
    if (g.silent) silent += g.n;
  }
  return { states, lights, breaks, silent };
}
