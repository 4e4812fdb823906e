import type { Issue } from './errors.ts';
import type { Panel, Stage } from './panel.ts';
import type { BalancePair, Scheme } from './scheme/schema.ts';

/** A class of units appraised together 分类考核; `members` are unit indices, ascending. */
export interface UnitClass {
  readonly name: string;
  readonly members: Int32Array;
  /** Classes the scheme merged into this one. */
  readonly merged: readonly string[];
}

/** A cell filled by `impute`. */
export interface ImputedCell {
  readonly unit: number;
  readonly id: string;
  readonly value: number;
  readonly method: string;
}

/** A cell changed by `treat`; before and after on the scale of the panel. */
export interface TreatedCell {
  readonly unit: number;
  readonly id: string;
  readonly before: number;
  readonly after: number;
  readonly action: 'winsorised-high' | 'winsorised-low' | 'log';
}

/** What `treat` found and did in one column (per class when classes scale apart). */
export interface TreatedColumn {
  readonly id: string;
  readonly className: string;
  readonly skew: number;
  readonly kurtosis: number;
  readonly action: 'none' | 'winsorise' | 'log';
  readonly points: number;
  readonly skewAfter: number;
  readonly kurtosisAfter: number;
  readonly passed: boolean;
}

/** Weights in use: `local` sums to 1 among siblings, `effective` is the product up to the root. */
export interface Weights {
  readonly local: Readonly<Record<string, number>>;
  readonly effective: Readonly<Record<string, number>>;
  /** Local weights per node of `schemeTree(scheme).order`, aligned with its children. */
  readonly table: readonly Float64Array[];
  /** Consistency ratio per AHP group. */
  readonly consistency: Readonly<Record<string, number>>;
}

/** One thing `decide` did to one unit; `points` are added to the base score. */
export interface Decision {
  readonly unit: number;
  readonly kind: 'bonus' | 'penalty' | 'gate' | 'veto' | 'unverified';
  readonly rule: string;
  readonly points: number;
  /** Best grade that stays open (gate) or the grade given (veto). */
  readonly grade?: string;
  /** The figure that triggered it, as reported. */
  readonly fact: { readonly column: string; readonly value: number; readonly limit: number };
}

/** Grades of one run. `open` lists units at the edge of a quota that cannot be told apart. */
export interface Grades {
  /** Grade id per unit; '' = not ranked, or left to a person (see `open`). */
  readonly grade: readonly string[];
  readonly open: readonly {
    readonly className: string;
    readonly grade: string;
    readonly places: number;
    readonly units: readonly number[];
    readonly reason: 'tie' | 'not-distinguishable';
  }[];
}

/** B3: weight on each side of a pair, and each unit's mean normalised score on each side. */
export interface BalanceReport {
  readonly pairs: readonly {
    readonly pair: BalancePair;
    readonly sides: readonly [string, string];
    readonly weight: readonly [number, number];
    /** Effective weight of indicators that name no side of this pair. */
    readonly unassigned: number;
    readonly scores: readonly [Float64Array, Float64Array];
  }[];
}

/** A Sobol' index with its bootstrap interval; an index without interval does not exist. */
export interface SobolIndex {
  readonly factor: string;
  readonly first: number;
  readonly firstLow: number;
  readonly firstHigh: number;
  readonly total: number;
  readonly totalLow: number;
  readonly totalHigh: number;
}

/** Result of `uncertainty`. Arrays are per unit in panel order; 0 or NaN where not ranked. */
export interface Uncertainty {
  readonly replicates: number;
  readonly seed: number;
  readonly level: number;
  readonly factors: readonly string[];
  readonly rankLow: Int32Array;
  readonly rankHigh: Int32Array;
  readonly rankMedian: Float64Array;
  readonly rankMean: Float64Array;
  /** grade id → probability per unit; empty without a grade step. */
  readonly gradeProbability: Readonly<Record<string, Float64Array>>;
  /**
   * Last unit down the nominal order of its class that a unit cannot be told apart from,
   * itself when there is none; −1 where not ranked.
   */
  readonly alikeTo: Int32Array;
  /**
   * Runs of units, best first, that cannot be told apart; maximal, may overlap. In very
   * large classes only enough of them that every unit is in one.
   */
  readonly bands: readonly { readonly className: string; readonly units: readonly number[] }[];
}

/** Result of {@link sensitivity}: what drives the ranks, overall and of each unit. */
export interface Sensitivity {
  readonly base: number;
  readonly seed: number;
  readonly runs: number;
  readonly level: number;
  /** Output: mean absolute rank shift from the nominal result. */
  readonly overall: readonly SobolIndex[];
  /** Output: rank of the unit. Only units asked for. */
  readonly units: Readonly<Record<number, readonly SobolIndex[]>>;
}

/** Everything one run of the chain found. Score and rank arrays are per unit in panel order. */
export interface Appraisal {
  readonly engine: string;
  readonly scheme: Scheme;
  readonly panel: Panel;
  readonly period: number;
  readonly classes: readonly UnitClass[];
  /** Class index per unit; −1 = not ranked, see `excluded`. */
  readonly classOf: Int32Array;
  readonly excluded: readonly {
    readonly unit: number;
    readonly reason: string;
    readonly share: number;
  }[];
  /** Data set after each step; `aggregated` holds every node of the tree. */
  readonly chain: {
    readonly raw: Stage;
    readonly denominated: Stage;
    readonly imputed: Stage;
    readonly treated: Stage;
    readonly normalised: Stage;
    readonly aggregated: Stage;
  };
  readonly imputed: readonly ImputedCell[];
  readonly imputedShare: Float64Array;
  readonly treatedColumns: readonly TreatedColumn[];
  readonly treatedCells: readonly TreatedCell[];
  readonly weights: Weights;
  readonly balance: BalanceReport;
  /** Score of the root before `decide`. */
  readonly base: Float64Array;
  readonly decisions: readonly Decision[];
  readonly score: Float64Array;
  /** Competition rank within class, 1 = best; 0 = not ranked. */
  readonly rank: Int32Array;
  readonly grades?: Grades;
  readonly uncertainty?: Uncertainty;
  readonly warnings: readonly Issue[];
}

/** What a run may vary; everything else stands in the scheme. */
export interface RunOptions {
  readonly period?: string;
  readonly seed?: number;
  readonly replicates?: number;
  /** Called with done and total replicates; return false to stop. */
  readonly progress?: (done: number, total: number) => boolean | undefined;
}
