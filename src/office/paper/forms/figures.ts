/** Figures of the loop in one unit and period, every one counted by a query. */
export interface LoopFigures {
  /** `YYYY-MM-DD`, both within. */
  readonly from: string;
  readonly to: string;
  /** What happened within the period. */
  readonly moved: {
    readonly raised: number;
    readonly applied: number;
    readonly closed: number;
    readonly returned: number;
    readonly reopened: number;
  };
  /** How things stand at its end. */
  readonly standing: {
    readonly total: number;
    readonly working: number;
    readonly underReview: number;
    readonly announced: number;
    readonly closed: number;
    readonly overdue: number;
    /** Of those, past the time limit by more than 30 days. */
    readonly longOverdue: number;
  };
  /** Rows that reached each step of the chain, in its order. */
  readonly funnel: readonly Count[];
  readonly units: readonly UnitCounts[];
  readonly tendencies: readonly {
    readonly name: string;
    readonly total: number;
    readonly closed: number;
  }[];
  readonly kinds: readonly {
    readonly name: string;
    readonly total: number;
    readonly done: number;
  }[];
  /** Breaks in the chain and how many rows have them. */
  readonly breaks: readonly Count[];
  readonly rechecks: { readonly held: number; readonly failed: number };
  /** The longest overdue first. */
  readonly overdue: readonly OverdueRow[];
  /** What was closed in the period and what came of it. */
  readonly effects: readonly EffectRow[];
  /** Business figures that measures serve, and what came of those that were confirmed. */
  readonly served?: readonly ServedFigure[];
}

export interface ServedFigure {
  readonly name: string;
  readonly problems: number;
  readonly confirmed: number;
  readonly effect: string;
}

export interface Count {
  readonly name: string;
  readonly count: number;
}

export interface UnitCounts {
  readonly name: string;
  readonly total: number;
  readonly closed: number;
  readonly overdue: number;
}

export interface OverdueRow {
  readonly number: string;
  readonly title: string;
  readonly unit: string;
  readonly due: string;
  /** Days past it. */
  readonly days: number;
}

export interface EffectRow {
  readonly number: string;
  readonly title: string;
  readonly unit: string;
  /** Figure before and after with its name and unit, or in words. */
  readonly effect: string;
}

/** Share in percent with one decimal, '—' of nothing. */
export function share(part: number, whole: number): string {
  return whole === 0 ? '—' : `${(Math.round((part / whole) * 1000) / 10).toFixed(1)}%`;
}
