import {
  access,
  chmod,
  constants,
  mkdir,
  mkdtemp,
  readdir,
  rename,
  rm,
  writeFile,
} from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { CommandError, ExitCode, type Session } from './session.ts';

/** A folder that results may be written to. */
export interface Target {
  readonly folder: string;
  readonly exists: boolean;
}

/**
 * Refuses a folder before anything is computed: one that holds something (unless `force`),
 * and one that cannot be written to.
 */
export async function openTarget(given: string, force: boolean, { t }: Session): Promise<Target> {
  const folder = resolve(given);
  const held = await entries(folder);
  if (held?.length && !force)
    throw new CommandError(ExitCode.usage, t('cli.folder-filled', { path: given }));
  await access(held ? folder : await nearest(folder), constants.W_OK);
  return { folder, exists: held !== undefined };
}

/** Entries of a folder; nothing when there is none. A file in its place is refused. */
async function entries(folder: string): Promise<string[] | undefined> {
  try {
    return await readdir(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

async function nearest(folder: string): Promise<string> {
  const above = dirname(folder);
  return (await entries(above)) ? above : nearest(above);
}

/**
 * Writes all files or none. They are written to a new folder first: beside the target,
 * which is then renamed; or inside a target that is there already (it may be a mount or
 * the folder one stands in), from where each takes the place of its older self. What else
 * lies in the target stays. An interruption leaves the target as it was.
 */
export async function writeFolder(
  { folder, exists }: Target,
  files: Readonly<Record<string, string | Uint8Array>>,
  { t }: Session,
): Promise<void> {
  const above = exists ? folder : dirname(folder);
  await mkdir(above, { recursive: true });
  const draft = await mkdtemp(join(above, `.${basename(folder)}-`));
  let interrupted = false;
  const stop = (): void => {
    interrupted = true;
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, stop);
  const unlessStopped = (): void => {
    if (interrupted) throw new CommandError(ExitCode.interrupted, t('cli.interrupted'));
  };
  try {
    for (const [name, content] of Object.entries(files)) {
      unlessStopped();
      await writeFile(join(draft, name), content);
    }
    unlessStopped();
    if (exists) await replaceAll(draft, folder, Object.keys(files));
    else {
      await chmod(draft, 0o755);
      await rename(draft, folder);
    }
  } finally {
    await rm(draft, { recursive: true, force: true });
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.off(signal, stop);
  }
}

/** Puts the older files aside, then the new ones in place; all back when one does not go. */
async function replaceAll(draft: string, folder: string, names: readonly string[]): Promise<void> {
  const aside = (name: string): string => join(draft, `old-${name}`);
  const moved: string[] = [];
  const placed: string[] = [];
  try {
    for (const name of names)
      if (await moveIfThere(join(folder, name), aside(name))) moved.push(name);
    for (const name of names) {
      await rename(join(draft, name), join(folder, name));
      placed.push(name);
    }
  } catch (error) {
    for (const name of placed) await rm(join(folder, name));
    for (const name of moved) await rename(aside(name), join(folder, name));
    throw error;
  }
}

async function moveIfThere(from: string, to: string): Promise<boolean> {
  try {
    await rename(from, to);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
  }
}
