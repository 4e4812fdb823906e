import type { Translate } from '../../../contract/messages/index.ts';
import type { Block, Paper } from '../model.ts';
import type { LoopFigures } from './figures.ts';
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

export interface BriefInput {
  /** Number of the issue in its year; left out while it has none. */
  readonly issue?: number;
  /** Organ that publishes it. */
  readonly organ: string;
  readonly unit: string;
  readonly day: string;
  readonly figures: LoopFigures;
  readonly provenance: Provenance;
  /** Who gets it: 报 above, 送 beside, 发 below. */
  readonly report?: readonly string[];
  readonly send?: readonly string[];
  readonly hand?: readonly string[];
}

/** 简报: what moved in the period, where it is stuck, what came of it; no section without rows. */
export function briefPaper(input: BriefInput, t: Translate): Paper {
  const { figures, unit } = input;
  const captions = new Captions(t);
  const section = (key: string, blocks: readonly Block[]): Block[] =>
    blocks.length > 0 ? [heading(t(key)), ...blocks] : [];
  const to = (['report', 'send', 'hand'] as const).flatMap((way) =>
    input[way]?.length ? [{ word: t(`document:brief-${way}`), names: input[way] }] : [],
  );
  return {
    head: {
      kind: 'brief',
      name: t('document:brief-name'),
      issue:
        input.issue === undefined
          ? t('document:brief-unnumbered')
          : t('document:brief-issue', { n: input.issue }),
      organ: input.organ,
      date: input.day,
    },
    title: t('document:brief-title', { ...figures.moved, overdue: figures.standing.overdue }),
    body: [
      ...section('document:section-overview', overview(unit, figures, t)),
      ...section('document:section-funnel', funnel(figures, captions, t)),
      ...section('document:section-units', byUnit(figures, captions, t)),
      ...section('document:section-overdue', overdueRows(figures, captions, t)),
      ...section('document:section-effects', effects(figures, captions, t)),
      paragraph(`（${provenanceNote(input.provenance, t)}）`),
    ],
    ...(to.length > 0 ? { end: { kind: 'brief', to } } : {}),
  };
}
