import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freshHome } from '../../../test/setup/home.ts';

const main = new URL('../main.ts', import.meta.url).href;
const root = fileURLToPath(new URL('../../..', import.meta.url));

/** A server in a process of its own, so that it can be killed as a power cut would. */
const program = `
  import { startServer } from ${JSON.stringify(main)};
  try {
    const s = await startServer({ home: process.argv[1], port: 0, log: 'silent' });
    console.log(JSON.stringify({ url: s.url, firstLink: s.firstLink }));
    process.on('SIGTERM', () => void s.stop().then(() => process.exit(0)));
  } catch (error) {
    console.log(JSON.stringify({ code: error.code }));
    process.exit(1);
  }`;

let home: string;
const running: ChildProcess[] = [];
beforeAll(async () => {
  home = await freshHome('kill');
});
afterAll(async () => {
  for (const child of running) {
    if (child.exitCode !== null || child.signalCode !== null) continue;
    child.kill('SIGTERM');
    await once(child, 'exit');
  }
  await rm(home, { recursive: true, force: true });
});

async function start(): Promise<{ child: ChildProcess; said: Record<string, string> }> {
  const child = spawn(
    process.execPath,
    ['--import', 'tsx', '--input-type=module', '-e', program, home],
    { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] },
  );
  running.push(child);
  const [chunk] = (await once(child.stdout!, 'data')) as [Buffer];
  return { child, said: JSON.parse(chunk.toString()) };
}

describe('embedded database', () => {
  it('keeps what was acknowledged when the server is killed, and is taken over', async () => {
    const first = await start();
    const answer = await fetch(`${first.said.url}/api/identity/link`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        token: first.said.firstLink!.split('#')[1],
        login: 'kept',
        name: '留存',
        password: '一句足够长的测试密码',
      }),
    });
    expect(answer.status).toBe(200);

    const second = await start();
    expect(second.said.code).toBe('start.database-in-use');

    first.child.kill('SIGKILL');
    await once(first.child, 'exit');
    const third = await start();
    expect(third.said.firstLink).toBeUndefined();
    const signIn = await fetch(`${third.said.url}/api/identity/sign-in`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ login: 'kept', password: '一句足够长的测试密码' }),
    });
    expect(signIn.status).toBe(200);

    third.child.kill('SIGTERM');
    await once(third.child, 'exit');
    await expect(readFile(join(home, 'pg', 'postmaster.pid'))).rejects.toThrow();
    await expect(readFile(join(home, 'running.lock'))).rejects.toThrow();
  });
});
