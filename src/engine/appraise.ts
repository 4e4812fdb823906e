import { competitionRank } from './kernels/rank.ts';
import { type Panel, periodIndex, type Stage } from './panel.ts';
import { samplingWarning } from './replicate.ts';
import { balanceOf } from './scheme/balance.ts';
import { requireSatisfactionFirst } from './scheme/rules.ts';
import type { Scheme } from './scheme/schema.ts';
import { schemeTree } from './scheme/tree.ts';
import { aggregate } from './steps/aggregate.ts';
import { toldApart } from './steps/bands.ts';
import { decide } from './steps/decide.ts';
import { denominate } from './steps/denominate.ts';
import { grade } from './steps/grade.ts';
import { impute } from './steps/impute.ts';
import { normalise } from './steps/normalise.ts';
import { select } from './steps/select.ts';
import { treat } from './steps/treat.ts';
import { uncertainty } from './steps/uncertainty.ts';
import { weight } from './steps/weight.ts';
import type { Appraisal, ImputedCell, RunOptions, Uncertainty, UnitClass } from './types.ts';
import { ENGINE_VERSION } from './version.ts';

/** Seed used when none is given, so that two runs without a seed agree. */
export const DEFAULT_SEED = 20260301;

/**
 * Runs the whole chain on one period of a panel: the nominal result, its Monte Carlo
 * (none with `replicates: 0`, for callers that show no rank), then the grades, which
 * need to know which units cannot be told apart.
 *
 * Pure and synchronous: the same scheme, panel, period, seed and replicates give the
 * same bits everywhere. Throws {@link EngineError} before anything is half-computed.
 */
export function appraise(scheme: Scheme, panel: Panel, options: RunOptions = {}): Appraisal {
  return conclude(nominal(scheme, panel, options.period), options);
}

/** The chain without uncertainty and grades: everything before a judgement is drawn. */
export function nominal(scheme: Scheme, panel: Panel, periodName?: string): Appraisal {
  const period = periodIndex(panel, periodName);
  const tree = schemeTree(scheme);
  const { raw, classes, classOf, excluded, warnings } = select(panel, scheme, period);
  const history = memoise((p) => denominate(stageOf(panel, scheme, p), panel, scheme, p));
  const denominated = denominate(raw, panel, scheme, period);
  const imputation = impute(denominated, scheme.impute, { panel, classes, period, history });
  const treatment = treat(imputation.stage, scheme, classes);
  const normalised = normalise(treatment.stage, scheme, classes, panel);
  const weights = weight(normalised, scheme, classes, tree);
  requireSatisfactionFirst(scheme, weights.effective);
  const aggregated = aggregate(normalised, scheme, weights.table, classes, { tree });
  const base = rankedOnly(aggregated.columns.at(-1)!, classOf);
  const decided = decide({
    scheme,
    panel,
    period,
    classes,
    classOf,
    imputed: imputation.cells,
    normalised,
    aggregated,
    weights,
    base,
  });
  return {
    engine: ENGINE_VERSION,
    scheme,
    panel,
    period,
    classes,
    classOf,
    excluded,
    chain: {
      raw,
      denominated,
      imputed: imputation.stage,
      treated: treatment.stage,
      normalised,
      aggregated,
    },
    imputed: imputation.cells,
    imputedShare: imputedShare(imputation.cells, panel.units.length, scheme.indicators.length),
    treatedColumns: treatment.columns,
    treatedCells: treatment.cells,
    weights,
    balance: balanceOf(scheme, weights.effective, normalised),
    base,
    decisions: decided.decisions,
    score: decided.score,
    rank: rankWithinClasses(decided.score, classes),
    warnings: [...warnings, ...decided.warnings, ...samplingWarning({ scheme, panel, period })],
  };
}

/** Adds the rank intervals and then the grades to a nominal result. */
export function conclude(result: Appraisal, options: RunOptions = {}): Appraisal {
  return concludeWith(
    result,
    options.replicates === 0
      ? undefined
      : uncertainty(result, { ...options, seed: options.seed ?? DEFAULT_SEED }),
  );
}

/** The same with a Monte Carlo that was run elsewhere, in blocks or in other threads. */
export function concludeWith(result: Appraisal, found: Uncertainty | undefined): Appraisal {
  const grades = grade({
    scheme: result.scheme,
    classes: result.classes,
    score: result.score,
    rank: result.rank,
    decisions: result.decisions,
    ...(found ? { distinguishable: toldApart(result, found) } : {}),
  });
  return {
    ...result,
    ...(found ? { uncertainty: found } : {}),
    ...(grades ? { grades } : {}),
  };
}

/** Competition ranks inside each class; 0 = not ranked. */
export function rankWithinClasses(score: Float64Array, classes: readonly UnitClass[]): Int32Array {
  const out = new Int32Array(score.length);
  for (const { members } of classes) competitionRank(score, members, out);
  return out;
}

function stageOf(panel: Panel, scheme: Scheme, period: number): Stage {
  const ids = scheme.indicators.map((i) => i.id);
  return {
    ids,
    columns: ids.map((id) => panel.columns[period * panel.ids.length + panel.ids.indexOf(id)]!),
  };
}

function memoise<T>(f: (key: number) => T): (key: number) => T {
  const known = new Map<number, T>();
  return (key) => {
    let value = known.get(key);
    if (value === undefined) {
      value = f(key);
      known.set(key, value);
    }
    return value;
  };
}

function rankedOnly(score: Float64Array, classOf: Int32Array): Float64Array {
  return score.map((s, u) => (classOf[u]! < 0 ? Number.NaN : s));
}

function imputedShare(cells: readonly ImputedCell[], units: number, columns: number): Float64Array {
  const share = new Float64Array(units);
  for (const cell of cells) share[cell.unit]! += 1 / columns;
  return share;
}
