import type { Translate } from '../../../contract/messages/index.ts';
import type { Block, Paper } from '../model.ts';
import type { LoopFigures } from './figures.ts';
import { type Provenance, provenanceNote } from './provenance.ts';
import {
  byUnit,
  Captions,
  effects,
  heading,
  overdueRows,
  overview,
  paragraph,
} from './sections.ts';

export interface CircularInput {
  readonly organ: string;
  readonly unit: string;
  readonly number?: string | undefined;
  readonly recipient?: string | undefined;
  readonly day: string;
  readonly figures: LoopFigures;
  readonly provenance: Provenance;
}

/**
 * 通报: how the units stand, what came of it, what is overdue or did not last, and what is asked of
 * whom. Units stand in the order of the tree: counts tell no rank.
 */
export function circularPaper(input: CircularInput, t: Translate): Paper {
  const { figures, unit, organ } = input;
  const captions = new Captions(t);
  // Tables are numbered as they are made: in the order of the paper.
  const standing = [...overview(unit, figures, t), ...byUnit(figures, captions, t)];
  const good = effects(figures, captions, t);
  const bad = wanting(figures, captions, t);
  return {
    head: {
      kind: 'document',
      organ: t('document:mark', { organ }),
      ...(input.number ? { number: input.number } : {}),
    },
    title: t('document:circular-title', { unit }),
    recipient: input.recipient ?? t('document:circular-recipient'),
    body: [
      paragraph(t('document:circular-opening')),
      heading(t('document:section-overview')),
      ...standing,
      ...(good.length > 0 ? [heading(t('document:circular-good')), ...good] : []),
      ...(bad.length > 0 ? [heading(t('document:circular-wanting')), ...bad] : []),
      heading(t('document:circular-demands')),
      ...demands(figures, t),
      paragraph(t('document:circular-end')),
    ],
    signature: { organ, date: input.day, sealed: true },
    note: provenanceNote(input.provenance, t),
  };
}

function wanting(figures: LoopFigures, captions: Captions, t: Translate): Block[] {
  const { breaks, rechecks } = figures;
  const missing = breaks.filter((b) => b.count > 0);
  return [
    ...overdueRows(figures, captions, t),
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
    ...(rechecks.failed > 0
      ? [
          paragraph(
            t('document:rechecks-sentence', { all: rechecks.held + rechecks.failed, ...rechecks }),
          ),
        ]
      : []),
  ];
}

/** What is asked follows from what is wanting: nothing is demanded of nobody. */
function demands({ standing, breaks, rechecks }: LoopFigures, t: Translate): Block[] {
  const missing = breaks.reduce((sum, b) => sum + b.count, 0);
  const asked = [
    ...(standing.overdue > 0 ? [t('document:circular-overdue', { count: standing.overdue })] : []),
    ...(missing > 0 ? [t('document:circular-missing')] : []),
    ...(rechecks.failed > 0 ? [t('document:circular-failed', { count: rechecks.failed })] : []),
    t('document:circular-effect'),
  ];
  return asked.map((text): Block => ({ kind: 'heading', level: 3, text }));
}
