import { z } from 'zod';
import type { Operation } from '../operation.ts';
import { day, orgId } from '../org/operations.ts';
import { brief, can, problemFields, rowId, version } from '../problem/schemas.ts';
import type { ProblemState } from '../problem/states.ts';
import { lights, problemStates } from '../problem/states.ts';
import { no, type Verdict, yes } from '../verdict.ts';

const fields = {
  name: z.string().trim().min(4).max(100),
  goal: z.string().trim().min(4).max(2000),
  leadId: orgId,
  since: day,
  due: day,
};

const task = z.object({
  id: z.string(),
  number: z.string(),
  title: z.string(),
  unit: brief,
  state: z.enum(problemStates),
  light: z.enum(lights),
  due: z.string().nullable(),
  systemic: z.boolean(),
});
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
  /** Sub-tasks in reach, and how many of them are settled. */
  tasks: z.number(),
  settled: z.number(),
  version: z.number(),
  abilities: z.object({ change: can }),
});
export type Special = z.infer<typeof special>;
const whole = special.extend({
  rows: z.array(task),
  abilities: z.object({ change: can, close: can }),
});
export type SpecialWhole = z.infer<typeof whole>;

/** Closed jointly: every unit's sub-task is settled, and there was at least one. */
export function canCloseSpecial(states: readonly ProblemState[]): Verdict {
  if (states.length === 0) return no('special-empty');
  return states.every((s) => s === 'closed' || s === 'withdrawn') ? yes : no('special-open');
}

const byId = z.object({ id: rowId });
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
    summary: 'Change name, goal, lead department or dates',
    permission: 'problem.settle',
    params: byId,
    body: z.object({ ...fields, version }),
    output: made,
    errors: ['not-found', 'conflict', 'special-closed', 'special-unfit'],
  },
  'special.assign': {
    method: 'POST',
    path: '/api/specials/:id/tasks',
    summary: 'Give units their sub-task as a draft problem each, or take in problems there are',
    permission: 'problem.settle',
    params: byId,
    body: z.object({
      units: z.array(orgId).max(500).default([]),
      title: problemFields.title.optional(),
      facts: problemFields.facts.optional(),
      tendency: problemFields.tendency,
      severity: problemFields.severity,
      systemic: problemFields.systemic,
      problems: z.array(rowId).max(500).default([]),
    }),
    output: z.object({ made: z.number(), added: z.number() }),
    errors: ['not-found', 'unit-closed', 'special-closed', 'special-unfit', 'problem-unfit'],
  },
  'special.close': {
    method: 'POST',
    path: '/api/specials/:id/close',
    summary: 'Close it jointly, when every sub-task is settled, with what it came to',
    permission: 'problem.settle',
    params: byId,
    body: z.object({ outcome: z.string().trim().min(4).max(2000), version }),
    output: made,
    errors: ['not-found', 'conflict', 'special-closed', 'special-empty', 'special-open'],
  },
} as const satisfies Record<string, Operation>;
