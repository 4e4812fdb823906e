import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Context } from '../../src/server/platform/context.ts';

const main = JSON.stringify(new URL('../../src/server/main.ts', import.meta.url).href);
const program = `
  import { startServer } from ${main};
  const s = await startServer({ home: process.argv[1], databaseUrl: process.argv[2], port: 0, log: 'info' });
  console.log(JSON.stringify({ url: s.url }));`;

/** A server in a process of its own, which tells everything it logs, and can be killed. */
export async function serverProcess({ config, databaseUrl }: Context) {
  const child = spawn(
    process.execPath,
    ['--import', 'tsx', '--input-type=module', '-e', program, config.home, databaseUrl],
    {
      cwd: fileURLToPath(new URL('../..', import.meta.url)),
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  let said = '';
  const url = await new Promise<string>((found, failed) => {
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (text: string) => {
        said += text;
        const address = /\{"url":"([^"]+)"\}/.exec(said)?.[1];
        if (address) found(address);
      });
    child.on('exit', (code) => failed(new Error(`the server ended with ${code}: ${said}`)));
  });
  return {
    url,
    /** Everything it wrote so far, to either stream. */
    log: () => said,
    kill: async (signal: NodeJS.Signals = 'SIGKILL') => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill(signal);
      await once(child, 'exit');
    },
  };
}
