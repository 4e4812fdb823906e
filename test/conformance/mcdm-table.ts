import type { Scaling } from '../../src/engine/mcdm/normalise.ts';
import type { DecisionTable, Direction } from '../../src/engine/mcdm/table.ts';

/** Row-major reference matrix to columns; null is missing. */
export function columnsOf(matrix: readonly (readonly (number | null)[])[]): Float64Array[] {
  const width = matrix[0]?.length ?? 0;
  return Array.from({ length: width }, (_, j) =>
    Float64Array.from(matrix, (row) => row[j] ?? Number.NaN),
  );
}

export function rowsOf(columns: readonly Float64Array[]): number[][] {
  return Array.from({ length: columns[0]?.length ?? 0 }, (_, i) => columns.map((x) => x[i]!));
}

export function directionsOf(types: readonly number[]): Direction[] {
  return types.map((t) => (t < 0 ? -1 : 1));
}

export function tableOf(
  matrix: readonly (readonly number[])[],
  weights: readonly number[],
  types: readonly number[],
): DecisionTable {
  return {
    columns: columnsOf(matrix),
    weights: Float64Array.from(weights),
    directions: directionsOf(types),
  };
}

const scalingNames: Record<string, Scaling> = {
  minmax: 'minmax',
  max: 'max',
  sum: 'sum',
  vector: 'vector',
  logarithmic: 'logarithmic',
  linear: 'linear',
  nonlinear: 'nonlinear',
  enhanced_accuracy: 'enhanced-accuracy',
  zavadskas_turskis: 'zavadskas-turskis',
};

/** `sum_normalization`, quoted or not, to the engine's name; undefined when it has none. */
export function scalingOf(name: unknown): Scaling | undefined {
  const bare = String(name)
    .replaceAll(/['"]/g, '')
    .replace(/_normalization$/, '');
  return scalingNames[bare];
}
