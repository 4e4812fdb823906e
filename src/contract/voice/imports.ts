import { z } from 'zod';
import { openKinds } from './states.ts';

/** What becomes of a row: the counts of all add up to the rows of the file. */
export const messageStatuses = ['new', 'changed', 'unchanged', 'rejected', 'skipped'] as const;
export type MessageStatus = (typeof messageStatuses)[number];

/** Rows of a preview that are told; those to be looked at come first. */
export const MOST_PREVIEWED = 500;

export const messageOptions = z.object({
  /** Class of rows that name none. */
  kind: z.enum(openKinds).default('complain'),
  /** Whether they still wait to be handled; otherwise they were, elsewhere, and are kept to learn from. */
  open: z.boolean().default(false),
});
export type MessageOptions = z.output<typeof messageOptions>;

export interface MessagePreviewRow {
  readonly row: number;
  readonly sheet: string | null;
  readonly title: string;
  readonly on: string | null;
  readonly unit: string | null;
  readonly likes: number;
  readonly topic: string | null;
  readonly status: MessageStatus;
  readonly issues: readonly {
    readonly code: string;
    readonly at?: { readonly column?: string | undefined };
    readonly params?: Readonly<Record<string, string | number>>;
  }[];
}

export interface MessagePreview {
  readonly list: readonly MessagePreviewRow[];
  /** Columns that were understood, by their headings. */
  readonly columns: readonly string[];
  readonly from: string | null;
  readonly to: string | null;
  readonly people: number;
  readonly repeats: number;
}
