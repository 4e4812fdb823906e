import { randomBytes } from 'node:crypto';
import { chmod, link, mkdir, open, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { leafHashOf } from '../../contract/record/leaf.ts';
import { checkpointText, keyText, noteText } from '../../contract/record/note.ts';
import { Growth, growingTiles, type TileId, tilePath } from '../../contract/record/tiles.ts';
import * as org from '../org/service.ts';
import type { Context } from '../platform/context.ts';
import { takeTurns } from '../platform/db.ts';
import { AppError } from '../platform/error.ts';
import { asKeeper, EVERYWHERE, type Trx, withScopes } from '../platform/scope.ts';
import { newSigner, readSigner, type Signer, signerText } from './keys.ts';
import { publish } from './publish.ts';
import * as tree from './tree.queries.ts';

/** Entries sealed in one transaction. */
const BATCH = 10_000;

/** Where the secret key of the record lies. */
export function keyPath(home: string): string {
  return join(home, 'record.key');
}

export interface Sealed {
  /** Entries that got their position now. */
  readonly sealed: number;
  /** Size of the tree. */
  readonly size: number;
}

/**
 * Appends the entries that have no position yet to the tree and signs its new head. Whoever
 * seals holds a lock of the database, and positions, tiles and checkpoint come in one
 * transaction: two servers make one tree, and a kill leaves either all of it or nothing.
 * What commits late simply has no position yet and is taken the next time. `record-key` when
 * the key in the home folder is not the one of this record.
 */
export async function seal(ctx: Context): Promise<Sealed> {
  let sealed = 0;
  for (;;) {
    const step = await withScopes(ctx, EVERYWHERE, async (trx) => {
      await takeTurns(trx, 'record seal');
      return asKeeper(ctx, trx, () => sealBatch(ctx, trx));
    });
    sealed += step.sealed;
    if (step.sealed < BATCH) {
      await publish(ctx);
      return { sealed, size: step.size };
    }
  }
}

async function sealBatch(ctx: Context, trx: Trx): Promise<Sealed> {
  const before = (await tree.lastCheckpoint(trx))?.size ?? 0;
  const signer = await signerFor(ctx, trx, before);
  const entries = await tree.takeUnsealed(trx, BATCH);
  if (entries.length === 0) return { sealed: 0, size: before };
  const tiles = new Map(
    (await tree.findTiles(trx, growingTiles(before))).map((t) => [tilePath(t), t.hashes]),
  );
  const growth = new Growth(before, (id: TileId) => tiles.get(tilePath(id)));
  for (const { moment, org_id, ...fields } of entries)
    growth.append(leafHashOf({ ...fields, at: moment, org: org_id }));
  await tree.saveTiles(trx, growth.takeChanged());
  const ids = entries.map((e) => e.id);
  const given = await tree.givePositions(trx, ids, before);
  if (given !== entries.length) throw new Error('an entry was sealed by somebody else');
  const { name } = signer.key;
  const text = checkpointText({ origin: name, size: growth.size, root: growth.root() });
  const seconds = Math.floor(ctx.now().getTime() / 1000);
  // The second signature is over the time as well: when the record says that it stood so.
  const signatures = [signer.sign(text), signer.sign(text, seconds)];
  await tree.insertCheckpoint(trx, { size: growth.size, note: noteText({ text, signatures }) });
  return { sealed: entries.length, size: growth.size };
}

/** The key that goes on signing; the first server makes it. */
async function signerFor(ctx: Context, trx: Trx, size: number): Promise<Signer> {
  const known = (await tree.listKeys(trx)).at(-1);
  const found = await readSigner(keyPath(ctx.config.home));
  if (known) {
    if (!found || keyText(found.key) !== known.vkey)
      throw new AppError('record-key', [
        { code: 'record:key-wanted', params: { key: known.vkey.split('+')[1]! } },
      ]);
    return found;
  }
  const signer = found ?? (await makeSigner(ctx, trx));
  await tree.insertKey(trx, keyText(signer.key), size);
  return signer;
}

async function makeSigner(ctx: Context, trx: Trx): Promise<Signer> {
  const { id } = await org.root(trx);
  const signer = newSigner(`shiji/${id.slice(-12)}`);
  await writeOnce(keyPath(ctx.config.home), `${signerText(signer)}\n`);
  // Another process may have been faster: the key in the file is the one that counts.
  return (await readSigner(keyPath(ctx.config.home)))!;
}

/** Writes a secret that is never written over; whole on the disk or not there at all. */
export async function writeOnce(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const draft = `${path}.${randomBytes(6).toString('hex')}`;
  const file = await open(draft, 'wx', 0o600);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
  await chmod(draft, 0o600);
  await link(draft, path).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error;
  });
  await rm(draft, { force: true });
}
