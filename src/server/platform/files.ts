import { createHash, randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { AppError } from './error.ts';

/**
 * Files as they were uploaded, once each, under their SHA-256: `<home>/files/ab/abcd…`.
 * A file that stands there is whole: it is written beside, flushed, and renamed.
 */
export async function storeFile(home: string, bytes: Uint8Array): Promise<string> {
  const hash = createHash('sha256').update(bytes).digest('hex');
  const path = pathOf(home, hash);
  if (await stands(path, bytes.length)) return hash;
  const folder = dirname(path);
  const draft = `${path}.${randomBytes(6).toString('hex')}`;
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const file = await open(draft, 'wx', 0o600);
    try {
      await file.writeFile(bytes);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(draft, path);
    await flushFolder(folder);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
  return hash;
}

/** The content; throws `not-found` when the disk no longer has it. */
export async function readFileOf(home: string, hash: string): Promise<Readable> {
  const path = pathOf(home, hash);
  if (!(await stands(path))) throw new AppError('not-found');
  return createReadStream(path);
}

/** The whole content; throws `not-found` when the disk no longer has it. */
export async function readBytesOf(home: string, hash: string): Promise<Uint8Array> {
  return buffer(await readFileOf(home, hash));
}

/** Takes a file away; one that is not there is gone already. */
export async function removeFile(home: string, hash: string): Promise<void> {
  await rm(pathOf(home, hash), { force: true });
}

/** Takes a file out of the store; nothing when it is gone already. */
export async function forgetFile(home: string, hash: string): Promise<void> {
  await rm(pathOf(home, hash), { force: true });
}

function pathOf(home: string, hash: string): string {
  return join(home, 'files', hash.slice(0, 2), hash);
}

async function stands(path: string, size?: number): Promise<boolean> {
  return stat(path).then(
    (found) => size === undefined || found.size === size,
    () => false,
  );
}

/** Makes a rename outlive a power cut; Windows cannot open folders and needs no such thing. */
async function flushFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r').catch(() => undefined);
  try {
    await handle?.sync().catch(() => undefined);
  } finally {
    await handle?.close();
  }
}
