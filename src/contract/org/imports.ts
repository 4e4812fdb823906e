import type { Issue } from '../../engine/index.ts';

/** What becomes of a row of a file. Every row has exactly one, or was no unit's (`skipped`). */
export const rowStatuses = ['new', 'changed', 'moved', 'unchanged', 'rejected'] as const;
export type RowStatus = (typeof rowStatuses)[number];

/** Fields of a unit that a file can change. */
export type ImportField = 'name' | 'shortName' | 'code' | 'kind' | 'class' | 'parent';

export interface ImportRow {
  /** As the spreadsheet counts. */
  readonly row: number;
  readonly sheet: string | null;
  readonly name: string;
  /** Name of the unit it is under afterwards. */
  readonly parent: string | null;
  readonly status: RowStatus;
  /** The unit the row is about; none for a new one. */
  readonly unitId: string | null;
  /** Day from which the change holds. */
  readonly on: string | null;
  readonly changes: readonly {
    readonly field: ImportField;
    readonly from: string | null;
    readonly to: string | null;
  }[];
  /** Why it is rejected, or what was made of it; the text stands in the catalogue. */
  readonly issues: readonly Issue[];
}

/** What a page shows of a file of units; rows and counts by status stand in the task. */
export interface ImportPreview {
  /** Units above rows of a form by levels that have no row of their own and are new. */
  readonly implied: number;
  /** Notes, totals and headings of sections. */
  readonly skipped: readonly {
    readonly row: number;
    readonly sheet: string | null;
    readonly text: string;
    readonly why: 'note' | 'total' | 'section';
  }[];
  /** Rows in the order of the file; of very long files the first, those to look at before others. */
  readonly list: readonly ImportRow[];
  /** Units under the base that the file does not name; they stay unless closing is asked for. */
  readonly absent: {
    readonly count: number;
    /** The first of them. */
    readonly units: readonly {
      readonly id: string;
      readonly name: string;
      readonly code: string | null;
    }[];
  };
}

/** What an import made of its rows, and besides. */
export type ImportCounts = Readonly<Record<RowStatus | 'implied' | 'closed', number>>;
