import { no, type Verdict, yes } from '../verdict.ts';
import type { SurveyState } from './schemas.ts';

export interface SurveyFacts {
  readonly unitClosed: boolean;
  readonly state: SurveyState;
  readonly split: string | null;
}

/** Changing questions, units and roll: until it is opened, never after. */
export function canChangeSurvey({ unitClosed, state }: SurveyFacts): Verdict {
  if (unitClosed) return no('unit-closed');
  if (state === 'withdrawn') return no('survey-withdrawn');
  return state === 'draft' ? yes : no('survey-frozen');
}

/** Handing out links, entering paper answers, closing. */
export function canRunSurvey({ unitClosed, state }: SurveyFacts): Verdict {
  if (unitClosed) return no('unit-closed');
  return state === 'open' ? yes : no('survey-not-open');
}

export function canWithdrawSurvey({ state }: SurveyFacts): Verdict {
  return state === 'draft' || state === 'open' ? yes : no('survey-over');
}

/** Choosing the question by whose answers results are shown: once, as two such divisions tell of few. */
export function canSplit({ state, split }: SurveyFacts): Verdict {
  if (state !== 'closed') return no('survey-not-closed');
  return split === null ? yes : no('survey-split');
}

/** Results are for after the end, for everybody: who sees a running count can act on it. */
export function canSeeResults({ state }: SurveyFacts): Verdict {
  return state === 'closed' ? yes : no('survey-not-closed');
}
