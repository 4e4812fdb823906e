import type { LedgerRole } from '../../contract/problem/roles.ts';
import type { Direction, MeasureKind, Severity } from '../../contract/problem/states.ts';
import type { Issue } from '../../engine/index.ts';
import type { SkipReason } from '../table/notes.ts';

/**
 * What a row says of a problem. An absent field says nothing, `null` says that there is none
 * («无», «—»).
 */
export interface ProblemFields {
  readonly source?: string | null;
  readonly mirror?: string | null;
  readonly tendency?: string | null;
  readonly title?: string | null;
  readonly facts?: string;
  readonly cause?: string | null;
  readonly severity?: Severity;
  readonly systemic?: boolean;
  /** As written; whom it means is for the resolver to say. */
  readonly unit?: string;
  readonly leader?: readonly string[] | null;
  readonly owner?: readonly string[] | null;
}

/** What a row says of one measure. */
export interface MeasureFields {
  readonly text?: string;
  readonly kind?: MeasureKind;
  /** Last day, `YYYY-MM-DD`. */
  readonly due?: string | null;
  readonly owner?: readonly string[] | null;
  readonly criterion?: string | null;
  readonly baseline?: number | null;
  readonly target?: number | null;
  readonly direction?: Direction | null;
  readonly measureUnit?: string | null;
  readonly beneficiaries?: string | null;
  readonly progress?: string | null;
  readonly effect?: string | null;
  readonly evidence?: string | null;
  readonly remark?: string | null;
  /** What the sender says about being done, as written: told, never believed. */
  readonly done?: string | null;
  readonly closedOn?: string | null;
}

/** One filled row of a ledger: a measure, or more about one, of the problem it answers. */
export interface LedgerLine {
  readonly sheet: string | null;
  /** As the spreadsheet counts. */
  readonly row: number;
  /** Index of its problem. */
  readonly problem: number;
  /**
   * Line whose measure it tells more of; its own index mostly. Rows under a measure that was
   * merged over them add progress to it.
   */
  readonly into: number;
  readonly measure: MeasureFields;
  readonly token?: LedgerToken;
  /** With a token: roles of the cells that are no longer what was written. */
  readonly edited: readonly LedgerRole[];
  readonly issues: readonly Issue[];
}

/** A problem with the rows that say it. */
export interface LedgerProblem {
  readonly number?: string;
  /** Heading of the section it stands under, «（一）形式主义». */
  readonly section?: string;
  readonly fields: ProblemFields;
  /** Indices of its lines, in the order of the file. */
  readonly lines: readonly number[];
}

/** What the last column of our own files carries; see token.ts. */
export interface LedgerToken {
  readonly problem: string;
  readonly version: number;
  /** Absent where the problem had no measure. */
  readonly measure?: string;
  readonly measureVersion?: number;
  /** The day whose states and deadlines were written, where it was over. */
  readonly day?: string;
  /** Marks of the cells as they were written, by role. */
  readonly marks: Readonly<Partial<Record<LedgerRole, string>>>;
}

export interface LedgerSkipped {
  readonly sheet: string | null;
  readonly row: number;
  readonly text: string;
  /** «heading»: the headings again, on a further page; «empty»: a number and nothing else. */
  readonly why: SkipReason | 'heading' | 'empty';
}
