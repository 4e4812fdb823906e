import { describe, expect, it } from 'vitest';
import { chainOf } from './chain.ts';

const measure = (state: 'working' | 'done' | 'withdrawn', effectOn: string | null = null) => ({
  state,
  effectOn,
});
const said = (...given: Parameters<typeof chainOf>) =>
  chainOf(...given)
    .map((l) => `${l.name} ${l.state}`)
    .join(', ');

describe('the chain of a problem', () => {
  it('of a draft begins with what is missing', () => {
    expect(
      said({ state: 'draft', breaks: ['no-owner', 'no-measure'], measures: [], rechecks: [] }),
    ).toBe('source done, problem gap, measure gap, effect later, close later, recheck later');
  });

  it('goes on with the work', () => {
    const open = { state: 'working', breaks: [], rechecks: [] } as const;
    expect(said({ ...open, measures: [measure('working')] })).toBe(
      'source done, problem done, measure done, effect now, close later, recheck later',
    );
    expect(
      said({
        ...open,
        measures: [measure('done', '2026-03-01'), measure('withdrawn')],
      }),
    ).toMatch(/effect done/);
  });

  it('is broken where a re-check found it back', () => {
    const closed = { state: 'closed', breaks: [], measures: [] } as const;
    expect(said({ ...closed, rechecks: [{ state: 'due' }] })).toMatch(/close done, recheck now/);
    expect(
      said({
        ...closed,
        rechecks: [{ state: 'held' }, { state: 'failed' }],
      }),
    ).toMatch(/recheck gap/);
  });
});
