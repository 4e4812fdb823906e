import { z } from 'zod';
import type { Issue } from '../../engine/index.ts';

/**
 * What a column says. `ordinal` counts rows and means nothing, `number` names the problem in the
 * ledger, `token` is what our own files carry .
 */
export const ledgerRoles = [
  'token',
  'ordinal',
  'number',
  'source',
  'mirror',
  'tendency',
  'title',
  'facts',
  'cause',
  'severity',
  'systemic',
  'unit',
  'leader',
  'owner',
  'criterion',
  'baseline',
  'target',
  'measureUnit',
  'text',
  'kind',
  'due',
  'measureOwner',
  'beneficiaries',
  'progress',
  'evidence',
  'effect',
  'done',
  'closedOn',
  'remark',
] as const;
export type LedgerRole = (typeof ledgerRoles)[number];

/** Roles a person may give to a heading. */
export const mappableRoles = ledgerRoles.filter((role) => role !== 'token');

/** What people said of headings, by the heading without width, spaces, case and brackets. */
const headings = z.record(z.string().max(120), z.enum([...ledgerRoles, 'ignore']));
const units = z.record(z.string().max(240), z.uuid());

/** What an import of a ledger asks for besides the file. */
export const ledgerOptions = z.object({
  campaignId: z.uuid(),
  /** Enters the list at once where nothing is lacking; what lacks something stays a draft. */
  publish: z.boolean().default(true),
  /** Year of days that name none. */
  year: z.int().min(1990).max(2200),
  /** What was said in earlier imports, as it was when this one began. */
  learned: headings.default({}),
  /** What is said in this one. */
  headings: headings.default({}),
  /** Units picked for words that name none, by the words without width, spaces and case. */
  units: units.default({}),
});
export type LedgerOptions = z.output<typeof ledgerOptions>;

/** What becomes of a row of a ledger; rows that are none are `skipped`. */
export const ledgerStatuses = ['accepted', 'updated', 'unchanged', 'rejected'] as const;
export type LedgerStatus = (typeof ledgerStatuses)[number];

export interface LedgerPreviewRow {
  /** As the spreadsheet counts. */
  readonly row: number;
  readonly sheet: string | null;
  readonly status: LedgerStatus;
  readonly unit: string | null;
  readonly number: string | null;
  /** Beginning of the problem's words, and of the measure's. */
  readonly problem: string;
  readonly measure: string | null;
  readonly due: string | null;
  /** Cells that change something that is there. */
  readonly changes: readonly LedgerRole[];
  readonly issues: readonly Issue[];
}

/** What a page shows of a ledger that was read; counts stand in the task. */
export interface LedgerPreview {
  readonly title: string;
  readonly campaign: { readonly id: string; readonly name: string };
  readonly sheets: readonly {
    readonly sheet: string | null;
    readonly ledger: boolean;
    readonly rows: number;
    /** Headings nothing is known of, with what they may be, likest first. */
    readonly unknown: readonly {
      /** What an answer is given by. */
      readonly key: string;
      readonly label: string;
      readonly like: readonly LedgerRole[];
    }[];
    readonly unread: readonly string[];
  }[];
  /** Words that name no unit, or several, with units to pick, likest first. */
  readonly units: readonly {
    /** What an answer is given by. */
    readonly key: string;
    readonly text: string;
    readonly rows: number;
    readonly like: readonly {
      readonly id: string;
      readonly name: string;
      readonly parent: string | null;
    }[];
  }[];
  /** What was answered so far; more answers are added to these. */
  readonly said: Pick<LedgerOptions, 'headings' | 'units'>;
  readonly skipped: readonly {
    readonly row: number;
    readonly sheet: string | null;
    readonly text: string;
    readonly why: 'note' | 'total' | 'section' | 'heading' | 'empty';
  }[];
  /** Rows in the order of the file; of long files those to look at before others. */
  readonly list: readonly LedgerPreviewRow[];
}
