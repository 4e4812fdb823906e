import { columnName, gradeName, ruleName } from '../rows.ts';
import { type Context, figure, percent, probability, signed } from './context.ts';
import { cell, html, type Markup, note, section, table } from './html.ts';
import { stack } from './marks.ts';

/** How sure each grade is, and the places at the edge of a quota that a person has to decide. */
export function gradesSection(context: Context): Markup {
  const { result, classes, name, t } = context;
  const spec = result.scheme.grade;
  if (!result.grades || !spec) return html``;
  const found = result.uncertainty!.gradeProbability;
  const columns = 3 + spec.grades.length;
  const row = (u: number): Markup => {
    const shares = spec.grades.map((g) => found[g.id]![u]!);
    const label = spec.grades.map((g, k) => `${g.name} ${probability(shares[k]!)}`).join(' ');
    const parts = shares.map((size, kind) => ({ size, kind }));
    return html`<tr>${cell.head(name(u))}${cell.text(gradeName(result, u, t), result.grades!.grade[u] === '' ? 'open' : '')}
      <td class="wide">${stack(parts, 1, label)}</td>
      ${shares.map((s) => cell.number(probability(s), s === 0 ? 'more dim' : 'more'))}</tr>\n`;
  };
  const rows = classes.flatMap((c) => [...classRow(c.name, columns), ...c.units.map(row)]);
  const quotas = spec.quotas.map((q) =>
    t('office.quota-line', {
      grade: spec.grades.find((g) => g.id === q.grade)?.name ?? q.grade,
      share: percent(q.share, 0),
    }),
  );
  return section(
    'grades',
    t('office.grades-title'),
    note(t('office.grades-note')),
    quotas.length ? note(quotas.join(t('office.sentence-gap'))) : '',
    openPlaces(context),
    html`<div class="grades">${legend(spec.grades.map((g) => g.name))}${table(
      [
        { text: t('office.name') },
        { text: t('office.grade') },
        { text: t('office.grade-shares'), kind: 'wide' },
        ...spec.grades.map((g) => ({ text: g.name, kind: 'n more' })),
      ],
      rows,
      { caption: t('office.grades-title') },
    )}</div>`,
  );
}

/** The name of a class over its rows; nothing where there is only one. */
export function classRow(name: string, columns: number): Markup[] {
  if (name === '') return [];
  return [html`<tr class="sub"><th colspan="${columns}" scope="rowgroup">${name}</th></tr>`];
}

export function legend(names: readonly string[]): Markup {
  return html`<p class="legend">${names.map(
    (name, k) =>
      html`<span><svg aria-hidden="true"><rect class="k${k % 8}" width="12" height="12"/></svg>${name}</span>`,
  )}</p>`;
}

function openPlaces({ result, name, list, t }: Context): Markup {
  const open = result.grades?.open ?? [];
  if (!open.length) return html``;
  const grades = result.scheme.grade!.grades;
  return html`<ul class="todo">${open.map(
    (o) =>
      html`<li>${t('office.open-line', {
        class: o.className === '' ? '' : t('office.facts-class', { class: o.className }),
        grade: grades.find((g) => g.id === o.grade)?.name ?? o.grade,
        places: o.places,
        count: o.units.length,
        units: list(o.units.map(name), 12),
      })}</li>`,
  )}</ul>`;
}

/** The gravest first. */
const decisionOrder = ['veto', 'gate', 'unverified', 'penalty', 'bonus'] as const;

/** Vetoes, gates, discounts, penalty and bonus, each with the fact behind it. */
export function decisionsSection({ result, name, t }: Context): Markup {
  if (!result.decisions.length) return html``;
  const decisions = decisionOrder.flatMap((kind) =>
    result.decisions.filter((d) => d.kind === kind),
  );
  const rows = decisions.map(
    (d) => html`<tr>${cell.head(name(d.unit))}${cell.text(t(`office.decision-${d.kind}`))}
      ${cell.text(ruleName(result, d.rule))}
      ${cell.text(html`${columnName(result, d.fact.column)} <b>${Number.isNaN(d.fact.value) ? t('office.missing') : figure(d.fact.value)}</b>
        <span class="dim">${t(`office.limit-${d.kind}`, { limit: d.kind === 'unverified' ? percent(d.fact.limit, 0) : figure(d.fact.limit) })}</span>`)}
      ${cell.number(d.kind === 'gate' || d.kind === 'veto' ? '—' : signed(d.points))}</tr>\n`,
  );
  return section(
    'decisions',
    t('office.sheet-decisions'),
    note(t('office.decisions-note')),
    table(
      [
        { text: t('office.name') },
        { text: t('office.what') },
        { text: t('office.rule') },
        { text: t('office.fact') },
        { text: t('office.points'), kind: 'n' },
      ],
      rows,
      { caption: t('office.sheet-decisions') },
    ),
  );
}
