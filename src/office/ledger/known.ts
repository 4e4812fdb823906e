import type { Taxonomy } from '../../contract/campaign/schemas.ts';
import { nameOf } from '../../contract/campaign/taxonomy.ts';
import type { Translate } from '../../contract/messages/index.ts';
import type { LedgerOptions } from '../../contract/problem/imports.ts';
import type { Light, mirrors, ProblemState, Source } from '../../contract/problem/states.ts';
import { words } from '../../contract/problem/words.ts';
import { groupBy } from '../group.ts';
import type { KnownMeasure, KnownProblem } from './plan.ts';
import { textKey, wordKey } from './text.ts';

/** A problem as it is stored: what a ledger shows of it and an import compares. */
export interface StoredProblem {
  readonly id: string;
  readonly org_id: string;
  readonly version: number;
  readonly number: string;
  readonly foreign_number: string | null;
  readonly unit_name: string;
  readonly campaign_id: string;
  readonly source: string;
  readonly source_text: string | null;
  readonly mirror: string | null;
  readonly tendency: string | null;
  readonly title: string;
  readonly facts: string;
  readonly cause: string | null;
  readonly severity: string;
  readonly systemic: boolean;
  readonly leader_id: string | null;
  readonly leader_name: string | null;
  readonly owner_id: string | null;
  readonly owner_name: string | null;
  readonly state: string;
  readonly due: string | null;
}

export interface StoredMeasure {
  readonly id: string;
  readonly problem_id: string;
  readonly version: number;
  readonly state: string;
  readonly text: string;
  readonly kind: string;
  readonly due: string | null;
  readonly owner_id: string | null;
  readonly owner_name: string | null;
  readonly criterion: string | null;
  /** Decimals are text where they come from a driver, numbers where they come as JSON. */
  readonly baseline: string | number | null;
  readonly target: string | number | null;
  readonly figure_unit: string | null;
  readonly direction: string | null;
  readonly beneficiaries: string | null;
  readonly effect: string | number | null;
  readonly effect_text: string | null;
  readonly done_on: string | null;
  readonly claimed: boolean;
}

/** What was told of a problem or of one of its measures, and stands. */
export interface StoredTold {
  readonly problem_id: string;
  readonly measure_id: string | null;
  readonly text: string;
}

/** What rows of a ledger are written, or compared, with. */
export interface LedgerAround {
  readonly name: (id: string | null) => { readonly name: string } | null;
  readonly light: (row: StoredProblem) => Light;
  readonly taxonomy: (campaignId: string) => Taxonomy | undefined;
  readonly t: Translate;
}

/** States in which the words of a problem can be changed. */
const CHANGEABLE: readonly string[] = ['draft', 'open', 'working'] satisfies ProblemState[];

/** Problems with their measures as a ledger shows them, and what an import has to know besides. */
export function knownOf(
  rows: readonly StoredProblem[],
  measures: readonly StoredMeasure[],
  told: readonly StoredTold[],
  around: LedgerAround,
): KnownProblem[] {
  const byProblem = groupBy(
    measures.filter((m) => m.state !== 'withdrawn'),
    (m) => m.problem_id,
  );
  const byMeasure = groupBy(told, (e) => e.measure_id ?? e.problem_id);
  const textsOf = (id: string) => (byMeasure.get(id) ?? []).map((e) => e.text);
  const say = words(around.t);
  return rows.map((row) => {
    const taxonomy = around.taxonomy(row.campaign_id);
    // Named one by one: put together out of others, tens of thousands of these are slow hash tables.
    return {
      id: row.id,
      version: row.version,
      number: row.number,
      unit: row.unit_name,
      unitId: row.org_id,
      foreignNumber: row.foreign_number,
      source: row.source_text ?? say.source(row.source as Source),
      mirror: row.mirror && mirrorName(taxonomy, row.mirror),
      tendency: nameOf(taxonomy, row.tendency),
      title: row.title,
      facts: row.facts,
      cause: row.cause,
      severity: row.severity as KnownProblem['severity'],
      systemic: row.systemic,
      leader: namesOf(row.leader_name, row.leader_id, around.name),
      owner: namesOf(row.owner_name, row.owner_id, around.name),
      state: say.state(row.state as ProblemState),
      light: around.light(row),
      settled: !CHANGEABLE.includes(row.state),
      told: textsOf(row.id),
      measures: (byProblem.get(row.id) ?? []).map((m) => knownMeasure(m, textsOf(m.id), around)),
    };
  });
}

function knownMeasure(
  m: StoredMeasure,
  told: readonly string[],
  { name }: Pick<LedgerAround, 'name'>,
): KnownMeasure {
  const figure = (value: string | number | null): number | null =>
    value === null ? null : Number(value);
  return {
    id: m.id,
    version: m.version,
    text: m.text,
    due: m.due,
    criterion: m.criterion,
    kind: m.kind as KnownMeasure['kind'],
    owner: namesOf(m.owner_name, m.owner_id, name),
    baseline: figure(m.baseline),
    target: figure(m.target),
    measureUnit: m.figure_unit,
    direction: m.direction as KnownMeasure['direction'],
    beneficiaries: m.beneficiaries,
    progress: told.at(-1) ?? null,
    effect: figure(m.effect) ?? m.effect_text,
    closedOn: m.done_on,
    started: m.state !== 'planned',
    claimed: m.claimed,
    told,
  };
}

/** The words of an imported ledger name more than the one who is in the directory. */
function namesOf(words: string | null, id: string | null, name: LedgerAround['name']): string[] {
  if (words) return words.split('、');
  const one = name(id);
  return one ? [one.name] : [];
}

function mirrorName(taxonomy: Taxonomy | undefined, code: string): string {
  return taxonomy?.mirrors.find((m) => m.code === code)?.name ?? code;
}

interface Coded {
  readonly code: string;
  readonly name: string;
}

/** Every code of a campaign's tendencies and mirrors with its name. */
export function codesOf({
  tendencies,
  mirrors: named,
}: Taxonomy): Record<'tendency' | 'mirror', readonly Coded[]> {
  const brief = ({ code, name }: Coded): Coded => ({ code, name });
  return {
    tendency: tendencies.flatMap((g) => [g, ...g.items]).map(brief),
    mirror: named.map(brief),
  };
}

/** Tendencies and mirrors of a campaign by what ledgers call them, or by what was said of words. */
export function vocabularyOf(
  taxonomy: Taxonomy,
  said: LedgerOptions['words'] = {},
): Record<'tendency' | 'mirror', (text: string) => Coded | undefined> {
  const { tendencies, mirrors: named } = taxonomy;
  const codes = codesOf(taxonomy);
  // Of another campaign's codes nothing is known here: then the word is asked about again.
  const told = (role: 'tendency' | 'mirror', text: string): Coded | undefined =>
    codes[role].find((c) => c.code === said[role]?.[wordKey(text)]);
  const byName = new Map<string, Coded>(
    [...tendencies.flatMap((g) => g.items), ...tendencies].map((i) => [textKey(i.name), i]),
  );
  const mirrorWords: readonly (readonly [RegExp, (typeof mirrors)[number]])[] = [
    [/要求|标准|制度|规定/, 'requirement'],
    [/已知|问题|反馈/, 'known'],
    [/典型|先进|标杆|榜样/, 'model'],
  ];
  return {
    tendency: (text) =>
      byName.get(textKey(text)) ?? byName.get(textKey(lastStep(text))) ?? told('tendency', text),
    mirror: (text) => {
      const code = mirrorWords.find(([word]) => word.test(text))?.[1];
      return (
        named.find((m) => textKey(m.name) === textKey(text)) ??
        told('mirror', text) ??
        named.find((m) => m.code === code)
      );
    },
  };
}

/** «形式主义/会议过多» is the last of its steps. */
const lastStep = (text: string): string => text.split(/[/\\>→—-]+/).at(-1) ?? text;
