import type {
  Appraisal,
  BalanceReport,
  Explanation,
  GradeChange,
  Issue,
  PanelDocument,
  Scheme,
  Sensitivity,
  TreatedColumn,
  Uncertainty,
} from '../../engine/index.ts';

/** What the page asks of the engine's worker. The panel stays there; only schemes travel. */
export type Ask =
  | { readonly kind: 'panel'; readonly panel: PanelDocument }
  | {
      readonly kind: 'appraise';
      readonly id: number;
      readonly scheme: Scheme;
      readonly period?: string;
    }
  | {
      readonly kind: 'unit';
      readonly id: number;
      readonly unit: number;
      readonly against: number | 'class-mean';
      /** Grades are known: what would change them can be told. */
      readonly graded: boolean;
    }
  | { readonly kind: 'indicator'; readonly id: number; readonly indicator: number }
  | { readonly kind: 'sensitivity'; readonly id: number; readonly unit?: number }
  | { readonly kind: 'cancel-sensitivity' };

/** The nominal result as the ranking shows it; details are asked for one by one. */
export interface RankingView {
  readonly units: readonly string[];
  readonly names: readonly string[];
  readonly classes: readonly { readonly name: string; readonly members: Int32Array }[];
  readonly classOf: Int32Array;
  readonly score: Float64Array;
  readonly rank: Int32Array;
  readonly excluded: Appraisal['excluded'];
  readonly weights: {
    readonly local: Readonly<Record<string, number>>;
    readonly effective: Readonly<Record<string, number>>;
  };
  readonly balance: BalanceReport;
  readonly imputed: Appraisal['imputed'];
  readonly treatedCells: Appraisal['treatedCells'];
  readonly treatedColumns: readonly TreatedColumn[];
  readonly warnings: readonly Issue[];
  readonly milliseconds: number;
}

export interface Concluded {
  readonly uncertainty: Uncertainty;
  readonly grades?: Appraisal['grades'];
}

export interface UnitView {
  readonly unit: number;
  readonly against: number | 'class-mean';
  readonly explanation: Explanation;
  readonly change?: GradeChange;
  readonly decisions: Appraisal['decisions'];
  readonly raw: Float64Array;
  readonly normalised: Float64Array;
}

export interface IndicatorView {
  readonly indicator: number;
  readonly raw: Float64Array;
  readonly normalised: Float64Array;
  readonly correlation: number;
  readonly missing: readonly number[];
}

export type Answer =
  | { readonly kind: 'ranking'; readonly id: number; readonly view: RankingView }
  | {
      readonly kind: 'progress';
      readonly id: number;
      readonly done: number;
      readonly total: number;
    }
  | { readonly kind: 'concluded'; readonly id: number; readonly result: Concluded }
  | { readonly kind: 'refused'; readonly id: number; readonly issues: readonly Issue[] }
  | { readonly kind: 'unit'; readonly id: number; readonly view: UnitView }
  | { readonly kind: 'indicator'; readonly id: number; readonly view: IndicatorView }
  | { readonly kind: 'sensitivity'; readonly id: number; readonly result: Sensitivity }
  | {
      readonly kind: 'sensitivity-progress';
      readonly id: number;
      readonly done: number;
      readonly total: number;
    };
