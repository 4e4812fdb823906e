import { type ChildProcess, fork } from 'node:child_process';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Paper, Slips } from '../../office/paper/paper.ts';
import type { Context } from '../platform/context.ts';
import type { RenderAnswer, RenderJob, ToSet } from './render.worker.ts';

/** The process keeps its fonts for so long, then ends. */
const IDLE_MS = 60_000;
/** With its fonts it has some 200 MB. What a long ledger leaves more it cannot give back but by ending. */
const MOST_HELD = 300 * 2 ** 20;

interface Waiting {
  readonly resolve: (bytes: Uint8Array) => void;
  readonly reject: (error: Error) => void;
}

let setter: ChildProcess | undefined;
let idle: NodeJS.Timeout | undefined;
let last = 0;
const waiting = new Map<number, Waiting>();

/**
 * Sets a paper as Word, PDF or picture in a process of its own, one after the other, so that a
 * long ledger does not hold up the server, and that what the setter took (0.2 MB a row of a
 * ledger, which a thread would leave with the server) is given back, at once where it is much. Fonts of the office lie
 * in `<home>/fonts`.
 */
export function render(
  ctx: Pick<Context, 'config'>,
  paper: Paper,
  as: 'word' | 'pdf' | 'picture',
): Promise<Uint8Array> {
  return set(ctx, { paper, as });
}

/** Slips of a ballot as PDF, in the same manner. */
export function renderSlips(ctx: Pick<Context, 'config'>, paper: Slips): Promise<Uint8Array> {
  return set(ctx, { paper, as: 'slips' });
}

async function set(ctx: Pick<Context, 'config'>, what: ToSet): Promise<Uint8Array> {
  const folder = join(ctx.config.home, 'fonts');
  const own = await stat(folder).then(
    (found) => found.isDirectory(),
    () => false,
  );
  const id = ++last;
  clearTimeout(idle);
  setter ??= start();
  const child = setter;
  const answered = new Promise<Uint8Array>((resolve, reject) =>
    waiting.set(id, { resolve, reject }),
  );
  hold(child, true);
  child.send({ ...what, id, fontFolders: own ? [folder] : [] } satisfies RenderJob, (error) => {
    if (error) over(child, error);
  });
  return answered;
}

function start(): ChildProcess {
  const child = fork(fileURLToPath(new URL('./render.worker.ts', import.meta.url)), [], {
    execArgv: ['--import', import.meta.resolve('tsx')],
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  child.on('message', (answer: RenderAnswer) => {
    const asked = waiting.get(answer.id);
    waiting.delete(answer.id);
    if ('bytes' in answer) asked?.resolve(answer.bytes);
    else asked?.reject(new Error(answer.error));
    if (waiting.size > 0) return;
    if ('held' in answer && answer.held > MOST_HELD) end(child);
    else rest(child);
  });
  child.on('error', (error) => over(child, error));
  child.on('exit', () => over(child, new Error('the process that sets papers has ended')));
  return child;
}

/** Whether this process stays for the sake of that one. */
function hold(child: ChildProcess, yes: boolean): void {
  if (yes) child.ref();
  else child.unref();
  if (yes) child.channel?.ref();
  else child.channel?.unref();
}

/** Nothing to do: it ends with the server, or after a while. */
function rest(child: ChildProcess): void {
  hold(child, false);
  idle = setTimeout(() => end(child), IDLE_MS);
  idle.unref();
}

function end(child: ChildProcess): void {
  hold(child, false);
  if (setter === child) setter = undefined;
  child.disconnect();
}

/** Whoever waited is told; the next paper starts a new process. */
function over(child: ChildProcess, error: Error): void {
  if (setter !== child) return;
  setter = undefined;
  for (const { reject } of waiting.values()) reject(error);
  waiting.clear();
}
