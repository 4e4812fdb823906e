import { z } from 'zod';
import type { Operation } from '../operation.ts';
import { orgId } from '../org/operations.ts';

/** How pressing something is, most pressing first; words stand under «web.today-severity-…». */
export const severities = ['overdue', 'soon', 'open', 'later'] as const;
export type Severity = (typeof severities)[number];

/** A text of the catalogues with what fills it. */
const text = z.object({
  key: z.string(),
  params: z.record(z.string(), z.union([z.string(), z.number()])).optional(),
  /** Parameters that are texts of the catalogues themselves: their keys. */
  names: z.record(z.string(), z.string()).optional(),
});

/** Something that waits for the caller. */
export const waiting = z.object({
  /** `<kind>:<id>`; the same thing keeps it. */
  id: z.string(),
  text,
  unit: z.object({ id: z.string(), name: z.string() }).nullable(),
  /** Day by which it should be done. */
  due: z.string().nullable(),
  severity: z.enum(severities),
  /** Address in the page where it is. */
  link: z.string(),
  /** What the one button says. With an operation it is done in place, else the link is opened. */
  action: z.object({
    key: z.string(),
    call: z.object({ operation: z.string(), input: z.record(z.string(), z.unknown()) }).optional(),
  }),
});
export type Waiting = z.infer<typeof waiting>;

/** A figure today and 30 days ago, where that is known. */
const figure = z.object({ now: z.number(), before: z.number().nullable() });
export type Figure = z.infer<typeof figure>;

const at = z.object({
  /** Only what is under this unit; everything in reach when absent. */
  at: orgId.optional(),
});

export const todayOperations = {
  'today.list': {
    method: 'GET',
    path: '/api/today',
    summary: 'What waits for me, most pressing first; what names me, whatever my rights',
    permission: 'session',
    query: at,
    output: z.object({ rows: z.array(waiting), more: z.number() }),
    errors: ['not-found'],
  },
  'today.figures': {
    method: 'GET',
    path: '/api/today/figures',
    summary: 'A unit with all under it in figures; figures one may not see are absent',
    permission: 'org.read',
    query: at,
    output: z.object({
      unit: z.object({ id: z.string(), name: z.string() }),
      units: figure,
      people: figure.nullable(),
      filled: figure.nullable(),
      vacant: figure.nullable(),
    }),
    errors: ['not-found'],
  },
} as const satisfies Record<string, Operation>;
