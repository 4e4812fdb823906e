import { randomBytes } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { parseCheckpoint, parseNote } from '../../contract/record/note.ts';
import { hashesAt, TILE_WIDTH, type TileId, tilePath } from '../../contract/record/tiles.ts';
import { HASH_SIZE } from '../../contract/record/tree.ts';
import type { Context } from '../platform/context.ts';
import type { Executor } from '../platform/db.ts';
import * as tree from './tree.queries.ts';

/** Tiles written at a time: 2 MB. */
const STEP = 256;

/**
 * Writes the tree as static files under `<home>/record`, as C2SP tlog-tiles lays them out: any
 * web server can publish the folder. They are made from the database and can be deleted. The
 * checkpoint comes last: what it names is there.
 */
export async function publish(ctx: Context): Promise<void> {
  const note = await currentNote(ctx.db);
  if (note === undefined) return;
  const folder = join(ctx.config.home, 'record');
  const before = await readFile(join(folder, 'checkpoint'), 'utf8').catch(() => '');
  if (before === note) return;
  const from = sizeIn(before);
  const size = sizeIn(note);
  const ids = [...changedTiles(Math.min(from, size), size)];
  for (let i = 0; i < ids.length; i += STEP)
    for (const tile of await tree.findTiles(ctx.db, ids.slice(i, i + STEP))) {
      const width = Math.min(hashesAt(tile.level, size) - tile.index * TILE_WIDTH, TILE_WIDTH);
      const hashes = tile.hashes.subarray(0, width * HASH_SIZE);
      await replace(join(folder, tilePath(tile, width)), hashes);
      // A whole tile says all that its partial ones said.
      if (width === TILE_WIDTH)
        await rm(join(folder, `${tilePath(tile)}.p`), { recursive: true, force: true });
    }
  await replace(join(folder, 'checkpoint'), note);
}

/** The last checkpoint with the cosignatures it has; nothing before the first seal. */
export async function currentNote(db: Executor): Promise<string | undefined> {
  const last = await tree.lastCheckpoint(db);
  return last && withCosignatures(db, last);
}

export async function withCosignatures(
  db: Executor,
  { size, note }: tree.StoredCheckpoint,
): Promise<string> {
  const lines = (await tree.cosignaturesOf(db, size)).map((c) => c.line);
  return `${note}${lines.join('')}`;
}

function sizeIn(note: string): number {
  return parseCheckpoint(parseNote(note)?.text ?? '')?.size ?? 0;
}

/** Tiles that are new or have grown between two sizes. */
function* changedTiles(from: number, to: number): Generator<TileId> {
  for (let level = 0; hashesAt(level, to) > 0; level++) {
    const first = Math.floor(hashesAt(level, from) / TILE_WIDTH);
    const last = Math.ceil(hashesAt(level, to) / TILE_WIDTH);
    for (let index = first; index < last; index++) yield { level, index };
  }
}

async function replace(path: string, content: string | Uint8Array): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const draft = `${path}.${randomBytes(6).toString('hex')}`;
  await writeFile(draft, content);
  await rename(draft, path);
}
