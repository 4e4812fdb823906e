import type { Translate } from '../../../contract/messages/index.ts';
import type { Block, Paper } from '../model.ts';
import { longDate } from '../numbering.ts';

/** What a supervision letter 督办函 is about: past its time limit, or nothing heard for long. */
export type LetterReason = 'overdue' | 'silent';

export interface LetterItem {
  /** Number in the ledger. */
  readonly number: string;
  /** The problem in one sentence, without its full stop. */
  readonly title: string;
  readonly owner: string;
  /** `YYYY-MM-DD`, '' where the measure is for the long term. */
  readonly due: string;
  /** Working days past the time limit, or since anything was heard. */
  readonly days: number;
}

export interface SupervisionLetter {
  /** Organ that sends it, with its full name. */
  readonly organ: string;
  /** Number of the document, see `documentNumber`; left out while it has none. */
  readonly number?: string;
  readonly recipient: string;
  readonly reason: LetterReason;
  readonly items: readonly LetterItem[];
  /** Day of the letter and day an answer is due, `YYYY-MM-DD`. */
  readonly day: string;
  readonly replyBy: string;
  /** Who answers one level up, named as the next step when nothing comes. */
  readonly next?: string;
  readonly contact?: { readonly name: string; readonly phone?: string };
  readonly copies?: readonly string[];
}

/** The letter as a paper in the form of a letter (信函格式), ready to be signed. */
export function letterPaper(letter: SupervisionLetter, t: Translate): Paper {
  const { items, reason, day, copies, contact } = letter;
  const count = items.length;
  return {
    head: {
      kind: 'letter',
      organ: letter.organ,
      ...(letter.number ? { number: letter.number } : {}),
    },
    title: t(`document:letter-title-${reason}`),
    recipient: letter.recipient,
    body: [
      paragraph(t(`document:letter-opening-${reason}`, { day: longDate(day), count })),
      heading(t('document:letter-matters')),
      ...matters(letter, t),
      heading(t('document:letter-demands')),
      paragraph(t('document:letter-reply', { day: longDate(letter.replyBy) })),
      ...(['why', 'done', 'until'] as const).map(
        (point): Block => ({
          kind: 'heading',
          level: 3,
          text: t(`document:letter-point-${point}`),
        }),
      ),
      paragraph(
        letter.next
          ? t('document:letter-next-named', { next: letter.next })
          : t('document:letter-next'),
      ),
      paragraph(t('document:letter-end')),
    ],
    signature: { organ: letter.organ, date: day, sealed: true },
    ...(contact
      ? {
          note: contact.phone
            ? t('document:letter-contact-phone', { name: contact.name, phone: contact.phone })
            : t('document:letter-contact', { name: contact.name }),
        }
      : {}),
    ...(copies?.length ? { end: { kind: 'letter', copies } } : {}),
  };
}

const paragraph = (text: string): Block => ({ kind: 'paragraph', text });
const heading = (text: string): Block => ({ kind: 'heading', level: 1, text });

/** One problem in a sentence, several in a table. */
function matters({ items, reason }: SupervisionLetter, t: Translate): Block[] {
  const [only] = items;
  if (items.length === 1 && only)
    return [
      paragraph(
        t(only.due ? `document:letter-matter-${reason}` : 'document:letter-matter-undated', {
          ...only,
          due: only.due ? longDate(only.due) : '',
        }),
      ),
    ];
  return [
    {
      kind: 'table',
      columns: [
        { heading: t('document:column-position'), width: 8, align: 'center' },
        { heading: t('document:column-number'), width: 20, align: 'center' },
        { heading: t('document:column-problem'), width: 64 },
        { heading: t('document:column-owner'), width: 18, align: 'center' },
        { heading: t('document:column-due'), width: 24, align: 'center' },
        { heading: t(`document:column-days-${reason}`), width: 22, align: 'right' },
      ],
      rows: items.map((item, i) => [
        String(i + 1),
        item.number,
        item.title,
        item.owner,
        item.due,
        String(item.days),
      ]),
    },
  ];
}
