import type { Translate } from '../../../contract/messages/index.ts';
import type { Form, Question } from '../../../contract/survey/form.ts';
import type { Block, Paper } from '../model.ts';

/** A survey as it is printed and filled in by hand: boxes to tick, lines to write on. */
export function questionnairePaper(
  given: {
    readonly title: string;
    readonly intro: string;
    readonly anonymous: boolean;
    readonly form: Form;
    /** `YYYY-MM-DD`. */
    readonly until: string;
  },
  t: Translate,
): Paper {
  const number = new Map(given.form.questions.map((q, i) => [q.id, i + 1]));
  return {
    head: { kind: 'none' },
    title: given.title,
    body: [
      { kind: 'paragraph', text: given.intro },
      {
        kind: 'paragraph',
        text: t(given.anonymous ? 'survey:paper-anonymous' : 'survey:paper-named', {
          day: given.until,
        }),
      },
      ...given.form.questions.flatMap((q, i) => question(q, i + 1, number, t)),
    ],
  };
}

const BOX = '□';

function question(
  q: Question,
  n: number,
  number: ReadonlyMap<string, number>,
  t: Translate,
): Block[] {
  const hint = t(`survey:paper-${q.kind}`, { points: q.points ?? 0 });
  const title: Block = {
    kind: 'paragraph',
    text: `${n}. ${q.title}（${hint}${q.required ? '' : t('survey:paper-optional')}）`,
  };
  return [
    title,
    ...(q.help ? [{ kind: 'paragraph', text: q.help } as const] : []),
    ...field(q, number, t),
  ];
}

function field(q: Question, number: ReadonlyMap<string, number>, t: Translate): Block[] {
  const line = (text: string): Block => ({ kind: 'paragraph', text });
  switch (q.kind) {
    case 'text':
      return [line('＿'.repeat(24)), line('＿'.repeat(24))];
    case 'scale':
      return [line(marks(q, '　'))];
    case 'matrix':
      return [
        {
          kind: 'table',
          columns: [
            { heading: t('survey:paper-row'), width: 40 },
            ...Array.from({ length: q.points ?? 0 }, (_, i) => ({
              heading: [i + 1, i === 0 ? q.low : i + 1 === q.points ? q.high : '']
                .filter(Boolean)
                .join(' '),
              width: 60 / (q.points ?? 1),
              align: 'center' as const,
            })),
          ],
          rows: (q.rows ?? []).map((r) => [
            r.text,
            ...Array.from({ length: q.points ?? 0 }, () => BOX),
          ]),
        },
      ];
    case 'ranking':
      return (q.options ?? []).map((o) => line(`（　）${o.text}`));
    default:
      return (q.options ?? []).map((o) => line(`${BOX} ${o.text}${jump(q, o.id, number, t)}`));
  }
}

function marks(q: Question, gap: string): string {
  const boxes = Array.from({ length: q.points ?? 0 }, (_, i) => `${BOX} ${i + 1}`).join(gap);
  return [q.low, boxes, q.high].filter(Boolean).join(gap);
}

function jump(
  q: Question,
  option: string,
  number: ReadonlyMap<string, number>,
  t: Translate,
): string {
  const to = q.jumps?.find((j) => j.option === option)?.to;
  if (to === undefined) return '';
  return to === 'end' ? t('survey:paper-end') : t('survey:paper-jump', { n: number.get(to) ?? 0 });
}
