import { permissionsOf, type Role, scopesOf } from '../../contract/permissions.ts';
import type { Grant, Person, PostRank, Tenure, TenureKind } from '../../contract/person/schemas.ts';
import { canLend, canRevoke, type Giver } from '../../contract/person/verdicts.ts';
import type { Verdict } from '../../contract/verdict.ts';
import type { RequestContext } from '../platform/context.ts';
import { dayOf } from '../platform/days.ts';
import { AppError } from '../platform/error.ts';
import { beyondScopes, type Trx } from '../platform/scope.ts';
import * as grants from './grants.queries.ts';
import type { PersonRecord } from './people.queries.ts';
import type { TenureLine } from './posts.queries.ts';
import { nameOf } from './service.ts';

/** Whoever stands behind a request; routes without one never come here. */
export function caller(ctx: RequestContext) {
  if (!ctx.me) throw new AppError('not-signed-in');
  return ctx.me;
}

/** Throws the reason of a verdict that is no. */
export function demandYes(verdict: Verdict): void {
  if (!verdict.ok) throw new AppError(verdict.why);
}

/** Where the caller holds another permission than the one of the operation. */
export function reachOf(
  ctx: RequestContext,
  permission: Parameters<typeof scopesOf>[1],
): readonly string[] {
  return scopesOf(ctx.me?.grants ?? [], permission);
}

/** What the caller may give away: rights in force, with which of them are borrowed. */
export async function giverOf(trx: Trx, ctx: RequestContext): Promise<Giver> {
  const me = caller(ctx);
  const borrowed = await beyondScopes(trx, () =>
    grants.borrowedAmong(
      trx,
      me.grants.map((g) => g.id),
    ),
  );
  return {
    id: me.id,
    grants: me.grants.map(({ id, role, path }) => ({ id, role, path, lent: borrowed.has(id) })),
  };
}

const hidden = (text: string | null, keepStart: number, keepEnd: number): string | null =>
  text === null || text.length <= keepStart + keepEnd
    ? text && '****'
    : `${text.slice(0, keepStart)}****${text.slice(text.length - keepEnd)}`;

/** All but the ends of a mobile number. */
export const maskedMobile = (mobile: string | null): string | null => hidden(mobile, 3, 4);

const maskedEmail = (email: string | null): string | null =>
  email && `${email.slice(0, 1)}****${email.slice(email.indexOf('@'))}`;

/** A person as one reader may see them: contacts in full only for who manages people there. */
export function personOf(row: PersonRecord & { org_name: string }, full: boolean): Person {
  return {
    id: row.id,
    name: row.name,
    number: row.number,
    unit: { id: row.org_id, name: row.org_name },
    mobile: full ? row.mobile : maskedMobile(row.mobile),
    email: full ? row.email : maskedEmail(row.email),
    leftOn: row.left_on,
    erasedAt: row.erased_at?.toISOString() ?? null,
    version: row.version,
  };
}

/** Tenures with the names of those who hold them. */
export async function tenuresWithNames(trx: Trx, rows: readonly TenureLine[]): Promise<Tenure[]> {
  const names = await nameOf(
    trx,
    rows.map((r) => r.person_id),
  );
  return rows.map((row) => ({
    id: row.id,
    post: { id: row.post_id, name: row.post_name, rank: row.rank as PostRank },
    unit: { id: row.org_id, name: row.org_name },
    person: { id: row.person_id, name: names.get(row.person_id) ?? '' },
    kind: row.kind as TenureKind,
    since: row.since,
    until: row.until,
    document: row.document,
    untilDocument: row.until_document,
    version: row.version,
  }));
}

/** Whether a right holds at a moment, will, or no longer does; a lent one ends with its source. */
export function stateOf(row: grants.GrantLine, now: Date): grants.GrantState {
  const ended = (until: Date | null, revoked: Date | null): boolean =>
    revoked !== null || (until !== null && until <= now);
  if (ended(row.until, row.revoked_at) || ended(row.source_until, row.source_revoked))
    return 'over';
  return row.since > now ? 'later' : 'now';
}

/** Rights with names, state, and what the caller may do about each. */
export async function grantsWithNames(
  trx: Trx,
  ctx: RequestContext,
  rows: readonly grants.GrantLine[],
): Promise<Grant[]> {
  const now = ctx.now();
  const giver = await giverOf(trx, ctx);
  const people = rows.flatMap((r) => [r.person_id, r.created_by, r.lender]);
  const names = await nameOf(
    trx,
    people.filter((id) => id !== null),
  );
  return rows.map((row): Grant => {
    const state = stateOf(row, now);
    const role = row.role as Role;
    return {
      id: row.id,
      person: { id: row.person_id, name: names.get(row.person_id) ?? '' },
      role,
      unit: { id: row.org_id, name: row.org_name },
      since: row.since.toISOString(),
      until: earliest(row.until, row.source_until)?.toISOString() ?? null,
      state,
      reason: row.reason,
      by: row.created_by && (names.get(row.created_by) ?? null),
      lentBy: row.lender ? { id: row.lender, name: names.get(row.lender) ?? '' } : null,
      revokedAt: (row.revoked_at ?? row.source_revoked)?.toISOString() ?? null,
      abilities: {
        revoke: canRevoke(giver, {
          personId: row.person_id,
          role,
          path: row.org_path,
          lenderId: row.lender,
          over: state === 'over',
        }),
        lend: canLend(giver, {
          id: row.id,
          personId: row.person_id,
          lent: row.from_grant !== null,
        }),
      },
    };
  });
}

/** Last day on which a right holds, its source's included; open when null. */
export function throughOf(row: grants.GrantLine): string | null {
  const until = earliest(row.until, row.source_until);
  return until && dayOf(new Date(until.getTime() - 1));
}

const earliest = (a: Date | null, b: Date | null): Date | null =>
  a && b ? (a < b ? a : b) : (a ?? b);

/** Whether the caller may do what a permission allows, at a path. */
export function may(ctx: RequestContext, permission: string, path: string): Verdict {
  const held = (ctx.me?.grants ?? []).filter((g) => permissionsOf([g]).includes(permission));
  return held.some((g) => path === g.path || path.startsWith(`${g.path}.`))
    ? { ok: true }
    : { ok: false, why: 'not-allowed' };
}
