import { z } from 'zod';
import type { Operation } from '../operation.ts';
import { day, orgId } from '../org/operations.ts';
import { brief, can, reason, rowId, version } from '../problem/schemas.ts';

/** 四下基层: 宣传政策 · 调查研究 · 信访接待 · 现场办公 */
export const visitKinds = ['policy', 'research', 'petition', 'on-site'] as const;
export type VisitKind = (typeof visitKinds)[number];
export const visitStates = ['planned', 'held', 'withdrawn'] as const;

const text = (least: number, most: number) => z.string().trim().min(least).max(most);
const words = (most: number) => z.string().trim().max(most).nullish();

export const visitFields = {
  kind: z.enum(visitKinds),
  /** The question or difficulty it is there for: no visit without one. */
  purpose: text(2, 200),
  place: text(2, 120),
  on: day,
  at: z
    .string()
    .regex(/^([01]\d|2[0-3]):[0-5]\d$/)
    .nullish(),
  leaderId: rowId.nullish(),
  /** Somebody who is not in the directory. */
  leaderName: words(60),
  companions: words(200),
  /** What was said, seen or explained. */
  findings: words(4000),
  /** How many people were spoken with. */
  met: z.int().min(0).max(100_000).nullish(),
  /** What was settled on the spot. */
  settled: words(2000),
};

const visit = z.object({
  id: z.string(),
  unit: brief,
  kind: z.enum(visitKinds),
  purpose: z.string(),
  place: z.string(),
  on: z.string(),
  at: z.string().nullable(),
  leader: brief.nullable(),
  leaderName: z.string().nullable(),
  companions: z.string().nullable(),
  state: z.enum(visitStates),
  /** Planned for a day that is over, and nothing was written down. */
  late: z.boolean(),
  findings: z.string().nullable(),
  met: z.number().nullable(),
  settled: z.string().nullable(),
  withdrawnReason: z.string().nullable(),
  /** Voices raised there, and how many of them are not answered yet. */
  voices: z.number(),
  open: z.number(),
  version: z.number(),
  abilities: z.object({ change: can, enter: can }),
});
export type Visit = z.infer<typeof visit>;

const byId = z.object({ id: rowId });
const made = z.object({ id: z.string() });
const changeErrors = ['not-found', 'conflict', 'unit-closed', 'visit-withdrawn'] as const;

export const visitOperations = {
  'visit.list': {
    method: 'GET',
    path: '/api/visits',
    summary: 'Visits to the grassroots, planned and held, the latest day first',
    permission: 'visit.read',
    query: z.object({
      under: orgId.optional(),
      kind: z.enum(visitKinds).optional(),
      state: z.enum(visitStates).optional(),
      after: z.string().max(80).optional(),
      limit: z.coerce.number().int().min(1).max(500).default(50),
    }),
    output: z.object({ rows: z.array(visit), next: z.string().nullable() }),
    errors: ['not-found'],
  },
  'visit.get': {
    method: 'GET',
    path: '/api/visits/:id',
    summary: 'One visit: what for, what was found and settled, voices raised there',
    permission: 'visit.read',
    params: byId,
    output: visit,
    errors: ['not-found'],
  },
  'visit.create': {
    method: 'POST',
    path: '/api/visits',
    summary: 'Plan a visit, or write down one that took place',
    permission: 'visit.write',
    body: z.object({ unitId: orgId, ...visitFields, held: z.boolean().default(false) }),
    output: made,
    errors: ['not-found', 'unit-closed', 'day-refused', 'visit-unfit'],
  },
  'visit.change': {
    method: 'PUT',
    path: '/api/visits/:id',
    summary: 'Change what was written of a visit, and say that it took place',
    permission: 'visit.write',
    params: byId,
    body: z.object({ ...visitFields, held: z.boolean(), version }),
    output: made,
    errors: [...changeErrors, 'day-refused', 'visit-unfit'],
  },
  'visit.withdraw': {
    method: 'POST',
    path: '/api/visits/:id/withdraw',
    summary: 'Call a visit off, or take back a wrong record, with the reason',
    permission: 'visit.write',
    params: byId,
    body: z.object({ reason, version }),
    output: made,
    errors: changeErrors,
  },
} as const satisfies Record<string, Operation>;
