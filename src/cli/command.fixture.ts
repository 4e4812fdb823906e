import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, vi } from 'vitest';
import { main } from './main.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const command = join(root, 'bin/shiji.js');

/** A file of the project. */
export const ours = (path: string): string => join(root, path);

const fixtures = resolve(root, process.env.SHIJI_FIXTURES ?? '../shared/fixtures');
const data = resolve(root, process.env.SHIJI_DATA ?? '../shared/data');
export const fixtureFile = (path: string): string => join(fixtures, path);
export const dataFile = (path: string): string => join(data, path);
export const hasFixtures = existsSync(fixtureFile('coinr/asem_raw.csv'));
export const hasData = existsSync(dataFile('office'));
if (!hasFixtures) console.warn(`SKIPPED: no reference results in ${fixtures} (SHIJI_FIXTURES)`);
if (!hasData) console.warn(`SKIPPED: no real data in ${data} (SHIJI_DATA)`);

export interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** What a command finds set beside what is set anyway; undefined takes a variable away. */
type Environment = Readonly<Record<string, string | undefined>>;

/** Runs a command in this process: the same code but for `bin/shiji.js`. */
export async function shiji(...argv: readonly string[]): Promise<Ended> {
  let out = '';
  let err = '';
  const code = await main(argv, {
    out: (text) => {
      out += text;
    },
    err: (text) => {
      err += text;
    },
    terminal: false,
  });
  return { code, out, err };
}

/** {@link shiji} with an environment of its own: a process takes 4 s only to load the server. */
export async function shijiIn(env: Environment, ...argv: readonly string[]): Promise<Ended> {
  for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);
  try {
    return await shiji(...argv);
  } finally {
    vi.unstubAllEnvs();
  }
}

/** Runs the real command in a process of its own, in the folder `cwd`. */
export function spawned(
  argv: readonly string[],
  options: {
    readonly cwd?: string;
    readonly env?: Environment;
    /** Called with everything on standard output so far. */
    readonly heard?: (out: string, stop: (signal: NodeJS.Signals) => void) => void;
    /** Kills it without warning. */
    readonly kill?: AbortSignal;
  } = {},
): Promise<Ended & { readonly signal: NodeJS.Signals | null }> {
  const { cwd = root, env = {}, heard, kill } = options;
  const child = spawn(process.execPath, [command, ...argv], {
    cwd,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  kill?.addEventListener('abort', () => child.kill('SIGKILL'));
  const said = { out: '', err: '' };
  const stop = (signal: NodeJS.Signals): void => {
    child.kill(signal);
  };
  for (const [stream, key] of [
    [child.stdout, 'out'],
    [child.stderr, 'err'],
  ] as const)
    stream.setEncoding('utf8').on('data', (text: string) => {
      said[key] += text;
      heard?.(said.out, stop);
    });
  return new Promise((done, failed) => {
    child.on('error', failed);
    child.on('close', (code, signal) => done({ ...said, code, signal }));
  });
}

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** A folder that goes when the tests of the file are over. */
export function emptyFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'shiji-cli-'));
  folders.push(folder);
  return folder;
}

/** Everything in a folder, hidden files included. */
export const listed = (folder: string): string[] => readdirSync(folder).sort();

export const minimalScheme = readFileSync(
  new URL('./templates/minimal.yaml', import.meta.url),
  'utf8',
);

const heading = [
  '单位',
  '群众满意度',
  '办件平均用时',
  '群众反映问题解决率',
  '单位服务成本',
  '未消除的安全隐患',
  '单位面积能耗',
];

/** Eight invented units with complete figures for the minimal scheme. */
export function smallPanel(): string[][] {
  const units = ['东湖', '西岭', '南浦', '北原', '中和', '新桥', '古渡', '长堤'];
  return [
    heading,
    ...units.map((name, u) => [
      name,
      ...[80, 5, 90, 60, 10, 22].map((typical, k) =>
        (typical * (1 + 0.04 * ((u * (k + 3)) % 7)) + 0.1 * u).toFixed(2),
      ),
    ]),
  ];
}

export const csvText = (rows: readonly (readonly string[])[]): string =>
  rows.map((row) => `${row.join(',')}\n`).join('');

/** A folder with `方案.yaml` and `数据.csv`, and the arguments that appraise them into `结果`. */
export function office(
  files: { readonly scheme?: string; readonly panel?: string | Uint8Array } = {},
): { folder: string; argv: string[] } {
  const folder = emptyFolder();
  const path = (name: string): string => join(folder, name);
  writeFileSync(path('方案.yaml'), files.scheme ?? minimalScheme);
  writeFileSync(path('数据.csv'), files.panel ?? csvText(smallPanel()));
  const argv = ['appraise', '--scheme', path('方案.yaml'), '--panel', path('数据.csv')];
  return { folder, argv: [...argv, '--replicates', '50', '--out', path('结果')] };
}
