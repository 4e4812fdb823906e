import type { ProblemState } from '../../contract/problem/states.ts';
import * as org from '../org/service.ts';
import type { RequestContext } from '../platform/context.ts';
import type { Trx } from '../platform/scope.ts';
import * as queries from './origin.queries.ts';

export { raise } from './changes.service.ts';

/** A problem as other rooms name it. */
export interface Brief {
  readonly id: string;
  readonly number: string;
  readonly title: string;
  readonly state: ProblemState;
  readonly unit: { readonly id: string; readonly name: string };
}

/** Those the caller may see: rows reached by another permission say nothing of problems. */
const seen = (ctx: RequestContext, rows: readonly queries.RaisedRow[]): Brief[] =>
  rows
    .filter((r) => org.mayAt(ctx, 'problem.read', r.org_path).ok)
    .map((r) => ({
      id: r.id,
      number: r.number,
      title: r.title,
      state: r.state as ProblemState,
      unit: { id: r.org_id, name: r.unit_name },
    }));

/** Problems raised from something (`session:<id>`) that the caller may see. */
export async function raisedFrom(ctx: RequestContext, trx: Trx, origin: string): Promise<Brief[]> {
  return seen(ctx, await queries.raisedFrom(trx, origin));
}

/** Problems by id that the caller may see. */
export async function briefsOf(
  ctx: RequestContext,
  trx: Trx,
  ids: readonly string[],
): Promise<ReadonlyMap<string, Brief>> {
  return new Map(
    seen(ctx, await queries.problemsById(trx, [...new Set(ids)])).map((b) => [b.id, b]),
  );
}
