import type { ProblemRow, ProblemWhole } from '../../contract/problem/schemas.ts';
import * as person from '../person/service.ts';
import type { RequestContext } from '../platform/context.ts';
import { AppError } from '../platform/error.ts';
import { beyondScopes, inScopes, type Trx } from '../platform/scope.ts';
import { daysFor } from './days.ts';
import * as queries from './queries.ts';
import { rowsWith } from './rows.ts';
import { wholeOf } from './whole.service.ts';

const MOST = 500;

/** Leaders go first: their own lists are open to everybody of their unit. */
async function leaders(ctx: RequestContext, trx: Trx): Promise<queries.ListedRow[]> {
  const home = await person.homeOf(trx, ctx.me!.id);
  return home ? queries.leadersProblems(trx, home.id, MOST) : [];
}

/**
 * What the caller answers for, wherever it lies, or the lists of the leaders of the own unit.
 * Read beyond the scopes: the rows are chosen by who asks, not by where a grant lies.
 */
export async function mine(
  ctx: RequestContext,
  query: { of: 'me' | 'leaders' },
): Promise<{ rows: ProblemRow[] }> {
  return inScopes(ctx, (trx) =>
    beyondScopes(trx, async () => {
      const rows =
        query.of === 'me'
          ? await queries.problemsOfPerson(trx, ctx.me!.id, MOST)
          : await leaders(ctx, trx);
      return { rows: await rowsWith(trx, rows, await daysFor(ctx, trx)) };
    }),
  );
}

export async function myRow(ctx: RequestContext, id: string): Promise<ProblemWhole> {
  return inScopes(ctx, (trx) =>
    beyondScopes(trx, async () => {
      const own = await queries.problemsOfPerson(trx, ctx.me!.id, MOST);
      const row = [...own, ...(await leaders(ctx, trx))].find((r) => r.id === id);
      if (!row) throw new AppError('not-found');
      return wholeOf({ ...ctx, scopes: [''] }, trx, row);
    }),
  );
}
