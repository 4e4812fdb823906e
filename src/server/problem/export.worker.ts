import { type Language, type Translate, translatorOf } from '../../contract/messages/translator.ts';
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

const translators: Partial<Record<Language, Translate>> = {};

/** Texts of one language: whoever waits for the thread need not wait for both. */
async function translatorFor(lang: Language): Promise<Translate> {
  const { catalogue } = await (lang === 'en'
    ? import('../../contract/messages/en.ts')
    : import('../../contract/messages/zh-CN.ts'));
  translators[lang] ??= translatorOf(lang, catalogue);
  return translators[lang];
}

writesFed<LedgerAsked, LedgerFed>(async (asked, fed, out) => {
  const t = await translatorFor(asked.lang);
  return asked.form === 'shown'
    ? writeShownXlsx(out, fed as AsyncIterable<readonly ShownRow[]>, { ...asked, t })
    : writeLedgerXlsx(out, fed as AsyncIterable<readonly WrittenProblem[]>, { ...asked, t });
});
