import { chmod, mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { LineCounter, parseDocument } from 'yaml';
import { checkScheme, EngineError, type Issue, type Scheme } from '../engine/index.ts';
import type { PanelFile } from '../office/panel/read.ts';
import { CommandError, ExitCode, type Session } from './session.ts';

async function readBytes(path: string, { t }: Session): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') throw new CommandError(ExitCode.badInput, t('cli.no-file', { path }));
    if (code === 'EISDIR') throw new CommandError(ExitCode.badInput, t('cli.is-folder', { path }));
    throw error;
  }
}

/** A YAML or JSON document; syntax errors name the line. */
export async function readDocument(path: string, session: Session): Promise<unknown> {
  const bytes = await readBytes(path, session);
  const file = basename(path);
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new EngineError([{ code: 'cli.not-utf8', at: { file } }]);
  }
  const lineCounter = new LineCounter();
  const document = parseDocument(text, { lineCounter });
  const broken = document.errors.map((error): Issue => {
    const { line, col } = lineCounter.linePos(error.pos[0]);
    return {
      code: 'cli.yaml-broken',
      at: { file, row: line },
      params: { column: col, reason: error.message.split('\n')[0]! },
    };
  });
  if (broken.length) throw new EngineError(broken);
  return document.toJS();
}

/** A scheme that passed every rule, and the warnings about it. Throws {@link EngineError}. */
export async function readScheme(
  path: string,
  session: Session,
): Promise<{ scheme: Scheme; warnings: readonly Issue[] }> {
  const { scheme, issues } = checkScheme(await readDocument(path, session));
  const file = basename(path);
  const placed = issues.map((issue) => ({ ...issue, at: { file, ...issue.at } }));
  if (!scheme) throw new EngineError(placed.filter((i) => i.severity !== 'warning'));
  return { scheme, warnings: placed };
}

/** Panel files; `指标=文件` says which indicator a file without a title is about. */
export async function readPanelFiles(
  specs: readonly string[],
  session: Session,
): Promise<PanelFile[]> {
  return Promise.all(
    specs.map(async (spec) => {
      const named = /^([^=/\\]+)=(.+)$/.exec(spec);
      const path = named ? named[2]! : spec;
      return {
        name: basename(path),
        bytes: await readBytes(path, session),
        ...(named ? { indicator: named[1]! } : {}),
      };
    }),
  );
}

/**
 * Writes all files or none: into a new folder beside the target, which is then renamed.
 * A folder that holds something is refused unless `force`, which replaces these files
 * and leaves whatever else is there.
 */
export async function writeFolder(
  target: string,
  files: Readonly<Record<string, string | Uint8Array>>,
  force: boolean,
  { t }: Session,
): Promise<void> {
  const folder = resolve(target);
  const filled = await refuseFilled(folder, target, force, t);
  await mkdir(dirname(folder), { recursive: true });
  const draft = await mkdtemp(join(dirname(folder), `.${basename(folder)}-`));
  try {
    for (const [name, content] of Object.entries(files))
      await writeFile(join(draft, name), content);
    if (filled)
      for (const name of Object.keys(files)) await rename(join(draft, name), join(folder, name));
    else {
      await chmod(draft, 0o755);
      await rename(draft, folder);
    }
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}

/** Whether the folder holds something; throws when it does and `force` is not given. */
export async function refuseFilled(
  folder: string,
  shown: string,
  force: boolean,
  t: Session['t'],
): Promise<boolean> {
  let held: string[] = [];
  try {
    held = await readdir(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  if (held.length && !force)
    throw new CommandError(ExitCode.usage, t('cli.folder-filled', { path: shown }));
  return held.length > 0;
}
