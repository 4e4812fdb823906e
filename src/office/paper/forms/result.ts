import type { Translate } from '../../../contract/messages/index.ts';
import type { Block, Paper } from '../model.ts';
import { longDate } from '../numbering.ts';
import type { LedgerRow } from './ledger.ts';
import { type Provenance, provenanceNote } from './provenance.ts';

/** A matter that is told of: the row of the ledger, and how far it has come. */
export interface ResultItem extends LedgerRow {
  readonly title: string;
  /** In words, with its day where there is one: 已销号, 公示中, 整改中 … */
  readonly state: string;
  readonly settled: boolean;
}

export interface ResultInput {
  readonly organ: string;
  readonly unit: string;
  readonly number?: string | undefined;
  readonly recipient?: string | undefined;
  readonly day: string;
  readonly items: readonly ResultItem[];
  readonly contact?: string | undefined;
  readonly provenance: Provenance;
}

/** 办理情况反馈函: what was done about the matters that somebody brought, each by itself. */
export function resultPaper(input: ResultInput, t: Translate): Paper {
  const { items, organ, unit } = input;
  const settled = items.filter((i) => i.settled).length;
  return {
    head: { kind: 'letter', organ, ...(input.number ? { number: input.number } : {}) },
    title: t('document:result-title'),
    ...(input.recipient ? { recipient: input.recipient } : {}),
    body:
      items.length === 0
        ? [{ kind: 'paragraph', text: t('document:no-rows') }]
        : [
            paragraph(
              t('document:result-opening', {
                unit,
                count: items.length,
                settled,
                open: items.length - settled,
              }),
            ),
            ...items.flatMap((item) => told(item, t)),
            paragraph(
              input.contact
                ? t('document:result-end-contact', { name: input.contact })
                : t('document:result-end'),
            ),
            paragraph(t('document:result-close')),
          ],
    signature: { organ, date: input.day, sealed: true },
    note: provenanceNote(input.provenance, t),
  };
}

const paragraph = (text: string): Block => ({ kind: 'paragraph', text });
const sentence = (text: string): string => `${text.trim().replace(/[。．.；;]+$/, '')}。`;

/** What was found, what was done, what came of it, and how it stands: nothing is left unsaid. */
function told(item: ResultItem, t: Translate): Block[] {
  const line = (key: string, text: string): Block[] =>
    text ? [{ kind: 'heading', level: 3, text: t(key), runOn: text }] : [];
  const [, ...facts] = item.facts.split('\n');
  return [
    { kind: 'heading', level: 1, text: item.title.replace(/[。．.]$/, '') },
    ...line('document:result-facts', sentence(facts.join('') || item.facts)),
    ...line(
      'document:result-measures',
      item.measures ? sentence(item.measures.replace(/\n/g, ' ')) : t('document:result-no-measure'),
    ),
    ...line(
      'document:result-effect',
      item.effect ? sentence(item.effect.replace(/\n/g, ' ')) : t('document:result-no-effect'),
    ),
    ...line('document:result-state', stateOf(item, t)),
  ];
}

function stateOf({ state, settled, due, owner, unit, number }: ResultItem, t: Translate): string {
  if (settled) return t('document:result-settled', { state, number });
  const who = [unit, owner].filter(Boolean).join('');
  return /^\d{4}-/.test(due)
    ? t('document:result-open-due', { state, who, due: longDate(due), number })
    : t('document:result-open', { state, who, number });
}
