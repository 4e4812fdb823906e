import { z } from 'zod';
import type { Operation } from '../operation.ts';
import { day, orgId } from '../org/operations.ts';
import { brief, can, problemFields, problemWhole, rowId, version } from '../problem/schemas.ts';
import { lights, problemStates } from '../problem/states.ts';

const text = (least: number, most: number) => z.string().trim().min(least).max(most);

/** What every sub-task begins with; each unit's own words go before it. */
const template = z.object({
  title: problemFields.title,
  facts: problemFields.facts,
  tendency: text(1, 30),
  severity: problemFields.severity,
  systemic: problemFields.systemic,
  measure: text(4, 2000),
  /** How one will see that it worked. */
  criterion: text(2, 500),
});
export type SpecialTemplate = z.output<typeof template>;

const fields = {
  name: z.string().trim().min(4).max(100),
  goal: z.string().trim().min(4).max(2000),
  leadId: orgId,
  since: day,
  due: day,
  template: template.nullish(),
};

const ask = z.object({
  id: z.string(),
  text: z.string(),
  by: brief,
  on: z.string(),
  answer: z.object({ text: z.string(), by: brief, on: z.string() }).nullable(),
});
const signature = z.object({ words: z.string().nullable(), by: brief, on: z.string() });

const task = z.object({
  id: z.string(),
  number: z.string(),
  title: z.string(),
  unit: brief,
  state: z.enum(problemStates),
  light: z.enum(lights),
  due: z.string().nullable(),
  systemic: z.boolean(),
  owner: z.string().nullable(),
  /** Seen in the ledger by a right of one's own; else those who steer read it by `special.task`. */
  reachable: z.boolean(),
  asks: z.array(ask),
});
/** A unit that takes part, with how far it is. */
const part = z.object({
  unit: brief,
  tasks: z.number(),
  settled: z.number(),
  lights: z.record(z.enum(lights), z.number()),
  /** The next day owed. */
  due: z.string().nullable(),
  asked: z.number(),
  /** Consent to what stands now; one to what has changed since counts no more. */
  consent: signature.nullable(),
  abilities: z.object({ consent: can, answer: can }),
});
export type SpecialPart = z.infer<typeof part>;
const special = z.object({
  id: z.string(),
  unit: brief,
  campaignId: z.string(),
  name: z.string(),
  goal: z.string(),
  lead: brief,
  since: z.string(),
  due: z.string(),
  overdue: z.boolean(),
  closedOn: z.string().nullable(),
  outcome: z.string().nullable(),
  template: template.nullable(),
  /** Sub-tasks one may see, and how many of them are settled. */
  tasks: z.number(),
  settled: z.number(),
  version: z.number(),
  abilities: z.object({ change: can }),
});
export type Special = z.infer<typeof special>;
const whole = special.extend({
  rows: z.array(task),
  units: z.array(part),
  /** For those who steer it: what the joint closing still waits for. */
  joint: z
    .object({
      open: z.number(),
      asked: z.number(),
      /** Units whose consent is missing. */
      missing: z.array(brief),
      finding: signature.nullable(),
    })
    .nullable(),
  abilities: z.object({ change: can, steer: can, find: can, close: can }),
});
export type SpecialWhole = z.infer<typeof whole>;

const byId = z.object({ id: rowId });
const byTask = z.object({ id: rowId, problem: rowId });
const made = z.object({ id: z.string() });

export const specialOperations = {
  'special.list': {
    method: 'GET',
    path: '/api/specials',
    summary: 'Special rectifications that hold for a unit or under it, with how far they are',
    permission: 'problem.read',
    query: z.object({ under: orgId.optional(), closed: z.enum(['shown']).optional() }),
    output: z.object({ rows: z.array(special) }),
    errors: ['not-found'],
  },
  'special.get': {
    method: 'GET',
    path: '/api/specials/:id',
    summary: 'A special rectification with its sub-tasks in reach',
    permission: 'problem.read',
    params: byId,
    output: whole,
    errors: ['not-found'],
  },
  'special.create': {
    method: 'POST',
    path: '/api/specials',
    summary: 'Open a special rectification over a unit, led by one of its departments',
    permission: 'problem.settle',
    body: z.object({ unitId: orgId, campaignId: rowId, ...fields }),
    output: made,
    errors: ['not-found', 'unit-closed', 'campaign-unknown', 'campaign-closed', 'special-unfit'],
  },
  'special.change': {
    method: 'PUT',
    path: '/api/specials/:id',
    summary: 'Change name, goal, lead department, dates or what sub-tasks begin with',
    permission: 'problem.settle',
    params: byId,
    body: z.object({ ...fields, version }),
    output: made,
    errors: ['not-found', 'conflict', 'special-closed', 'special-unfit'],
  },
  'special.assign': {
    method: 'POST',
    path: '/api/specials/:id/tasks',
    summary:
      'Give units their sub-task, with who does it, until when, and how it is judged; or take in problems there are',
    permission: 'problem.settle',
    params: byId,
    body: z.object({
      tasks: z
        .array(
          z.object({
            unitId: orgId,
            ownerId: rowId,
            /** Who answers for it; without one whoever is first responsible for the unit. */
            leaderId: rowId.nullish(),
            due: day,
            title: problemFields.title.optional(),
            facts: problemFields.facts.optional(),
            measure: text(4, 2000).optional(),
            criterion: text(2, 500).optional(),
          }),
        )
        .max(500)
        .default([]),
      problems: z.array(rowId).max(500).default([]),
    }),
    output: z.object({ made: z.number(), added: z.number() }),
    errors: ['not-found', 'unit-closed', 'special-closed', 'special-unfit', 'problem-unfit'],
  },
  'special.task': {
    method: 'GET',
    path: '/api/specials/:id/tasks/:problem',
    summary: 'A sub-task with its whole chain, for those who steer the special rectification',
    permission: 'problem.read',
    params: byTask,
    output: problemWhole,
    errors: ['not-found'],
  },
  'special.remind': {
    method: 'POST',
    path: '/api/specials/:id/reminders',
    summary: 'Remind a unit of what it still owes; once a day, however often it is asked for',
    permission: 'problem.write',
    params: byId,
    body: z.object({ unitId: orgId, words: z.string().trim().max(500).optional() }),
    output: z.object({ told: z.number() }),
    errors: ['not-found', 'not-allowed', 'special-closed', 'special-unfit'],
  },
  'special.ask': {
    method: 'POST',
    path: '/api/specials/:id/tasks/:problem/asks',
    summary: 'Ask a unit for a change of its sub-task; closing waits for the answer',
    permission: 'problem.write',
    params: byTask,
    body: z.object({ text: text(4, 2000) }),
    output: made,
    errors: ['not-found', 'not-allowed', 'special-closed'],
  },
  'special.answer': {
    method: 'POST',
    path: '/api/specials/:id/asks/:ask/answer',
    summary: 'Answer for a unit what was changed, or why not',
    permission: 'problem.write',
    params: z.object({ id: rowId, ask: rowId }),
    body: z.object({ text: text(2, 2000) }),
    output: made,
    errors: ['not-found', 'special-closed', 'special-answered'],
  },
  'special.consent': {
    method: 'POST',
    path: '/api/specials/:id/consents',
    summary: 'Consent to the joint closing for a unit, as its leader or who stands in for them',
    permission: 'problem.review',
    params: byId,
    body: z.object({ unitId: orgId, words: z.string().trim().max(1000).optional() }),
    output: made,
    errors: [
      'not-found',
      'not-allowed',
      'special-closed',
      'special-unfit',
      'special-empty',
      'special-open',
      'special-asked',
    ],
  },
  'special.find': {
    method: 'POST',
    path: '/api/specials/:id/findings',
    summary: 'Write what the lead department finds, when every unit is through',
    permission: 'problem.review',
    params: byId,
    body: z.object({ words: text(4, 2000) }),
    output: made,
    errors: [
      'not-found',
      'not-allowed',
      'special-closed',
      'special-empty',
      'special-open',
      'special-asked',
      'own-work',
    ],
  },
  'special.close': {
    method: 'POST',
    path: '/api/specials/:id/close',
    summary: 'Close it jointly: all sub-tasks closed, every unit consents, the lead found it so',
    permission: 'problem.settle',
    params: byId,
    body: z.object({ outcome: z.string().trim().min(4).max(2000), version }),
    output: made,
    errors: [
      'not-found',
      'conflict',
      'special-closed',
      'special-empty',
      'special-open',
      'special-asked',
      'special-consent',
      'special-finding',
      'own-work',
    ],
  },
} as const satisfies Record<string, Operation>;
