import { z } from 'zod';
import { escalationReasons } from '../deadline/escalation.ts';
import type { Operation } from '../operation.ts';
import { day, orgId } from '../org/operations.ts';

/** 待签发 · 已发出 · 已答复 · 不发 · 撤回 · 已不需要 */
export const letterStates = [
  'draft',
  'sent',
  'answered',
  'refused',
  'withdrawn',
  'lapsed',
] as const;
export type LetterState = (typeof letterStates)[number];

/** 已撤回 · 已销号 · 已申请销号 · 这一期限已办完或已延期 · 有了新进展 · 单位已撤销 · 活动已结束 */
export const goneReasons = [
  'withdrawn',
  'closed',
  'applied',
  'due',
  'moved',
  'unit-closed',
  'campaign-closed',
] as const;
export type GoneReason = (typeof goneReasons)[number];

const brief = z.object({ id: z.string(), name: z.string() });
const verdict = z.object({ ok: z.boolean(), why: z.string().optional() });

/** One of the problems a letter is about. */
const matter = z.object({
  problem: z.object({
    id: z.string(),
    number: z.string(),
    title: z.string(),
    /** Whether the reader owes it or answers for it: then it is among their own. */
    mine: z.boolean(),
  }),
  measure: z.string().nullable(),
  owner: z.string(),
  due: z.string().nullable(),
  /** Working days overdue or silent, on the day of the step. */
  days: z.number(),
});

const letter = matter.extend({
  id: z.string(),
  /** As it stands on the paper; nothing before it is signed. */
  number: z.string().nullable(),
  state: z.enum(letterStates),
  /** Sent, and the day for the answer is past. */
  late: z.boolean(),
  reason: z.enum(escalationReasons),
  /** The unit that owes work and answers. */
  unit: brief,
  /** The unit that sends it, and who answers for the work there. */
  issuer: brief,
  answerer: brief.nullable(),
  post: z.string(),
  level: z.number(),
  /** The other problems it gathers. */
  also: z.array(matter),
  /** Of a draft: what is no longer so, and goes out without it when it is signed. */
  leftOut: z.array(matter.pick({ problem: true }).extend({ why: z.enum(goneReasons) })),
  stepOn: z.string(),
  asks: z.string().nullable(),
  answerBy: z.string().nullable(),
  /** The day proposed for the answer when it is signed today. */
  proposedBy: z.string(),
  signedBy: z.string().nullable(),
  signedAt: z.string().nullable(),
  answer: z.string().nullable(),
  answeredBy: z.string().nullable(),
  answeredAt: z.string().nullable(),
  ended: z.object({ at: z.string(), by: z.string().nullable(), reason: z.string() }).nullable(),
  version: z.number(),
  abilities: z.object({ sign: verdict, withdraw: verdict, answer: verdict }),
});
export type Letter = z.infer<typeof letter>;

const byId = z.object({ id: z.uuid() });
const version = z.number().int();
const reason = z.string().trim().min(2).max(500);

export const supervisionOperations = {
  'supervision.list': {
    method: 'GET',
    path: '/api/supervision/letters',
    summary: 'Supervision letters to units in reach, the newest first',
    permission: 'supervision.read',
    query: z.object({
      under: orgId.optional(),
      state: z.enum([...letterStates, 'late']).optional(),
      problem: z.uuid().optional(),
      after: z.uuid().optional(),
      limit: z.coerce.number().int().min(1).max(200).default(50),
    }),
    output: z.object({ rows: z.array(letter), next: z.string().nullable() }),
    errors: ['not-found'],
  },
  'supervision.get': {
    method: 'GET',
    path: '/api/supervision/letters/:id',
    summary: 'A supervision letter; also for whoever it was sent to',
    permission: 'session',
    params: byId,
    output: letter,
    errors: ['not-found'],
  },
  'supervision.word': {
    method: 'GET',
    path: '/api/supervision/letters/:id/word',
    summary: 'A supervision letter as a Word file in the form of an official letter',
    permission: 'session',
    params: byId,
    errors: ['not-found'],
  },
  'supervision.sign': {
    method: 'POST',
    path: '/api/supervision/letters/:id/sign',
    summary:
      'Sign a drafted letter for the unit that sends it: it gets its number and goes out, without what is no longer so; when that was its first problem it goes out under the address of the next',
    permission: 'supervision.sign',
    named: true,
    params: byId,
    body: z.object({ asks: z.string().trim().min(4).max(1000).optional(), answerBy: day, version }),
    output: letter,
    errors: ['not-found', 'not-allowed', 'conflict', 'letter-over', 'letter-stale', 'day-refused'],
  },
  'supervision.refuse': {
    method: 'POST',
    path: '/api/supervision/letters/:id/refuse',
    summary: 'Do not send a drafted letter, with the reason; the next step waits its time',
    permission: 'supervision.sign',
    named: true,
    params: byId,
    body: z.object({ reason, version }),
    output: letter,
    errors: ['not-found', 'not-allowed', 'conflict', 'letter-over'],
  },
  'supervision.withdraw': {
    method: 'POST',
    path: '/api/supervision/letters/:id/withdraw',
    summary: 'Take back a letter that was sent, with the reason; it stays readable',
    permission: 'supervision.sign',
    named: true,
    params: byId,
    body: z.object({ reason, version }),
    output: letter,
    errors: ['not-found', 'not-allowed', 'conflict', 'letter-over'],
  },
  'supervision.answer': {
    method: 'POST',
    path: '/api/supervision/letters/:id/answer',
    summary: 'Answer a letter, for the unit it was sent to',
    permission: 'session',
    params: byId,
    body: z.object({ text: z.string().trim().min(4).max(2000), version }),
    output: letter,
    errors: ['not-found', 'conflict', 'letter-over', 'unit-closed'],
  },
} as const satisfies Record<string, Operation>;
