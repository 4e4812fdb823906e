import { z } from 'zod';
import { languages } from '../messages/translator.ts';
import type { Operation } from '../operation.ts';

/**
 * How far an import is: the file is read, what it brings waits to be confirmed, it is written, it
 * is over. `reading` and `writing` are jobs; a job that was interrupted begins again.
 */
export const taskStates = ['reading', 'ready', 'writing', 'done', 'failed', 'cancelled'] as const;
export type TaskState = (typeof taskStates)[number];

const issue = z.object({
  code: z.string(),
  severity: z.literal('warning').optional(),
  path: z.string().optional(),
  at: z.record(z.string(), z.union([z.string(), z.number()])).optional(),
  params: z.record(z.string(), z.union([z.string(), z.number()])).optional(),
});

const numbers = z.record(z.string(), z.number());

export const task = z.object({
  id: z.string(),
  /** What is imported; see the kinds that rooms register. */
  kind: z.string(),
  file: z.string(),
  org: z.object({ id: z.string(), name: z.string() }),
  state: z.enum(taskStates),
  /** Rows worked on in this state; `total` 0: not known yet. */
  done: z.number(),
  total: z.number(),
  /** Rows of the file once it is read; the counts by outcome add up to it. */
  rows: z.number().nullable(),
  counts: numbers.nullable(),
  /** Words of the file that are asked about while it waits to be confirmed. */
  asks: z.number(),
  /** What was written. */
  result: numbers.nullable(),
  /** Why it failed: a code of a refusal and what is wrong where. */
  fault: z.object({ code: z.string(), issues: z.array(issue) }).nullable(),
  /** Page where it goes on. */
  link: z.string(),
  createdAt: z.string(),
  endedAt: z.string().nullable(),
});
export type Task = z.infer<typeof task>;

const byId = z.object({ id: z.uuid() });
/** What a kind asks for besides the file; checked by the kind. */
const options = z.record(z.string(), z.unknown());

export const taskOperations = {
  'task.list': {
    method: 'GET',
    path: '/api/tasks',
    summary: 'The caller’s own imports, newest first',
    permission: 'session',
    query: z.object({
      kind: z.string().max(40).optional(),
      limit: z.coerce.number().int().min(1).max(200).default(50),
    }),
    output: z.array(task),
  },
  'task.get': {
    method: 'GET',
    path: '/api/tasks/:id',
    summary: 'How far an import of the caller is',
    permission: 'session',
    params: byId,
    output: task,
    errors: ['not-found'],
  },
  'task.preview': {
    method: 'GET',
    path: '/api/tasks/:id/preview',
    summary: 'What the file would change, row by row, in the form of its kind',
    permission: 'session',
    params: byId,
    output: z.unknown(),
    errors: ['not-found'],
  },
  'task.again': {
    method: 'POST',
    path: '/api/tasks/:id/again',
    summary: 'Read the same file again, with other options or because something changed meanwhile',
    permission: 'session',
    params: byId,
    body: z.object({ options: options.default({}) }),
    output: task,
    errors: ['not-found', 'not-allowed', 'task-over'],
  },
  'task.confirm': {
    method: 'POST',
    path: '/api/tasks/:id/confirm',
    summary: 'Write what was shown, all or nothing; again changes nothing',
    permission: 'session',
    params: byId,
    body: z.object({ options: options.default({}) }),
    output: task,
    errors: ['not-found', 'not-allowed', 'task-over'],
  },
  'task.cancel': {
    method: 'POST',
    path: '/api/tasks/:id/cancel',
    summary: 'Stop an import; what is being written is taken back',
    permission: 'session',
    params: byId,
    output: task,
    errors: ['not-found'],
  },
  'task.rejects': {
    method: 'GET',
    path: '/api/tasks/:id/rejects',
    summary: 'The rejected rows in the layout of the file they came in, each with its reason',
    permission: 'session',
    params: byId,
    query: z.object({ lang: z.enum(languages).default('zh-CN') }),
    errors: ['not-found', 'import-invalid'],
  },
} as const satisfies Record<string, Operation>;
