import { once } from 'node:events';
import { writesFed } from './feed.worker.ts';

const LINE = '='.repeat(100_000);

/** A file of numbers, 100 kB each. */
writesFed<{ name: string }, number>(async ({ name }, batches, out) => {
  if (name === 'fail') throw new Error('no such form');
  let more = out.write(name);
  for await (const n of batches) {
    if (!more) await once(out, 'drain');
    more = out.write(`${LINE}${n}`);
  }
  await new Promise<void>((resolve) => out.end(LINE.slice(0, 1), resolve));
});
