import type { Decision } from '../../../engine/index.ts';
import { gradeName, intervalOf, ruleName } from '../rows.ts';
import { type Context, percent, points } from './context.ts';
import { html, type Markup } from './html.ts';

/** Most classes whose first unit is named one by one. */
const MOST_CLASSES = 6;

/** What the run found, in sentences made of facts. */
export function findings(context: Context): Markup {
  const lines = [
    scope(context),
    ...context.classes.slice(0, MOST_CLASSES).map((c) => firstOf(context, c.units, c.name)),
    told(context),
    ...grades(context),
    ...bound(context),
    driver(context),
    data(context),
    excluded(context),
  ].filter((line) => line !== '');
  return html`<ul class="findings">${lines.map((line) => html`<li>${line}</li>`)}</ul>`;
}

function scope({ result, ranked, t }: Context): string {
  const { panel, period, classes, scheme, uncertainty } = result;
  const label = panel.periods[period] ?? '';
  return t(classes.length > 1 ? 'office.facts-scope-classes' : 'office.facts-scope', {
    period:
      label === ''
        ? ''
        : t(/^\d{4}$/.test(label) ? 'office.facts-year' : 'office.facts-period', { period: label }),
    units: ranked.length,
    classes: classes.length,
    indicators: scheme.indicators.length,
    replicates: uncertainty?.replicates ?? 0,
  });
}

function firstOf({ result, name, list, t }: Context, units: readonly number[], of: string): string {
  const first = units[0]!;
  const bands = result.uncertainty!.bands.filter((b) => b.units.includes(first));
  const others = new Set(bands.flatMap((b) => b.units).filter((u) => u !== first));
  return t(others.size ? 'office.facts-first-among' : 'office.facts-first-alone', {
    class: of === '' ? '' : t('office.facts-class', { class: of }),
    name: name(first),
    score: points(result.score[first]!),
    ...intervalOf(result, first),
    others: list([...others].map(name), 4),
  });
}

function told({ result, ranked, t }: Context): string {
  const within = new Set(result.uncertainty!.bands.flatMap((b) => b.units));
  return within.size === 0
    ? t('office.facts-told-apart')
    : t('office.facts-bands', {
        count: within.size,
        share: percent(within.size / ranked.length, 0),
      });
}

function grades({ result, ranked, name, list, t }: Context): string[] {
  if (!result.grades || !result.scheme.grade) return [];
  const counts = result.scheme.grade.grades.map(({ id, name: grade }) =>
    t('office.facts-grade', {
      grade,
      count: ranked.filter((u) => result.grades!.grade[u] === id).length,
    }),
  );
  const open = ranked.filter((u) => result.grades!.grade[u] === '');
  return [
    t('office.facts-grades', { grades: counts.join(t('office.list-gap')) }),
    open.length ? t('office.facts-open', { count: open.length, units: list(open.map(name)) }) : '',
  ];
}

/** Vetoes and gates: units whose grade the score alone does not decide. */
function bound({ result, name, list, t }: Context): string[] {
  return (['veto', 'gate'] as const).flatMap((kind) => {
    const found = result.decisions.filter((d) => d.kind === kind);
    if (!found.length) return [];
    const said = (d: Decision): string =>
      t('office.facts-bound-unit', {
        name: name(d.unit),
        rule: ruleName(result, d.rule),
        grade: gradeName(result, d.unit, t),
      });
    return [t(`office.facts-${kind}`, { count: found.length, units: list(found.map(said), 4) })];
  });
}

function driver({ options, t }: Context): string {
  const most = [...(options.sensitivity?.overall ?? [])].sort((a, b) => b.total - a.total)[0];
  return most
    ? t('office.facts-driver', {
        factor: t(`office.factor-${most.factor}`),
        total: points(most.total),
        low: points(most.totalLow),
        high: points(most.totalHigh),
      })
    : '';
}

function data({ result, t }: Context): string {
  const { columns } = result.chain.raw;
  const figures = columns.length * result.classOf.filter((c) => c >= 0).length;
  let missing = 0;
  for (const column of columns)
    column.forEach((v, u) => {
      if (Number.isNaN(v) && result.classOf[u]! >= 0) missing++;
    });
  const treated = result.treatedCells.length;
  const sentences = [
    t(missing ? 'office.facts-missing' : 'office.facts-complete', {
      figures,
      missing,
      share: percent(missing / figures),
      method: t(`office.impute-${result.scheme.impute.method}`),
    }),
    treated ? t('office.facts-treated', { count: treated }) : '',
  ];
  return sentences.filter((s) => s !== '').join(t('office.sentence-gap'));
}

function excluded({ result, name, list, t }: Context): string {
  const units = result.excluded.map((e) => name(e.unit));
  return units.length
    ? t('office.facts-excluded', { count: units.length, units: list(units) })
    : '';
}
