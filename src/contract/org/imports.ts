import { z } from 'zod';

/** What becomes of a row of a file. Every row has exactly one, or was no unit's (`skipped`). */
export const rowStatuses = ['new', 'changed', 'moved', 'unchanged', 'rejected'] as const;
export type RowStatus = (typeof rowStatuses)[number];

/** Fields of a unit that a file can change. */
export const importFields = ['name', 'shortName', 'code', 'kind', 'class', 'parent'] as const;
export type ImportField = (typeof importFields)[number];

/** Why a row is rejected, or what was made of it; the text stands in the catalogue. */
const issue = z.object({
  code: z.string(),
  severity: z.literal('warning').optional(),
  at: z
    .object({
      file: z.string().optional(),
      sheet: z.string().optional(),
      row: z.number().optional(),
      column: z.string().optional(),
    })
    .optional(),
  params: z.record(z.string(), z.union([z.string(), z.number()])).optional(),
});

const importRow = z.object({
  /** As the spreadsheet counts. */
  row: z.number(),
  sheet: z.string().nullable(),
  name: z.string(),
  /** Name of the unit it is under afterwards. */
  parent: z.string().nullable(),
  status: z.enum(rowStatuses),
  /** The unit the row is about; none for a new one. */
  unitId: z.string().nullable(),
  /** Day from which the change holds. */
  on: z.string().nullable(),
  changes: z.array(
    z.object({
      field: z.enum(importFields),
      from: z.string().nullable(),
      to: z.string().nullable(),
    }),
  ),
  issues: z.array(issue),
});
export type ImportRow = z.infer<typeof importRow>;

const counts = z.object({
  new: z.number(),
  changed: z.number(),
  moved: z.number(),
  unchanged: z.number(),
  rejected: z.number(),
});

export const importPreview = z.object({
  id: z.string(),
  file: z.string(),
  /** Filled rows below the headings: those counted by status, and the skipped ones. */
  rows: z.number(),
  counts,
  /** Units above rows of a form by levels that have no row of their own and are new. */
  implied: z.number(),
  /** Notes, totals and headings of sections. */
  skipped: z.array(
    z.object({
      row: z.number(),
      sheet: z.string().nullable(),
      text: z.string(),
      why: z.enum(['note', 'total', 'section']),
    }),
  ),
  /** Rows in the order of the file; of very long files the first, those to look at before others. */
  list: z.array(importRow),
  /** Units under the base that the file does not name; they stay unless closing is asked for. */
  absent: z.object({
    count: z.number(),
    /** The first of them. */
    units: z.array(z.object({ id: z.string(), name: z.string(), code: z.string().nullable() })),
  }),
});
export type ImportPreview = z.infer<typeof importPreview>;

export const importResult = z.object({
  counts: counts.extend({ implied: z.number(), closed: z.number() }),
});
export type ImportResult = z.infer<typeof importResult>;
