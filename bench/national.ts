import { Worker } from 'node:worker_threads';
import { generatedScheme } from '../src/engine/generated.fixture.ts';
import { type NationalPanel, scoreNational } from '../src/engine/national.ts';
import { nodePool } from '../src/engine/parallel/node.ts';
import type { NormaliseSpec } from '../src/engine/scheme/schema.ts';
import type { Figure } from './measure.ts';
// @ts-expect-error plain JavaScript, so that it can start a worker thread by itself
import { plainPass } from './plain-pass.js';

/**
 * The national case, in a process of its own so that its peak memory is its own. Prints
 * the figures as JSON. Arguments: units, indicators, runs.
 */
const [units, indicators, times] = process.argv.slice(2).map(Number) as [number, number, number];
const CLASSES = 1000;
const bytes = units * indicators * 8;

/** Figures with a common factor; units of all classes alternate at random, as in a register. */
function generated(): NationalPanel {
  const quality = new Float64Array(units);
  const next = generator(1);
  for (let u = 0; u < units; u++) quality[u] = next();
  const classOf = new Int32Array(units);
  for (let u = 0; u < units; u++) classOf[u] = Math.floor(next() * CLASSES);
  const columns = Array.from({ length: indicators }, (_, i) => {
    const column = new Float64Array(new SharedArrayBuffer(8 * units) as unknown as ArrayBuffer);
    const random = generator(i + 2);
    const missing = i % 10 === 9 ? 0.01 : 0;
    for (let u = 0; u < units; u++)
      column[u] = random() < missing ? Number.NaN : 50 + i + 10 * (quality[u]! + random());
    return column;
  });
  return { columns, classOf, classNames: Array.from({ length: CLASSES }, (_, c) => `${c}类`) };
}

function generator(seed: number): () => number {
  let state = Math.imul(seed, 2654435761) | 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}

const clock = async (work: () => unknown): Promise<number> => {
  const start = performance.now();
  await work();
  return performance.now() - start;
};

const panel = generated();
const pool = nodePool(2);
const helpers = [0, 1].map(() => new Worker(new URL('./plain-pass.js', import.meta.url)));
const twoThreads = (): Promise<unknown> =>
  Promise.all(
    helpers.map(
      (helper, h) =>
        new Promise((resolve) => {
          helper.once('message', resolve);
          helper.postMessage({ columns: panel.columns.filter((_, i) => i % 2 === h), factor: 1 });
        }),
    ),
  );

const size = `${units / 1e6} million × ${indicators}`;
const figures: Figure[] = [];
const plain: number[] = [];
const shared: number[] = [];
const ways: [string, NormaliseSpec, 'class' | 'all'][] = [
  ['min–max by class', { method: 'minmax', range: [0, 100] }, 'class'],
  ['z-scores by class', { method: 'zscore', mean: 100, sd: 10 }, 'class'],
  ['min–max over all', { method: 'minmax', range: [0, 100] }, 'all'],
];
const schemes = ways.map(([, normalise, scale]) =>
  generatedScheme({ indicators, classes: CLASSES }, { normalise, select: { scale } }),
);
const taken = ways.map((): number[] => []);
for (let k = 0; k <= times; k++) {
  const one = await clock(() => plainPass(panel.columns, 1));
  const two = await clock(twoThreads);
  const each = [];
  for (const scheme of schemes) each.push(await clock(() => scoreNational(scheme, panel, pool)));
  // The first round is for the compiler.
  if (k === 0) continue;
  plain.push(one);
  shared.push(two);
  each.forEach((ms, w) => {
    taken[w]!.push(ms);
  });
}
// Peak of the whole process; Linux counts kilobytes, and shared pages once.
const peak = (process.resourceUsage().maxRSS * 1024) / bytes;
await pool.close();
await Promise.all(helpers.map((helper) => helper.terminate()));

figures.push({ what: `${size}: one plain pass, one thread`, unit: 'ms', runs: plain });
figures.push({ what: '  the plain pass shared by two threads', unit: 'ms', runs: shared });
// Against the best of the plain passes: one slowed by another program would flatter us.
ways.forEach(([name], w) => {
  figures.push({
    what: `${size}: normalise (${name}), aggregate, rank within class, two threads`,
    unit: 'ms',
    runs: taken[w]!,
  });
  figures.push({
    what: '  of the plain pass',
    unit: '×',
    ...(bytes > 2e9 ? { bar: 4 } : {}),
    runs: taken[w]!.map((ms) => ms / Math.min(...plain)),
  });
  figures.push({
    what: '  of the plain pass shared by two threads',
    unit: '×',
    runs: taken[w]!.map((ms) => ms / Math.min(...shared)),
  });
});
figures.push({
  what: `${size}: peak memory of the process, of the panel's bytes`,
  unit: '×',
  // A small panel says nothing beside the 150 MB of the runtime itself.
  ...(bytes > 2e9 ? { bar: 1.6 } : {}),
  runs: [peak],
});
console.log(JSON.stringify(figures));
