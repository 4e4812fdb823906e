import { createTranslator, type Language } from '../../contract/messages/index.ts';
import {
  type LedgerFormKind,
  type LedgerTitles,
  writeLedgerXlsx,
} from '../../office/ledger/write.ts';
import type { WrittenProblem } from '../../office/ledger/written.ts';
import { writesFed } from '../platform/feed.worker.ts';

/** What a ledger is written with. */
export interface LedgerAsked {
  readonly form: LedgerFormKind;
  readonly titles: LedgerTitles;
  readonly merge: boolean;
  readonly lang: Language;
}

writesFed<LedgerAsked, readonly WrittenProblem[]>((asked, problems, out) =>
  writeLedgerXlsx(out, problems, { ...asked, t: createTranslator(asked.lang) }),
);
