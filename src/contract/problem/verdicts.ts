import { no, type Verdict, yes } from '../verdict.ts';
import type { Finding } from './schemas.ts';
import {
  type BreakKind,
  type Direction,
  type MeasureKind,
  type MeasureState,
  owingStates,
  type ProblemState,
  type Step,
  type Transition,
  transitions,
} from './states.ts';

/** What decisions about a measure need to know of it. */
export interface MeasureFacts {
  readonly state: MeasureState;
  readonly kind: MeasureKind;
  readonly due: string | null;
  readonly ownerId: string | null;
  readonly ownerName: string | null;
  readonly criterion: string | null;
  readonly doneOn: string | null;
  readonly baseline: number | null;
  readonly target: number | null;
  readonly direction: Direction | null;
  readonly effect: number | null;
  /** A figure or words on what came of it, and the day it was measured. */
  readonly effectOn: string | null;
  readonly evidence: number;
  /** A sender said that it is finished; nobody saw it yet. */
  readonly claimed: boolean;
}

export interface ProblemFacts {
  readonly state: ProblemState;
  readonly unitClosed: boolean;
  readonly systemic: boolean;
  readonly ownerId: string | null;
  readonly ownerName: string | null;
  /** Whose personal list it is on. */
  readonly personId: string | null;
  readonly leaderId: string | null;
  readonly leaderName: string | null;
  readonly tendency: string | null;
  readonly appliedBy: string | null;
  readonly reviewedBy: string | null;
  readonly measures: readonly MeasureFacts[];
  /** Rules made against it. */
  readonly institutions: number;
  /** Days from the last measure done until its effect can be judged. */
  readonly observeDays: number;
  readonly noticeUntil: string | null;
  readonly openObjections: number;
  readonly confirmedBy: string | null;
  /** Day it was last sent back from outside; what was measured until then is what was not believed. */
  readonly againFrom: string | null;
  /** Until then what is claimed is not late; `null`: no claim stands. */
  readonly claimUntil: string | null;
}

type Aim = Pick<MeasureFacts, 'baseline' | 'target' | 'direction' | 'effect'>;

/** Which side of its target is good: as it was said, else the way from where the figure stood. */
export function directionOf({
  baseline,
  target,
  direction,
}: Omit<Aim, 'effect'>): Direction | null {
  if (target === null || direction !== null) return direction;
  if (baseline === null || baseline === target) return null;
  return target > baseline ? 'up' : 'down';
}

/** Whether the figure as measured reaches its target; null where that cannot be told. */
export function targetMet(m: Aim): boolean | null {
  const direction = directionOf(m);
  if (m.target === null || m.effect === null || direction === null) return null;
  return direction === 'up' ? m.effect >= m.target : m.effect <= m.target;
}

/** Whether a target was set that the measured figure is not known to reach. */
export const isShort = (m: Aim & Pick<MeasureFacts, 'state'>): boolean =>
  m.state !== 'withdrawn' && m.target !== null && targetMet(m) !== true;

/** Who acts, as far as steps need to know. */
export interface Actor {
  readonly id: string;
  /** May act for the unit of the problem: holds the permission there. */
  readonly unit: boolean;
  readonly reviewer: boolean;
  /** Holds the permission to confirm over the unit. */
  readonly confirmer: boolean;
  readonly office: boolean;
  /** Belongs to the unit of the problem or one under it, or holds a post there. */
  readonly inside: boolean;
}

const standing = (p: ProblemFacts): readonly MeasureFacts[] =>
  p.measures.filter((m) => m.state !== 'withdrawn');

/** What a problem's chain lacks by itself; the same list stands on the row. */
export function breaksOf(p: ProblemFacts): BreakKind[] {
  const measures = standing(p);
  const done = measures.filter((m) => m.state === 'done');
  const out: BreakKind[] = [];
  if (p.state === 'withdrawn') return out;
  if (!p.ownerId && !p.ownerName) out.push('no-owner');
  if (!p.leaderId && !p.leaderName) out.push('no-leader');
  if (!p.tendency) out.push('no-tendency');
  if (measures.length === 0) out.push('no-measure');
  if (measures.some((m) => !m.criterion)) out.push('no-criterion');
  if (measures.some((m) => m.kind !== 'long-term' && !m.due)) out.push('no-due');
  if (done.some((m) => !m.effectOn)) out.push('no-effect');
  if (done.some((m) => m.evidence === 0)) out.push('no-evidence');
  if (p.systemic && p.institutions === 0) out.push('no-institution');
  return out;
}

/**
 * The day on which a measure is owed. What its sender said was finished is owed to be shown: it is late
 * when the time for that is over, not because the old day has passed.
 */
export function owedOn(
  m: Pick<MeasureFacts, 'due' | 'claimed'>,
  { claimUntil }: Pick<ProblemFacts, 'claimUntil'>,
): string | null {
  if (!m.claimed || claimUntil === null) return m.due;
  return m.due !== null && m.due > claimUntil ? m.due : claimUntil;
}

/** The day from which a close-out can be applied for: the effect had time to show. */
export function observedFrom(p: ProblemFacts): string | null {
  const days = standing(p).flatMap((m) => m.doneOn ?? []);
  const last = days.sort().at(-1);
  return last === undefined ? null : addCalendarDays(last, p.observeDays);
}

export function addCalendarDays(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
}

/** Before work starts: who, what, when, and how the effect will be judged. */
function canStart(p: ProblemFacts): Verdict {
  const measures = standing(p);
  if (measures.length === 0) return no('no-measure');
  if (measures.some((m) => !m.ownerId)) return no('measure-owner');
  if (measures.some((m) => m.kind !== 'long-term' && !m.due)) return no('measure-due');
  if (measures.some((m) => !m.criterion)) return no('no-criterion');
  return yes;
}

/** Close-out is refused without effect, evidence, time to observe, or the rule it calls for. */
function canApply(p: ProblemFacts, today: string): Verdict {
  const measures = standing(p);
  if (measures.length === 0) return no('no-measure');
  if (measures.some((m) => m.state !== 'done' && m.kind !== 'long-term'))
    return no('measures-open');
  if (measures.some((m) => !m.criterion)) return no('no-criterion');
  if (measures.some((m) => !m.effectOn)) return no('no-effect');
  if (measures.some((m) => m.evidence === 0)) return no('no-evidence');
  const again = p.againFrom;
  if (again !== null && !measures.some((m) => m.effectOn !== null && m.effectOn > again))
    return no('no-new-effect');
  const from = observedFrom(p);
  if (from !== null && today < from) return no('observation-runs');
  if (p.systemic && p.institutions === 0) return no('no-institution');
  return yes;
}

/** On a list a problem has an owner, a leader who answers for it, and a tendency. */
export function canPublish(p: ProblemFacts): Verdict {
  if (!p.ownerId) return no('problem-owner');
  if (!p.leaderId) return no('problem-leader');
  return p.tendency ? yes : no('problem-tendency');
}

const ownsIt = (p: ProblemFacts, a: Pick<Actor, 'id'>): boolean =>
  a.id === p.ownerId || p.measures.some((m) => m.ownerId === a.id);

/** What nobody judges themselves: what they owe, and what is on their personal list. */
const ownWork = (p: ProblemFacts, a: Pick<Actor, 'id'>): boolean =>
  ownsIt(p, a) || a.id === p.personId;

const answersFor = (p: ProblemFacts, m: MeasureFacts, a: Actor): boolean =>
  a.unit || a.id === p.ownerId || a.id === m.ownerId;

function takes(step: Step, p: ProblemFacts, a: Actor): Verdict {
  const { by } = transitions[step];
  if (by === 'unit') {
    const named = 'owner' in transitions[step] && a.id === p.ownerId;
    return a.unit || named ? yes : no('not-allowed');
  }
  if (by === 'reviewer') {
    if (!a.reviewer) return no('not-allowed');
    return ownWork(p, a) || a.id === p.appliedBy ? no('own-work') : yes;
  }
  if (by === 'outsider') {
    if (!a.confirmer) return no('not-allowed');
    if (ownWork(p, a) || a.id === p.appliedBy || a.id === p.reviewedBy || a.id === p.leaderId)
      return no('own-work');
    return a.inside ? no('not-outside') : yes;
  }
  return a.office ? yes : no('not-allowed');
}

/**
 * Whether a step may be taken now by this person. Order of checks: the state, who, then what
 * the chain still lacks.
 *
 * @param today the day it is in the organisation's time zone
 */
export function canStep(step: Step, p: ProblemFacts, a: Actor, today: string): Verdict {
  if (!(transitions[step].from as readonly ProblemState[]).includes(p.state))
    return no('step-refused');
  if (p.unitClosed && step !== 'withdraw') return no('unit-closed');
  const who = takes(step, p, a);
  if (!who.ok) return who;
  if (step === 'publish') return canPublish(p);
  if (step === 'start') return canStart(p);
  if (step === 'apply') return canApply(p, today);
  if (step === 'close') return canClose(p, today);
  return yes;
}

/** What a step calls for in words, beside the right to take it. */
export interface Words {
  readonly reason: boolean;
  readonly finding: boolean;
  /** A figure is short of its target: why it counts all the same. */
  readonly despite: boolean;
}

export function wordsFor(step: Step, measures: readonly (Aim & { state: MeasureState })[]): Words {
  const { reason, finding, weighs }: Transition = transitions[step];
  return {
    reason: reason === true,
    finding: finding === true,
    despite: weighs === true && measures.some(isShort),
  };
}

/** What whoever takes a step says with it. */
export interface Said {
  readonly reason?: string | undefined;
  readonly finding?: Finding | undefined;
}

/** Words said for many rows, as they hold for one: a target that this one reaches needs no excuse. */
export function saidOf(
  step: Step,
  measures: readonly (Aim & { state: MeasureState })[],
  said: Said,
): Said {
  if (!said.finding || wordsFor(step, measures).despite) return said;
  const { despite: _, ...finding } = said.finding;
  return { ...said, finding };
}

/** Whether a step comes with the words it calls for. */
export function canSay(step: Step, p: Pick<ProblemFacts, 'measures'>, said: Said): Verdict {
  const needed = wordsFor(step, p.measures);
  if (needed.reason && !said.reason) return no('reason-missing');
  if (needed.finding && !said.finding) return no('finding-missing');
  return needed.despite && !said.finding?.despite ? no('target-missed') : yes;
}

/** The day from which what is there to see is the effect: what was seen before it shows nothing of it. */
export function seenFrom(p: Pick<ProblemFacts, 'measures' | 'againFrom'>): string | null {
  const done = p.measures.flatMap((m) => (m.state === 'withdrawn' ? [] : (m.doneOn ?? [])));
  return [...done, ...(p.againFrom === null ? [] : [p.againFrom])].sort().at(-1) ?? null;
}

function canClose(p: ProblemFacts, today: string): Verdict {
  if (p.openObjections > 0) return no('objection-open');
  return p.noticeUntil !== null && today <= p.noticeUntil ? no('notice-runs') : yes;
}

/** Its words and people can be changed until close-out is applied for. */
export function canChange(p: Pick<ProblemFacts, 'state' | 'unitClosed'>, a: Actor): Verdict {
  if (p.unitClosed) return no('unit-closed');
  if (!a.unit) return no('not-allowed');
  return p.state === 'draft' || p.state === 'open' || p.state === 'working'
    ? yes
    : no('problem-settled');
}

/** What a measure promises is fixed when work starts: later it is withdrawn and made anew. */
export function canChangeMeasure(p: ProblemFacts, m: MeasureFacts, a: Actor): Verdict {
  const open = canChange(p, a);
  if (!open.ok) return open;
  return m.state === 'planned' ? yes : no('measure-started');
}

/** Whoever answers for it, or may act for the unit, tells how it goes. */
export function canReport(p: ProblemFacts, a: Actor): Verdict {
  if (p.unitClosed) return no('unit-closed');
  if (p.state !== 'working' && p.state !== 'open') return no('problem-settled');
  return a.unit || ownsIt(p, a) ? yes : no('not-allowed');
}

/** A measure is finished by its own owner, by the problem's, or for the unit. */
export function canFinish(p: ProblemFacts, m: MeasureFacts, a: Actor): Verdict {
  const told = canReport(p, a);
  if (!told.ok) return told;
  return answersFor(p, m, a) ? yes : no('not-allowed');
}

/** What was told is taken back by whoever told it, or for the unit. */
export function canTakeBackProgress(p: ProblemFacts, by: string, a: Actor): Verdict {
  const told = canReport(p, a);
  if (!told.ok) return told;
  return a.unit || a.id === by ? yes : no('not-allowed');
}

/** A later deadline is asked for by whoever owes the work, or for the unit. */
export function canAskExtension(p: ProblemFacts, m: MeasureFacts, a: Actor): Verdict {
  if (p.unitClosed) return no('unit-closed');
  if (!answersFor(p, m, a)) return no('not-allowed');
  if (p.state !== 'draft' && p.state !== 'open' && p.state !== 'working')
    return no('problem-settled');
  return m.state === 'withdrawn' || m.state === 'done' ? no('measure-over') : yes;
}

/** What an employee may say when raising a problem: its words, as a draft of the unit or their own. */
export function canRaise(given: Raised, byRight: boolean, me: string): Verdict {
  if (byRight) return yes;
  const wordsOnly =
    !given.publish &&
    given.measures.length === 0 &&
    !given.ownerId &&
    !given.leaderId &&
    !given.origin &&
    !given.recursOf;
  const ownList = given.list !== 'personal' || given.personId === me;
  return wordsOnly && ownList ? yes : no('not-allowed');
}

interface Raised {
  readonly publish: boolean;
  readonly list: 'unit' | 'personal';
  readonly measures: readonly unknown[];
  readonly personId?: string | null | undefined;
  readonly ownerId?: string | null | undefined;
  readonly leaderId?: string | null | undefined;
  readonly origin?: string | null | undefined;
  readonly recursOf?: string | null | undefined;
}

/**
 * Nobody decides on a deadline of work that is their own, that is on their personal list, or that they
 * asked for.
 */
export function mayDecideExtension(of: Deadline, by: string): Verdict {
  const own = [of.ownerId, of.measureOwnerId, of.personId, of.askedBy];
  return own.includes(by) ? no('own-work') : yes;
}

interface Deadline {
  readonly ownerId: string | null;
  readonly measureOwnerId: string | null;
  /** Whose personal list the problem is on. */
  readonly personId: string | null;
  readonly askedBy: string;
}

/** What a ledger said is finished is held against what is there, by the office; while it is not applied for. */
export function canRefuseClaim(
  p: Pick<ProblemFacts, 'state' | 'claimUntil'>,
  a: Pick<Actor, 'office'>,
): Verdict {
  if (!a.office) return no('not-allowed');
  return p.claimUntil !== null && owingStates.includes(p.state) ? yes : no('claim-over');
}

/** An objection is taken while the public notice runs. */
export function canObject(p: Pick<ProblemFacts, 'state' | 'noticeUntil'>, today: string): Verdict {
  return p.state === 'notice' && today <= (p.noticeUntil ?? '') ? yes : no('notice-over');
}

/** An objection is answered by nobody whose own work it is about: who owed, did, judged or leads it. */
export function canDismiss(p: ProblemFacts, a: Pick<Actor, 'id' | 'office'>): Verdict {
  if (!a.office) return no('not-allowed');
  return isInvolved(p, a.id) ? no('own-work') : yes;
}

/** Whether somebody had a hand in what is to be closed: by owing, applying, judging or leading it. */
const isInvolved = (p: ProblemFacts, id: string): boolean =>
  ownWork(p, { id }) || [p.appliedBy, p.reviewedBy, p.confirmedBy, p.leaderId].includes(id);

/** Looking back is for somebody else than those who did, reviewed or confirmed it. */
export function canRecheck(p: ProblemFacts, a: Actor): Verdict {
  if (!a.confirmer) return no('not-allowed');
  if (isInvolved(p, a.id)) return no('own-work');
  return a.inside ? no('not-outside') : yes;
}

/** Who took part in a close-out, after a step: a way back forgets them all. */
export function takersAfter(
  step: Step,
  actorId: string,
): Partial<Pick<ProblemFacts, 'appliedBy' | 'reviewedBy' | 'confirmedBy'>> {
  if (step === 'apply') return { appliedBy: actorId };
  if (step === 'review') return { reviewedBy: actorId };
  if (step === 'confirm') return { confirmedBy: actorId };
  return transitions[step].to === 'working' && step !== 'start'
    ? { appliedBy: null, reviewedBy: null, confirmedBy: null }
    : {};
}
