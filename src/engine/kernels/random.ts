import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plusFromState } from 'pure-rand/generator/xoroshiro128plus';
import type { RandomGenerator } from 'pure-rand/types/RandomGenerator';
import { ln, pow } from './math.ts';

/**
 * Random streams addressed by what they are for: the bits are a function of (seed,
 * replicate, factor, part) only, so the order of work and the number of workers never
 * change a result. Generator: xoroshiro128+ of the `pure-rand` package.
 */
export interface Stream {
  /** Uniform on [0, 1), 53 bits. */
  readonly uniform: () => number;
  /** Standard normal. */
  readonly normal: () => number;
  /** Gamma with this shape, scale 1. */
  readonly gamma: (shape: number) => number;
}

export function stream(seed: number, replicate: number, factor: string, part = 0): Stream {
  const words = [seed | 0, Math.floor(seed / 2 ** 32) | 0, replicate | 0, hash(factor), part | 0];
  const state = [0x9e3779b9, 0x243f6a88, 0xb7e15162, 0x452821e6].map((salt) =>
    words.reduce((h, w) => mix(Math.imul(h, 5) + 0x6b64e653 + mix(w ^ salt)), salt | 0),
  );
  return streamOf(xoroshiro128plusFromState(state));
}

/** Murmur3's finaliser: every input bit reaches every output bit. */
function mix(word: number): number {
  let h = word | 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) | 0;
}

function hash(text: string): number {
  let h = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  return h | 0;
}

function streamOf(generator: RandomGenerator): Stream {
  const uniform = (): number => uniformFloat64(generator);
  let spare = Number.NaN;
  // Marsaglia's polar method: only ln and sqrt, both with fixed bits.
  const normal = (): number => {
    if (!Number.isNaN(spare)) {
      const kept = spare;
      spare = Number.NaN;
      return kept;
    }
    for (;;) {
      const a = 2 * uniform() - 1;
      const b = 2 * uniform() - 1;
      const s = a * a + b * b;
      if (s >= 1 || s === 0) continue;
      const scale = Math.sqrt((-2 * ln(s)) / s);
      spare = b * scale;
      return a * scale;
    }
  };
  // Marsaglia and Tsang (2000), doi 10.1145/358407.358414.
  const gamma = (shape: number): number => {
    if (shape < 1) return gamma(shape + 1) * pow(1 - uniform(), 1 / shape);
    const d = shape - 1 / 3;
    const c = 1 / Math.sqrt(9 * d);
    for (;;) {
      const x = normal();
      const t = 1 + c * x;
      const v = t * t * t;
      if (v <= 0) continue;
      if (ln(1 - uniform()) < 0.5 * x * x + d - d * v + d * ln(v)) return d * v;
    }
  };
  return { uniform, normal, gamma };
}
