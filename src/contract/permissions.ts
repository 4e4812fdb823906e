/** Roles a grant can give, as in the duties of DOMAIN: named in the catalogues «identity:role-…». */
export const roles = [
  'administrator',
  'office',
  'discipline',
  'publicity',
  'leader',
  'deputy',
  'liaison',
  'supervisor',
  'appraiser',
  'member',
] as const;
export type Role = (typeof roles)[number];

/** What everybody with any duty may see of the organisation. */
const common = ['campaign.read', 'duty.read', 'org.read', 'problem.object'] as const;

/**
 * What a role may do under the unit of its grant. An operation names exactly one of these.
 * The administrator runs the system and sees no content (DESIGN §4).
 */
export const permissions = {
  administrator: [
    'account.manage',
    'grant.manage',
    'jobs.manage',
    'org.manage',
    'org.read',
    'person.manage',
    'person.read',
    'record.verify',
    'settings.manage',
  ],
  office: [
    ...common,
    'ballot.manage',
    'ballot.read',
    'appraisal.read',
    'campaign.manage',
    'duty.manage',
    'duty.record',
    'grant.manage',
    'org.manage',
    'person.manage',
    'person.read',
    'problem.confirm',
    'problem.extend',
    'problem.read',
    'problem.report',
    'problem.review',
    'problem.settle',
    'problem.write',
    'record.read',
    'record.verify',
    'study.read',
    'study.write',
    'supervision.answer',
    'supervision.read',
    'supervision.sign',
    'survey.read',
    'survey.write',
    'visit.read',
    'visit.write',
    'voice.contact',
    'voice.handle',
    'voice.read',
    'voice.triage',
  ],
  discipline: [
    ...common,
    'ballot.read',
    'person.read',
    'problem.confirm',
    'problem.read',
    'record.read',
    'record.verify',
    'study.read',
    'supervision.read',
    'survey.read',
    'visit.read',
    'voice.read',
    'voice.sealed',
  ],
  publicity: [...common, 'study.read', 'study.write', 'survey.read', 'survey.write', 'visit.read'],
  leader: [
    ...common,
    'ballot.read',
    'appraisal.read',
    'duty.record',
    'person.read',
    'problem.extend',
    'problem.read',
    'problem.report',
    'problem.review',
    'problem.write',
    'record.read',
    'study.read',
    'study.write',
    'supervision.answer',
    'supervision.read',
    'supervision.sign',
    'survey.read',
    'visit.read',
    'visit.write',
    'voice.handle',
    'voice.read',
  ],
  deputy: [
    ...common,
    'duty.record',
    'person.read',
    'problem.extend',
    'problem.read',
    'problem.report',
    'problem.review',
    'problem.write',
    'study.read',
    'study.write',
    'supervision.answer',
    'supervision.read',
    'survey.read',
    'visit.read',
    'visit.write',
    'voice.handle',
    'voice.read',
  ],
  liaison: [
    ...common,
    'ballot.manage',
    'ballot.read',
    'duty.manage',
    'duty.record',
    'person.manage',
    'person.read',
    'problem.read',
    'problem.report',
    'problem.write',
    'study.read',
    'study.write',
    'supervision.answer',
    'supervision.read',
    'survey.read',
    'survey.write',
    'visit.read',
    'visit.write',
    'voice.contact',
    'voice.handle',
    'voice.read',
    'voice.triage',
  ],
  supervisor: [
    ...common,
    'ballot.read',
    'person.read',
    'problem.confirm',
    'problem.read',
    'record.read',
    'record.verify',
    'study.read',
    'supervision.read',
    'supervision.sign',
    'survey.read',
    'visit.read',
    'voice.read',
  ],
  // Study is never an indicator: who appraises has nothing to see of it.
  appraiser: [
    ...common,
    'appraisal.design',
    'appraisal.read',
    'appraisal.run',
    'problem.read',
    'survey.read',
  ],
  member: [...common, 'problem.report', 'study.read', 'visit.read'],
} as const satisfies Record<Role, readonly string[]>;

export type Permission =
  | (typeof permissions)[Role][number]
  /** Anyone, signed in or not. */
  | 'public'
  /** Anyone who is signed in. */
  | 'session';

/** A role under a unit, as far as decisions need to know it. */
export interface Held {
  readonly role: Role;
  /** Path of the unit; everything under it is meant. */
  readonly path: string;
  /** Of what the role may do, only these: an API token was given no more. */
  readonly only?: readonly string[] | undefined;
}

const allows = ({ role, only }: Held, permission: Permission): boolean =>
  (permissions[role] as readonly string[]).includes(permission) &&
  (only?.includes(permission) ?? true);

/** Everything these grants allow somewhere, for a page to know what to offer. */
export function permissionsOf(held: readonly Held[]): string[] {
  const all = held.flatMap((h) =>
    (permissions[h.role] as readonly Permission[]).filter((p) => allows(h, p)),
  );
  return [...new Set(all)].sort();
}

/** Whether somebody with these grants may do it somewhere; `undefined` = not signed in. */
export function may(held: readonly Held[] | undefined, permission: Permission): boolean {
  if (permission === 'public') return true;
  if (held === undefined) return false;
  return permission === 'session' || held.some((h) => allows(h, permission));
}

/** Paths under which these grants allow it; none lies under another. */
export function scopesOf(held: readonly Held[], permission: Permission): string[] {
  const paths = held.filter((h) => allows(h, permission)).map(({ path }) => path);
  return [...new Set(paths)].filter((p) => !paths.some((q) => q !== p && isUnder(p, q))).sort();
}

/** Whether a path is that of a unit or of one under it. */
export function isUnder(path: string, above: string): boolean {
  return above === '' || path === above || path.startsWith(`${above}.`);
}

/** Those of the paths that lie under one; the one itself when it lies under any of them. */
export function narrowed(paths: readonly string[], to: string): string[] {
  return paths.some((p) => isUnder(to, p)) ? [to] : paths.filter((p) => isUnder(p, to));
}
