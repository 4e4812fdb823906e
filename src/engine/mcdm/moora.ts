import { ln } from '../kernels/math.ts';
import { type Scaling, scalings } from './normalise.ts';
import {
  bestAndWorst,
  type DecisionTable,
  requirePositive,
  rowSums,
  type Scores,
} from './table.ts';

/**
 * The MOORA family (Brauers and Zavadskas 2006, 2010): ratio system, reference point, full
 * multiplicative form, and MULTIMOORA, which ranks by the three together.
 */

interface Options {
  readonly scaling?: Scaling;
}

function plain(table: DecisionTable, scaling: Scaling): Float64Array[] {
  return table.columns.map((x) => scalings[scaling](x, 1));
}

/** Ratio system: weighted benefits less weighted costs. */
export function moora(table: DecisionTable, { scaling = 'vector' }: Options = {}): Scores {
  const { weights, directions } = table;
  return { score: rowSums(plain(table, scaling), (v, j) => directions[j]! * weights[j]! * v) };
}

/** Reference point: largest weighted distance from the best value. Smaller is better. */
export function referencePoint(
  table: DecisionTable,
  { scaling = 'vector' }: Options = {},
): Scores & { readonly reference: Float64Array } {
  const columns = plain(table, scaling);
  const reference = Float64Array.from(columns, (x, j) => bestAndWorst(x, table.directions[j]!)[0]);
  const score = new Float64Array(columns[0]!.length);
  columns.forEach((x, j) => {
    for (let i = 0; i < score.length; i++)
      score[i] = Math.max(score[i]!, table.weights[j]! * Math.abs(x[i]! - reference[j]!));
  });
  return { score, reference };
}

/**
 * Full multiplicative form, as a logarithm: Σ w·ln x over benefits less over costs.
 * Weights are exponents (Brauers and Zavadskas 2010); as factors they would cancel out.
 */
export function fullMultiplicative(
  table: DecisionTable,
  { scaling = 'none' }: Options = {},
): Scores {
  const columns = plain(table, scaling);
  requirePositive(columns, 'full-multiplicative');
  const { weights, directions } = table;
  return { score: rowSums(columns, (v, j) => directions[j]! * weights[j]! * ln(v)) };
}

/**
 * MULTIMOORA: of every two units the one that leads in more of the three rankings gets a
 * point; a tie in any of them gives none.
 */
export function multimoora(
  table: DecisionTable,
  { scaling = 'vector' }: Options = {},
): Scores & { readonly parts: readonly Float64Array[] } {
  const parts = [
    moora(table, { scaling }).score,
    referencePoint(table, { scaling }).score.map((v) => -v),
    fullMultiplicative(table, { scaling }).score,
  ];
  const n = parts[0]!.length;
  const score = new Float64Array(n);
  for (let a = 0; a < n; a++)
    for (let b = a + 1; b < n; b++) {
      let lead = 0;
      let tied = false;
      for (const part of parts) {
        const d = part[a]! - part[b]!;
        if (d === 0) tied = true;
        lead += Math.sign(d);
      }
      if (!tied) score[lead > 0 ? a : b]! += 1;
    }
  return { score, parts };
}
