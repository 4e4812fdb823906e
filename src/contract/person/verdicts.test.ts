import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isUnder, type Role, roles } from '../permissions.ts';
import { administers, canGrant, canHold, canLend, canRevoke, overlaps } from './verdicts.ts';

/** Paths of a small tree: a, a.b, a.b.c … of one-letter labels. */
const path = fc
  .array(fc.constantFrom('a', 'b'), { minLength: 0, maxLength: 3 })
  .map((rest) => ['r', ...rest].join('.'));
const role = fc.constantFrom(...roles);
const held = fc.record({ id: fc.uuid(), role, path, lent: fc.boolean() });
const giver = fc.record({ id: fc.constantFrom('p', 'q', 's'), grants: fc.array(held) });
const wanted = fc.record({ personId: fc.constantFrom('p', 'q', 's'), role, path });

describe('giving rights', () => {
  it('needs a right of one’s own, at the unit or above, that administers the role', () => {
    fc.assert(
      fc.property(giver, wanted, (who, want) => {
        if (!canGrant(who, want).ok) return;
        expect(want.personId).not.toBe(who.id);
        expect(
          who.grants.some(
            (g) =>
              !g.lent &&
              isUnder(want.path, g.path) &&
              (administers[g.role] ?? []).includes(want.role),
          ),
        ).toBe(true);
      }),
    );
  });

  it('never reaches a unit above all of one’s own', () => {
    fc.assert(
      fc.property(giver, role, (who, wantedRole) => {
        for (const { path: own } of who.grants) {
          const above = own.slice(0, own.lastIndexOf('.'));
          if (above === '' || who.grants.some((g) => isUnder(above, g.path))) continue;
          const want = { personId: 'other', role: wantedRole, path: above };
          expect(canGrant(who, want)).toEqual({ ok: false, why: 'not-allowed' });
        }
      }),
    );
  });

  it('by people who are no administrators, however they help each other, wins nobody a new kind of power', () => {
    const powers: readonly Role[] = [
      'administrator',
      'office',
      'discipline',
      'supervisor',
      'appraiser',
    ];
    fc.assert(
      fc.property(
        fc.array(
          fc.record({
            id: fc.uuid(),
            holder: fc.constantFrom('p', 'q', 's'),
            role: role.filter((r) => r !== 'administrator'),
            path,
          }),
          { maxLength: 6 },
        ),
        fc.array(fc.record({ by: fc.constantFrom('p', 'q', 's'), want: wanted }), {
          maxLength: 30,
        }),
        (start, tries) => {
          const all: (
            | (typeof start)[number]
            | { id: string; holder: string; role: Role; path: string }
          )[] = [...start];
          for (const { by, want } of tries) {
            const grants = all.filter((g) => g.holder === by);
            if (canGrant({ id: by, grants }, want).ok)
              all.push({ id: String(all.length), holder: want.personId, ...want });
          }
          for (const g of all.slice(start.length)) {
            expect(powers).not.toContain(g.role);
            expect(start.some((s) => s.role === 'office' && isUnder(g.path, s.path))).toBe(true);
          }
        },
      ),
    );
  });

  it('takes back only what one could give, lent, or holds', () => {
    fc.assert(
      fc.property(giver, wanted, fc.constantFrom('p', 'q', null), (who, grant, lenderId) => {
        const verdict = canRevoke(who, { ...grant, lenderId, over: false });
        const own = grant.personId === who.id || lenderId === who.id;
        const could = canGrant(who, { ...grant, personId: 'somebody else' }).ok;
        expect(verdict.ok).toBe(own || could);
      }),
    );
  });
});

describe('lending', () => {
  const grants = [{ id: 'g', role: 'leader', path: 'r' } as const];
  it('is of one’s own right in force, and never of a borrowed one', () => {
    expect(canLend({ id: 'p', grants }, { id: 'g', personId: 'p', lent: false }).ok).toBe(true);
    expect(canLend({ id: 'q', grants: [] }, { id: 'g', personId: 'p', lent: false })).toEqual({
      ok: false,
      why: 'not-allowed',
    });
    expect(canLend({ id: 'p', grants }, { id: 'g', personId: 'p', lent: true })).toEqual({
      ok: false,
      why: 'lent-on',
    });
    expect(canLend({ id: 'p', grants: [] }, { id: 'g', personId: 'p', lent: false })).toEqual({
      ok: false,
      why: 'grant-over',
    });
  });
});

describe('holding a post', () => {
  const post = { since: '2020-01-01', closedOn: null };
  const here = { leftOn: null };
  const from = (since: string, until: string | null = null, kind = 'regular', personId = 'x') => ({
    personId,
    kind,
    since,
    until,
  });

  it('half-open spans that touch share no day', () => {
    const a = { since: '2024-01-01', until: '2025-01-01' };
    expect(overlaps(a, { since: '2025-01-01', until: null })).toBe(false);
    expect(overlaps(a, { since: '2024-12-31', until: null })).toBe(true);
  });

  it('is by one regular holder at a time; acting and concurrent ones may stand beside', () => {
    const before = [from('2022-01-01', '2024-01-01', 'regular', 'y')];
    const why = (t: ReturnType<typeof from>) => {
      const verdict = canHold(t, post, here, before);
      return verdict.ok ? 'ok' : verdict.why;
    };
    expect(why(from('2023-12-31'))).toBe('post-held');
    expect(why(from('2024-01-01'))).toBe('ok');
    expect(why(from('2023-01-01', '2023-06-01', 'acting'))).toBe('ok');
    expect(why(from('2023-01-01', null, 'concurrent', 'y'))).toBe('holds-already');
  });

  it('stays within the days of the post and of the person', () => {
    const closing = { since: '2020-01-01', closedOn: '2024-01-01' };
    expect(canHold(from('2019-12-31'), post, here, [])).toMatchObject({ why: 'day-refused' });
    expect(canHold(from('2023-01-01'), closing, here, [])).toMatchObject({ why: 'post-closed' });
    expect(canHold(from('2023-01-01', '2024-01-01'), closing, here, []).ok).toBe(true);
    expect(canHold(from('2023-01-01'), post, { leftOn: '2024-01-01' }, [])).toMatchObject({
      why: 'person-left',
    });
  });
});
