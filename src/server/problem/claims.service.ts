import { canRefuseClaim } from '../../contract/problem/verdicts.ts';
import type { RequestContext } from '../platform/context.ts';
import { inScopes } from '../platform/scope.ts';
import { actorOf, enforce, noClaim, open, refresh } from './facts.ts';
import { note } from './note.ts';
import * as parts from './parts.queries.ts';
import { tellClaimRefused } from './told.service.ts';

/**
 * What a ledger said is finished was looked at and is not: the deadlines of the measures count again.
 * The words stay as they were told.
 */
export async function refuse(
  ctx: RequestContext,
  id: string,
  input: { readonly reason: string; readonly version: number },
): Promise<{ id: string }> {
  return inScopes(ctx, async (trx) => {
    const { row, measures, facts } = await open(ctx, trx, id, input.version);
    enforce(canRefuseClaim(facts, await actorOf(ctx, trx, row)));
    for (const m of measures.filter((m) => m.claimed))
      await parts.updateMeasure(trx, m, { claimed: false });
    await refresh(ctx, trx, id, noClaim);
    await note(trx, ctx, 'refuse-claim', row, { reason: input.reason, on: row.claimed_on });
    await tellClaimRefused(ctx, trx, row, measures, input.reason);
    return { id };
  });
}
