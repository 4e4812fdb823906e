import { describe, expect, it } from 'vitest';
import { signature } from './operations.ts';
import { canAcknowledge, canAnswer, canChange, canSign } from './verdicts.ts';

const open = { unitClosed: false, closedOn: null, holders: ['a', 'b'], signed: ['b'] };

describe('a duty', () => {
  it('is signed by who holds its post, once, while it stands', () => {
    expect(canAcknowledge(open, 'a')).toEqual({ ok: true });
    expect(canAcknowledge(open, 'b')).toEqual({ ok: false, why: 'signed-already' });
    expect(canAcknowledge(open, 'c')).toEqual({ ok: false, why: 'not-holder' });
    expect(canAcknowledge({ ...open, closedOn: '2026-01-01' }, 'a')).toMatchObject({
      why: 'duty-closed',
    });
    expect(canAcknowledge({ ...open, unitClosed: true }, 'a')).toMatchObject({
      why: 'unit-closed',
    });
  });

  it('is not changed once it or its unit has ended', () => {
    expect(canChange(open).ok).toBe(true);
    expect(canChange({ ...open, closedOn: '2026-01-01' }).ok).toBe(false);
    expect(canChange({ ...open, unitClosed: true }).ok).toBe(false);
  });

  it('goes to a post of a rank that can carry it', () => {
    expect(canAnswer('first', 'first').ok).toBe(true);
    expect(canAnswer('first', 'deputy').ok).toBe(false);
    expect(canAnswer('line', 'deputy').ok).toBe(true);
    expect(canAnswer('liaison', 'member').ok).toBe(false);
    expect(canAnswer('first', null).ok).toBe(true);
  });
});

describe('a signature', () => {
  const drawn = (strokes: number[][]) => ({ kind: 'drawn' as const, strokes });

  it('is the own name, or a line one can see', () => {
    expect(canSign({ kind: 'typed', name: '周正平' }, '周正平').ok).toBe(true);
    expect(canSign({ kind: 'typed', name: '周正' }, '周正平').ok).toBe(false);
    expect(canSign(drawn([[10, 10, 400, 300]]), '周正平').ok).toBe(true);
    expect(canSign(drawn([[10, 10, 11, 11]]), '周正平').ok).toBe(false);
  });

  it('has whole points and not too many of them', () => {
    expect(signature.safeParse(drawn([[1, 2, 3, 4]])).success).toBe(true);
    expect(signature.safeParse(drawn([[1, 2, 3, 4, 5]])).success).toBe(false);
    expect(signature.safeParse(drawn([[1, 2, 3, 1001]])).success).toBe(false);
    const long = Array.from({ length: 1202 * 2 }, () => 5);
    expect(signature.safeParse(drawn([long])).success).toBe(false);
  });
});
