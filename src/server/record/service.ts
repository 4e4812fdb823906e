import { createHash } from 'node:crypto';
import type { Act, ActOf } from '../../contract/record/acts.ts';
import { canonical } from '../../engine/index.ts';
import type { Context, RequestContext } from '../platform/context.ts';
import { newId, randomFrom } from '../platform/ids.ts';
import type { Trx } from '../platform/scope.ts';
import * as queries from './queries.ts';

/** A change, as the record keeps it. */
export interface Change {
  /** `<room>.<what was done>`: its text is `record:act-<room>.<what>`. */
  readonly act: Act;
  /** `<kind>:<id>`: what was changed; its history is found by it. */
  readonly subject: string;
  /** Unit the change belongs to: who may read its content. */
  readonly org: { readonly id: string; readonly path: string };
  /** What is so after the change (JSON). Only a commitment to it enters the tree. */
  readonly content: object;
}

type By = Context & Pick<Partial<RequestContext>, 'me'>;

/** A change as it goes into the record; of its content only the text is left. */
export type Entry = queries.NewEntry;

/** The entry of a change. The commitment is SHA-256(salt ‖ RFC 8785 JSON of the content). */
export function entryOf(ctx: By, { act, subject, org, content }: Change): Entry {
  const now = ctx.now();
  const salt = randomFrom(32);
  const text = canonical(content);
  return {
    id: newId(now),
    at: now,
    actor: ctx.me ? `person:${ctx.me.id}` : (ctx.actor ?? 'service:shiji'),
    act,
    subject,
    org_id: org.id,
    org_path: org.path,
    commitment: `\\x${createHash('sha256').update(salt).update(text).digest('hex')}`,
    salt: `\\x${salt.toString('hex')}`,
    content: text,
  };
}

/** Writes entries in the transaction that makes what they tell: neither is there without the other. */
export async function enter(trx: Trx, entries: readonly Entry[]): Promise<void> {
  if (entries.length) await queries.insertEntries(trx, entries);
}

/** {@link enter}s changes, and returns the ids of their entries. */
export async function record(trx: Trx, ctx: By, ...changes: readonly Change[]): Promise<string[]> {
  const entries = changes.map((change) => entryOf(ctx, change));
  await enter(trx, entries);
  return entries.map((e) => e.id);
}

/**
 * What most rooms write: an entry on one of their rows, under its unit; gives the row's id.
 *
 * @param kind kind of the subject, `<kind>:<id>`; the room's name when it has one kind of row
 */
export const noteOf =
  <Room extends string>(room: Room, kind: string = room) =>
  async (
    trx: Trx,
    ctx: By,
    act: ActOf<Room>,
    row: { readonly id: string; readonly org_id: string; readonly org_path: string },
    content: object,
  ): Promise<{ id: string }> => {
    await record(trx, ctx, {
      act: `${room}.${act}` as Act,
      subject: `${kind}:${row.id}`,
      org: { id: row.org_id, path: row.org_path },
      content,
    });
    return { id: row.id };
  };

/** What a room reads back of its own entries. */
export interface Kept {
  readonly id: string;
  readonly at: string;
  readonly act: string;
  readonly orgId: string | null;
  /** Nothing where it was erased. */
  readonly content: unknown;
}

/** Entries of acts on one thing, in reach of the transaction, the last first. */
export async function entriesOf(
  trx: Trx,
  wanted: {
    readonly acts: readonly Act[];
    readonly subject: string;
    readonly from?: Date;
    readonly limit: number;
  },
): Promise<Kept[]> {
  const rows = await queries.listEntries(trx, wanted);
  return rows.map((r) => ({
    id: r.id,
    at: r.moment,
    act: r.act,
    orgId: r.org_id,
    content: r.content === null ? null : (JSON.parse(r.content) as unknown),
  }));
}
