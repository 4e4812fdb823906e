import { type MyKind, myKinds } from '../../contract/problem/operations.ts';
import type { ProblemRow, ProblemWhole } from '../../contract/problem/schemas.ts';
import * as org from '../org/service.ts';
import * as person from '../person/service.ts';
import type { RequestContext } from '../platform/context.ts';
import { dayOf } from '../platform/days.ts';
import { AppError } from '../platform/error.ts';
import { beyondScopes, inScopes, type Trx } from '../platform/scope.ts';
import { daysFor } from './days.ts';
import * as named from './named.queries.ts';
import * as queries from './queries.ts';
import { rowsWith } from './rows.ts';
import { wholeOf } from './whole.service.ts';

const MOST = 500;

/** Leaders go first: their own lists are open to everybody of their unit. */
async function leaders(trx: Trx, me: string): Promise<queries.ListedRow[]> {
  const home = await person.homeOf(trx, me);
  return home ? queries.leadersProblems(trx, home.id, MOST) : [];
}

/** What an employee raised in the unit they belong to still. */
async function raised(trx: Trx, me: string): Promise<queries.ListedRow[]> {
  const home = await person.homeOf(trx, me);
  return home ? named.raisedBy(trx, { me, unit: home.id }, MOST) : [];
}

/** Close-outs under notice in the own unit and those above: to look at, and to object to. */
async function notices(trx: Trx, me: string, today: string): Promise<queries.ListedRow[]> {
  const home = await person.homeOf(trx, me);
  return home ? named.underNotice(trx, { paths: org.pathsAbove(home.path), today }, MOST) : [];
}

const kinds: Readonly<
  Record<MyKind, (trx: Trx, me: string, today: string) => Promise<queries.ListedRow[]>>
> = {
  me: (trx, me) => queries.problemsOfPerson(trx, me, MOST),
  leaders,
  raised,
  notices,
  called: (trx, me) => named.calledTo(trx, me, MOST),
};

/**
 * What is the caller's: read beyond the scopes, since the rows are chosen by who asks, not by where
 * a grant lies.
 */
export async function mine(
  ctx: RequestContext,
  query: { of: MyKind },
): Promise<{ rows: ProblemRow[] }> {
  return inScopes(ctx, (trx) =>
    beyondScopes(trx, async () => {
      const rows = await kinds[query.of](trx, ctx.me!.id, dayOf(ctx.now()));
      return { rows: await rowsWith(trx, rows, await daysFor(ctx, trx)) };
    }),
  );
}

export async function myRow(ctx: RequestContext, id: string): Promise<ProblemWhole> {
  return inScopes(ctx, (trx) =>
    beyondScopes(trx, async () => {
      for (const kind of myKinds) {
        const rows = await kinds[kind](trx, ctx.me!.id, dayOf(ctx.now()));
        const row = rows.find((r) => r.id === id);
        if (row) return wholeOf({ ...ctx, scopes: [''] }, trx, row);
      }
      throw new AppError('not-found');
    }),
  );
}
