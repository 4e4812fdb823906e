import type * as org from '../org/service.ts';
import type { Context, RequestContext } from '../platform/context.ts';
import { dayOf } from '../platform/days.ts';
import type { Trx } from '../platform/scope.ts';
import { record } from '../record/service.ts';
import * as queries from './queries.ts';

/** Also the command line, where nobody is signed in. */
type Ctx = Context & Pick<Partial<RequestContext>, 'me'>;

/** Duties of a unit that hold today. */
export async function countAt(trx: Trx, ctx: Ctx, unitId: string): Promise<number> {
  return (await queries.dutiesOn(trx, unitId, dayOf(ctx.now()))).length;
}

/**
 * Duties of units that are no more end with them, on the day. What was signed stays with the old
 * wording; none passes to a successor: nobody there has signed it, and its gaps say what is
 * missing. On record, one entry a duty; `why` is the act on the unit.
 */
export async function endAt(
  trx: Trx,
  ctx: Ctx,
  units: readonly org.Place[],
  given: { readonly on: string; readonly why: 'close' | 'merge' | 'split' },
): Promise<void> {
  const ids = units.map((u) => u.id);
  const rows = await queries.lockDutiesOf(trx, ids, given.on);
  for (const row of rows) {
    // One that began later was never there.
    const early = row.since <= given.on;
    await queries.updateDuty(trx, row, { closed_on: early ? given.on : row.since });
  }
  await record(
    trx,
    ctx,
    ...rows.map((row) => ({
      act: 'duty.close' as const,
      subject: `duty:${row.id}`,
      org: { id: row.org_id, path: row.org_path },
      content: { title: row.title, on: given.on, with: `org.${given.why}` },
    })),
  );
}
