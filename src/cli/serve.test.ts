import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { emptyFolder, listed, shiji, shijiIn, spawned } from './command.fixture.ts';

/** The page itself is the browser tests' matter: nothing is built here. */
const quick = ['--no-build', '--json'];
const env = (home: string): Record<string, string | undefined> => ({
  SHIJI_HOME: home,
  DATABASE_URL: undefined,
  SHIJI_PUBLIC_URL: undefined,
});

describe('serve, demo and admin-link', () => {
  it('start from any folder, refuse a taken port and a home in use, and stop clean on Ctrl+C', async () => {
    const folder = emptyFolder();
    // Run by root, the database has a user of its own, who must get there.
    chmodSync(folder, 0o755);
    const home = join(folder, 'home');
    let second: ReturnType<typeof spawned> | undefined;
    let third: ReturnType<typeof spawned> | undefined;
    const first = await spawned(['demo', '--port', '0', ...quick], {
      cwd: folder,
      env: env(home),
      heard: async (out, stop) => {
        if (second || !out.includes('}')) return;
        const { url } = JSON.parse(out) as { url?: string };
        if (url === undefined) return;
        const other = env(join(folder, 'other'));
        second = spawned(['serve', '--port', new URL(url).port, ...quick], { env: other });
        third = spawned(['demo', '--port', '0', ...quick], { env: env(home) });
        await Promise.all([second, third]);
        stop('SIGINT');
      },
    });
    const started = JSON.parse(first.out);
    expect(started).toMatchObject({ ok: true, home: `${home}-demo` });
    expect(started.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect(started.firstLink).toMatch(/\/welcome#\S{20,}$/);
    expect(first).toMatchObject({ code: 0, signal: null });
    expect(listed(`${home}-demo`)).not.toContain('running.lock');
    expect(await second).toMatchObject({ code: 4 });
    expect((await second)!.err).toContain('端口已被占用。请用 --port 换一个');
    expect((await third)!.code).toBe(4);
    expect((await third)!.err).toContain('正被另一个实绩服务使用');

    const link = await shijiIn(env(home), 'admin-link', '--demo', '--json');
    expect(link.code).toBe(0);
    expect(JSON.parse(link.out).link).toMatch(/\/welcome#\S{20,}$/);
  });

  it('say what is wrong with the environment', async () => {
    const folder = emptyFolder();
    const nowhere = { ...env(folder), DATABASE_URL: 'postgres://a:b@127.0.0.1:1/none' };
    const unreachable = await shijiIn(nowhere, 'serve', '--port', '0', ...quick);
    expect(unreachable.code).toBe(4);
    expect(unreachable.err).toContain('DATABASE_URL');
    const broken = { ...env(folder), SHIJI_PORT: 'abc' };
    const port = await shijiIn(broken, 'serve', ...quick, '--lang', 'en');
    expect(port.code).toBe(4);
    expect(port.err).toContain('SHIJI_PORT');
  });

  it('have a port in range', async () => {
    expect((await shiji('demo', '--port', '-1')).code).toBe(2);
  });
});
