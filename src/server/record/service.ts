import { createHash, randomBytes } from 'node:crypto';
import type { Act, ActOf } from '../../contract/record/acts.ts';
import { canonical } from '../../engine/index.ts';
import type { Context, RequestContext } from '../platform/context.ts';
import { newId } from '../platform/ids.ts';
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

/**
 * Writes the entries of changes and returns their ids, in the transaction that makes them: neither is there
 * without the other. The commitment is SHA-256(salt ‖ RFC 8785 JSON of the content).
 */
export async function record(
  trx: Trx,
  ctx: Context & Pick<Partial<RequestContext>, 'me'>,
  ...changes: readonly Change[]
): Promise<string[]> {
  const now = ctx.now();
  const rows = changes.map(({ act, subject, org, content }) => {
    const id = newId(now);
    const salt = randomBytes(32);
    const text = canonical(content);
    return {
      id,
      at: now,
      actor: ctx.me ? `person:${ctx.me.id}` : (ctx.actor ?? 'service:shiji'),
      act,
      subject,
      org_id: org.id,
      org_path: org.path,
      commitment: createHash('sha256').update(salt).update(text).digest(),
      salt,
      content: text,
    };
  });
  if (rows.length) await queries.insertEntries(trx, rows);
  return rows.map((r) => r.id);
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
    ctx: Context & Pick<Partial<RequestContext>, 'me'>,
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
