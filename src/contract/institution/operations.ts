import { z } from 'zod';
import type { Operation } from '../operation.ts';
import { day, orgId } from '../org/operations.ts';
import { brief, can, ofCampaign, reason, rowId, version } from '../problem/schemas.ts';
import { problemStates } from '../problem/states.ts';

/** 立 · 改 · 废 */
export const institutionKinds = ['make', 'amend', 'repeal'] as const;
export type InstitutionKind = (typeof institutionKinds)[number];
/** What looking at a rule found: it stays, is to be amended, or repealed. */
export const reviewFindings = ['keeps', 'amend', 'repeal'] as const;
/** Whether a rule holds today: not yet, it does, in newer words, not any more, written down by mistake. */
export const standings = ['coming', 'in-force', 'amended', 'repealed', 'withdrawn'] as const;
export type Standing = (typeof standings)[number];
/** Months after which the effect of a rule is looked at, where nobody said otherwise. */
export const REVIEW_MONTHS = 12;

const text = (least: number, most: number) => z.string().trim().min(least).max(most);
const fields = {
  kind: z.enum(institutionKinds),
  title: text(4, 120),
  documentNumber: z.string().trim().max(60).nullish(),
  provides: text(4, 4000),
  follows: rowId.nullish(),
  inForceOn: day,
  reviewOn: day.nullish(),
};

const institution = z.object({
  id: z.string(),
  unit: brief,
  kind: z.enum(institutionKinds),
  title: z.string(),
  documentNumber: z.string().nullable(),
  provides: z.string(),
  standing: z.enum(standings),
  follows: brief.nullable(),
  /** What amends or repeals it, the first first. */
  followedBy: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      kind: z.enum(institutionKinds),
      inForceOn: z.string(),
    }),
  ),
  inForceOn: z.string(),
  reviewOn: z.string().nullable(),
  /** Its effect should have been looked at by today. */
  reviewDue: z.boolean(),
  withdrawn: z.object({ on: z.string(), reason: z.string() }).nullable(),
  /** Problems it answers that the caller may see. */
  problems: z.array(
    z.object({
      id: z.string(),
      number: z.string(),
      title: z.string(),
      unit: brief,
      state: z.enum(problemStates),
      systemic: z.boolean(),
      /** Whether it counts for closing the problem; else it is older, or does not hold. */
      counts: z.boolean(),
      /** Why it covers the problem although it is older. */
      covers: z.object({ reason: z.string(), by: brief }).nullable(),
      cover: can,
    }),
  ),
  reviews: z.array(
    z.object({
      id: z.string(),
      on: z.string(),
      finding: z.enum(reviewFindings),
      text: z.string(),
      /** What the rule changed. */
      changed: z.string().nullable(),
      evidence: z.array(z.object({ id: z.string(), name: z.string() })),
      by: brief,
    }),
  ),
  version: z.number(),
  abilities: z.object({ change: can }),
});
export type Institution = z.infer<typeof institution>;

const byId = z.object({ id: rowId });
const made = z.object({ id: z.string() });

export const institutionOperations = {
  'institution.list': {
    method: 'GET',
    path: '/api/institutions',
    summary: 'Rules made, amended and repealed that hold for a unit or under it, the newest first',
    permission: 'problem.read',
    query: z.object({
      under: orgId.optional(),
      /** Only those of the unit and of units under it, none of a unit above. */
      only: z.enum(['under']).optional(),
      /** Only those that answer a problem of the campaign. */
      ...ofCampaign,
      /** In force on the day or before, and not taken back by then. */
      inForceTo: day.optional(),
      kind: z.enum(institutionKinds).optional(),
      /** Only those that hold today, or do not any more. */
      standing: z.enum(['in-force', 'over']).optional(),
      /** Only those whose effect should have been looked at by today. */
      review: z.enum(['due']).optional(),
      /** Only those that answer no problem. */
      problems: z.enum(['none']).optional(),
      q: z.string().trim().max(100).optional(),
      after: z.string().max(200).optional(),
      limit: z.coerce.number().int().min(1).max(200).default(50),
    }),
    output: z.object({
      rows: z.array(institution),
      next: z.string().nullable(),
      total: z.number(),
    }),
    errors: ['not-found'],
  },
  'institution.get': {
    method: 'GET',
    path: '/api/institutions/:id',
    summary: 'A rule with the problems it answers and what its reviews found',
    permission: 'problem.read',
    params: byId,
    output: institution,
    errors: ['not-found'],
  },
  'institution.create': {
    method: 'POST',
    path: '/api/institutions',
    summary: 'Write down a rule made, amended or repealed, and which problems it answers',
    permission: 'problem.write',
    body: z.object({ unitId: orgId, ...fields, problems: z.array(rowId).max(200).default([]) }),
    output: made,
    errors: ['not-found', 'unit-closed', 'institution-unfit'],
  },
  'institution.change': {
    method: 'PUT',
    path: '/api/institutions/:id',
    summary: 'Change what is written of a rule',
    permission: 'problem.write',
    params: byId,
    body: z.object({ ...fields, version }),
    output: made,
    errors: ['not-found', 'conflict', 'unit-closed', 'institution-withdrawn', 'institution-unfit'],
  },
  'institution.withdraw': {
    method: 'POST',
    path: '/api/institutions/:id/withdraw',
    summary: 'Withdraw a rule written down by mistake; it answers no problem any more',
    permission: 'problem.write',
    params: byId,
    body: z.object({ reason, version }),
    output: made,
    errors: ['not-found', 'conflict', 'institution-withdrawn'],
  },
  'institution.link': {
    method: 'POST',
    path: '/api/institutions/:id/problems',
    summary: 'Say which problems a rule answers: add some, take some away',
    permission: 'problem.write',
    params: byId,
    body: z.object({
      add: z.array(rowId).max(200).default([]),
      remove: z.array(rowId).max(200).default([]),
    }),
    output: made,
    errors: ['not-found', 'institution-withdrawn', 'institution-unfit', 'problem-settled'],
  },
  'institution.cover': {
    method: 'POST',
    path: '/api/institutions/:id/covers',
    summary: 'Say why a rule that is older than a problem covers it all the same',
    permission: 'problem.review',
    params: byId,
    body: z.object({ problemId: rowId, reason: text(4, 500) }),
    output: made,
    errors: ['not-found', 'institution-withdrawn', 'institution-unfit', 'own-work'],
  },
  'institution.review': {
    method: 'POST',
    path: '/api/institutions/:id/reviews',
    summary: 'Write down what looking at a rule’s effect found, and when to look again',
    permission: 'problem.write',
    params: byId,
    body: z.object({
      on: day,
      finding: z.enum(reviewFindings),
      text: text(4, 2000),
      /** What it changed; with evidence, when it is to stay as it is. */
      changed: text(2, 2000).nullish(),
      evidence: z.array(rowId).max(20).default([]),
      next: day.nullish(),
      version,
    }),
    output: made,
    errors: ['not-found', 'conflict', 'institution-withdrawn', 'institution-unfit', 'day-refused'],
  },
} as const satisfies Record<string, Operation>;
