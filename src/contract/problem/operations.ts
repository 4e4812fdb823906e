import { z } from 'zod';
import { taxonomy } from '../campaign/schemas.ts';
import type { Operation } from '../operation.ts';
import { day, orgId } from '../org/operations.ts';
import { draws, MOST_DRAWN, recheckKinds, recheckRow, recheckShows } from './rechecks.ts';
import {
  brief,
  can,
  copies,
  effectFields,
  finding,
  measureFields,
  problemFields,
  problemFilter,
  problemRow,
  problemWhole,
  reason,
  rowId,
  sorts,
  version,
} from './schemas.ts';
import { breakKinds, lights, problemStates, steps } from './states.ts';

/** Problems of mine: that I answer for, of my unit's leaders, that I raised, under notice around me, that I was called on about. */
export const myKinds = ['me', 'leaders', 'raised', 'notices', 'called'] as const;
export type MyKind = (typeof myKinds)[number];

const byId = z.object({ id: rowId });
const made = z.object({ id: z.string() });
/** Made by the form: without a name, sent again it is the same objection. */
const objectionKey = z.string().regex(/^[\w-]{20,60}$/);
const page = {
  after: z.string().max(400).optional(),
  limit: z.coerce.number().int().min(1).max(500).default(50),
};
const stepped = z.object({ id: z.string(), state: z.enum(problemStates), version: z.number() });
const step = <const T extends readonly [string, ...string[]]>(of: T) =>
  z.object({ step: z.enum(of), reason: reason.optional(), version });
/** A step that judges: never forward without what was seen. */
const judged = <const T extends readonly [string, ...string[]]>(of: T) =>
  step(of).extend({ finding: finding.optional() });
const namedView = {
  name: z.string().trim().min(1).max(40),
  view: z.record(z.string().max(40), z.string().max(400)),
};
const stepErrors = [
  'not-found',
  'conflict',
  'unit-closed',
  'step-refused',
  'reason-missing',
  'finding-missing',
  'target-missed',
  'day-refused',
  'own-work',
  'not-outside',
  'problem-owner',
  'problem-leader',
  'problem-tendency',
  'no-measure',
  'measure-owner',
  'measure-due',
  'no-criterion',
  'measures-open',
  'no-effect',
  'no-evidence',
  'no-new-effect',
  'observation-runs',
  'no-institution',
  'objection-open',
  'notice-runs',
] as const;
const changeErrors = ['not-found', 'conflict', 'unit-closed', 'problem-settled'] as const;

export const problemOperations = {
  'problem.list': {
    method: 'GET',
    path: '/api/problems',
    summary: 'The ledger: problems with their measures, filtered, page by page, with their number',
    permission: 'problem.read',
    query: z.object({ ...problemFilter, sort: z.enum(sorts).default('newest'), ...page }),
    output: z.object({
      rows: z.array(problemRow),
      next: z.string().nullable(),
      /** Rows of the filter, or as many as were counted: then there are `more`. */
      total: z.number(),
      more: z.boolean(),
    }),
    errors: ['not-found'],
  },
  'problem.counts': {
    method: 'GET',
    path: '/api/problems/counts',
    summary: 'Rows of a filter by state, by light and by break in the chain',
    permission: 'problem.read',
    query: z.object(problemFilter),
    output: z.object({
      states: z.partialRecord(z.enum(problemStates), z.number()),
      lights: z.partialRecord(z.enum(lights), z.number()),
      breaks: z.partialRecord(z.enum(breakKinds), z.number()),
      silent: z.number(),
    }),
    errors: ['not-found'],
  },
  'problem.copies': {
    method: 'GET',
    path: '/api/problems/copies',
    summary: 'Problems and measures another unit of the campaign had before in the same words',
    permission: 'problem.read',
    query: z.object({ campaign: rowId, under: orgId.optional() }),
    output: copies,
    errors: ['not-found'],
  },
  'problem.get': {
    method: 'GET',
    path: '/api/problems/:id',
    summary: 'A problem with its whole chain: measures, progress, steps, objections, re-checks',
    permission: 'problem.read',
    params: byId,
    output: problemWhole,
    errors: ['not-found'],
  },
  'problem.abilities': {
    method: 'GET',
    path: '/api/problems/abilities',
    summary: 'Which steps several problems allow the caller now, and why not the others',
    permission: 'problem.read',
    query: z.object({
      ids: z
        .string()
        .max(4000)
        .transform((s) => s.split(','))
        .pipe(z.array(rowId).min(1).max(100)),
    }),
    output: z.array(z.object({ id: z.string(), steps: z.partialRecord(z.enum(steps), can) })),
    errors: ['not-found'],
  },
  'problem.create': {
    method: 'POST',
    path: '/api/problems',
    summary: 'Write down a problem, with measures when they are known already',
    permission: 'problem.write',
    named: true,
    body: z.object({
      unitId: orgId,
      campaignId: rowId,
      ...problemFields,
      origin: z.string().max(80).nullish(),
      recursOf: rowId.nullish(),
      measures: z.array(z.object(measureFields)).max(20).default([]),
      /** Enters the list at once; else it stays a draft. */
      publish: z.boolean().default(false),
    }),
    output: z.object({ id: z.string(), number: z.string() }),
    errors: [
      'not-found',
      'unit-closed',
      'campaign-closed',
      'campaign-unknown',
      'problem-unfit',
      'problem-owner',
      'problem-leader',
      'problem-tendency',
    ],
  },
  'problem.raising': {
    method: 'GET',
    path: '/api/problems/raising',
    summary: 'The unit somebody raises problems for, and the open campaigns that hold for it',
    permission: 'problem.write',
    named: true,
    query: z.object({ unit: orgId.optional() }),
    output: z.object({
      unit: brief,
      campaigns: z.array(
        z.object({ id: z.string(), name: z.string(), tendencies: taxonomy.shape.tendencies }),
      ),
    }),
    errors: ['not-found', 'unit-closed'],
  },
  'problem.change': {
    method: 'PUT',
    path: '/api/problems/:id',
    summary: 'Change words and people of a problem; only what is given',
    permission: 'problem.write',
    params: byId,
    body: z.object({ ...partial(problemFields), version }),
    output: z.object({ id: z.string(), version: z.number() }),
    errors: [...changeErrors, 'problem-unfit'],
  },
  'problem.recur': {
    method: 'PUT',
    path: '/api/problems/:id/recurrence',
    summary: 'Say which closed problem of the same line of units has come back in this one',
    permission: 'problem.write',
    params: byId,
    body: z.object({ of: rowId.nullable(), version }),
    output: z.object({ id: z.string(), version: z.number() }),
    errors: [...changeErrors, 'problem-unfit'],
  },
  'problem.step': {
    method: 'POST',
    path: '/api/problems/:id/steps',
    summary: 'A step of the unit: publish, start work, apply for close-out, take it back',
    permission: 'problem.write',
    named: true,
    params: byId,
    body: step(['publish', 'start', 'apply', 'recall']),
    output: stepped,
    errors: stepErrors,
  },
  'problem.review': {
    method: 'POST',
    path: '/api/problems/:id/reviews',
    summary:
      'Review an application for close-out and say what was seen, or return it with the reason',
    permission: 'problem.review',
    params: byId,
    body: judged(['review', 'return']),
    output: stepped,
    errors: stepErrors,
  },
  'problem.confirm': {
    method: 'POST',
    path: '/api/problems/:id/confirmations',
    summary:
      'Confirm the effect from outside the unit and say what was seen, or refuse with the reason',
    permission: 'problem.confirm',
    params: byId,
    body: judged(['confirm', 'refuse']),
    output: stepped,
    errors: stepErrors,
  },
  'problem.settle': {
    method: 'POST',
    path: '/api/problems/:id/settlements',
    summary: 'Announce, close, uphold an objection, open again, or withdraw',
    permission: 'problem.settle',
    params: byId,
    body: step(['announce', 'close', 'uphold', 'reopen', 'withdraw']),
    output: stepped,
    errors: stepErrors,
  },
  'problem.add-measure': {
    method: 'POST',
    path: '/api/problems/:id/measures',
    summary: 'Add a measure: what, who, when, and how its effect will be judged',
    permission: 'problem.write',
    params: byId,
    body: z.object(measureFields),
    output: made,
    errors: [...changeErrors, 'problem-unfit'],
  },
  'problem.change-measure': {
    method: 'PUT',
    path: '/api/measures/:id',
    summary: 'Change a measure before work on it starts; only what is given',
    permission: 'problem.write',
    params: byId,
    body: z.object({ ...partial(measureFields), version }),
    output: z.object({ id: z.string(), version: z.number() }),
    errors: [...changeErrors, 'problem-unfit', 'measure-started'],
  },
  'problem.withdraw-measure': {
    method: 'POST',
    path: '/api/measures/:id/withdraw',
    summary: 'Withdraw a measure, with the reason; it stays readable',
    permission: 'problem.write',
    params: byId,
    body: z.object({ reason, version }),
    output: made,
    errors: [...changeErrors, 'measure-over'],
  },
  'problem.finish-measure': {
    method: 'POST',
    path: '/api/measures/:id/effect',
    summary: 'Say that a measure is done and what came of it, with the figure after',
    permission: 'problem.report',
    named: true,
    params: byId,
    body: z.object({ ...effectFields, version }),
    output: made,
    errors: [...changeErrors, 'measure-over', 'measure-planned', 'day-refused', 'problem-unfit'],
  },
  'problem.report': {
    method: 'POST',
    path: '/api/problems/:id/progress',
    summary: 'Tell how it goes, with a figure where there is one',
    permission: 'problem.report',
    named: true,
    params: byId,
    body: z.object({
      /**
       * The measure it is about; absent, it is of the problem as a whole. Evidence of progress counts
       * for its measure; of the whole problem it counts where a single measure stands, else for none.
       */
      measureId: rowId.nullish(),
      on: day,
      text: z.string().trim().min(4).max(2000),
      value: measureFields.baseline,
    }),
    output: made,
    errors: ['not-found', 'unit-closed', 'problem-settled', 'day-refused'],
  },
  'problem.withdraw-progress': {
    method: 'POST',
    path: '/api/progress/:id/withdraw',
    summary: 'Withdraw what was told, with the reason; it stays readable',
    permission: 'problem.report',
    named: true,
    params: byId,
    body: z.object({ reason }),
    output: made,
    errors: ['not-found', 'unit-closed', 'problem-settled', 'progress-withdrawn'],
  },
  'problem.ask-extension': {
    method: 'POST',
    path: '/api/measures/:id/extensions',
    summary: 'Ask for a later deadline, with the reason; the unit above decides',
    permission: 'problem.write',
    named: true,
    params: byId,
    body: z.object({ wanted: day, reason, version }),
    output: made,
    errors: [...changeErrors, 'measure-over', 'day-refused', 'extension-asked'],
  },
  'problem.decide-extension': {
    method: 'POST',
    path: '/api/extensions/:id/decision',
    summary: 'Grant or refuse a later deadline, one level up',
    permission: 'problem.extend',
    params: byId,
    body: z.object({ grant: z.boolean(), decision: reason.optional() }),
    output: made,
    errors: ['not-found', 'extension-decided', 'own-work', 'not-above', 'reason-missing'],
  },
  'problem.object': {
    method: 'POST',
    path: '/api/problems/:id/objections',
    summary: 'Object to a close-out under public notice',
    permission: 'problem.object',
    named: true,
    params: byId,
    body: z.object({
      text: z.string().trim().min(4).max(2000),
      unnamed: z.boolean().default(false),
      key: objectionKey.optional(),
    }),
    /** The code is for who gave no name: with it the answer can be read; it is shown this once. */
    output: made.extend({ code: z.string().nullable() }),
    errors: ['not-found', 'notice-over'],
  },
  'problem.dismiss-objection': {
    method: 'POST',
    path: '/api/objections/:id/dismissal',
    summary: 'Answer an objection that does not hold; one that holds is upheld as a step',
    permission: 'problem.settle',
    params: byId,
    body: z.object({ answer: reason }),
    output: made,
    errors: ['not-found', 'not-allowed', 'own-work', 'objection-decided'],
  },
  'problem.refuse-claim': {
    method: 'POST',
    path: '/api/problems/:id/claim/refusal',
    summary: 'What a ledger said is finished is not: the old deadlines count again',
    permission: 'problem.settle',
    params: byId,
    body: z.object({ reason, version }),
    output: made,
    errors: ['not-found', 'conflict', 'claim-over'],
  },
  'problem.hold-recheck': {
    method: 'POST',
    path: '/api/rechecks/:id/findings',
    summary: 'Write down what looking back found; a failed one opens the problem again',
    permission: 'problem.confirm',
    params: byId,
    body: z.object({
      holds: z.boolean(),
      findings: z.string().trim().min(4).max(2000),
      value: measureFields.baseline,
      on: day,
    }),
    output: made,
    errors: ['not-found', 'recheck-over', 'own-work', 'not-outside', 'day-refused'],
  },
  'problem.rechecks': {
    method: 'GET',
    path: '/api/rechecks',
    summary: 'Re-checks under a unit: due ones by their day, those held the last first',
    permission: 'problem.read',
    query: z.object({
      under: orgId.optional(),
      state: z.enum(recheckShows).optional(),
      kind: z.enum(recheckKinds).optional(),
      ...page,
    }),
    output: z.object({ rows: z.array(recheckRow), next: z.string().nullable() }),
    errors: ['not-found'],
  },
  'problem.draws': {
    method: 'GET',
    path: '/api/rechecks/draws',
    summary:
      'How many closed problems of a campaign can be drawn, its monthly share, and the draws on record',
    permission: 'problem.read',
    query: z.object({ campaign: rowId, under: orgId.optional() }),
    output: draws,
    errors: ['not-found', 'campaign-unknown'],
  },
  'problem.draw': {
    method: 'POST',
    path: '/api/rechecks/draw',
    summary:
      'Draw closed problems for a re-check by lot; the seed and the list drawn from are on record',
    permission: 'problem.settle',
    body: z.object({
      under: orgId,
      campaignId: rowId,
      number: z.int().min(1).max(MOST_DRAWN),
      due: day,
    }),
    output: z.object({ drawn: z.array(z.string()), from: z.number(), seed: z.string() }),
    errors: ['not-found', 'unit-closed', 'campaign-unknown', 'day-refused'],
  },
  'problem.mine': {
    method: 'GET',
    path: '/api/my/problems',
    summary:
      'Problems the caller answers for, raised or was called on about, lists of leaders of the own unit, public notices there',
    permission: 'session',
    query: z.object({ of: z.enum(myKinds).default('me') }),
    output: z.object({ rows: z.array(problemRow) }),
  },
  'problem.my-row': {
    method: 'GET',
    path: '/api/my/problems/:id',
    summary: 'The whole chain of a problem that is among those of the caller (problem.mine)',
    permission: 'session',
    params: byId,
    output: problemWhole,
    errors: ['not-found'],
  },
  'problem.views': {
    method: 'GET',
    path: '/api/problems/views',
    summary: 'Views of the ledger that the caller saved, and those offered where the caller works',
    permission: 'session',
    output: z.object({
      rows: z.array(
        z.object({
          id: z.string(),
          name: z.string(),
          view: z.record(z.string(), z.string()),
          own: z.boolean(),
          /** The unit under which everybody has it. */
          offered: brief.nullable(),
          /** Whether the caller may drop it, or take the offer back. */
          drop: z.boolean(),
        }),
      ),
    }),
  },
  'problem.save-view': {
    method: 'POST',
    path: '/api/problems/views',
    summary: 'Save a view of the ledger under a name; the same name replaces it',
    permission: 'session',
    body: z.object(namedView),
    output: made,
    errors: ['too-many-views'],
  },
  'problem.offer-view': {
    method: 'POST',
    path: '/api/problems/views/offers',
    summary:
      'Save a view and offer it to everybody who works under a unit, the first in reach when none is named',
    permission: 'campaign.manage',
    body: z.object({ ...namedView, unitId: orgId.optional() }),
    output: made,
    errors: ['not-found', 'unit-closed', 'too-many-views'],
  },
  'problem.drop-view': {
    method: 'POST',
    path: '/api/problems/views/:id/drop',
    summary: 'Drop a view of one’s own, or take back one offered under a unit one keeps',
    permission: 'session',
    params: byId,
    output: made,
    errors: ['not-found'],
  },
  'problem.notice': {
    method: 'GET',
    path: '/api/public/notices/:code',
    summary: 'A close-out under public notice, for anyone who has its address',
    permission: 'public',
    params: z.object({ code: z.string().regex(/^[\w-]{20,40}$/) }),
    output: z.object({
      unit: z.string(),
      number: z.string(),
      title: z.string(),
      measures: z.array(
        z.object({
          text: z.string(),
          criterion: z.string().nullable(),
          figure: z.string().nullable(),
          figureUnit: z.string().nullable(),
          baseline: z.number().nullable(),
          target: z.number().nullable(),
          effect: z.number().nullable(),
          /** Whether the target is reached; null where that cannot be told. */
          met: z.boolean().nullable(),
          effectText: z.string().nullable(),
          expected: z.number().nullable(),
          benefited: z.number().nullable(),
        }),
      ),
      /** What was seen by who confirmed it from outside the unit. */
      confirmed: finding.nullable(),
      until: z.string(),
      open: z.boolean(),
    }),
    errors: ['not-found'],
  },
  'problem.object-publicly': {
    method: 'POST',
    path: '/api/public/notices/:code/objections',
    summary: 'Object to a close-out from its public address, without a name',
    permission: 'public',
    params: z.object({ code: z.string().regex(/^[\w-]{20,40}$/) }),
    body: z.object({
      text: z.string().trim().min(4).max(2000),
      key: objectionKey.optional(),
    }),
    output: z.object({
      received: z.literal(true),
      /** With it the answer can be read; it is shown this once. */
      code: z.string(),
    }),
    errors: ['not-found', 'notice-over'],
  },
} as const satisfies Record<string, Operation>;

/** Every field may be left out; defaults do not come in by leaving one out. */
function partial<T extends Record<string, z.ZodType>>(fields: T) {
  return Object.fromEntries(
    Object.entries(fields).map(([k, f]) => [
      k,
      ((f instanceof z.ZodDefault ? f.unwrap() : f) as z.ZodType).optional(),
    ]),
  ) as unknown as { [K in keyof T]: z.ZodOptional<T[K]> };
}
