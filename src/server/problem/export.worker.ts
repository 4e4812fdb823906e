import { createTranslator, type Language } from '../../contract/messages/index.ts';
import type { LedgerColumn } from '../../contract/problem/cells.ts';
import type { LedgerTitles } from '../../office/ledger/sheet.ts';
import { type ShownRow, writeShownXlsx } from '../../office/ledger/shown.ts';
import { type LedgerFormKind, writeLedgerXlsx } from '../../office/ledger/write.ts';
import type { WrittenProblem } from '../../office/ledger/written.ts';
import { writesFed } from '../platform/feed.worker.ts';

/** What a ledger is written with: its form, or the columns of a page. */
export type LedgerAsked = {
  readonly titles: LedgerTitles;
  readonly lang: Language;
} & (
  | { readonly form: LedgerFormKind; readonly merge: boolean; readonly day?: string }
  | { readonly form: 'shown'; readonly columns: readonly LedgerColumn[] }
);

/** Rows of either, as they are fed: those of one file are alike. */
export type LedgerFed = readonly WrittenProblem[] | readonly ShownRow[];

writesFed<LedgerAsked, LedgerFed>((asked, fed, out) => {
  const t = createTranslator(asked.lang);
  return asked.form === 'shown'
    ? writeShownXlsx(out, fed as AsyncIterable<readonly ShownRow[]>, { ...asked, t })
    : writeLedgerXlsx(out, fed as AsyncIterable<readonly WrittenProblem[]>, { ...asked, t });
});
