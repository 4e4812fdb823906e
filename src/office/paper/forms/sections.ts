import type { Translate } from '../../../contract/messages/index.ts';
import type { Block } from '../model.ts';
import { longDate } from '../numbering.ts';
import { type LoopFigures, share } from './figures.ts';

export const paragraph = (text: string): Block => ({ kind: 'paragraph', text });
export const heading = (text: string, level: 1 | 2 = 1): Block => ({
  kind: 'heading',
  level,
  text,
});

/** Numbers captions 图1, 图2 … 表1, 表2 … through a whole paper. */
export class Captions {
  #figures = 0;
  #tables = 0;
  readonly #t: Translate;

  constructor(t: Translate) {
    this.#t = t;
  }

  figure(text: string): string {
    return this.#t('document:figure', { n: ++this.#figures, text });
  }

  table(text: string): string {
    return this.#t('document:table', { n: ++this.#tables, text });
  }
}

/** What happened and how things stand, in two sentences made of figures. */
export function overview(
  unit: string,
  { moved, standing, from, to }: LoopFigures,
  t: Translate,
): Block[] {
  return [
    paragraph(
      t('document:overview-moved', { ...moved, unit, from: longDate(from), to: longDate(to) }),
    ),
    paragraph(
      t('document:overview-standing', {
        ...standing,
        to: longDate(to),
        share: share(standing.closed, standing.total),
      }),
    ),
  ];
}

/** The chain as bars, and where it narrows most. */
export function funnel({ funnel: steps }: LoopFigures, captions: Captions, t: Translate): Block[] {
  if (steps.every((s) => s.count === 0)) return [];
  const drops = steps.slice(1).map((step, i) => ({
    from: steps[i]!,
    to: step,
    lost: steps[i]!.count - step.count,
  }));
  const worst = drops.reduce((a, b) => (b.lost > a.lost ? b : a));
  return [
    ...(worst.lost > 0
      ? [
          paragraph(
            t('document:funnel-narrows', {
              from: worst.from.name,
              to: worst.to.name,
              before: worst.from.count,
              after: worst.to.count,
              share: share(worst.to.count, worst.from.count),
            }),
          ),
        ]
      : []),
    {
      kind: 'chart',
      shape: 'bars',
      caption: captions.figure(t('document:funnel-caption')),
      unit: t('document:unit-rows'),
      categories: steps.map((s) => s.name),
      series: [{ name: t('document:number-of-rows'), values: steps.map((s) => s.count) }],
    },
  ];
}

/** Rows by unit: a table, and for few units a chart that shows them at a glance. */
export function byUnit({ units }: LoopFigures, captions: Captions, t: Translate): Block[] {
  if (units.length === 0) return [];
  const names = {
    total: t('document:problems'),
    closed: t('document:closed'),
    overdue: t('document:overdue'),
  };
  const chart: Block[] =
    units.length >= 2 && units.length <= 8
      ? [
          {
            kind: 'chart',
            shape: 'columns',
            caption: captions.figure(t('document:units-caption')),
            unit: t('document:unit-rows'),
            categories: units.map((u) => u.name),
            series: (['total', 'closed', 'overdue'] as const).map((field) => ({
              name: names[field],
              values: units.map((u) => u[field]),
            })),
          },
        ]
      : [];
  return [
    ...chart,
    {
      kind: 'table',
      caption: captions.table(t('document:units-caption')),
      columns: [
        { heading: t('document:column-position'), width: 10, align: 'center' },
        { heading: t('document:column-unit'), width: 60 },
        { heading: names.total, width: 20, align: 'right' },
        { heading: names.closed, width: 20, align: 'right' },
        { heading: t('document:closed-share'), width: 20, align: 'right' },
        { heading: names.overdue, width: 20, align: 'right' },
      ],
      rows: units.map((u, i) => [
        String(i + 1),
        u.name,
        String(u.total),
        String(u.closed),
        share(u.closed, u.total),
        String(u.overdue),
      ]),
    },
  ];
}

/** The longest overdue, by name. */
export function overdueRows(
  { overdue, standing }: LoopFigures,
  captions: Captions,
  t: Translate,
): Block[] {
  if (overdue.length === 0) return [];
  return [
    paragraph(
      t('document:overdue-sentence', {
        count: standing.overdue,
        long: standing.longOverdue,
        shown: overdue.length,
      }),
    ),
    {
      kind: 'table',
      caption: captions.table(t('document:overdue-caption')),
      columns: [
        { heading: t('document:column-number'), width: 24, align: 'center' },
        { heading: t('document:column-problem'), width: 66 },
        { heading: t('document:column-unit'), width: 30 },
        { heading: t('document:column-due'), width: 24, align: 'center' },
        { heading: t('document:column-late'), width: 16, align: 'right' },
      ],
      rows: overdue.map((r) => [r.number, r.title, r.unit, r.due, String(r.days)]),
    },
  ];
}

/** What was closed and what came of it: figures, not adjectives. */
export function effects({ effects: rows }: LoopFigures, captions: Captions, t: Translate): Block[] {
  if (rows.length === 0) return [];
  return [
    {
      kind: 'table',
      caption: captions.table(t('document:effects-caption')),
      columns: [
        { heading: t('document:column-number'), width: 24, align: 'center' },
        { heading: t('document:column-problem'), width: 56 },
        { heading: t('document:column-unit'), width: 30 },
        { heading: t('document:column-effect'), width: 50 },
      ],
      rows: rows.map((r) => [r.number, r.title, r.unit, r.effect]),
    },
  ];
}
