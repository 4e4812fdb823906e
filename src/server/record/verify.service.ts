import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { keyText } from '../../contract/record/note.ts';
import type { Context } from '../platform/context.ts';
import { EVERYWHERE, type Trx, withScopes } from '../platform/scope.ts';
import { readSigner } from './keys.ts';
import { keyPath } from './seal.service.ts';
import { ContentCheck } from './verify/contents.ts';
import { Faults, type Report } from './verify/faults.ts';
import { HeadCheck } from './verify/heads.ts';
import { TileCheck } from './verify/tiles.ts';
import { checkWitnesses } from './verify/witnesses.ts';
import * as queries from './verify.queries.ts';

const STEP = 2_000;

export interface VerifyOptions {
  /** Checkpoints kept elsewhere (by a witness, printed, in a dossier): the tree must continue them. */
  readonly checkpoints?: readonly string[];
  readonly signal?: AbortSignal;
  readonly progress?: (done: number) => void;
}

/**
 * Checks the whole record against the database, as it is at one moment: every stored column of
 * every entry is hashed again and compared with the tree, positions have no gap, tiles, roots,
 * signatures and cosignatures hold, and every content is what was committed to.
 */
export async function verifyRecord(ctx: Context, options: VerifyOptions = {}): Promise<Report> {
  return withScopes({ ...ctx, apart: true }, EVERYWHERE, async (trx) => {
    await queries.freeze(trx);
    const faults = new Faults();
    const published = await readFile(join(ctx.config.home, 'record', 'checkpoint'), 'utf8').catch(
      () => undefined,
    );
    const kept = [...(published === undefined ? [] : [published]), ...(options.checkpoints ?? [])];
    const heads = await HeadCheck.start(trx, kept, faults);
    await checkHomeKey(ctx, heads, faults);
    const contents = new ContentCheck(faults);
    const size = await walk(trx, { heads, contents, faults, options });
    await heads.finish(size);
    const unsealed = await walkUnsealed(trx, contents);
    const erased = contents.finish();
    const cosignatures = await checkWitnesses(trx, contents.witnessEntries, faults);
    return {
      ok: faults.count === 0,
      size,
      unsealed,
      erased,
      checkpoints: heads.checked,
      cosignatures,
      faults: faults.list,
      more: faults.count - faults.list.length,
    };
  });
}

/** Entries in the order of the tree; returns how many positions there are. */
async function walk(
  trx: Trx,
  given: { heads: HeadCheck; contents: ContentCheck; faults: Faults; options: VerifyOptions },
): Promise<number> {
  const { heads, contents, faults, options } = given;
  const tiles = new TileCheck(trx, faults);
  if ((await queries.negativePositions(trx)) > 0) faults.add('position-negative', {});
  let next = 0;
  for (;;) {
    options.signal?.throwIfAborted();
    const rows = await queries.sealedFrom(trx, next, STEP);
    if (rows.length === 0) break;
    for (const row of rows) {
      while (next < row.position && next < heads.lastSize) {
        faults.add('entry-missing', { position: next });
        await heads.take(await tiles.missing(next), next);
        next += 1;
      }
      if (row.position >= heads.lastSize) {
        faults.add('entry-beyond', { id: row.id, position: row.position, size: heads.lastSize });
        continue;
      }
      await heads.take(await tiles.entry(row), next);
      contents.entry(row);
      next = row.position + 1;
    }
    if (rows.at(-1)!.position >= heads.lastSize) break;
    options.progress?.(next);
  }
  if (next < heads.lastSize) {
    faults.add('truncated', { from: next, size: heads.lastSize });
    for (; next < heads.lastSize; next++) await heads.take(await tiles.missing(next), next);
  }
  await tiles.finish(heads.rootsHold);
  return heads.lastSize;
}

async function walkUnsealed(trx: Trx, contents: ContentCheck): Promise<number> {
  let count = 0;
  for (let after = '00000000-0000-0000-0000-000000000000'; ; ) {
    const rows = await queries.unsealedAfter(trx, after, STEP);
    for (const row of rows) contents.entry(row);
    count += rows.length;
    if (rows.length < STEP) return count;
    after = rows.at(-1)!.id;
  }
}

/** The key in the home folder, when there is one, is the one that signs. */
async function checkHomeKey(ctx: Context, heads: HeadCheck, faults: Faults): Promise<void> {
  const signer = await readSigner(keyPath(ctx.config.home)).catch(() => null);
  if (signer === undefined || heads.keys.length === 0) return;
  const key = signer && keyText(signer.key);
  if (key !== heads.keys.at(-1)!.vkey) faults.add('key-home', {});
}
