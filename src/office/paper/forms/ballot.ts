import type { Translate } from '../../../contract/messages/index.ts';
import type { Block, Column, Paper } from '../model.ts';
import { Captions, heading, paragraph } from './sections.ts';

/** A mean with its interval; nothing where too few took a side. */
export interface BallotFigure {
  readonly mean: number;
  readonly low: number;
  readonly high: number;
}

export interface BallotReportInput {
  readonly organ: string;
  /** Day of the paper. */
  readonly day: string;
  readonly title: string;
  /** When it was opened and closed, as text. */
  readonly opened: string;
  readonly closed: string;
  readonly published: boolean;
  readonly items: readonly string[];
  readonly options: readonly { readonly text: string; readonly score: number }[];
  readonly electorates: readonly BallotReportElectorate[];
  /** One for each item. */
  readonly overall: readonly (BallotFigure | null)[];
  readonly least: number;
  readonly hashes: {
    readonly roll: string;
    readonly seal: string | null;
    readonly file: string;
  };
  /** Where the figures come from and when they were taken. */
  readonly note: string;
}

export interface BallotReportElectorate {
  readonly name: string;
  readonly share: string;
  readonly roll: number;
  readonly drawn: number;
  /** Nothing where fewer than {@link BallotReportInput.least} voted. */
  readonly cast: number | null;
  readonly keyHash: string;
  readonly items: readonly (
    | (BallotFigure & { readonly counts: readonly number[]; readonly answers: number })
    | null
  )[];
}

/** 测评情况报告: how a secret ballot was held, who voted, what came of it, and how to check it. */
export function ballotPaper(input: BallotReportInput, t: Translate): Paper {
  const captions = new Captions(t);
  const shown = input.electorates.filter((e) => e.cast !== null);
  return {
    head: { kind: 'document', organ: t('document:mark', { organ: input.organ }) },
    title: t('document:ballot-title', { title: input.title }),
    body: [
      heading(t('document:ballot-basics')),
      ...basics(input, t),
      heading(t('document:ballot-method')),
      ...['secret', 'count', 'five', 'interval'].map((key) =>
        paragraph(t(`document:ballot-method-${key}`, { least: input.least })),
      ),
      heading(t('document:ballot-turnout')),
      paragraph(turnoutText(input, t)),
      turnoutTable(input, captions, t),
      heading(t('document:ballot-results')),
      paragraph(
        t('document:ballot-results-what', {
          shares: input.electorates
            .filter((e) => e.cast !== null)
            .map((e) => e.name)
            .join('、'),
        }),
      ),
      overallTable(input, captions, t),
      heading(t('document:ballot-proof')),
      ...proof(input, t),
    ],
    ...(shown.length > 0 ? { attachments: [t('document:ballot-annex')] } : {}),
    signature: { organ: input.organ, date: input.day, sealed: true },
    note: input.note,
    ...(shown.length > 0
      ? {
          annexes: [
            {
              title: t('document:ballot-annex'),
              body: shown.flatMap((e) => [
                heading(e.name),
                paragraph(t('document:ballot-annex-cast', { roll: e.roll, cast: e.cast ?? 0 })),
                countTable(input, e, captions, t),
              ]),
            },
          ],
        }
      : {}),
  };
}

function basics(input: BallotReportInput, t: Translate): Block[] {
  const options = input.options
    .map((o) => t('document:ballot-option', { text: o.text, score: o.score }))
    .join('、');
  return [
    paragraph(
      t('document:ballot-held', {
        organ: input.organ,
        title: input.title,
        opened: input.opened,
        closed: input.closed,
      }),
    ),
    paragraph(
      t('document:ballot-paper', {
        items: input.items.length,
        options,
        electorates: input.electorates
          .map((e) => t('document:ballot-weight', { name: e.name, share: e.share }))
          .join('、'),
      }),
    ),
    paragraph(t(input.published ? 'document:ballot-published' : 'document:ballot-unpublished')),
  ];
}

const percent = (part: number, whole: number): string =>
  whole > 0 ? `${((part / whole) * 100).toFixed(1)}%` : '—';

function turnoutText({ electorates, least }: BallotReportInput, t: Translate): string {
  const sum = (of: (e: BallotReportElectorate) => number) =>
    electorates.reduce((all, e) => all + of(e), 0);
  const roll = sum((e) => e.roll);
  const drawn = sum((e) => e.drawn);
  const hidden = electorates.filter((e) => e.cast === null);
  const said = t('document:ballot-turnout-sentence', { roll, drawn, share: percent(drawn, roll) });
  if (hidden.length === 0) return said;
  const names = hidden.map((e) => e.name).join('、');
  return `${said}${t('document:ballot-turnout-hidden', { names, least })}`;
}

function turnoutTable(input: BallotReportInput, captions: Captions, t: Translate): Block {
  const few = t('document:ballot-fewer', { least: input.least });
  return {
    kind: 'table',
    caption: captions.table(t('document:ballot-turnout-caption')),
    columns: [
      { heading: t('document:ballot-electorate'), width: 52 },
      { heading: t('document:ballot-share'), width: 20, align: 'right' },
      { heading: t('document:ballot-roll'), width: 22, align: 'right' },
      { heading: t('document:ballot-drawn'), width: 20, align: 'right' },
      { heading: t('document:ballot-cast'), width: 24, align: 'right' },
      { heading: t('document:ballot-rate'), width: 22, align: 'right' },
    ],
    rows: input.electorates.map((e) => [
      e.name,
      e.share,
      String(e.roll),
      String(e.drawn),
      e.cast === null ? few : String(e.cast),
      e.cast === null ? '—' : percent(e.cast, e.roll),
    ]),
  };
}

const mean = (f: BallotFigure): string => f.mean.toFixed(2);
const interval = (f: BallotFigure): string => `${f.low.toFixed(2)}～${f.high.toFixed(2)}`;

function overallTable(input: BallotReportInput, captions: Captions, t: Translate): Block {
  const few = t('document:ballot-fewer', { least: input.least });
  return {
    kind: 'table',
    caption: captions.table(t('document:ballot-overall-caption')),
    columns: [
      { heading: t('document:ballot-number'), width: 12, align: 'center' },
      { heading: t('document:ballot-item'), width: 78 },
      { heading: t('document:ballot-mean'), width: 24, align: 'right' },
      { heading: t('document:ballot-interval'), width: 42, align: 'right' },
    ],
    rows: input.items.map((text, i) => {
      const f = input.overall[i];
      return [String(i + 1), text, f ? mean(f) : few, f ? interval(f) : '—'];
    }),
  };
}

function countTable(
  input: BallotReportInput,
  electorate: BallotReportElectorate,
  captions: Captions,
  t: Translate,
): Block {
  const few = t('document:ballot-fewer', { least: input.least });
  const option = Math.min(17, Math.floor(78 / input.options.length));
  const columns: Column[] = [
    { heading: t('document:ballot-number'), width: 10, align: 'center' },
    { heading: t('document:ballot-item'), width: 40 },
    ...input.options.map((o): Column => ({ heading: o.text, width: option, align: 'right' })),
    { heading: t('document:ballot-mean'), width: 18, align: 'right' },
    { heading: t('document:ballot-interval'), width: 28, align: 'right' },
  ];
  return {
    kind: 'table',
    caption: captions.table(t('document:ballot-counts-caption', { name: electorate.name })),
    columns,
    rows: input.items.map((text, i) => {
      const f = electorate.items[i];
      return f
        ? [String(i + 1), text, ...f.counts.map(String), mean(f), interval(f)]
        : [String(i + 1), text, ...input.options.map(() => '—'), few, '—'];
    }),
  };
}

function proof({ hashes, electorates }: BallotReportInput, t: Translate): Block[] {
  const term = (name: string, text: string): Block => ({ kind: 'term', term: name, text });
  return [
    paragraph(t('document:ballot-proof-what')),
    term(t('document:ballot-hash-roll'), hashes.roll),
    ...electorates.map((e) => term(t('document:ballot-hash-key', { name: e.name }), e.keyHash)),
    ...(hashes.seal ? [term(t('document:ballot-hash-seal'), hashes.seal)] : []),
    term(t('document:ballot-hash-file'), hashes.file),
    paragraph(t('document:ballot-proof-how')),
  ];
}
