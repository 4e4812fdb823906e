import { fork } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { withLine } from './progress.ts';
import type { Session } from './session.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const built = join(root, 'dist/web');

/** What the page is made of. */
const sources = ['src/web', 'src/contract', 'src/engine', 'docs/handbook', 'vite.config.ts'];

/** Builds the page when there is none or its source is newer; needs nothing from the network. */
export async function buildWeb(session: Session): Promise<void> {
  if (isFresh()) return;
  const { t } = session;
  session.note(t('cli.building'));
  await withLine(session, t('cli.building-modules', { modules: 0 }), async (say) => {
    const draft = await mkdtemp(join(await distFolder(), '.web-'));
    try {
      await inProcess(draft, (modules) => say(t('cli.building-modules', { modules })));
      // Renamed when whole: a build that is broken off leaves no half page.
      await rm(built, { recursive: true, force: true });
      await chmod(draft, 0o755);
      await rename(draft, built);
    } finally {
      await rm(draft, { recursive: true, force: true });
    }
  });
}

/**
 * Builds in a process of its own: the bundler takes a gigabyte, which the server would keep for
 * as long as it runs.
 */
function inProcess(folder: string, built: (modules: number) => void): Promise<void> {
  const child = fork(fileURLToPath(new URL('./web-build.worker.ts', import.meta.url)), [folder], {
    execArgv: ['--import', import.meta.resolve('tsx')],
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  let said = '';
  child.stderr?.on('data', (text) => {
    said += text;
  });
  child.on('message', (modules) => built(Number(modules)));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => (code === 0 ? resolve() : reject(new Error(said))));
  });
}

async function distFolder(): Promise<string> {
  const folder = join(root, 'dist');
  await mkdir(folder, { recursive: true });
  return folder;
}

function isFresh(): boolean {
  const page = join(built, 'index.html');
  return existsSync(page) && statSync(page).mtimeMs >= Math.max(...sources.map(newest));
}

function newest(source: string): number {
  const path = join(root, source);
  if (!statSync(path).isDirectory()) return statSync(path).mtimeMs;
  return readdirSync(path, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && !/\.(test|fixture)\.tsx?$/.test(entry.name))
    .map((entry) => statSync(join(entry.parentPath, entry.name)).mtimeMs)
    .reduce((a, b) => Math.max(a, b), 0);
}
