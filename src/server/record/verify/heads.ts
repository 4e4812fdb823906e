import {
  type NoteKey,
  noteText,
  parseCheckpoint,
  parseKey,
  parseNote,
  signedAt,
  timed,
} from '../../../contract/record/note.ts';
import { Growth } from '../../../contract/record/tiles.ts';
import { same } from '../../../contract/record/tree.ts';
import type { Trx } from '../../platform/scope.ts';
import { verifyNative } from '../keys.ts';
import * as tree from '../tree.queries.ts';
import type { Faults } from './faults.ts';
import type { Leaf } from './tiles.ts';

/** A root that the tree must have had at a size, and where that is written. */
interface Head {
  readonly size: number;
  readonly root: Uint8Array;
}

const STEP = 1_000;

/**
 * Checkpoints: signatures, and the roots the entries lead to. Each is the root of the same
 * growing tree, so that later ones continue the earlier ones.
 */
export class HeadCheck {
  readonly keys: readonly { readonly vkey: string; readonly since: number }[];
  /** Size of the last checkpoint. */
  readonly lastSize: number;
  checked = 0;
  /** Whether the entries as they are lead to every root compared so far. */
  rootsHold = true;
  readonly #trx: Trx;
  readonly #faults: Faults;
  readonly #made = new Growth();
  readonly #kept = new Growth();
  readonly #elsewhere: Head[];
  #waiting: tree.StoredCheckpoint[] = [];
  #read = 0;

  private constructor(trx: Trx, faults: Faults, keys: HeadCheck['keys'], lastSize: number) {
    this.#trx = trx;
    this.#faults = faults;
    this.keys = keys;
    this.lastSize = lastSize;
    this.#elsewhere = [];
  }

  static async start(trx: Trx, kept: readonly string[], faults: Faults): Promise<HeadCheck> {
    const keys = await tree.listKeys(trx);
    const lastSize = (await tree.lastCheckpoint(trx))?.size ?? 0;
    const check = new HeadCheck(trx, faults, keys, lastSize);
    if (lastSize > 0 && keys[0]?.since !== 0) faults.add('key-start', {});
    for (const { vkey, since } of keys) {
      if (!parseKey(vkey)) faults.add('key-form', { key: vkey });
      if (since > 0 && !(await tree.checkpointAt(trx, since)))
        faults.add('key-since', { size: since });
    }
    for (const note of kept) check.#keepInMind(note);
    return check;
  }

  /** The next leaf; compares every root that is due with it. */
  async take({ made, kept }: Leaf, position: number): Promise<void> {
    this.#made.append(made);
    this.#kept.append(kept);
    const size = position + 1;
    for (let due = await this.#next(size); due; due = await this.#next(size)) {
      this.#checkStored(due);
      this.#waiting.shift();
    }
    for (const head of this.#elsewhere) if (head.size === size) this.#compare(head, 'kept-root');
  }

  /** After the last entry. */
  async finish(size: number): Promise<void> {
    for (const head of this.#elsewhere)
      if (head.size > size) this.#faults.add('rolled-back', { size: head.size, now: size });
  }

  async #next(size: number): Promise<tree.StoredCheckpoint | undefined> {
    if (this.#waiting.length === 0 && this.#read < this.lastSize) {
      this.#waiting = await tree.checkpointsAfter(this.#trx, this.#read, STEP);
      this.#read = this.#waiting.at(-1)?.size ?? this.lastSize;
    }
    const [first] = this.#waiting;
    return first && first.size <= size ? first : undefined;
  }

  #checkStored({ size, note }: tree.StoredCheckpoint): void {
    this.checked += 1;
    const parsed = parseNote(note);
    const head = parsed && parseCheckpoint(parsed.text);
    if (!parsed || !head || noteText(parsed) !== note || parsed.signatures.length !== 2) {
      this.#faults.add('checkpoint-form', { size });
      return;
    }
    if (head.size !== size) this.#faults.add('checkpoint-size', { size, said: head.size });
    const key = this.#keyFor(size);
    const signed = key && key.name === head.origin && signedAt(parsed, key, verifyNative) === 0;
    if (!signed || signedAt(parsed, timed(key), verifyNative) === undefined)
      this.#faults.add('checkpoint-signature', { size });
    else if (head.size === size) this.#compare(head, 'checkpoint-root');
  }

  #compare({ size, root }: Head, code: string): void {
    if (same(this.#made.root(), root)) return;
    this.rootsHold = false;
    // Changed entries are told one by one; a root that even the tiles contradict is another matter.
    if (!same(this.#kept.root(), root)) this.#faults.add(code, { size });
  }

  #keyFor(size: number): NoteKey | undefined {
    const used = this.keys.findLast((k) => k.since < size);
    return used && parseKey(used.vkey);
  }

  /** A checkpoint kept elsewhere counts when a key of this record signed it. */
  #keepInMind(source: string): void {
    const note = parseNote(source);
    const head = note && parseCheckpoint(note.text);
    const known = this.keys.flatMap(({ vkey }) => parseKey(vkey) ?? []);
    if (!note || !head || !known.some((k) => signedAt(note, k, verifyNative) === 0))
      this.#faults.add('kept-signature', { size: head?.size ?? 0 });
    else this.#elsewhere.push(head);
  }
}
