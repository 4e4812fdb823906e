import { z } from 'zod';
import type { Operation } from '../operation.ts';
import { day, orgId } from '../org/operations.ts';

/** `<kind>:<id>`: the thing an entry is about. */
const subject = z
  .string()
  .max(200)
  .regex(/^[\w-]+:[\w.-]+$/);

const entry = z.object({
  id: z.string(),
  /** Moment of the change, to the microsecond, UTC. */
  at: z.string(),
  /** `person:<id>` or `service:<name>`, and the name where it is known. */
  actor: z.string(),
  actorName: z.string().nullable(),
  act: z.string(),
  subject: z.string(),
  /** What the subject is called, where its content says so. */
  subjectName: z.string().nullable(),
  orgId: z.string(),
  orgName: z.string().nullable(),
  /** Place in the tree, from 0; null until it is sealed. */
  position: z.number().nullable(),
  /** What was so after the change; null when it has been erased. */
  content: z.record(z.string(), z.unknown()).nullable(),
});
export type Entry = z.infer<typeof entry>;

const page = {
  /** Last id of the page before; newest come first. */
  after: z.uuid().optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
};
/** Which entries: all that are set must hold. Days are of the organisation, both included. */
const filter = {
  under: orgId.optional(),
  person: z.uuid().optional(),
  act: z
    .string()
    .max(80)
    .regex(/^[\w.-]+$/)
    .optional(),
  subject: subject.optional(),
  from: day.optional(),
  to: day.optional(),
};

export const recordOperations = {
  'record.entries': {
    method: 'GET',
    path: '/api/record/entries',
    summary: 'Entries of the record one may see, newest first, page by page',
    permission: 'record.read',
    query: z.object({ ...filter, ...page }),
    output: z.array(entry),
    errors: ['not-found'],
  },
  'record.history': {
    method: 'GET',
    path: '/api/record/history',
    summary: 'What happened to one thing, newest first',
    permission: 'record.read',
    query: z.object({ subject, ...page }),
    output: z.array(entry),
  },
} as const satisfies Record<string, Operation>;
