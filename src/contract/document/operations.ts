import { z } from 'zod';
import type { Operation } from '../operation.ts';
import { day, orgId } from '../org/operations.ts';
import { problemFilter } from '../problem/schemas.ts';

/** Papers filled from live data: 问题清单、整改台账、简报、通报、总结报告、办理情况反馈函、工作方案. */
export const paperForms = [
  'list',
  'ledger',
  'brief',
  'circular',
  'report',
  'result',
  'plan',
] as const;
export type PaperForm = (typeof paperForms)[number];
export const paperFiles = ['word', 'pdf'] as const;
export type PaperFile = (typeof paperFiles)[number];

/** Most rows that a paper holds; more of them belong into a workbook. */
export const MOST_ROWS = 1000;
/** Most matters that a letter tells of one by one. */
export const MOST_MATTERS = 30;
/** Rows that a look at a paper shows. */
export const LOOK_ROWS = 20;

const line = (most: number) => z.string().trim().min(1).max(most).optional();
const names = z.array(z.string().trim().min(1).max(60)).max(20).optional();
const { under: _, ...listFilter } = problemFilter;

/** What of the list goes in: what narrows the list itself. */
export const paperFilter = z.object(listFilter);

const paper = z.object({
  form: z.enum(paperForms),
  /** With all under it; the first unit in reach where none is told. */
  unitId: orgId.optional(),
  filter: paperFilter.default({}),
  /** Period of a brief or report; the last seven days, or this year, where none is told. */
  from: day.optional(),
  to: day.optional(),
  /** Organ that signs or publishes; the unit itself where none is told. */
  organ: line(60),
  number: line(60),
  recipient: line(80),
  issue: z.int().min(1).max(9999).optional(),
  /** Of a brief: 报、送、发. */
  report: names,
  send: names,
  hand: names,
  /** The ledger behind a report. */
  annex: z.boolean().default(false),
});
export type PaperWish = z.output<typeof paper>;
export type PaperInput = z.input<typeof paper>;

const errors = ['not-found', 'day-refused', 'too-many-rows', 'campaign-unknown'] as const;

export const documentOperations = {
  'document.make': {
    method: 'POST',
    path: '/api/documents',
    summary: 'Fill a paper from live data, as Word or PDF; that it left the system is on record',
    permission: 'problem.read',
    body: paper.extend({ file: z.enum(paperFiles) }),
    errors,
  },
  'document.minutes': {
    method: 'POST',
    path: '/api/documents/minutes/:id',
    summary: 'Minutes of a study session that was held, with who was there and what came of it',
    permission: 'study.write',
    named: true,
    params: z.object({ id: z.uuid() }),
    body: z.object({ file: z.enum(paperFiles) }),
    errors: ['not-found', 'session-not-held'],
  },
  'document.ballot': {
    method: 'POST',
    path: '/api/documents/ballot/:id',
    summary:
      'Report of a ballot that is closed: method, roll, turnout, results with intervals, hashes',
    permission: 'ballot.read',
    params: z.object({ id: z.uuid() }),
    body: z.object({ file: z.enum(paperFiles) }),
    errors: ['not-found', 'ballot-step'],
  },
  'document.look': {
    method: 'POST',
    path: '/api/documents/look',
    summary: 'A look at a paper before it is made: its first pages as a picture (PNG)',
    permission: 'problem.read',
    body: paper,
    errors,
  },
} as const satisfies Record<string, Operation>;
