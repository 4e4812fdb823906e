/** Roles known so far; the grants of the organisation come with the access rooms. */
export const roles = ['administrator', 'appraiser'] as const;
export type Role = (typeof roles)[number];

/** What a role may do. An operation names exactly one of these. */
export const permissions = {
  administrator: ['account.manage'],
  appraiser: ['appraisal.read', 'appraisal.design', 'appraisal.run'],
} as const satisfies Record<Role, readonly string[]>;

export type Permission =
  | (typeof permissions)[Role][number]
  /** Anyone, signed in or not. */
  | 'public'
  /** Anyone who is signed in. */
  | 'session';

/** Everything these roles may do, for a page to know what to offer. */
export function permissionsOf(held: readonly Role[]): string[] {
  return [...new Set(held.flatMap((role): readonly string[] => permissions[role]))].sort();
}

/** Whether somebody with these roles may do it; `undefined` roles = not signed in. */
export function may(roles: readonly Role[] | undefined, permission: Permission): boolean {
  if (permission === 'public') return true;
  if (roles === undefined) return false;
  if (permission === 'session') return true;
  return roles.some((role) => (permissions[role] as readonly string[]).includes(permission));
}
