/** States of a problem, in the order of the way to its end. */
export const problemStates = [
  'draft',
  'open',
  'working',
  'applied',
  'reviewed',
  'confirmed',
  'notice',
  'closed',
  'withdrawn',
] as const;
export type ProblemState = (typeof problemStates)[number];

/** Who takes a step, beside the permission it needs: see {@link canStep} for what each means. */
export type Taker = 'unit' | 'reviewer' | 'outsider' | 'office';

export interface Transition {
  readonly from: readonly ProblemState[];
  readonly to: ProblemState;
  readonly by: Taker;
  /** A step back is never without its reason. */
  readonly reason?: true;
  /** A judgement is never without what whoever gives it saw. */
  readonly finding?: true;
  /** Holds against targets that are not reached: never without why it counts all the same. */
  readonly weighs?: true;
  /** Also by the person who answers for the problem, without a right over the unit. */
  readonly owner?: true;
  /** Counts against whoever had confirmed. */
  readonly blames?: true;
}

/**
 * Every step a problem can take: the one table that server, page and handbook read.
 * No way leads to `closed` but through `confirm` by somebody outside the unit; a test walks
 * every path.
 */
export const transitions = {
  publish: { from: ['draft'], to: 'open', by: 'unit' },
  start: { from: ['open'], to: 'working', by: 'unit' },
  apply: { from: ['working'], to: 'applied', by: 'unit', owner: true },
  review: { from: ['applied'], to: 'reviewed', by: 'reviewer', finding: true },
  confirm: {
    from: ['reviewed'],
    to: 'confirmed',
    by: 'outsider',
    finding: true,
    weighs: true,
  },
  announce: { from: ['confirmed'], to: 'notice', by: 'office' },
  close: { from: ['notice'], to: 'closed', by: 'office' },
  return: { from: ['applied'], to: 'working', by: 'reviewer', reason: true },
  refuse: { from: ['reviewed'], to: 'working', by: 'outsider', reason: true },
  recall: {
    from: ['applied', 'reviewed'],
    to: 'working',
    by: 'unit',
    owner: true,
    reason: true,
  },
  uphold: { from: ['notice'], to: 'working', by: 'office', reason: true, blames: true },
  reopen: { from: ['closed'], to: 'working', by: 'office', reason: true, blames: true },
  withdraw: { from: ['draft', 'open'], to: 'withdrawn', by: 'office', reason: true },
} as const satisfies Record<string, Transition>;
export type Step = keyof typeof transitions;
export const steps = Object.keys(transitions) as [Step, ...Step[]];

/**
 * Working days within which what a ledger said is finished has to be shown, by applying for close-out:
 * until then it is not called late, after that it is.
 */
export const CLAIM_DAYS = 10;

/** States in which nobody works on it any more. */
export const endStates: readonly ProblemState[] = ['closed', 'withdrawn'];
/** States in which the unit still owes work: deadlines and lights count. */
export const owingStates: readonly ProblemState[] = ['draft', 'open', 'working'];

/** Steps that lead on from a state, in the order of the table. */
export function stepsFrom(state: ProblemState): Step[] {
  return steps.filter((s) => (transitions[s].from as readonly ProblemState[]).includes(state));
}

export const measureStates = ['planned', 'working', 'done', 'withdrawn'] as const;
export type MeasureState = (typeof measureStates)[number];
/** 立行立改 · 限期整改 · 长期坚持 */
export const measureKinds = ['at-once', 'by-date', 'long-term'] as const;
export type MeasureKind = (typeof measureKinds)[number];
/** On which side of its target a figure should be: 不低于 · 不高于 */
export const directions = ['up', 'down'] as const;
export type Direction = (typeof directions)[number];
/** How somebody saw for themselves: 现场查看 · 查阅资料 · 询问群众 */
export const findingWays = ['spot', 'papers', 'people'] as const;
export type FindingWay = (typeof findingWays)[number];
export const severities = ['slight', 'ordinary', 'grave'] as const;
export type Severity = (typeof severities)[number];
export const lists = ['unit', 'personal'] as const;
/** Where a problem was found. */
export const sources = [
  'self',
  'study',
  'voice',
  'visit',
  'supervision',
  'inspection',
  'audit',
  'superior',
  'other',
] as const;
export type Source = (typeof sources)[number];
/** Held against requirements, known problems, models: 查摆的三面镜子. */
export const mirrors = ['requirement', 'known', 'model'] as const;

/**
 * Breaks in the chain that a row has by itself, whatever day it is. Overdue and silent rows are
 * told by days.
 */
export const breakKinds = [
  'no-owner',
  'no-leader',
  'no-tendency',
  'no-measure',
  'no-criterion',
  'no-due',
  'no-effect',
  'no-evidence',
  'no-institution',
] as const;
export type BreakKind = (typeof breakKinds)[number];

/** Lights by working days left: never a colour alone. */
export const lights = ['overdue', 'soon', 'open', 'waiting', 'done'] as const;
export type Light = (typeof lights)[number];
