import { isUnder, type Role, roles } from '../permissions.ts';
import { no, type Verdict, yes } from '../verdict.ts';

/**
 * Roles that the holder of a role may give and take back. The administrator sets the system up;
 * the office staffs the line under it, and appoints no other office, nobody who oversees it and
 * nobody who appraises it.
 */
export const administers: Readonly<Partial<Record<Role, readonly Role[]>>> = {
  administrator: roles,
  office: ['publicity', 'leader', 'deputy', 'liaison', 'member'],
};

/** A right as far as verdicts need to know it. */
export interface HeldGrant {
  readonly id: string;
  readonly role: Role;
  readonly path: string;
  readonly lent?: boolean | undefined;
}

export interface Giver {
  readonly id: string;
  /** Rights that hold now. */
  readonly grants: readonly HeldGrant[];
}

/** A lent right is for doing the work, not for passing rights on. */
const administersAt = (giver: Giver, role: Role, path: string): boolean =>
  giver.grants.some((g) => !g.lent && administers[g.role]?.includes(role) && isUnder(path, g.path));

/**
 * Whether somebody may give a right: a role they administer, at or under the unit of the right
 * by which they do, and never to themselves.
 */
export function canGrant(
  giver: Giver,
  wanted: { readonly personId: string; readonly role: Role; readonly path: string },
): Verdict {
  if (!administersAt(giver, wanted.role, wanted.path)) return no('not-allowed');
  return wanted.personId === giver.id ? no('own-grant') : yes;
}

/**
 * Whether somebody may take a right back: whoever may give it, the one who lent it, and the
 * holder, who may always put it down.
 */
export function canRevoke(
  who: Giver,
  grant: {
    readonly personId: string;
    readonly role: Role;
    readonly path: string;
    readonly lenderId?: string | null;
    readonly over: boolean;
  },
): Verdict {
  if (grant.over) return no('grant-over');
  if (grant.personId === who.id || grant.lenderId === who.id) return yes;
  return administersAt(who, grant.role, grant.path) ? yes : no('not-allowed');
}

/** Whether a right may be lent while its holder is away: one's own, in force, not borrowed. */
export function canLend(
  who: Giver,
  grant: { readonly id: string; readonly personId: string; readonly lent: boolean },
): Verdict {
  if (grant.personId !== who.id) return no('not-allowed');
  if (grant.lent) return no('lent-on');
  return who.grants.some((g) => g.id === grant.id) ? yes : no('grant-over');
}

interface Span {
  readonly since: string;
  readonly until: string | null;
}

/** Whether two half-open spans of days share one. */
export function overlaps(a: Span, b: Span): boolean {
  return (a.until === null || b.since < a.until) && (b.until === null || a.since < b.until);
}

/**
 * Whether a tenure fits its post: within the days the post stands and the person is here; one
 * regular holder at a time, and nobody twice in one post.
 */
export function canHold(
  wanted: Span & { readonly personId: string; readonly kind: string },
  post: { readonly since: string; readonly closedOn: string | null },
  person: { readonly leftOn: string | null },
  others: readonly (Span & { readonly personId: string; readonly kind: string })[],
): Verdict {
  if (wanted.since < post.since) return no('day-refused');
  if (post.closedOn !== null && (wanted.until === null || wanted.until > post.closedOn))
    return no('post-closed');
  if (person.leftOn !== null && (wanted.until === null || wanted.until > person.leftOn))
    return no('person-left');
  const during = others.filter((o) => overlaps(wanted, o));
  if (during.some((o) => o.personId === wanted.personId)) return no('holds-already');
  if (wanted.kind === 'regular' && during.some((o) => o.kind === 'regular')) return no('post-held');
  return yes;
}
