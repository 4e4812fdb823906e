import { z } from 'zod';
import type { Operation } from '../operation.ts';
import { day, orgId } from '../org/operations.ts';
import { brief, measure, ofCampaign } from '../problem/schemas.ts';
import { breakKinds, lights } from '../problem/states.ts';

const n = z.number();
const days = z.number().nullable();

const heat = z.object({
  id: z.string(),
  name: z.string(),
  more: z.boolean(),
  total: n,
  open: n,
  overdue: n,
  longOverdue: n,
  closed: n,
  reopened: n,
  raisedByWeek: z.array(n),
  closedByWeek: z.array(n),
});
export type Heat = z.infer<typeof heat>;

const loop = z.object({
  unit: brief,
  on: z.string(),
  /** Whether the day is over; breaks and silence are known of today alone. */
  past: z.boolean(),
  /** The seven days up to and with the day. */
  week: z.object({ from: z.string(), raised: n, closed: n, reopened: n }),
  overdue: n,
  longOverdue: n,
  longBefore: z.string(),
  funnel: z.object({
    sessions: n,
    fruitless: n,
    /** Not on a list yet; counted in lights and breaks. */
    drafts: n,
    found: n,
    measured: n,
    done: n,
    applied: n,
    confirmed: n,
    closed: n,
    rules: n,
  }),
  /** Median calendar days between steps. */
  leads: z.object({
    toStart: days,
    toApply: days,
    toConfirm: days,
    toClose: days,
    whole: days,
  }),
  lights: z.partialRecord(z.enum(lights), n),
  ageing: z.array(n),
  breaks: z.partialRecord(z.enum(breakKinds), n),
  silent: n,
  units: z.array(heat),
});
export type Loop = z.infer<typeof loop>;

/** Units whose people confirmed, and what of it came back: a share is never told without its interval. */
const confirmers = z.object({
  unit: brief,
  on: z.string(),
  past: z.boolean(),
  rows: z.array(
    z.object({
      unit: brief,
      confirmed: n,
      reopened: n,
      share: z.object({ value: n, low: n, high: n }),
    }),
  ),
});
export type Confirmers = z.infer<typeof confirmers>;

/** Business figures that measures serve, and what came of those that were confirmed from outside. */
const served = z.object({
  unit: brief,
  on: z.string(),
  past: z.boolean(),
  /** There are more business figures than these. */
  more: z.boolean(),
  rows: z.array(
    z.object({
      serves: z.string(),
      /** On a list, and of these confirmed from outside. */
      problems: n,
      confirmed: n,
      /** The latest few. */
      effects: z.array(
        z.object({
          problem: z.object({ id: z.string(), number: z.string(), title: z.string() }),
          unit: z.string(),
          measure,
        }),
      ),
    }),
  ),
});
export type Served = z.infer<typeof served>;

const query = z.object({ under: orgId.optional(), ...ofCampaign, on: day.optional() });

export const cockpitOperations = {
  'cockpit.confirmers': {
    method: 'GET',
    path: '/api/cockpit/confirmers',
    summary: 'Units that confirmed problems of a unit and under it, and how many were opened again',
    permission: 'problem.read',
    query,
    output: confirmers,
    errors: ['not-found', 'day-refused'],
  },
  'cockpit.loop': {
    method: 'GET',
    path: '/api/cockpit',
    summary:
      'How the loop stands in a unit and under it, as of a day: funnel, lead times, lights, ageing, breaks',
    permission: 'problem.read',
    query,
    output: loop,
    errors: ['not-found', 'day-refused'],
  },
  'cockpit.served': {
    method: 'GET',
    path: '/api/cockpit/served',
    summary: 'Business figures that measures of a unit and under it serve, with what came of them',
    permission: 'problem.read',
    query,
    output: served,
    errors: ['not-found', 'day-refused'],
  },
} as const satisfies Record<string, Operation>;
