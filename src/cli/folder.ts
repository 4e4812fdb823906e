import {
  access,
  chmod,
  constants,
  lstat,
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
  const stopped = watchSignals();
  const unlessStopped = (): void => {
    if (stopped.yes) throw new CommandError(ExitCode.interrupted, t('cli.interrupted'));
  };
  const above = exists ? folder : dirname(folder);
  let draft: string | undefined;
  try {
    await mkdir(above, { recursive: true });
    draft = await mkdtemp(join(above, `.${basename(folder)}-`));
    for (const [name, content] of Object.entries(files)) {
      unlessStopped();
      await writeFile(join(draft, name), content);
    }
    unlessStopped();
    if (exists) await replaceAll(draft, folder, Object.keys(files), t);
    else await becomes(draft, folder, t);
  } finally {
    if (draft !== undefined) await rm(draft, { recursive: true, force: true });
    stopped.unwatch();
  }
}

const signals = ['SIGINT', 'SIGTERM'] as const;

/** Notes Ctrl+C instead of ending at once, so that the draft can be taken away. */
function watchSignals(): { yes: boolean; unwatch: () => void } {
  const stopped = { yes: false, unwatch: () => undefined as undefined };
  const note = (): void => {
    stopped.yes = true;
  };
  for (const signal of signals) process.on(signal, note);
  stopped.unwatch = () => {
    for (const signal of signals) process.off(signal, note);
  };
  return stopped;
}

async function becomes(draft: string, folder: string, t: Session['t']): Promise<void> {
  await chmod(draft, 0o755);
  try {
    await rename(draft, folder);
  } catch (error) {
    // Another run was quicker.
    if (!['ENOTEMPTY', 'EEXIST'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
    throw new CommandError(ExitCode.usage, t('cli.folder-filled', { path: folder }));
  }
}

/** Puts the older files aside, then the new ones in place; all back when one does not go. */
async function replaceAll(
  draft: string,
  folder: string,
  names: readonly string[],
  t: Session['t'],
): Promise<void> {
  const aside = (name: string): string => join(draft, `old-${name}`);
  const moved: string[] = [];
  const placed: string[] = [];
  try {
    for (const name of names) {
      const older = await kindOf(join(folder, name));
      if (older === 'folder')
        throw new CommandError(ExitCode.usage, t('cli.in-the-way', { path: join(folder, name) }));
      if (older === undefined) continue;
      await rename(join(folder, name), aside(name));
      moved.push(name);
    }
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

async function kindOf(path: string): Promise<'file' | 'folder' | undefined> {
  try {
    return (await lstat(path)).isDirectory() ? 'folder' : 'file';
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
