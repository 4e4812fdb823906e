import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  askedStates,
  owedStates,
  staffSteps,
  stepsFrom,
  type Transition,
  transitions,
  type VoiceState,
  voiceStates,
  voiceSteps,
} from './states.ts';
import { canPersonStep, canVoiceStep } from './verdicts.ts';

const rule = (step: keyof typeof transitions): Transition => transitions[step];

describe('the table of steps', () => {
  it('has a way out of every state, and every state is reached', () => {
    for (const state of voiceStates)
      expect([state, stepsFrom(state).length > 0]).toEqual([state, true]);
    const reached = new Set<VoiceState>(['received', 'held']);
    for (const step of voiceSteps) reached.add(rule(step).to);
    expect([...reached].sort()).toEqual([...voiceStates].sort());
  });

  it('lets nobody of the house close what was answered: that is the person’s word, or silence', () => {
    for (const step of voiceSteps) {
      const { to, by, from } = rule(step);
      if (to !== 'closed') continue;
      if (by === 'desk') expect(from).toEqual(['held']);
      else expect(['person', 'chain']).toContain(by);
    }
  });

  it('tells the person whenever the house has done with it, and lets them send it back', () => {
    for (const step of staffSteps) {
      const { to, told } = rule(step);
      if (askedStates.includes(to) || to === 'closed') expect([step, told]).toEqual([step, true]);
    }
    for (const state of [...askedStates, 'closed'] as const)
      expect(canPersonStep('return', { state, merged: false }).ok).toBe(true);
  });

  it('keeps this on every path that anybody may walk', () => {
    const who = fc.record({ desk: fc.boolean(), handler: fc.boolean() });
    const walk = fc.array(fc.tuple(fc.constantFrom(...voiceSteps), who), { maxLength: 12 });
    fc.assert(
      fc.property(fc.constantFrom<VoiceState>('received', 'held'), walk, (start, path) => {
        let state: VoiceState = start;
        let heard = false;
        for (const [step, actor] of path) {
          const { by, from, to, told } = rule(step);
          const facts = { state, merged: false };
          const may =
            by === 'person'
              ? canPersonStep(step as 'accept' | 'return', facts).ok
              : by === 'chain'
                ? from.includes(state)
                : canVoiceStep(step, facts, actor).ok;
          if (!may) continue;
          if (by === 'desk') expect(actor.desk).toBe(true);
          if (by === 'handler') expect(actor.desk || actor.handler).toBe(true);
          // Closed only after words to the person, never straight from work.
          if (told) heard = true;
          if (to === 'closed') expect(heard).toBe(true);
          if (owedStates.includes(to)) heard = false;
          state = to;
        }
      }),
    );
  });
});
