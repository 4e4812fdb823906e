import { createTranslator, type Translate } from '../../contract/messages/index.ts';
import {
  type mirrors,
  type ProblemState,
  type Source,
  sources,
} from '../../contract/problem/states.ts';
import { words } from '../../contract/problem/words.ts';
import type { KnownMeasure, KnownProblem } from '../../office/ledger/plan.ts';
import { textKey } from '../../office/ledger/text.ts';
import type { CampaignFrame } from '../campaign/service.ts';
import { groupBy } from '../platform/group.ts';
import { lightFor } from './days.ts';
import type { ToldRow } from './import.queries.ts';
import type { Days, ListedRow, MeasureRow } from './queries.ts';
import type { Names } from './rows.ts';

/** What rows of a ledger are written, or compared, with. */
export interface LedgerAround {
  readonly name: Names;
  readonly days: Days;
  readonly frames: ReadonlyMap<string, CampaignFrame>;
  readonly t: Translate;
}

/** States in which the words of a problem can be changed. */
const CHANGEABLE: readonly string[] = ['draft', 'open', 'working'] satisfies ProblemState[];

/** Problems with their measures as a ledger shows them, and what an import has to know besides. */
export function knownOf(
  rows: readonly ListedRow[],
  measures: readonly MeasureRow[],
  told: readonly ToldRow[],
  around: LedgerAround,
): KnownProblem[] {
  const byProblem = groupBy(
    measures.filter((m) => m.state !== 'withdrawn'),
    (m) => m.problem_id,
  );
  const byMeasure = groupBy(told, (e) => e.measure_id ?? e.problem_id);
  const textsOf = (id: string) => (byMeasure.get(id) ?? []).map((e) => e.text);
  return rows.map((row) => {
    const frame = around.frames.get(row.campaign_id);
    const say = words(around.t);
    return {
      ...{ id: row.id, version: row.version, number: row.number, unit: row.unit_name },
      unitId: row.org_id,
      foreignNumber: row.foreign_number,
      source: row.source_text ?? say.source(row.source as Source),
      mirror: row.mirror && mirrorName(frame, row.mirror),
      tendency: row.tendency && tendencyName(frame, row.tendency),
      ...{ title: row.title, facts: row.facts, cause: row.cause },
      severity: row.severity as KnownProblem['severity'],
      systemic: row.systemic,
      leader: namesOf(row.leader_name, row.leader_id, around.name),
      owner: namesOf(row.owner_name, row.owner_id, around.name),
      state: say.state(row.state as ProblemState),
      light: lightFor(row, around.days),
      settled: !CHANGEABLE.includes(row.state),
      told: textsOf(row.id),
      measures: (byProblem.get(row.id) ?? []).map((m) => knownMeasure(m, textsOf(m.id), around)),
    };
  });
}

function knownMeasure(
  m: MeasureRow,
  told: readonly string[],
  { name }: Pick<LedgerAround, 'name'>,
): KnownMeasure {
  const figure = (value: string | null): number | null => (value === null ? null : Number(value));
  return {
    ...{ id: m.id, version: m.version, text: m.text, due: m.due, criterion: m.criterion },
    kind: m.kind as KnownMeasure['kind'],
    owner: namesOf(m.owner_name, m.owner_id, name),
    baseline: figure(m.baseline),
    target: figure(m.target),
    measureUnit: m.figure_unit,
    beneficiaries: m.beneficiaries,
    progress: told.at(-1) ?? null,
    effect: figure(m.effect) ?? m.effect_text,
    closedOn: m.done_on,
    started: m.state !== 'planned',
    told,
  };
}

/** The words of an imported ledger name more than the one who is in the directory. */
function namesOf(words: string | null, id: string | null, name: Names): string[] {
  if (words) return words.split('、');
  const one = name(id);
  return one ? [one.name] : [];
}

function tendencyName(frame: CampaignFrame | undefined, code: string): string {
  for (const group of frame?.taxonomy.tendencies ?? []) {
    if (group.code === code) return group.name;
    const item = group.items.find((i) => i.code === code);
    if (item) return item.name;
  }
  return code;
}

function mirrorName(frame: CampaignFrame | undefined, code: string): string {
  return frame?.taxonomy.mirrors.find((m) => m.code === code)?.name ?? code;
}

interface Coded {
  readonly code: string;
  readonly name: string;
}

/** Tendencies and mirrors of a campaign by what ledgers call them. */
export function vocabularyOf(
  frame: CampaignFrame,
): Record<'tendency' | 'mirror', (text: string) => Coded | undefined> {
  const { tendencies, mirrors: named } = frame.taxonomy;
  const byName = new Map<string, Coded>(
    [...tendencies.flatMap((g) => g.items), ...tendencies].map((i) => [textKey(i.name), i]),
  );
  const mirrorWords: readonly (readonly [RegExp, (typeof mirrors)[number]])[] = [
    [/要求|标准|制度|规定/, 'requirement'],
    [/已知|问题|反馈/, 'known'],
    [/典型|先进|标杆|榜样/, 'model'],
  ];
  return {
    tendency: (text) => byName.get(textKey(text)) ?? byName.get(textKey(lastStep(text))),
    mirror: (text) => {
      const code = mirrorWords.find(([word]) => word.test(text))?.[1];
      return (
        named.find((m) => textKey(m.name) === textKey(text)) ?? named.find((m) => m.code === code)
      );
    },
  };
}

/** «形式主义/会议过多» is the last of its steps. */
const lastStep = (text: string): string => text.split(/[/\\>→—-]+/).at(-1) ?? text;

const sourceWords: readonly (readonly [RegExp, Source])[] = [
  [/自查|自我|查摆|对照检查|班子/, 'self'],
  [/学习|研讨|读书班|党课/, 'study'],
  [/群众|信访|投诉|来信|12345|热线|意见箱|职工反映/, 'voice'],
  [/走访|调研|下沉|座谈/, 'visit'],
  [/督导|督查|督办/, 'supervision'],
  [/巡视|巡察|检查组/, 'inspection'],
  [/审计/, 'audit'],
  [/上级|通报|反馈/, 'superior'],
];
const sourceByWord = new Map(
  [createTranslator('zh-CN'), createTranslator('en')].flatMap((t) =>
    sources.map((s) => [words(t).source(s), s] as const),
  ),
);

/** Where a problem was found: the source, and the words where they say more. */
export function sourceOf(text: string): { source: Source; sourceText: string | null } {
  const exact = sourceByWord.get(text);
  if (exact) return { source: exact, sourceText: null };
  const source = sourceWords.find(([word]) => word.test(text))?.[1] ?? 'other';
  return { source, sourceText: text };
}
