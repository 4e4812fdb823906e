import { z } from 'zod';
import type { Operation } from '../operation.ts';
import { day, orgId } from '../org/operations.ts';

/**
 * Kinds of duty in a unit's chain of responsibility: the whole (主体责任, answered by the first
 * post), a line of work with the campaign's duty in it (一岗双责, a deputy's post), the part a
 * department leads (牵头部门), and the liaison's.
 */
export const dutyKinds = ['first', 'line', 'part', 'liaison'] as const;
export type DutyKind = (typeof dutyKinds)[number];

/** The four duties of the first responsible person «in person»: 部署、过问、协调、督办. */
export const inPersonKinds = ['deploy', 'inquire', 'coordinate', 'oversee'] as const;
export type InPersonKind = (typeof inPersonKinds)[number];

/** What is missing in a unit's chain of responsibility. */
export const gapKinds = [
  'no-first-post',
  'first-vacant',
  'no-duties',
  'line-vacant',
  'part-open',
  'not-acknowledged',
] as const;
export type GapKind = (typeof gapKinds)[number];

/** Most points of a signature: a signature of ten seconds at 60 points a second, twice. */
export const SIGNATURE_POINTS = 1200;

const rowId = z.uuid();
const reason = z.string().trim().min(2).max(200);
const brief = z.object({ id: z.string(), name: z.string() });

const holder = z.object({
  personId: z.string(),
  name: z.string(),
  kind: z.enum(['regular', 'acting', 'concurrent']),
  since: z.string(),
});
const seat = z.object({
  id: z.string(),
  name: z.string(),
  rank: z.enum(['first', 'deputy', 'liaison', 'member']),
  holders: z.array(holder),
});
export type Seat = z.infer<typeof seat>;

const acknowledgement = z.object({
  id: z.string(),
  personId: z.string(),
  name: z.string(),
  at: z.string(),
  signed: z.enum(['drawn', 'typed']),
});

const can = z.object({ ok: z.boolean(), why: z.string().optional() });

const duty = z.object({
  id: z.string(),
  kind: z.enum(dutyKinds),
  title: z.string(),
  text: z.string(),
  seat: seat.nullable(),
  department: brief.nullable(),
  position: z.number(),
  since: z.string(),
  closedOn: z.string().nullable(),
  version: z.number(),
  /** Signatures under the wording that holds, by those who hold the post now. */
  acknowledged: z.array(acknowledgement),
  /** Who still has to sign. */
  waiting: z.array(brief),
  abilities: z.object({ change: can, acknowledge: can }),
});
export type Duty = z.infer<typeof duty>;

const gap = z.object({
  kind: z.enum(gapKinds),
  unit: brief,
  /** The duty or post it is about. */
  what: z.string().nullable(),
});
export type Gap = z.infer<typeof gap>;

const act = z.object({
  id: z.string(),
  unit: brief,
  kind: z.enum(inPersonKinds),
  person: brief,
  post: z.string(),
  on: z.string(),
  about: z.string(),
  what: z.string(),
  outcome: z.string().nullable(),
  recordedBy: brief.nullable(),
  withdrawn: z.object({ at: z.string(), reason: z.string() }).nullable(),
  version: z.number(),
  abilities: z.object({ change: can }),
});
export type InPersonAct = z.infer<typeof act>;

const answerer = z.object({
  unit: brief,
  /** Answers for the line, or as first responsible person. */
  as: z.enum(['line', 'first']),
  duty: z.string().nullable(),
  post: z.string(),
  holder: holder.nullable(),
});
export type Answerer = z.infer<typeof answerer>;

const wording = {
  title: z.string().trim().min(2).max(60),
  text: z.string().trim().min(4).max(2000),
  postId: rowId.nullish(),
  departmentId: orgId.nullish(),
};
const at = { version: z.int().positive() };
const byUnit = z.object({ id: orgId });
const byId = z.object({ id: rowId });
const page = {
  after: z.string().max(200).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
};

const actFields = {
  kind: z.enum(inPersonKinds),
  personId: rowId,
  on: day,
  /** The problem, measure or matter it moved on: an act about nothing is not recorded. */
  about: z.string().trim().min(4).max(200),
  what: z.string().trim().min(4).max(1000),
  outcome: z.string().trim().max(1000).nullish(),
};

export const signature = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('drawn'),
    /** Strokes as drawn: each a list of x, y in thousandths of the field's width. */
    strokes: z
      .array(z.array(z.int().min(0).max(1000)).min(4))
      .min(1)
      .max(60)
      .refine((s) => s.reduce((n, stroke) => n + stroke.length / 2, 0) <= SIGNATURE_POINTS)
      .refine((s) => s.every((stroke) => stroke.length % 2 === 0)),
  }),
  /** For those who cannot draw: the own name, as it stands on the person. */
  z.object({ kind: z.literal('typed'), name: z.string().trim().min(1).max(40) }),
]);
export type Signature = z.infer<typeof signature>;

export const dutyOperations = {
  'duty.matrix': {
    method: 'GET',
    path: '/api/duty/units/:id',
    summary: 'Chain of responsibility of a unit, as of a day',
    permission: 'duty.read',
    params: byUnit,
    query: z.object({ on: day.optional() }),
    output: z.object({
      unit: brief,
      duties: z.array(duty),
      /** Posts of the unit, for choosing who answers. */
      seats: z.array(seat),
      gaps: z.array(gap),
      abilities: z.object({ manage: can, record: can }),
    }),
    errors: ['not-found'],
  },
  'duty.gaps': {
    method: 'GET',
    path: '/api/duty/gaps',
    summary: 'What is missing in the chains of responsibility under a unit, page by page',
    permission: 'duty.read',
    query: z.object({ under: orgId.optional(), kind: z.enum(gapKinds).optional(), ...page }),
    output: z.object({
      rows: z.array(gap.extend({ above: z.array(brief) })),
      next: z.string().nullable(),
    }),
    errors: ['not-found'],
  },
  'duty.answers': {
    method: 'GET',
    path: '/api/duty/units/:id/answers',
    summary: 'Who answers for a unit or one of its duties, and who above them, step by step',
    permission: 'duty.read',
    params: byUnit,
    query: z.object({ duty: rowId.optional(), on: day.optional() }),
    output: z.object({
      /** The first of the chain whose post is held; nobody when all are vacant. */
      answers: answerer.nullable(),
      chain: z.array(answerer),
    }),
    errors: ['not-found'],
  },
  'duty.start': {
    method: 'POST',
    path: '/api/duty/units/:id/start',
    summary: 'Write down the usual duties that a unit does not have yet',
    permission: 'duty.manage',
    params: byUnit,
    output: z.object({ made: z.number() }),
    errors: ['not-found', 'unit-closed'],
  },
  'duty.create': {
    method: 'POST',
    path: '/api/duty/units/:id/duties',
    summary: 'Write down a duty of a unit',
    permission: 'duty.manage',
    params: byUnit,
    body: z.object({ kind: z.enum(dutyKinds), ...wording }),
    output: z.object({ id: z.string() }),
    errors: ['not-found', 'unit-closed', 'duty-unfit'],
  },
  'duty.change': {
    method: 'PUT',
    path: '/api/duty/duties/:id',
    summary: 'Change a duty; a new wording must be acknowledged anew',
    permission: 'duty.manage',
    params: byId,
    body: z.object({ ...wording, ...at }),
    output: z.object({ id: z.string() }),
    errors: ['not-found', 'conflict', 'unit-closed', 'duty-closed', 'duty-unfit'],
  },
  'duty.close': {
    method: 'POST',
    path: '/api/duty/duties/:id/close',
    summary: 'End a duty; it stays readable as of earlier days',
    permission: 'duty.manage',
    params: byId,
    body: z.object(at),
    output: z.object({ id: z.string() }),
    errors: ['not-found', 'conflict', 'unit-closed', 'duty-closed'],
  },
  'duty.acknowledge': {
    method: 'POST',
    path: '/api/duty/duties/:id/acknowledge',
    summary: 'Sign that one knows a duty and takes it on; only who holds its post',
    permission: 'duty.read',
    named: true,
    params: byId,
    body: z.object({ ...at, signature }),
    output: z.object({ id: z.string() }),
    errors: [
      'not-found',
      'conflict',
      'unit-closed',
      'duty-closed',
      'not-holder',
      'signed-already',
      'signature-unfit',
    ],
  },
  'duty.mine': {
    method: 'GET',
    path: '/api/my/duties',
    summary: 'Duties of the posts the caller holds, and whether they have signed them',
    permission: 'session',
    output: z.object({
      rows: z.array(
        z.object({
          id: z.string(),
          title: z.string(),
          text: z.string(),
          unit: brief,
          signed: z.boolean(),
          version: z.number(),
        }),
      ),
    }),
  },
  'duty.acts': {
    method: 'GET',
    path: '/api/duty/acts',
    summary: 'The four duties done in person, newest first, page by page',
    permission: 'duty.read',
    query: z.object({
      under: orgId.optional(),
      kind: z.enum(inPersonKinds).optional(),
      person: rowId.optional(),
      from: day.optional(),
      to: day.optional(),
      ...page,
    }),
    output: z.object({ rows: z.array(act), next: z.string().nullable() }),
    errors: ['not-found'],
  },
  'duty.record-act': {
    method: 'POST',
    path: '/api/duty/units/:id/acts',
    summary: 'Record what a responsible person did in person, and for which matter',
    permission: 'duty.record',
    params: byUnit,
    body: z.object(actFields),
    output: z.object({ id: z.string() }),
    errors: ['not-found', 'unit-closed', 'not-holder', 'day-refused'],
  },
  'duty.change-act': {
    method: 'PUT',
    path: '/api/duty/acts/:id',
    summary: 'Correct a recorded act, or add what came of it',
    permission: 'duty.record',
    params: byId,
    body: z.object({ ...actFields, ...at }),
    output: z.object({ id: z.string() }),
    errors: ['not-found', 'conflict', 'unit-closed', 'not-holder', 'day-refused', 'act-withdrawn'],
  },
  'duty.withdraw-act': {
    method: 'POST',
    path: '/api/duty/acts/:id/withdraw',
    summary: 'Withdraw a recorded act, with the reason; it stays readable',
    permission: 'duty.record',
    params: byId,
    body: z.object({ reason, ...at }),
    output: z.object({ id: z.string() }),
    errors: ['not-found', 'conflict', 'unit-closed', 'act-withdrawn'],
  },
} as const satisfies Record<string, Operation>;
