import * as org from '../org/service.ts';
import type { Context, RequestContext } from '../platform/context.ts';
import { AppError } from '../platform/error.ts';
import { asKeeper, EVERYWHERE, type Trx, withScopes } from '../platform/scope.ts';
import { readSettings } from '../system/service.ts';
import { REDACT } from './acts.ts';
import * as queries from './queries.ts';
import { record } from './service.ts';

/** Entries named by one redaction entry. */
const BATCH = 2_000;

export interface Redaction {
  /** `<kind>:<id>`: every entry about one of them. */
  readonly subjects?: readonly string[];
  readonly entries?: readonly string[];
  /** Why, for the record; names nobody. */
  readonly reason: string;
}

type Actor = Context & Pick<Partial<RequestContext>, 'me'>;

/**
 * Erases contents and salts of entries in the caller's transaction, and writes on the record
 * that and why: the entries stay, and so do all proofs. The only way in which a content goes;
 * the caller has decided that it may. What the record says of itself is never erased. Returns
 * how many contents are gone.
 */
export async function redact(
  trx: Trx,
  ctx: Actor,
  { subjects = [], entries = [], reason }: Redaction,
): Promise<number> {
  if (reason.trim() === '' || (subjects.length === 0 && entries.length === 0))
    throw new AppError('invalid');
  return erase(trx, ctx, reason, { subjects, ids: entries });
}

/**
 * Erases contents of entries before a moment. Refuses (`retention-refused`) what has to be kept
 * for at least `months`.
 */
export async function redactBefore(
  ctx: Actor,
  before: Date,
  given: { readonly months: number; readonly reason: string },
): Promise<number> {
  const earliest = new Date(ctx.now());
  earliest.setUTCMonth(earliest.getUTCMonth() - Math.max(given.months, LEAST_MONTHS));
  if (before > earliest)
    throw new AppError('retention-refused', [
      { code: 'record:kept-until', params: { day: earliest.toISOString().slice(0, 10) } },
    ]);
  return withScopes(ctx, EVERYWHERE, (trx) =>
    erase(trx, ctx, given.reason, { subjects: [], ids: [], before }),
  );
}

/** GB/T 22239: logs are kept for half a year at least. */
export const LEAST_MONTHS = 6;

/** How long contents are kept at least, as the settings say. */
export async function retentionMonths(ctx: Context): Promise<number> {
  return Math.max(LEAST_MONTHS, (await readSettings(ctx.db)).record.retentionMonths);
}

async function erase(
  trx: Trx,
  ctx: Actor,
  reason: string,
  which: { subjects: readonly string[]; ids: readonly string[]; before?: Date },
): Promise<number> {
  const place = await org.root(trx);
  let gone = 0;
  for (;;) {
    const ids = await asKeeper(ctx, trx, async () => {
      const found = await queries.erasable(trx, { ...which, limit: BATCH });
      if (found.length > 0) await queries.deleteContents(trx, found);
      return found;
    });
    if (ids.length === 0) return gone;
    gone += ids.length;
    const subject = `record:${ids[0]}`;
    await record(trx, ctx, { act: REDACT, subject, org: place, content: { reason, entries: ids } });
  }
}
