import { isUnder } from '../../contract/permissions.ts';
import { canChange } from '../../contract/problem/verdicts.ts';
import type { RequestContext } from '../platform/context.ts';
import { inScopes, type Trx } from '../platform/scope.ts';
import { actorOf, enforce, open, unfit } from './facts.ts';
import { note } from './note.ts';
import * as parts from './parts.queries.ts';
import { problemById } from './queries.ts';

/** A way back through what came back is followed so far; nobody makes a longer one. */
const LONGEST = 20;

/** The problem that one comes back from: closed, in the same line of units, and not come back from it. */
export async function demandEarlier(
  trx: Trx,
  of: { readonly id: string | undefined; readonly org_path: string },
  earlier: string,
): Promise<void> {
  const found = await problemById(trx, earlier);
  const inLine =
    found && (isUnder(found.org_path, of.org_path) || isUnder(of.org_path, found.org_path));
  if (!inLine || found.state !== 'closed' || found.id === of.id) throw unfit('recursOf');
  let before = found.recurs_of;
  for (let k = 0; before !== null; k++) {
    if (before === of.id || k === LONGEST) throw unfit('recursOf');
    before = (await problemById(trx, before))?.recurs_of ?? null;
  }
}

/** Says which closed problem has come back in this one, or that none has. */
export async function setEarlier(
  ctx: RequestContext,
  id: string,
  { of, version }: { readonly of: string | null; readonly version: number },
): Promise<{ id: string; version: number }> {
  return inScopes(ctx, async (trx) => {
    const { row, facts } = await open(ctx, trx, id, version);
    enforce(canChange(facts, await actorOf(ctx, trx, row)));
    if (row.recurs_of === of) return { id, version };
    if (of !== null) await demandEarlier(trx, row, of);
    await parts.updateProblem(trx, row, { recurs_of: of });
    await note(trx, ctx, 'recur', row, { recurs_of: of });
    return { id, version: version + 1 };
  });
}
