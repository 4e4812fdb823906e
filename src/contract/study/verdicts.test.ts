import { describe, expect, it } from 'vitest';
import { canChangeSession, canScan } from './verdicts.ts';

const session = { unitClosed: false, state: 'planned', on: '2026-03-05' } as const;

describe('what can be done with a session', () => {
  it('changes end with its withdrawal or with the unit', () => {
    expect(canChangeSession(session).ok).toBe(true);
    expect(canChangeSession({ ...session, state: 'held' }).ok).toBe(true);
    expect(canChangeSession({ ...session, state: 'withdrawn' })).toEqual({
      ok: false,
      why: 'session-withdrawn',
    });
    expect(canChangeSession({ ...session, unitClosed: true })).toEqual({
      ok: false,
      why: 'unit-closed',
    });
  });

  it('is scanned on its day alone', () => {
    expect(canScan(session, '2026-03-05').ok).toBe(true);
    for (const day of ['2026-03-04', '2026-03-06'])
      expect(canScan(session, day)).toEqual({ ok: false, why: 'not-the-day' });
    expect(canScan({ ...session, state: 'withdrawn' }, '2026-03-05').ok).toBe(false);
  });
});
