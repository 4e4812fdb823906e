import type { PaperWish } from '../../contract/document/operations.ts';
import { createTranslator } from '../../contract/messages/index.ts';
import { words } from '../../contract/problem/words.ts';
import type { LoopFigures } from '../../office/paper/forms/figures.ts';
import type { LedgerRow as PaperRow } from '../../office/paper/forms/ledger.ts';
import { longDate } from '../../office/paper/numbering.ts';
import { clockOf, dayOf } from '../platform/days.ts';
import type { Effect, Figures, LedgerRow } from '../problem/figures.service.ts';

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
    progress: row.progress ? `${row.progress.on} ${row.progress.text}` : '',
    effect: listed(
      measures
        .filter((m) => m.state === 'done')
        .flatMap((m) =>
          effectText({
            figure: m.figure,
            unit: m.figureUnit,
            before: m.baseline,
            after: m.effect,
            text: m.effectText,
          }),
        ),
    ),
    done: t(row.state === 'closed' ? 'document:yes' : 'document:no'),
    closedOn: row.closedOn ?? '',
  };
}

/** Several are numbered, one below the other. */
function listed(texts: readonly string[]): string {
  return texts.length < 2
    ? (texts[0] ?? '')
    : texts.map((text, i) => `${i + 1}. ${text}`).join('\n');
}

/** 平均上门天数 9→2 天, with words after it where there are any. */
function effectText({ figure, unit, before, after, text }: Effect): string[] {
  const numbers =
    after === null ? '' : [figure, `${before ?? '—'}→${after}`, unit].filter(Boolean).join(' ');
  const all = [numbers, text].filter(Boolean).join('；');
  return all ? [all] : [];
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

/** The filter in words, as its paper states it; nothing for none. */
export function filterText(filter: PaperWish['filter'], campaign: string | undefined): string {
  const several = (key: string, texts: readonly string[] | undefined): string[] =>
    texts?.length ? [t(key, { value: texts.join('、') })] : [];
  return [
    ...several('document:filter-campaign', campaign ? [campaign] : undefined),
    ...several('document:filter-state', filter.state?.map(word.state)),
    ...several('document:filter-light', filter.light?.map(word.light)),
    ...several('document:filter-severity', filter.severity?.map(word.severity)),
    ...several('document:filter-source', filter.source?.map(word.source)),
    ...several('document:filter-list', filter.list && [word.list(filter.list)]),
    ...several('document:filter-kind', filter.kind && [word.kind(filter.kind)]),
    ...several('document:filter-break', filter.break?.map(word.break)),
    ...several('document:filter-tendency', filter.tendency ? [filter.tendency] : undefined),
    ...several(
      'document:filter-systemic',
      filter.systemic && [t(filter.systemic === 'yes' ? 'document:yes' : 'document:no')],
    ),
    ...several('document:filter-words', filter.q ? [filter.q] : undefined),
  ].join('；');
}
