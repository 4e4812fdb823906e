import * as aggregate from '../../src/engine/kernels/aggregate.ts';
import { extent, skewAndKurtosis } from '../../src/engine/kernels/stats.ts';
import type { NormaliseSpec } from '../../src/engine/scheme/schema.ts';
import { logShift, winsorise } from '../../src/engine/steps/treat.ts';
import { normaliseOne, refusedDivision } from './one-column.ts';
import {
  difference,
  type FileRecorder,
  numbers,
  parseJson,
  tolerance,
  type Values,
} from './report.ts';

/**
 * Numeric aids of COINr on one vector `x` (and a small table `X`): each key names a
 * function and its parameters, e.g. `n_goalposts_1_10_100`.
 */
export function golden(text: string, record: FileRecorder): void {
  const data = parseJson(text) as Record<string, Values>;
  const x = Float64Array.from(numbers(data.x));
  const table = (data.X as number[][] | undefined)?.map((c) => Float64Array.from(c)) ?? example;
  for (const [key, expected] of Object.entries(data)) {
    if (key === 'x' || key === 'X') continue;
    record.attempt(key, () => judge(key, expected, x, table, record));
  }
}

/** The table of COINr's tests, where the file does not give one. */
const example = [
  [1, 2, 3, 4],
  [3, 2, 1, 5],
  [2, 3, 1, 4],
].map((c) => Float64Array.from(c));

function judge(
  key: string,
  expected: Values,
  x: Float64Array,
  table: readonly Float64Array[],
  record: FileRecorder,
): void {
  if (key.startsWith('log_GII')) {
    const { min, max } = extent(x);
    const right = x.map((v) => Math.log(((max - 1) * (v - min)) / (max - min) + 1));
    if (difference(right, expected, tolerance.chain) === '') record.pass(key);
    else if (difference(x, expected, tolerance.chain) === '')
      record.notHad(
        key,
        'reference defect',
        `returns its argument unchanged; right: ${[...right].join(', ')}`,
      );
    else record.fail(key, difference(right, expected, tolerance.chain));
    return;
  }
  let ours: Values | undefined;
  try {
    ours = compute(key, x, table);
  } catch (error) {
    const finite = numbers(expected).some(Number.isFinite);
    if (!refusedDivision(error) || finite) throw error;
    record.notHad(key, 'reference defect', 'divides by 0; the engine refuses the column');
    return;
  }
  if (ours === undefined) record.notHad(key, 'method not in the engine');
  else record.same(key, ours, expected, tolerance.chain);
}

function compute(key: string, x: Float64Array, table: readonly Float64Array[]): Values | undefined {
  const [head = '', ...rest] = key.split('_');
  if (key === 'skew') return skewAndKurtosis(x).skew;
  if (key === 'kurt') return skewAndKurtosis(x).kurtosis;
  if (head === 'n') return normalised(rest[0]!, rest.slice(1), x);
  if (head === 'winsorise') {
    const max = Number(/max(\d+)/.exec(key)?.[1] ?? 5);
    const skew = Number(/skew([\d.]+)/.exec(key)?.[1] ?? 2);
    const kurtosis = Number(/kurt([\d.]+)/.exec(key)?.[1] ?? 3.5);
    const passes = (s: { skew: number; kurtosis: number }): boolean =>
      !(Math.abs(s.skew) > skew && s.kurtosis > kurtosis);
    return winsorise(x, { max }, passes).values;
  }
  if (key === 'log_CT') return logShift(x);
  if (head === 'a') return averaged(rest, x);
  const equal = new Float64Array(table.length).fill(1);
  if (key === 'copeland_X') return aggregate.copeland(table, equal);
  if (key === 'outrank_X') return aggregate.outranking(table, equal);
  return undefined;
}

function normalised(name: string, rest: readonly string[], x: Float64Array): Values | undefined {
  const given = rest.filter((r) => /^-?[\d.]+$/.test(r)).map(Number);
  const [a, b] = given;
  const cap = rest.includes('cap');
  const run = (spec: NormaliseSpec): Float64Array => normaliseOne(x, spec);
  switch (name) {
    case 'minmax':
      return run({ method: 'minmax', range: [a ?? 0, b ?? 100] });
    case 'zscore':
      return run({ method: 'zscore', mean: a ?? 0, sd: b ?? 1 });
    case 'prank':
      return run({ method: 'percentile', factor: 1 });
    case 'rank':
      return run({ method: 'rank' });
    case 'borda':
      return run({ method: 'borda' });
    case 'dist2max':
      return run({ method: 'best', factor: 1 });
    case 'fracmax':
      return run({ method: 'fraction', factor: 1 });
    case 'scaled':
      return run({ method: 'scaled', from: [a ?? 0, b ?? 100], factor: given[2] ?? 100 });
    case 'dist2ref':
      return run({ method: 'reference', unit: `u${a ?? 1}`, cap, factor: 1 });
    case 'dist2targ':
      return normaliseOne(x, { method: 'target', cap, factor: 1 }, { target: a! });
    case 'goalposts':
      return normaliseOne(
        x,
        { method: 'goalposts', truncate: true, factor: given[2] ?? 1 },
        { goalposts: [a!, b!] },
      );
    default:
      return undefined;
  }
}

/** `a_genmean_p0.5_w1..8`: the mean, its exponent, and weights 1 to 8 (equal when not named). */
function averaged(rest: readonly string[], x: Float64Array): Values | undefined {
  const row = Array.from(x, (v) => Float64Array.of(v));
  const range = /^w(\d+)\.\.(\d+)$/.exec(rest.find((r) => r.startsWith('w')) ?? '');
  const weights = Float64Array.from(x, (_, i) => (range ? Number(range[1]) + i : 1));
  const power = Number(rest.find((r) => /^p-?[\d.]+$/.test(r))?.slice(1) ?? 1);
  switch (rest[0]) {
    case 'amean':
      return aggregate.arithmetic(row, weights)[0];
    case 'gmean':
      return aggregate.geometric(row, weights)[0];
    case 'hmean':
      return aggregate.harmonic(row, weights)[0];
    case 'genmean':
      return aggregate.power(row, weights, power)[0];
    default:
      return undefined;
  }
}
