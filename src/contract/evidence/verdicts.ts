import { no, type Verdict, yes } from '../verdict.ts';

export interface EvidenceState {
  readonly unitClosed: boolean;
  /** What it belongs to is confirmed: what was relied on stays. */
  readonly locked: boolean;
  readonly withdrawn: boolean;
  readonly erased: boolean;
}

export function canAddEvidence({ unitClosed }: Pick<EvidenceState, 'unitClosed'>): Verdict {
  return unitClosed ? no('unit-closed') : yes;
}

/** Changing what is said of a piece, and withdrawing it. */
export function canChangeEvidence(state: EvidenceState): Verdict {
  if (state.unitClosed) return no('unit-closed');
  if (state.withdrawn || state.erased) return no('evidence-withdrawn');
  return state.locked ? no('evidence-locked') : yes;
}
