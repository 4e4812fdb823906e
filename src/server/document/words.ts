import type { PaperWish } from '../../contract/document/operations.ts';
import { createTranslator } from '../../contract/messages/index.ts';
import { words } from '../../contract/problem/words.ts';
import type { LoopFigures, ServedFigure } from '../../office/paper/forms/figures.ts';
import type { LedgerRow as PaperRow } from '../../office/paper/forms/ledger.ts';
import type { ResultItem } from '../../office/paper/forms/result.ts';
import { longDate } from '../../office/paper/numbering.ts';
import { clockOf, dayOf } from '../platform/days.ts';
import { type Effect, effectOf, type Figures, type LedgerRow } from '../problem/figures.service.ts';
import type { Served } from '../problem/served.service.ts';

/** Official papers are in Chinese whatever the reader's language: their layout is. */
export const t = createTranslator('zh-CN');
const word = words(t);

/** 2026年11月25日17时30分 */
export function momentText(now: Date): string {
  const [hour, minute] = clockOf(now).split(':');
  return t('document:moment', { day: longDate(dayOf(now)), hour: hour!, minute: minute! });
}

/** A row of the list in the words of the ledger. */
export function paperRow(row: LedgerRow): PaperRow {
  const measures = row.measures.filter((m) => m.state !== 'withdrawn');
  return {
    number: row.number,
    source: row.sourceText ?? word.source(row.source),
    tendency: row.tendencyNames.join('／'),
    facts: `${row.title}\n${row.facts}`,
    cause: row.cause ?? '',
    unit: row.unit.name,
    leader: row.leader?.name ?? row.leaderName ?? '',
    owner: row.owner?.name ?? row.ownerName ?? '',
    objective: listed(measures.flatMap((m) => m.criterion ?? [])),
    measures: listed(measures.map((m) => m.text)),
    kind: [...new Set(measures.map((m) => word.kind(m.kind)))].join('、'),
    due: row.due ?? (row.longTerm ? word.kind('long-term') : ''),
    progress: row.latest ? `${row.latest.on} ${row.latest.text}` : '',
    effect: [
      listed(measures.filter((m) => m.state === 'done').flatMap((m) => effectText(effectOf(m)))),
      ...confirmedText(row.confirmed),
    ]
      .filter(Boolean)
      .join('\n'),
    done: t(row.state === 'closed' ? 'document:yes' : 'document:no'),
    closedOn: row.closedOn ?? '',
  };
}

/** A row as a letter tells it: how it stands, with the day where there is one. */
export function resultItem(row: LedgerRow): ResultItem {
  const settled = row.state === 'closed';
  return {
    ...paperRow(row),
    title: row.title,
    state:
      settled && row.closedOn
        ? t('document:result-closed-on', { day: longDate(row.closedOn) })
        : word.state(row.state),
    settled,
  };
}

/** Several are numbered, one below the other. */
function listed(texts: readonly string[]): string {
  return texts.length < 2
    ? (texts[0] ?? '')
    : texts.map((text, i) => `${i + 1}. ${text}`).join('\n');
}

/** 平均上门天数 9→2 天（目标 2，达到）, with words and who benefited after it where there are any. */
function effectText(e: Effect): string[] {
  const way = [e.figure, `${e.before ?? '—'}→${e.after}`, e.unit].filter(Boolean).join(' ');
  const numbers = e.after === null ? '' : `${way}${targetText(e)}`;
  const all = [numbers, e.text, e.after === null && !e.text ? null : benefitText(e)];
  const said = all.filter(Boolean).join('；');
  return said ? [said] : [];
}

function targetText({ target, met }: Effect): string {
  if (target === null) return '';
  return t(`document:target-${met === null ? 'unknown' : met ? 'met' : 'missed'}`, { target });
}

function benefitText({ expected, benefited }: Effect): string | null {
  if (benefited === null) return null;
  return expected === null
    ? t('problem:benefited', { count: benefited })
    : t('problem:benefited-of', { count: benefited, expected });
}

/** What was seen from outside the unit, as a line of its own. */
function confirmedText(finding: LedgerRow['confirmed']): string[] {
  if (!finding) return [];
  const said = {
    ways: finding.ways.map(word.findingWay).join('、'),
    day: finding.on,
    seen: finding.seen,
  };
  const told = t('document:confirmed-seen', said);
  return [
    finding.despite ? told + t('document:confirmed-despite', { why: finding.despite }) : told,
  ];
}

/** Figures with codes turned into the words of papers. */
export function loopFigures(found: Figures, from: string, to: string): LoopFigures {
  const { funnel } = found;
  return {
    ...found,
    from,
    to,
    funnel: (['found', 'measured', 'done', 'applied', 'confirmed', 'closed'] as const).map(
      (step) => ({ name: t(`document:funnel-${step}`), count: funnel[step] }),
    ),
    tendencies: found.tendencies.map(({ name, ...counts }) => ({
      name: name ?? t('document:no-tendency'),
      ...counts,
    })),
    kinds: found.kinds.map(({ kind, ...counts }) => ({ name: word.kind(kind), ...counts })),
    breaks: found.breaks.map(({ kind, n }) => ({ name: word.break(kind), count: n })),
    effects: found.effects.map(({ effects, ...row }) => ({
      ...row,
      effect: listed(effects.flatMap(effectText)),
    })),
  };
}

/** Business figures that measures serve, as a report tells them. */
export const servedFigures = (rows: readonly Served[]): ServedFigure[] =>
  rows.map(({ serves, problems, confirmed, effects }) => ({
    ...{ name: serves, problems, confirmed },
    effect: listed(effects.flatMap((e) => effectText(effectOf(e.measure)))) || '—',
  }));

/** Names behind the ids of a filter. */
export interface FilterNames {
  readonly campaign?: string | undefined;
  readonly tendency?: string | null;
  /** Unit of whoever confirmed. */
  readonly unit?: string | undefined;
  readonly person: (id: string) => string;
}

/** The filter in words, as its paper states it; nothing for none. */
export function filterText(f: PaperWish['filter'], names: FilterNames): string {
  const yes = (value: 'yes' | 'no' | undefined) => value && t(value === 'yes' ? YES : NO);
  const several = (texts: readonly string[] | undefined) => texts?.join('、');
  const said = {
    on: f.on,
    campaign: names.campaign,
    nested: f.campaign && yes(f.nested),
    state: several(f.state?.map(word.state)),
    light: several(f.light?.map(word.light)),
    severity: several(f.severity?.map(word.severity)),
    source: several(f.source?.map(word.source)),
    list: f.list && word.list(f.list),
    kind: f.kind && word.kind(f.kind),
    break: several(f.break?.map(word.break)),
    tendency: names.tendency,
    systemic: yes(f.systemic),
    owner: f.owner && names.person(f.owner),
    leader: f.leader && names.person(f.leader),
    due: span(f.dueFrom, f.dueTo),
    raised: span(f.raisedFrom, f.raisedTo),
    closed: span(f.closedFrom, f.closedTo),
    origin: f.origin,
    serves: f.serves,
    come: f.come && t(`problem:come-${f.come}`),
    words: f.q,
    silent: yes(f.silent),
    reopened: yes(f.reopened),
    reopenedIn: span(f.reopenedFrom, f.reopenedTo),
    confirmer: f.confirmer && names.unit,
    cameBack: yes(f.cameBack),
    listed: span(f.listedFrom, f.listedTo),
    ended: span(f.endedFrom, f.endedTo),
    only: f.only && yes('yes'),
  };
  return Object.entries(said)
    .flatMap(([field, value]) => (value ? [t(`document:filter-${field}`, { value })] : []))
    .join('；');
}
const [YES, NO] = ['document:yes', 'document:no'];

/** Days from and to, either of them open. */
function span(from: string | undefined, to: string | undefined): string | undefined {
  if (!from && !to) return undefined;
  return t('document:filter-span', { from: from ?? '', to: to ?? '' });
}
