import { z } from 'zod';
import { roles } from '../permissions.ts';
import { tenureKinds } from './schemas.ts';

/** What becomes of a row of a file: exactly one of these; `ask` waits for an answer. */
export const importStatuses = ['new', 'changed', 'unchanged', 'ask', 'rejected'] as const;
export type ImportStatus = (typeof importStatuses)[number];

const issue = z.object({
  code: z.string(),
  severity: z.literal('warning').optional(),
  at: z.object({ column: z.string().optional() }).optional(),
  params: z.record(z.string(), z.union([z.string(), z.number()])).optional(),
});

const importRow = z.object({
  /** `<sheet>:<row>`: what answers are given by. */
  key: z.string(),
  row: z.number(),
  sheet: z.string().nullable(),
  name: z.string(),
  number: z.string().nullable(),
  unit: z.string().nullable(),
  post: z
    .object({
      name: z.string(),
      unit: z.string(),
      kind: z.enum(tenureKinds),
      since: z.string(),
      made: z.boolean(),
    })
    .nullable(),
  roles: z.array(z.enum(roles)),
  /** Fields of somebody known that change. */
  changes: z.array(z.enum(['name', 'number', 'mobile', 'email', 'unitId'])),
  status: z.enum(importStatuses),
  issues: z.array(issue),
  candidates: z.array(
    z.object({ id: z.string(), name: z.string(), number: z.string().nullable() }),
  ),
});
export type ImportRow = z.infer<typeof importRow>;

const counts = z.object({
  new: z.number(),
  changed: z.number(),
  unchanged: z.number(),
  ask: z.number(),
  rejected: z.number(),
});

export const importPreview = z.object({
  digest: z.string(),
  /** Rows that are somebody's; the counts add up to it. */
  rows: z.number(),
  skipped: z.number(),
  counts,
  /** Rows in the order of the file; of long files those to be looked at first. */
  list: z.array(importRow),
});
export type ImportPreview = z.infer<typeof importPreview>;

export const importResult = z.object({
  counts,
  people: z.number(),
  posts: z.number(),
  tenures: z.number(),
  grants: z.number(),
});
export type ImportResult = z.infer<typeof importResult>;

/** Answers to rows asked about. */
export const importAnswers = z.record(z.string().max(200), z.union([z.literal('new'), z.uuid()]));
