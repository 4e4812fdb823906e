import type { Translate } from '../../../contract/messages/index.ts';
import type { Block, Paper } from '../model.ts';
import { longDate } from '../numbering.ts';
import { Captions, heading, paragraph } from './sections.ts';

export interface PlanInput {
  readonly organ: string;
  readonly unit: string;
  readonly number?: string | undefined;
  readonly recipient?: string | undefined;
  readonly day: string;
  readonly campaign: string;
  readonly theme: string;
  /** `YYYY-MM-DD`. */
  readonly since: string;
  /** 对照什么查 */
  readonly mirrors: readonly string[];
  /** Four groups of tendencies, with what belongs to each. */
  readonly tendencies: readonly { readonly name: string; readonly items: readonly string[] }[];
  /** Who must have a list of their own, and by when. */
  readonly lists: readonly {
    readonly list: 'unit' | 'personal';
    readonly class: string | null;
    readonly by: string | null;
  }[];
  readonly sessions: readonly {
    readonly on: string;
    readonly form: string;
    readonly topic: string;
    readonly serves: string;
    readonly host: string;
  }[];
  readonly specials: readonly {
    readonly name: string;
    readonly goal: string;
    readonly lead: string;
    readonly due: string;
  }[];
  readonly duties: readonly {
    readonly title: string;
    readonly post: string;
    readonly holder: string;
  }[];
  readonly rules: {
    readonly noticeDays: number;
    readonly observeDays: {
      readonly slight: number;
      readonly ordinary: number;
      readonly grave: number;
    };
    readonly recheckDays: readonly number[];
    readonly drawShare: number;
    readonly silenceDays: number;
  };
  /** 数据截至何时. */
  readonly at: string;
}

/** 工作方案 of a campaign, from its frame: what is read, looked for, put right and kept, and by whom. */
export function planPaper(input: PlanInput, t: Translate): Paper {
  const { organ, unit, campaign } = input;
  const captions = new Captions(t);
  return {
    head: {
      kind: 'document',
      organ: t('document:mark', { organ }),
      ...(input.number ? { number: input.number } : {}),
    },
    title: t('document:plan-title', { unit, campaign }),
    recipient: input.recipient ?? t('document:circular-recipient'),
    body: [
      paragraph(t('document:plan-opening', { campaign })),
      heading(t('document:plan-aim')),
      paragraph(
        t('document:plan-theme', { theme: sentence(input.theme), since: longDate(input.since) }),
      ),
      heading(t('document:plan-work')),
      ...study(input, captions, t),
      ...inspect(input, t),
      ...rectify(input, t),
      ...improve(input, captions, t),
      heading(t('document:plan-duty')),
      ...duties(input, captions, t),
    ],
    signature: { organ, date: input.day, sealed: true },
    note: t('document:plan-note', { at: input.at, unit }),
  };
}

const sentence = (text: string): string => `${text.trim().replace(/[。．.；;]+$/, '')}。`;
const item = (text: string): Block => ({ kind: 'heading', level: 3, text });

function study({ sessions }: PlanInput, captions: Captions, t: Translate): Block[] {
  return [
    heading(t('document:plan-study'), 2),
    paragraph(t('document:plan-study-what')),
    ...(sessions.length === 0
      ? [paragraph(t('document:plan-study-none'))]
      : [
          {
            kind: 'table' as const,
            caption: captions.table(t('document:plan-study-caption')),
            columns: [
              { heading: t('document:plan-day'), width: 24, align: 'center' as const },
              { heading: t('document:plan-form'), width: 24, align: 'center' as const },
              { heading: t('document:plan-topic'), width: 48 },
              { heading: t('document:plan-serves'), width: 44 },
              { heading: t('document:minutes-host'), width: 16, align: 'center' as const },
            ],
            rows: sessions.map((s) => [s.on, s.form, s.topic, s.serves, s.host]),
          },
        ]),
  ];
}

function inspect({ mirrors, tendencies, lists }: PlanInput, t: Translate): Block[] {
  return [
    heading(t('document:plan-inspect'), 2),
    paragraph(t('document:plan-inspect-what', { mirrors: mirrors.join('、') })),
    ...tendencies.map(({ name, items }) =>
      item(
        items.length > 0
          ? t('document:plan-tendency', { name, items: items.join('、') })
          : sentence(name),
      ),
    ),
    ...lists.map(({ list, class: of, by }) =>
      paragraph(
        t(`document:plan-list-${list}${by ? '' : '-undated'}`, {
          class: of ?? t('document:plan-every-unit'),
          by: by ? longDate(by) : '',
        }),
      ),
    ),
  ];
}

function rectify({ rules }: PlanInput, t: Translate): Block[] {
  const { slight, ordinary, grave } = rules.observeDays;
  return [
    heading(t('document:plan-rectify'), 2),
    item(t('document:plan-rectify-measure')),
    item(t('document:plan-rectify-observe', { slight, ordinary, grave })),
    item(t('document:plan-rectify-close', { days: rules.noticeDays })),
    ...(rules.recheckDays.length > 0
      ? [
          item(
            t('document:plan-rectify-recheck', {
              days: rules.recheckDays.join('、'),
              share: rules.drawShare,
            }),
          ),
        ]
      : []),
    item(t('document:plan-rectify-silent', { days: rules.silenceDays })),
  ];
}

function improve({ specials }: PlanInput, captions: Captions, t: Translate): Block[] {
  return [
    heading(t('document:plan-improve'), 2),
    paragraph(t('document:plan-improve-what')),
    ...(specials.length === 0
      ? []
      : [
          {
            kind: 'table' as const,
            caption: captions.table(t('document:plan-special-caption')),
            columns: [
              { heading: t('document:plan-special'), width: 40 },
              { heading: t('document:column-objective'), width: 60 },
              { heading: t('document:plan-lead'), width: 30 },
              { heading: t('document:column-due'), width: 26, align: 'center' as const },
            ],
            rows: specials.map((s) => [s.name, s.goal, s.lead, s.due]),
          },
        ]),
  ];
}

/** Who answers, post by post; what nobody holds says so. */
function duties({ duties: rows }: PlanInput, captions: Captions, t: Translate): Block[] {
  if (rows.length === 0) return [paragraph(t('document:plan-duty-none'))];
  return [
    paragraph(t('document:plan-duty-what')),
    {
      kind: 'table',
      caption: captions.table(t('document:plan-duty-caption')),
      columns: [
        { heading: t('document:plan-duty-title'), width: 60 },
        { heading: t('document:plan-post'), width: 56 },
        { heading: t('document:plan-holder'), width: 40, align: 'center' },
      ],
      rows: rows.map((d) => [d.title, d.post || '—', d.holder || t('document:plan-nobody')]),
    },
  ];
}
