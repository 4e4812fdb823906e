import { no, type Verdict, yes } from '../verdict.ts';
import { type Transition, transitions, type VoiceState, type VoiceStep } from './states.ts';

export interface VoiceFacts {
  readonly state: VoiceState;
  /** It is handled with another one: steps of work are taken there. */
  readonly merged: boolean;
}

/** Who asks, to a voice: by right at the unit it was addressed to, or at the one that handles it. */
export interface VoiceActor {
  readonly desk: boolean;
  readonly handler: boolean;
}

/** Whether somebody of the house may take a step now. */
export function canVoiceStep(step: VoiceStep, v: VoiceFacts, a: VoiceActor): Verdict {
  const { from, by }: Transition = transitions[step];
  if (by !== 'desk' && by !== 'handler') return no('not-allowed');
  if (by === 'desk' ? !a.desk : !a.handler && !a.desk) return no('not-allowed');
  if (!from.includes(v.state)) return no('step-refused');
  return v.merged ? no('voice-merged') : yes;
}

/** Whether the person may say something of the outcome, by the tracking code alone. */
export function canPersonStep(step: 'accept' | 'return', v: VoiceFacts): Verdict {
  return (transitions[step].from as readonly VoiceState[]).includes(v.state)
    ? yes
    : no('step-refused');
}

/** Becoming one with another: while both are worked on, and neither hangs on a third. */
export function canMerge(v: VoiceFacts, main: VoiceFacts): Verdict {
  const open: readonly VoiceState[] = ['received', 'assigned', 'working', 'returned'];
  if (v.merged || main.merged) return no('voice-merged');
  return open.includes(v.state) && open.includes(main.state) ? yes : no('step-refused');
}
