import {
  aras,
  cocoso,
  copras,
  lmaw,
  mabac,
  mairca,
  marcos,
  ocra,
  ram,
  waspas,
  wpm,
  wsm,
} from './additive.ts';
import { codas, edas, probid, simplifiedProbid, topsis, vikor } from './distance.ts';
import { fullMultiplicative, moora, multimoora, referencePoint } from './moora.ts';
import { electre2, promethee } from './outranking.ts';
import { limitsOnProperties, rafsi, rim, spotis } from './reference.ts';
import type { DecisionTable } from './table.ts';

/** A method as `compareMethods` runs it: with the settings of its paper, nothing left to choose. */
export interface Method {
  /** Stable identifier; names for people are with who shows them. */
  readonly id: string;
  readonly better: 'high' | 'low';
  /** Compares units two by two: cost grows with the square of their number. */
  readonly pairwise?: true;
  readonly score: (table: DecisionTable) => Float64Array;
}

/**
 * Every method that ranks with nothing but columns, weights and directions, and never
 * puts a unit under one it beats in everything (AROMAN does).
 */
export const methods: readonly Method[] = [
  { id: 'wsm', better: 'high', score: (t) => wsm(t, { scaling: 'minmax' }).score },
  { id: 'wpm', better: 'high', score: (t) => wpm(t).score },
  { id: 'waspas', better: 'high', score: (t) => waspas(t).score },
  { id: 'aras', better: 'high', score: (t) => aras(t).score },
  { id: 'copras', better: 'high', score: (t) => copras(t).score },
  { id: 'cocoso', better: 'high', score: (t) => cocoso(t).score },
  { id: 'ram', better: 'high', score: (t) => ram(t).score },
  { id: 'mabac', better: 'high', score: (t) => mabac(t).score },
  { id: 'mairca', better: 'low', score: (t) => mairca(t).score },
  { id: 'marcos', better: 'high', score: (t) => marcos(t).score },
  { id: 'lmaw', better: 'high', score: (t) => lmaw(t).score },
  { id: 'ocra', better: 'high', score: (t) => ocra(t).score },
  { id: 'topsis', better: 'high', score: (t) => topsis(t).score },
  { id: 'vikor', better: 'low', score: (t) => vikor(t).score },
  { id: 'edas', better: 'high', score: (t) => edas(t).score },
  { id: 'codas', better: 'high', pairwise: true, score: (t) => codas(t).score },
  { id: 'probid', better: 'high', pairwise: true, score: (t) => probid(t).score },
  {
    id: 'simplified-probid',
    better: 'high',
    pairwise: true,
    score: (t) => simplifiedProbid(t).score,
  },
  { id: 'moora', better: 'high', score: (t) => moora(t).score },
  { id: 'reference-point', better: 'low', score: (t) => referencePoint(t).score },
  { id: 'full-multiplicative', better: 'high', score: (t) => fullMultiplicative(t).score },
  { id: 'multimoora', better: 'high', pairwise: true, score: (t) => multimoora(t).score },
  { id: 'spotis', better: 'low', score: (t) => spotis(t).score },
  { id: 'rim', better: 'high', score: (t) => rim(t).score },
  { id: 'rafsi', better: 'high', score: (t) => rafsi(t).score },
  { id: 'limits', better: 'low', score: (t) => limitsOnProperties(t).score },
  { id: 'electre2', better: 'low', pairwise: true, score: (t) => electre2(t).score },
  { id: 'promethee', better: 'high', pairwise: true, score: (t) => promethee(t).score },
];
