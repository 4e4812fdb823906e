import * as additive from '../../src/engine/mcdm/additive.ts';
import * as distance from '../../src/engine/mcdm/distance.ts';
import { merecWeights } from '../../src/engine/mcdm/objective-weights.ts';
import type { DecisionTable } from '../../src/engine/mcdm/table.ts';
import { criticWeights, entropyWeights } from '../../src/engine/mcdm/weights.ts';
import { columnsOf, tableOf } from './mcdm-table.ts';
import {
  difference,
  type FileRecorder,
  numbers,
  parseJson,
  tolerance,
  type Values,
} from './report.ts';

type Pairs = readonly (readonly [number, number | null])[];

interface Cases {
  readonly matrix: readonly (readonly number[])[];
  readonly weights: readonly number[];
  readonly criterion_type: readonly string[];
  readonly results: Readonly<Record<string, Values>>;
}

/** pyDecision on one table: a cross-check, for the package has no tests of its own. */
export function pydecision(text: string, record: FileRecorder): void {
  const { matrix, weights, criterion_type, results } = parseJson(text) as Cases;
  const types = criterion_type.map((t) => (t === 'min' ? -1 : 1));
  const table = tableOf(matrix, weights, types);
  for (const [name, expected] of Object.entries(results))
    record.attempt(name, () => {
      const rule = rules[name];
      if (rule) rule(table, expected, name, record);
      else record.notHad(name, 'method not in the engine');
    });
}

type Rule = (table: DecisionTable, expected: Values, name: string, record: FileRecorder) => void;

const plain =
  (compute: (table: DecisionTable) => ArrayLike<number>): Rule =>
  (table, expected, name, record) =>
    record.same(name, compute(table), expected, tolerance.method);

const rules: Record<string, Rule> = {
  entropy: (t, expected, name, record) => {
    // The package inverts costs first and adds 1e-9 inside every logarithm.
    const turned = t.columns.map((x, j) => (t.directions[j] === 1 ? x : x.map((v) => 1 / v)));
    record.same(name, entropyWeights(turned), expected, 1e-7);
  },
  merec: plain((t) => merecWeights(t.columns, t.directions)),
  topsis: plain((t) => distance.topsis(t).score),
  edas: plain((t) => distance.edas(t).score),
  mabac: (t, expected, name, record) => {
    const { score } = additive.mabac(t);
    const fault = difference(score, expected, tolerance.method);
    const weight = new Float64Array(t.columns.length).fill(1 / score.length);
    const theirs = additive.mabac({ ...t, weights: weight }).score;
    if (fault === '') record.pass(name);
    else if (difference(theirs, expected, tolerance.method) === '')
      record.notHad(
        name,
        'reference defect',
        `weights everything 1/units; ours: ${[...score].join(', ')}`,
      );
    else record.fail(name, fault);
  },
  saw: (t, expected, name, record) => {
    const pairs = expected as unknown as Pairs;
    const ours = additive.wsm(t, { scaling: 'linear' }).score;
    record.same(
      name,
      pairs.map(([unit]) => ours[unit - 1]!),
      pairs.map(([, v]) => v),
      tolerance.method,
    );
  },
  critic: (t, expected, name, record) => {
    const turned = t.columns.map((x, j) => (t.directions[j] === 1 ? x : x.map((v) => -v)));
    record.same(name, criticWeights(turned), expected, tolerance.method);
  },
  waspas: (t, expected, name, record) => {
    const { score, sum, product } = additive.waspas(t);
    const ours = [sum, product, score];
    const fault = difference(ours, expected, tolerance.method);
    if (fault === '') record.pass(name);
    else if (difference(shifted(t), expected, tolerance.method) === '')
      record.notHad(
        name,
        'reference defect',
        `scaled by 1 + min–max instead of x/max and min/x; ours: ${[...score].join(', ')}`,
      );
    else record.fail(name, fault);
  },
  vikor: (t, expected, name, record) => {
    const found = distance.vikor(t);
    const [s, r, q] = expected as unknown as readonly Pairs[];
    const by = (pairs: Pairs, ours: Float64Array): number[] =>
      pairs.map(([unit]) => ours[unit - 1]!);
    const value = (pairs: Pairs): (number | null)[] => pairs.map(([, v]) => v);
    record.same(`${name} S`, by(s!, found.sum), value(s!), tolerance.method);
    record.same(`${name} R`, by(r!, found.regret), value(r!), tolerance.method);
    if (numbers(value(q!)).some(Number.isNaN))
      record.notHad(
        `${name} Q`,
        'reference defect',
        `0/0 where all R are equal; ours: ${[...found.score].join(', ')}`,
      );
    else record.same(`${name} Q`, by(q!, found.score), value(q!), tolerance.method);
  },
  ahp_saaty_mean: (_t, _expected, name, record) =>
    record.notHad(name, 'parameters of the run are not in the file', 'no comparison matrix'),
};

/** The package's own WASPAS: sum, product and half of each over 1 + min–max. */
function shifted(table: DecisionTable): Float64Array[] {
  const columns = columnsOf(
    Array.from(table.columns[0]!, (_, i) =>
      table.columns.map((x, j) => {
        const [low, high] = [Math.min(...x), Math.max(...x)];
        const share = (table.directions[j] === 1 ? x[i]! - low : high - x[i]!) / (high - low);
        return 1 + share;
      }),
    ),
  );
  const { score, sum, product } = additive.waspas({ ...table, columns }, { scaling: 'none' });
  return [sum, product, score];
}
