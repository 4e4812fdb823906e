import { readdir, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { expect, it } from 'vitest';
import type { Paper } from '../../office/paper/paper.ts';
import { render } from './render.service.ts';

const ctx = { config: { home: tmpdir() } } as Parameters<typeof render>[0];
const ledger = (rows: number): Paper => ({
  head: { kind: 'none' },
  title: '整改台账',
  body: [
    {
      kind: 'table',
      columns: Array.from({ length: 12 }, (_, k) => ({ heading: `栏目${k}`, width: 4 })),
      rows: Array.from({ length: rows }, (_, r) =>
        Array.from({ length: 12 }, (_, k) => `第${r}行第${k}格报修单等待九天，漏登${r}处`),
      ),
      size: 9,
    },
  ],
  orientation: 'landscape',
});

/** Processes of this one that set papers. */
async function setters(): Promise<number> {
  let found = 0;
  for (const id of (await readdir('/proc')).filter((name) => /^\d+$/.test(name))) {
    const stat = await readFile(`/proc/${id}/stat`, 'utf8').catch(() => '');
    const [state, parent] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const command = await readFile(`/proc/${id}/cmdline`, 'utf8').catch(() => '');
    if (parent === String(process.pid) && state !== 'Z' && command.includes('render.worker'))
      found++;
  }
  return found;
}

it.runIf(process.platform === 'linux')(
  'what sets papers ends at once when a long ledger has filled it, and else stays for the next one',
  async () => {
    const [long, short] = await Promise.all([
      render(ctx, ledger(1000), 'pdf'),
      render(ctx, ledger(3), 'pdf'),
    ]);
    expect(long.length).toBeGreaterThan(10 * short.length);
    await expect.poll(setters, { timeout: 5000 }).toBe(0);
    expect((await render(ctx, ledger(3), 'pdf')).length).toBe(short.length);
    expect(await setters()).toBe(1);
  },
  60_000,
);
