import type { Translate } from '../../../contract/messages/index.ts';
import type { Block, Paper } from '../model.ts';
import { type LoopFigures, share } from './figures.ts';
import { type LedgerRow, ledgerTable } from './ledger.ts';
import { type Provenance, provenanceNote } from './provenance.ts';
import {
  byUnit,
  Captions,
  effects,
  funnel,
  heading,
  overdueRows,
  overview,
  paragraph,
} from './sections.ts';

export interface ReportInput {
  readonly organ: string;
  readonly unit: string;
  readonly number?: string;
  readonly recipient?: string;
  readonly day: string;
  readonly figures: LoopFigures;
  readonly provenance: Provenance;
  /** With rows, the ledger follows as an annex. */
  readonly ledger?: readonly LedgerRow[];
}

/** 总结报告: how the problems found were put right, with charts, tables and the ledger behind. */
export function reportPaper(input: ReportInput, t: Translate): Paper {
  const { figures, unit, ledger } = input;
  const captions = new Captions(t);
  const note = provenanceNote(input.provenance, t);
  return {
    head: {
      kind: 'document',
      organ: t('document:mark', { organ: input.organ }),
      ...(input.number ? { number: input.number } : {}),
    },
    title: t('document:report-title', { unit }),
    ...(input.recipient ? { recipient: input.recipient } : {}),
    body: [
      paragraph(t('document:report-opening', { unit })),
      heading(t('document:section-overview')),
      ...overview(unit, figures, t),
      ...funnel(figures, captions, t),
      heading(t('document:section-found')),
      ...tendencies(figures, captions, t),
      ...byUnit(figures, captions, t),
      heading(t('document:section-rectified')),
      ...kinds(figures, captions, t),
      ...effects(figures, captions, t),
      ...served(figures, captions, t),
      ...rechecks(figures, t),
      ...open(figures, captions, t),
    ],
    ...(ledger?.length ? { attachments: [t('document:ledger')] } : {}),
    signature: { organ: input.organ, date: input.day, sealed: true },
    note,
    ...(ledger?.length
      ? {
          annexes: [
            {
              title: t('document:title-ledger', { unit }),
              orientation: 'landscape',
              body: [ledgerTable(ledger, t)],
              note,
            },
          ],
        }
      : {}),
  };
}

function tendencies({ tendencies: rows }: LoopFigures, captions: Captions, t: Translate): Block[] {
  if (rows.length === 0) return [paragraph(t('document:no-rows'))];
  const most = rows.reduce((a, b) => (b.total > a.total ? b : a));
  const total = rows.reduce((sum, r) => sum + r.total, 0);
  return [
    paragraph(
      t('document:tendencies-sentence', {
        kinds: rows.length,
        name: most.name,
        count: most.total,
        share: share(most.total, total),
      }),
    ),
    counted(rows, t('document:closed'), (r) => r.closed, t('document:tendencies-caption'), [
      captions,
      t('document:closed-share'),
      t,
    ]),
  ];
}

function kinds({ kinds: rows }: LoopFigures, captions: Captions, t: Translate): Block[] {
  if (rows.length === 0) return [];
  const [total, done] = rows.reduce(([a, b], r) => [a + r.total, b + r.done], [0, 0]);
  return [
    paragraph(t('document:kinds-sentence', { total, done, share: share(done, total) })),
    counted(rows, t('document:measures-done'), (r) => r.done, t('document:kinds-caption'), [
      captions,
      t('document:measures-share'),
      t,
    ]),
  ];
}

function counted<Row extends { readonly name: string; readonly total: number }>(
  rows: readonly Row[],
  part: string,
  partOf: (row: Row) => number,
  caption: string,
  [captions, shareName, t]: readonly [Captions, string, Translate],
): Block {
  return {
    kind: 'table',
    caption: captions.table(caption),
    columns: [
      { heading: t('document:column-group'), width: 70 },
      { heading: t('document:number-of-rows'), width: 26, align: 'right' },
      { heading: part, width: 26, align: 'right' },
      { heading: shareName, width: 26, align: 'right' },
    ],
    rows: rows.map((r) => [r.name, String(r.total), String(partOf(r)), share(partOf(r), r.total)]),
  };
}

/** 同中心工作结合: what was put right beside the business it serves. */
function served({ served: rows = [] }: LoopFigures, captions: Captions, t: Translate): Block[] {
  if (rows.length === 0) return [];
  const sum = (of: 'problems' | 'confirmed') => rows.reduce((all, r) => all + r[of], 0);
  return [
    paragraph(
      t('document:served-sentence', {
        figures: rows.length,
        problems: sum('problems'),
        confirmed: sum('confirmed'),
      }),
    ),
    {
      kind: 'table',
      caption: captions.table(t('document:served-caption')),
      columns: [
        { heading: t('document:column-business-figure'), width: 46 },
        { heading: t('document:problems'), width: 18, align: 'right' },
        { heading: t('document:funnel-confirmed'), width: 22, align: 'right' },
        { heading: t('document:column-came-of-it'), width: 74 },
      ],
      rows: rows.map((r) => [r.name, String(r.problems), String(r.confirmed), r.effect]),
    },
  ];
}

function rechecks({ rechecks: { held, failed } }: LoopFigures, t: Translate): Block[] {
  if (held + failed === 0) return [];
  return [paragraph(t('document:rechecks-sentence', { all: held + failed, held, failed }))];
}

/** What is not done stands in the report as plainly as what is. */
function open(figures: LoopFigures, captions: Captions, t: Translate): Block[] {
  const missing = figures.breaks.filter((b) => b.count > 0);
  const overdue = overdueRows(figures, captions, t);
  if (missing.length === 0 && overdue.length === 0) return [];
  return [
    heading(t('document:section-open')),
    ...(missing.length > 0
      ? [
          paragraph(
            t('document:breaks-sentence', {
              list: missing
                .map(({ name, count }) => t('document:break-count', { name, count }))
                .join('、'),
            }),
          ),
        ]
      : []),
    ...overdue,
  ];
}
