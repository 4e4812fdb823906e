import { z } from 'zod';
import { day, orgId } from '../org/operations.ts';
import {
  breakKinds,
  directions,
  findingWays,
  lights,
  lists,
  measureKinds,
  measureStates,
  mirrors,
  problemStates,
  severities,
  sources,
  steps,
} from './states.ts';

export const rowId = z.uuid();
export const version = z.int().positive();
export const reason = z.string().trim().min(2).max(500);
const text = (least: number, most: number) => z.string().trim().min(least).max(most);
const words = (most: number) => z.string().trim().max(most).nullish();
export const brief = z.object({ id: z.string(), name: z.string() });
export const can = z.object({ ok: z.boolean(), why: z.string().optional() });

/** Figures are exact decimals in the database; 15 digits pass through JSON unharmed. */
const figure = z.number().min(-1e12).max(1e12);
const count = z.int().min(0).max(2_000_000_000);

/** What a person writes of a problem. */
export const problemFields = {
  list: z.enum(lists).default('unit'),
  /** Whose list, for a personal one. */
  personId: rowId.nullish(),
  source: z.enum(sources).default('self'),
  sourceText: words(200),
  mirror: z.enum(mirrors).nullish(),
  tendency: words(30),
  title: text(4, 120),
  facts: text(4, 4000),
  cause: words(2000),
  severity: z.enum(severities).default('ordinary'),
  systemic: z.boolean().default(false),
  ownerId: rowId.nullish(),
  /** A name out of a ledger whose bearer is not in the directory. */
  ownerName: words(60),
  leaderId: rowId.nullish(),
  leaderName: words(60),
  foreignNumber: words(60),
};

/** Who benefits and how many are expected to: of a measure, of a decision. */
export const benefitFields = { beneficiaries: words(120), expected: count.nullish() };
/** How many benefited, once it is done. */
export const benefited = count.nullish();
export const benefit = {
  beneficiaries: z.string().nullable(),
  expected: z.number().nullable(),
  benefited: z.number().nullable(),
};

/** What a measure promises; fixed when work starts. */
export const measureFields = {
  text: text(4, 2000),
  kind: z.enum(measureKinds).default('by-date'),
  due: day.nullish(),
  ownerId: rowId.nullish(),
  ownerName: words(60),
  /** How one will see that it worked. */
  criterion: words(500),
  figure: words(60),
  figureUnit: words(20),
  baseline: figure.nullish(),
  target: figure.nullish(),
  /** Which side of the target is good; absent, it follows from the figure as it was. */
  direction: z.enum(directions).nullish(),
  ...benefitFields,
  /** Business figure of the unit that it serves 同中心工作结合. */
  serves: words(120),
};

/** What whoever reviews or confirms saw for themselves. */
export const finding = z.object({
  ways: z.array(z.enum(findingWays)).min(1).max(findingWays.length),
  seen: text(4, 1000),
  on: day,
  /** Why it counts although a figure is short of its target. */
  despite: reason.nullish(),
});
export type Finding = z.output<typeof finding>;

export const effectFields = {
  doneOn: day,
  effect: figure.nullish(),
  effectText: words(1000),
  effectOn: day.nullish(),
  benefited,
};

export const measure = z.object({
  id: z.string(),
  position: z.number(),
  text: z.string(),
  kind: z.enum(measureKinds),
  due: z.string().nullable(),
  owner: brief.nullable(),
  ownerName: z.string().nullable(),
  criterion: z.string().nullable(),
  figure: z.string().nullable(),
  figureUnit: z.string().nullable(),
  baseline: z.number().nullable(),
  target: z.number().nullable(),
  direction: z.enum(directions).nullable(),
  ...benefit,
  serves: z.string().nullable(),
  state: z.enum(measureStates),
  startedOn: z.string().nullable(),
  doneOn: z.string().nullable(),
  effect: z.number().nullable(),
  effectText: z.string().nullable(),
  effectOn: z.string().nullable(),
  withdrawnReason: z.string().nullable(),
  /** The ledger it came in with said that it is finished. */
  claimed: z.boolean(),
  version: z.number(),
});
export type Measure = z.infer<typeof measure>;

/** A row of the ledger. */
export const problemRow = z.object({
  id: z.string(),
  number: z.string(),
  foreignNumber: z.string().nullable(),
  unit: brief,
  campaignId: z.string(),
  list: z.enum(lists),
  person: brief.nullable(),
  source: z.enum(sources),
  sourceText: z.string().nullable(),
  origin: z.string().nullable(),
  mirror: z.enum(mirrors).nullable(),
  tendency: z.string().nullable(),
  /** Name of its tendency in the words of its campaign. */
  tendencyName: z.string().nullable(),
  title: z.string(),
  facts: z.string(),
  cause: z.string().nullable(),
  severity: z.enum(severities),
  systemic: z.boolean(),
  owner: brief.nullable(),
  ownerName: z.string().nullable(),
  leader: brief.nullable(),
  leaderName: z.string().nullable(),
  state: z.enum(problemStates),
  raisedOn: z.string(),
  due: z.string().nullable(),
  longTerm: z.boolean(),
  light: z.enum(lights),
  /** Working days until the deadline; below zero when it is over. */
  daysLeft: z.number().nullable(),
  breaks: z.array(z.enum(breakKinds)),
  movedOn: z.string(),
  closedOn: z.string().nullable(),
  reopened: z.number(),
  /** The ledger it came in with says that all of it is finished, and on which day; nobody saw it yet. */
  claimed: z.boolean(),
  claimedOn: z.string().nullable(),
  /** Until then what was said to be finished is not late; it is to be shown by applying for close-out. */
  claimUntil: z.string().nullable(),
  measures: z.array(measure),
  /** What was told last of how it goes, and stands. */
  latest: z.object({ on: z.string(), text: z.string() }).nullable(),
  /** The closed problem that has come back in it. */
  recursOf: brief.nullable(),
  version: z.number(),
});
export type ProblemRow = z.infer<typeof problemRow>;

const progress = z.object({
  id: z.string(),
  measureId: z.string().nullable(),
  on: z.string(),
  text: z.string(),
  value: z.number().nullable(),
  by: brief,
  withdrawn: z.string().nullable(),
});
const extension = z.object({
  id: z.string(),
  measureId: z.string(),
  was: z.string().nullable(),
  wanted: z.string(),
  reason: z.string(),
  state: z.enum(['asked', 'granted', 'refused', 'withdrawn']),
  askedBy: brief,
  decidedBy: brief.nullable(),
  decision: z.string().nullable(),
  abilities: z.object({ decide: can }),
});
const objection = z.object({
  id: z.string(),
  text: z.string(),
  /** Nobody's name where it was said without. */
  by: brief.nullable(),
  at: z.string(),
  state: z.enum(['open', 'upheld', 'dismissed']),
  answer: z.string().nullable(),
});
const recheck = z.object({
  id: z.string(),
  kind: z.enum(['planned', 'drawn']),
  due: z.string(),
  state: z.enum(['due', 'held', 'failed']),
  findings: z.string().nullable(),
  value: z.number().nullable(),
  by: brief.nullable(),
  on: z.string().nullable(),
});
const taken = z.object({
  id: z.string(),
  step: z.string(),
  from: z.enum(problemStates).nullable(),
  to: z.enum(problemStates),
  due: z.string().nullable(),
  reason: z.string().nullable(),
  finding: finding.nullable(),
  by: brief.nullable(),
  /** Who had confirmed what is opened again. */
  blamed: brief.nullable(),
  on: z.string(),
});
const similar = z.object({
  id: z.string(),
  number: z.string(),
  title: z.string(),
  unit: brief,
  state: z.enum(problemStates),
  closedOn: z.string().nullable(),
  /** 0 … 1, of the words in common. */
  likeness: z.number(),
});

export const problemWhole = problemRow.extend({
  above: z.array(brief),
  campaign: brief,
  createdBy: brief,
  appliedBy: brief.nullable(),
  reviewedBy: brief.nullable(),
  confirmedBy: brief.nullable(),
  noticeUntil: z.string().nullable(),
  noticeCode: z.string().nullable(),
  /** Day from which a close-out can be applied for. */
  observedFrom: z.string().nullable(),
  /** Problems in which it has come back. */
  recurrences: z.array(brief),
  withdrawnReason: z.string().nullable(),
  progress: z.array(progress),
  extensions: z.array(extension),
  objections: z.array(objection),
  rechecks: z.array(recheck),
  steps: z.array(taken),
  /** Closed problems of the same kind: it may have come back. */
  similar: z.array(similar),
  abilities: z.object({
    change: can,
    report: can,
    object: can,
    /** Answer an objection that does not hold. */
    dismiss: can,
    refuseClaim: can,
    /** By measure: say that it is done, and ask for a later deadline. */
    measures: z.record(z.string(), z.object({ finish: can, extend: can })),
    steps: z.partialRecord(z.enum(steps), can),
  }),
});
export type ProblemWhole = z.infer<typeof problemWhole>;

/** Words of lists that another unit had before. */
export const copies = z.object({
  /** Problems looked at, the newest first; whether there are more. */
  looked: z.number(),
  more: z.boolean(),
  units: z.array(z.object({ unit: brief, copied: z.number(), of: z.number() })),
  rows: z.array(
    z.object({
      what: z.enum(['problem', 'measure']),
      problem: brief,
      unit: brief,
      /** 0 to 1; 1: word for word. */
      likeness: z.number(),
      /** Who had the words before; the problem where it is in reach. */
      source: z.object({ unit: z.string(), problem: brief.nullable() }),
    }),
  ),
});
export type Copies = z.infer<typeof copies>;

const many = <T extends readonly [string, ...string[]]>(of: T) =>
  z
    .string()
    .max(300)
    .transform((s) => s.split(','))
    .pipe(z.array(z.enum(of)))
    .optional();

/** A campaign, alone or with those nested in it; all when none is said. */
export const ofCampaign = {
  campaign: rowId.optional(),
  nested: z.enum(['yes']).optional(),
};
export type OfCampaign = { campaign?: string | undefined; nested?: 'yes' | undefined };

/** What a list, its counts and its export can be narrowed by; several values by commas. */
export const problemFilter = {
  under: orgId.optional(),
  /** Only the unit itself, nothing under it. */
  only: z.enum(['unit']).optional(),
  ...ofCampaign,
  state: many(problemStates),
  light: many(lights),
  severity: many(severities),
  source: many(sources),
  list: z.enum(lists).optional(),
  tendency: z.string().max(30).optional(),
  kind: z.enum(measureKinds).optional(),
  systemic: z.enum(['yes', 'no']).optional(),
  owner: rowId.optional(),
  leader: rowId.optional(),
  break: many(breakKinds),
  silent: z.enum(['yes']).optional(),
  reopened: z.enum(['yes']).optional(),
  /** Said to be finished by the ledger they came in with, and not applied for yet. */
  claimed: z.enum(['yes']).optional(),
  /** Comes back from a closed one. */
  recurs: z.enum(['yes']).optional(),
  dueFrom: day.optional(),
  dueTo: day.optional(),
  raisedFrom: day.optional(),
  raisedTo: day.optional(),
  closedFrom: day.optional(),
  closedTo: day.optional(),
  /** Entered a list within these days, whatever became of it. */
  listedFrom: day.optional(),
  listedTo: day.optional(),
  /** Was closed within these days, opened again since or not. */
  endedFrom: day.optional(),
  endedTo: day.optional(),
  /** Went back to work after an objection or a re-check within these days. */
  reopenedFrom: day.optional(),
  reopenedTo: day.optional(),
  /** Confirmed by somebody of this unit; of these, opened again against them. */
  confirmer: orgId.optional(),
  cameBack: z.enum(['yes']).optional(),
  origin: z.string().max(80).optional(),
  /** With a measure that serves this business figure. */
  serves: z.string().trim().min(1).max(120).optional(),
  /** Those on a list with a measure, or with every measure done that has an end. */
  come: z.enum(['measured', 'done']).optional(),
  /** As things stood at the end of a past day: state, deadline and lights are those of then. */
  on: day.optional(),
  q: z.string().trim().max(100).optional(),
};
export const problemFilterObject = z.object(problemFilter);
export type ProblemFilter = z.infer<typeof problemFilterObject>;

export const sorts = [
  'newest',
  'due',
  'unit',
  'severity',
  'moved',
  'still',
  'state',
  'tendency',
  'leader',
] as const;
export type Sort = (typeof sorts)[number];
