import { type Held, isUnder, may, type Permission } from '../permissions.ts';
import { no, type Verdict, yes } from '../verdict.ts';

/** Where a special rectification lies, and the department that leads it. */
export interface SpecialPlace {
  readonly path: string;
  readonly leadPath: string;
}

/** Who acts, as far as decisions about a special rectification need to know. */
export interface SpecialActor {
  readonly id: string;
  readonly held: readonly Held[];
  /** Holds the first post of the unit whose consent is asked for. */
  readonly first?: boolean;
  /** Path of the unit they belong to. */
  readonly home?: string | undefined;
}

const overLead = ({ leadPath }: SpecialPlace, { held }: SpecialActor, permission: Permission) =>
  held.filter((h) => may([h], permission) && isUnder(leadPath, h.path));

/**
 * Reads every sub-task, reminds its unit, asks for changes: whoever may write for the lead department,
 * and those above it. Steering gives no right to review or confirm: that stays with the law of the
 * loop, for the lead's own unit as for the others.
 */
export const canSteer = (s: SpecialPlace, a: SpecialActor): Verdict =>
  overLead(s, a, 'problem.write').length > 0 ? yes : no('not-allowed');

/**
 * Speaks for the lead department: belongs to it, or was given the right over it and not over all that
 * is rectified. An office above does not write the finding in the lead's name.
 */
const speaksForLead = (s: SpecialPlace, a: SpecialActor): boolean =>
  overLead(s, a, 'problem.review').some(
    (h) =>
      (a.home !== undefined && isUnder(a.home, s.leadPath)) ||
      (isUnder(h.path, s.path) && (h.path !== s.path || s.leadPath === s.path)),
  );

/** Signs for a unit: its leader, whoever the leader lent the right to, or who holds its first post. */
export const signsFor = (unitPath: string, a: SpecialActor): boolean =>
  a.first === true || a.held.some((h) => h.role === 'leader' && h.path === unitPath && !h.only);

/** What is settled of a special rectification, and what still is missing. */
export interface Joint {
  /** Sub-tasks that were not withdrawn, and how many of them are not closed. */
  readonly tasks: number;
  readonly open: number;
  /** Requests of the lead that nobody has answered. */
  readonly asked: number;
  /** Units that take part and have not consented to what stands now. */
  readonly missing: number;
  /** Who wrote the lead's finding about what stands now. */
  readonly finding: string | null;
}

/** Whether a unit's consent can be signed: its own sub-tasks are closed, nothing asked is open. */
export function canConsent(unitPath: string, own: Joint, a: SpecialActor): Verdict {
  if (!signsFor(unitPath, a)) return no('not-allowed');
  return ended(own);
}

/** The lead's finding is written when every unit is through, by nobody who signed for a unit. */
export function canFind(s: SpecialPlace, joint: Joint, signed: boolean, a: SpecialActor): Verdict {
  if (!speaksForLead(s, a)) return no('not-allowed');
  const done = ended(joint);
  if (!done.ok) return done;
  return signed ? no('own-work') : yes;
}

function ended(joint: Joint): Verdict {
  if (joint.tasks === 0) return no('special-empty');
  if (joint.open > 0) return no('special-open');
  return joint.asked > 0 ? no('special-asked') : yes;
}

/** Closed jointly: everything is through, every unit consents, the lead found it so; not by the finder. */
export function canCloseSpecial(joint: Joint, a: Pick<SpecialActor, 'id'>): Verdict {
  const done = ended(joint);
  if (!done.ok) return done;
  if (joint.missing > 0) return no('special-consent');
  if (joint.finding === null) return no('special-finding');
  return joint.finding === a.id ? no('own-work') : yes;
}
