import { z } from 'zod';
import type { Operation } from '../operation.ts';
import { orgId } from '../org/operations.ts';
import { brief, rowId } from '../problem/schemas.ts';

/** What the people need, as it was heard: raised, asked for in a survey, found on a visit. */
export const needKinds = ['voice', 'survey', 'visit'] as const;
export type NeedKind = (typeof needKinds)[number];
/** What is planned; measures say what they answer through `voice.link`. */
export const planKinds = ['decision', 'institution', 'special', 'measure'] as const;
export type PlanKind = (typeof planKinds)[number];

const subject = z.string().regex(/^(voice|survey|visit):[0-9a-f-]{36}$/);
const plan = z.string().regex(/^(decision|institution|special):[0-9a-f-]{36}$/);
const answered = z.enum(['yes', 'no']).optional();
const made = z.object({ id: z.string() });
/** Rows of a list: the next ones begin after this many. */
const page = { from: z.coerce.number().int().min(0).max(100_000).default(0) };
export const PAGE = 50;

const named = z.object({
  kind: z.string(),
  id: z.string(),
  /** Of what the caller may see. */
  name: z.string().nullable(),
  link: z.string().nullable(),
});

const needRow = z.object({
  subject: z.string(),
  kind: z.enum(needKinds),
  name: z.string(),
  link: z.string(),
  unit: brief,
  on: z.string(),
  answers: z.array(named.extend({ kind: z.enum(planKinds) })),
  /** Answers that lie where the caller has no duty. */
  elsewhere: z.number(),
});
export type NeedRow = z.infer<typeof needRow>;

const planRow = z.object({
  plan: z.string(),
  kind: z.enum(planKinds),
  name: z.string(),
  link: z.string(),
  unit: brief,
  on: z.string(),
  answers: z.number(),
});
export type PlanRow = z.infer<typeof planRow>;

const figure = z.object({ answered: z.number(), not: z.number() });

const answerRow = z.object({
  id: z.string(),
  subject: z.string(),
  name: z.string().nullable(),
  link: z.string().nullable(),
  by: brief,
});
export type AnswerRow = z.infer<typeof answerRow>;

export const needOperations = {
  'need.list': {
    method: 'GET',
    path: '/api/needs',
    summary: 'Needs of the people with what is planned for them; those that nothing answers',
    permission: 'voice.read',
    query: z.object({
      under: orgId.optional(),
      kind: z.enum(needKinds).optional(),
      answered,
      /** One need alone: what answers it. */
      subject: subject.optional(),
      q: z.string().trim().max(100).optional(),
      ...page,
    }),
    output: z.object({ rows: z.array(needRow), total: z.number() }),
    errors: ['not-found'],
  },
  'need.plans': {
    method: 'GET',
    path: '/api/needs/plans',
    summary: 'Decisions, rules, special rectifications and measures by whether they answer a need',
    permission: 'voice.read',
    query: z.object({
      under: orgId.optional(),
      kind: z.enum(planKinds).optional(),
      answered,
      ...page,
    }),
    output: z.object({ rows: z.array(planRow), total: z.number() }),
    errors: ['not-found'],
  },
  'need.figures': {
    method: 'GET',
    path: '/api/needs/figures',
    summary: 'How many needs are answered by a plan, and how many plans answer a need, by kind',
    permission: 'voice.read',
    query: z.object({ under: orgId.optional() }),
    output: z.object({
      needs: z.record(z.enum(needKinds), figure),
      plans: z.record(z.enum(planKinds), figure),
    }),
    errors: ['not-found'],
  },
  'need.answers': {
    method: 'GET',
    path: '/api/needs/answers',
    summary: 'Needs that a decision, a rule or a special rectification answers',
    permission: 'problem.read',
    query: z.object({ plan }),
    output: z.object({
      rows: z.array(answerRow),
      change: z.object({ ok: z.boolean(), why: z.string().optional() }),
    }),
    errors: ['not-found'],
  },
  'need.link': {
    method: 'POST',
    path: '/api/needs/answers',
    summary: 'Say that a plan answers a need',
    permission: 'problem.write',
    body: z.object({ plan, subject }),
    output: made,
    errors: ['not-found', 'voice-unfit'],
  },
  'need.unlink': {
    method: 'POST',
    path: '/api/needs/answers/:id/withdraw',
    summary: 'Take back that a plan answers a need',
    permission: 'problem.write',
    params: z.object({ id: rowId }),
    output: made,
    errors: ['not-found'],
  },
} as const satisfies Record<string, Operation>;
