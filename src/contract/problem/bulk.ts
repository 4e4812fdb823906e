import { z } from 'zod';
import type { Operation } from '../operation.ts';
import { day } from '../org/operations.ts';
import { finding, reason, rowId, version } from './schemas.ts';
import { mirrors, type Step, severities, sources } from './states.ts';

/** Rows one act takes: it is one transaction. */
export const MOST_AT_ONCE = 1000;

const rows = z
  .array(z.object({ id: rowId, version }))
  .min(1)
  .max(MOST_AT_ONCE);

/** What many rows can be given at once; what is left out stays. */
export const bulkFields = z.object({
  ownerId: rowId.optional(),
  leaderId: rowId.optional(),
  /** Of the measure whose deadline the ledger shows, while work on it has not begun. */
  due: day.optional(),
  tendency: z.string().trim().min(1).max(30).optional(),
  source: z.enum(sources).optional(),
  mirror: z.enum(mirrors).optional(),
  severity: z.enum(severities).optional(),
});
export type BulkFields = z.infer<typeof bulkFields>;

/** What became of each row: done, as it was to be already, or refused with the code of the reason. */
export const bulkOutcome = z.object({
  done: z.array(z.string()),
  same: z.array(z.string()),
  refused: z.array(z.object({ id: z.string(), why: z.string() })),
});
export type BulkOutcome = z.infer<typeof bulkOutcome>;

const stepOf = <const T extends readonly [Step, ...Step[]]>(of: T) =>
  z.object({ step: z.enum(of), reason: reason.optional(), rows });
/** Steps that judge: never forward without what was seen. */
const judgedOf = <const T extends readonly [Step, ...Step[]]>(of: T) =>
  stepOf(of).extend({ finding: finding.optional() });
const errors = ['not-found'] as const;

/** One act on many rows: each is judged by itself, and each person concerned is told once. */
export const problemBulkOperations = {
  'problem.step-many': {
    method: 'POST',
    path: '/api/problems/steps',
    summary: 'A step of the unit with many problems: publish, start work, apply, take it back',
    permission: 'problem.write',
    body: stepOf(['publish', 'start', 'apply', 'recall']),
    output: bulkOutcome,
    errors,
  },
  'problem.review-many': {
    method: 'POST',
    path: '/api/problems/reviews',
    summary: 'Review many applications for close-out, or return them with the reason',
    permission: 'problem.review',
    body: judgedOf(['review', 'return']),
    output: bulkOutcome,
    errors,
  },
  'problem.confirm-many': {
    method: 'POST',
    path: '/api/problems/confirmations',
    summary: 'Confirm the effect of many from outside the unit, or refuse with the reason',
    permission: 'problem.confirm',
    body: judgedOf(['confirm', 'refuse']),
    output: bulkOutcome,
    errors,
  },
  'problem.settle-many': {
    method: 'POST',
    path: '/api/problems/settlements',
    summary: 'Announce, close, open again, or withdraw many problems',
    permission: 'problem.settle',
    body: stepOf(['announce', 'close', 'uphold', 'reopen', 'withdraw']),
    output: bulkOutcome,
    errors,
  },
  'problem.set-many': {
    method: 'POST',
    path: '/api/problems/fields',
    summary: 'Give many problems an owner, a leader, a deadline or the same words of a list',
    permission: 'problem.write',
    body: z.object({ set: bulkFields, rows }),
    output: bulkOutcome,
    errors: ['not-found', 'problem-unfit'],
  },
} as const satisfies Record<string, Operation>;
