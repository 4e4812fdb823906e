import { z } from 'zod';
import type { Issue } from '../../engine/index.ts';
import type { DraftLack, LedgerStatus } from './import-outcomes.ts';
import { type CodedRole, codedRoles, type LedgerRole, ledgerRoles, NONE } from './roles.ts';

/** Roles a person may give to a heading. */
export const mappableRoles = ledgerRoles.filter((role) => role !== 'token');

/** What people said of headings, by the heading without width, spaces, case and brackets. */
const headings = z.record(z.string().max(120), z.enum([...ledgerRoles, 'ignore']));
const units = z.record(z.string().max(240), z.uuid());

/** Codes of words, by role and the word without width, spaces, case and punctuation. */
const words = z.partialRecord(
  z.enum(codedRoles),
  z.record(z.string().max(240), z.string().max(60)),
);
/** Whom a name means: several where people of one name are in several units. */
const people = z.record(
  z.string().max(120),
  z.union([z.literal(NONE), z.array(z.uuid()).min(1).max(50)]),
);

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
  /** Words of a few codes: what was said earlier, and in this one. */
  learnedWords: words.default({}),
  words: words.default({}),
  /** People picked in this import; what was said earlier is looked up, so that it lies in one place. */
  people: people.default({}),
  /** Takes a file of our own that shows a past day: only cells that were edited in it. */
  past: z.boolean().default(false),
});
export type LedgerPeople = z.output<typeof people>;
export type LedgerOptions = z.output<typeof ledgerOptions>;

/** Somebody a name may mean. */
export interface LedgerSuggestion {
  readonly id: string;
  readonly name: string;
  readonly unit: string;
  /** Or the number, of somebody without a post. */
  readonly post: string | null;
}

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
  /** Of a row of a new problem that becomes a draft: what it lacks. */
  readonly lacks: readonly DraftLack[];
  /** The sender says that it is finished, which nobody outside the unit confirmed. */
  readonly claimed: boolean;
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
    /** What cannot be seen in the file and was read all the same: rows of problems, and the first. */
    readonly hidden: {
      readonly rows: number;
      readonly first: readonly number[];
      readonly columns: readonly string[];
    };
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
  /** Names that mean nobody in the directory, or several, with people to pick, likest first. */
  readonly people: readonly {
    readonly key: string;
    readonly text: string;
    readonly rows: number;
    readonly why: 'unknown' | 'several';
    readonly like: readonly LedgerSuggestion[];
  }[];
  /** Words that are none of a few codes, with those to pick, likest first. */
  readonly words: readonly {
    readonly role: CodedRole;
    readonly key: string;
    readonly text: string;
    readonly rows: number;
    readonly like: readonly string[];
  }[];
  /** All codes of the roles that are asked about, with their names. */
  readonly choices: Readonly<
    Partial<Record<CodedRole, readonly { readonly code: string; readonly name: string }[]>>
  >;
  /** New problems that come in as drafts: how many, how many rows, and what how many of them lack. */
  readonly drafts: {
    readonly problems: number;
    readonly rows: number;
    readonly lacks: readonly {
      readonly lack: DraftLack;
      readonly problems: number;
      readonly rows: number;
    }[];
  };
  /** What the file newly says is finished: problems as a whole, rows, and until when it is to be shown. */
  readonly claims: { readonly problems: number; readonly rows: number; readonly until: string };
  /** What was answered so far; more answers are added to these. */
  readonly said: Pick<LedgerOptions, 'headings' | 'units' | 'people' | 'words'>;
  /** Hidden sheets of the file, which were not read. */
  readonly unseen: readonly string[];
  readonly skipped: readonly {
    readonly row: number;
    readonly sheet: string | null;
    readonly text: string;
    readonly why: 'note' | 'total' | 'section' | 'heading' | 'empty';
  }[];
  /** Rows in the order of the file; of long files those to look at before others. */
  readonly list: readonly LedgerPreviewRow[];
}
