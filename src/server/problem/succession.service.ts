import type { Context, RequestContext } from '../platform/context.ts';
import { dayOf } from '../platform/days.ts';
import { beyondScopes, type Trx } from '../platform/scope.ts';
import { record } from '../record/service.ts';
import * as parts from './parts.queries.ts';
import * as queries from './succession.queries.ts';
import * as totals from './totals.queries.ts';

/** Also the command line, where nobody is signed in. */
type Ctx = Context & Pick<Partial<RequestContext>, 'me'>;

interface Place {
  readonly id: string;
  readonly path: string;
}

/**
 * The problems of a unit go to the one that takes its place, closed ones too: they may be looked at
 * again, or reopened. They get numbers there; on record, an entry a problem. What hangs on them
 * the caller moves in the same transaction (`passRows` of the tree).
 */
export async function passOn(
  trx: Trx,
  ctx: Ctx,
  from: Place,
  to: Place,
  why: 'merge' | 'split',
): Promise<number> {
  const many = await queries.countAll(trx, from.id);
  if (many === 0) return 0;
  const year = Number(dayOf(ctx.now()).slice(0, 4));
  const first = await parts.nextNumber(trx, to.id, year, many);
  const passed = await queries.passProblems(trx, from.id, to, { year, first });
  await record(
    trx,
    ctx,
    ...passed.map(({ id, number, before }) => ({
      act: 'problem.pass' as const,
      subject: `problem:${id}`,
      org: to,
      content: { from: from.id, into: to.id, number, before, with: `org.${why}` },
    })),
  );
  return passed.length;
}

/** Before everything under a path goes beneath another: kept totals above both change with it. */
export const moveTotals = (trx: Trx, from: string, to: string): Promise<void> =>
  beyondScopes(trx, () => totals.moveTotals(trx, from, to));

/** Before units move: totals stand still until the transaction ends. */
export const holdTotals = (trx: Trx): Promise<void> => totals.holdTotals(trx);
