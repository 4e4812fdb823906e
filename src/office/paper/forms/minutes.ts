import type { Translate } from '../../../contract/messages/index.ts';
import type { Block, Paper } from '../model.ts';
import { longDate } from '../numbering.ts';

/** A meeting or study session as it was held. */
export interface MinutesInput {
  readonly organ: string;
  /** Kind of meeting, the middle of the mark: 会议, 专题党课 … */
  readonly kind: string;
  readonly title: string;
  /** `YYYY-MM-DD`. */
  readonly day: string;
  readonly place?: string;
  readonly host?: string;
  readonly speaker?: string;
  readonly recorder?: string;
  readonly present: readonly string[];
  readonly absent?: readonly string[];
  /** What was treated, a line each. */
  readonly agenda: readonly string[];
  /** What was said, a paragraph each. */
  readonly record: readonly string[];
  /** What came of it: problems raised, decisions taken. */
  readonly outcome: readonly string[];
}

/** 会议纪要、学习记录 in the form of minutes (纪要格式). */
export function minutesPaper(input: MinutesInput, t: Translate): Paper {
  const term = (key: string, text: string | undefined): Block[] =>
    text ? [{ kind: 'term', term: t(key), text }] : [];
  const items = (key: string, lines: readonly string[]): Block[] =>
    lines.length === 0
      ? []
      : [
          { kind: 'heading', level: 1, text: t(key) },
          ...lines.map((text): Block => ({ kind: 'heading', level: 3, text })),
        ];
  return {
    head: {
      kind: 'minutes',
      organ: t('document:minutes-mark', { organ: input.organ, kind: input.kind }),
    },
    title: input.title,
    body: [
      ...term('document:minutes-day', longDate(input.day)),
      ...term('document:minutes-place', input.place),
      ...term('document:minutes-host', input.host),
      ...term('document:minutes-speaker', input.speaker),
      ...term('document:minutes-recorder', input.recorder),
      ...items('document:minutes-agenda', input.agenda),
      ...(input.record.length > 0
        ? [
            { kind: 'heading', level: 1, text: t('document:minutes-record') } as Block,
            ...input.record.map((text): Block => ({ kind: 'paragraph', text })),
          ]
        : []),
      ...items('document:minutes-outcome', input.outcome),
      ...(input.outcome.length === 0
        ? [{ kind: 'paragraph', text: t('document:minutes-nothing') } as Block]
        : []),
      ...term('document:minutes-present', input.present.join('、')),
      ...term('document:minutes-absent', input.absent?.join('、')),
    ],
    signature: { organ: input.organ, date: input.day },
  };
}
