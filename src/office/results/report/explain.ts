import {
  type Appraisal,
  compareUnits,
  contributions,
  type Explanation,
  type GradeStep,
  gradeChange,
} from '../../../engine/index.ts';
import { columnName, gradeName, intervalOf, ruleName } from '../rows.ts';
import { type Context, figure, points, signed } from './context.ts';
import { classRow, legend } from './grades.ts';
import { cell, html, type Markup, note, section, table } from './html.ts';
import { stack, step } from './marks.ts';

/** Units explained one by one, and steps shown of each; the workbook has every figure. */
const MOST_EXPLAINED = 200;
const MOST_STEPS = 8;
const MOST_SHADES = 8;

/** Why each unit stands where it does: what its score is made of, and against its class's mean. */
export function explainSection(context: Context): Markup {
  const { ranked, t } = context;
  const open = openUnits(context);
  // When there are more units than are explained, those asked for and the ends come first.
  const shown = new Set([...open, ...ranked].slice(0, MOST_EXPLAINED + open.size));
  return section(
    'why',
    t('office.why'),
    composition(context),
    html`<h3>${t('office.against-class')}</h3>`,
    note(t('office.why-note')),
    context.classes.map((c) => [
      c.name === '' ? '' : html`<h4>${c.name}</h4>`,
      c.units.filter((u) => shown.has(u)).map((u) => unitDetails(context, u, open.has(u))),
    ]),
    shown.size < ranked.length
      ? note(t('office.more-units', { shown: shown.size, count: ranked.length }))
      : '',
  );
}

/** The first and last of each class, and the units asked for. */
function openUnits({ result, classes, options }: Context): Set<number> {
  const chosen = (options.units ?? []).map((id) => result.panel.units.indexOf(id));
  const ends = classes.length > 4 ? [] : classes.flatMap((c) => [c.units[0]!, c.units.at(-1)!]);
  return new Set([...chosen.filter((u) => u >= 0 && result.rank[u]! > 0), ...ends]);
}

/** With weighted means all the way up, a score is the sum of what its branches bring. */
function composition(context: Context): Markup {
  const { result, ranked, classes, name, t } = context;
  const first = ranked[0]!;
  if (!contributions(result, first).additive) return html``;
  const branches = branchesOf(result);
  const sums = new Map(ranked.map((u) => [u, branchPoints(result, u, branches)]));
  const whole = Math.max(...[...sums.values()].map((s) => s.reduce((a, b) => a + b, 0)));
  if ([...sums.values()].some((s) => s.some((v) => v < -1e-9)) || !(whole > 0)) return html``;
  const rows = classes.flatMap((c) => [
    ...classRow(c.name, 3),
    ...c.units.map((u) => {
      const parts = sums.get(u)!;
      const label = branches.names.map((b, k) => `${b} ${points(parts[k]!)}`).join(' ');
      return html`<tr>${cell.head(name(u))}
        <td class="wide">${stack(
          parts.map((size, kind) => ({ size, kind })),
          whole,
          label,
        )}</td>
        ${cell.number(points(result.base[u]!))}</tr>\n`;
    }),
  ]);
  return html`<h3>${t('office.composition')}</h3>${note(t('office.composition-note'))}
    ${legend(branches.names)}${table(
      [
        { text: t('office.name') },
        { text: t('office.composition-drawn'), kind: 'wide' },
        { text: t('office.base'), kind: 'n' },
      ],
      rows,
      { kind: 'comp', caption: t('office.composition') },
    )}`;
}

interface Branches {
  readonly names: readonly string[];
  /** Position among `names` of every indicator of the scheme. */
  readonly of: readonly number[];
}

/** The root's children; the lightest are put together when there are more than shades. */
function branchesOf(result: Appraisal): Branches {
  const { nodes, indicators } = result.scheme;
  const root = nodes.find((n) => n.parent === undefined)!.id;
  const parents = new Map([...nodes, ...indicators].map((x) => [x.id, x.parent]));
  const topOf = (id: string): string => {
    let at = id;
    while (parents.get(at) !== root) at = parents.get(at)!;
    return at;
  };
  const weight = (id: string): number => result.weights.effective[id] ?? 0;
  const tops = [...new Set(indicators.map((i) => topOf(i.id)))];
  const kept =
    tops.length <= MOST_SHADES
      ? tops
      : new Set([...tops].sort((a, b) => weight(b) - weight(a)).slice(0, MOST_SHADES - 1));
  const order = tops.filter((id) => new Set(kept).has(id));
  return {
    names: [
      ...order.map((id) => columnName(result, id)),
      ...(order.length < tops.length ? ['…'] : []),
    ],
    of: indicators.map((i) => {
      const at = order.indexOf(topOf(i.id));
      return at < 0 ? order.length : at;
    }),
  };
}

function branchPoints(result: Appraisal, u: number, { names, of }: Branches): number[] {
  const sums = names.map(() => 0);
  contributions(result, u).parts.forEach((part, i) => {
    sums[of[i]!]! += part.points;
  });
  return sums;
}

function unitDetails(context: Context, u: number, open: boolean): Markup {
  const { result, name, t } = context;
  const code = result.panel.units[u]!;
  const { low, high } = intervalOf(result, u);
  const grade = result.grades ? gradeName(result, u, t) : '';
  const line = t('office.unit-line', {
    rank: result.rank[u]!,
    low,
    high,
    score: points(result.score[u]!),
  });
  return html`<details${open ? html` open` : ''}><summary><b>${name(u)}</b>
    ${code === name(u) ? '' : html` <span class="dim">${code}</span>`} <span class="dim">${line}</span>
    ${grade === '' ? '' : html` <span class="tag">${grade}</span>`}</summary><div id="u${u}" class="unit">
    ${waterfall(context, u, compareUnits(result, u, 'class-mean'))}
    ${decisionLines(context, u)}${gradeLines(context, u)}</div></details>\n`;
}

interface Step {
  readonly label: string | Markup;
  readonly from: number;
  readonly to: number;
  readonly kind: 'total' | 'plus' | 'minus';
  readonly text: string;
  readonly value?: string;
}

/** From the mean of the class to the unit, the largest steps first. */
function waterfall(context: Context, u: number, found: Explanation): Markup {
  const { t } = context;
  const steps = stepsOf(context, u, found);
  const ends = steps.flatMap((s) => (s.kind === 'total' ? [s.to] : [s.from, s.to]));
  const margin = 0.06 * (Math.max(...ends) - Math.min(...ends) || 1);
  const scale = { low: Math.min(...ends) - margin, high: Math.max(...ends) + margin };
  const rows = steps.map(
    (s) => html`<tr${s.kind === 'total' ? html` class="total"` : ''}><th scope="row">${s.label}</th>
      ${cell.text(s.value ?? '', 'n more')}
      <td class="wide">${step(s.from, s.to, scale, s.kind)}</td>
      ${cell.number(s.text)}</tr>`,
  );
  return table(
    [
      { text: t('office.indicator') },
      { text: t('office.reported'), kind: 'n more' },
      { text: '', kind: 'wide' },
      { text: t('office.points'), kind: 'n' },
    ],
    rows,
    { kind: 'steps', caption: t('office.against-class') },
  );
}

function stepsOf({ result, t }: Context, u: number, found: Explanation): Step[] {
  const bySize = [...found.parts].sort((a, b) => Math.abs(b.points) - Math.abs(a.points));
  const shown = bySize.slice(0, MOST_STEPS).sort((a, b) => b.points - a.points);
  const rest = bySize.slice(MOST_STEPS);
  let at = found.from;
  const move = (label: string, by: number, value?: string): Step => {
    const from = at;
    at += by;
    const kind = by < 0 ? 'minus' : 'plus';
    return { label, from, to: at, kind, text: signed(by), ...(value ? { value } : {}) };
  };
  const total = (label: string, to: number): Step => ({
    label,
    from: to,
    to,
    kind: 'total',
    text: points(to),
  });
  return [
    total(t('office.class-mean'), found.from),
    ...shown.map((p) => move(columnName(result, p.id), p.points, reported(result, u, p.id, t))),
    ...(rest.length
      ? [
          move(
            t('office.other-indicators', { count: rest.length }),
            rest.reduce((sum, p) => sum + p.points, 0),
          ),
        ]
      : []),
    ...(found.decided === 0
      ? []
      : [total(t('office.base'), found.to), move(t('office.decided'), found.decided)]),
    total(t('office.score'), result.score[u]!),
  ];
}

/** The unit's own figure with its unit of measure, as divided by what the scheme says. */
function reported(result: Appraisal, u: number, id: string, t: Context['t']): string {
  const i = result.scheme.indicators.findIndex((x) => x.id === id);
  const value = result.chain.denominated.columns[i]![u]!;
  const measure = result.scheme.indicators[i]!.unit;
  return Number.isNaN(value)
    ? t('office.missing')
    : `${figure(value)}${measure ? ` ${measure}` : ''}`;
}

function decisionLines({ result, t }: Context, u: number): Markup {
  const own = result.decisions.filter((d) => d.unit === u);
  if (!own.length) return html``;
  return html`<ul>${own.map(
    (d) =>
      html`<li>${t('office.decision-line', {
        kind: t(`office.decision-${d.kind}`),
        rule: ruleName(result, d.rule),
        value: Number.isNaN(d.fact.value) ? t('office.missing') : figure(d.fact.value),
      })}${d.points === 0 ? '' : ` ${signed(d.points)}`}</li>`,
  )}</ul>`;
}

/** The smallest change of one figure that would move the grade, up and down. */
function gradeLines({ result, t }: Context, u: number): Markup {
  const change = gradeChange(result, u);
  if (!change) return html``;
  const names = new Map(result.scheme.grade!.grades.map((g) => [g.id, g.name]));
  const line = (step: GradeStep | undefined, way: 'up' | 'down'): Markup => {
    if (!step) return html``;
    const grade = names.get(step.grade) ?? step.grade;
    if (step.bound)
      return html`<li>${t(`office.bound-${step.bound.kind}`, {
        grade,
        rule: ruleName(result, step.bound.rule),
        limit: figure(step.bound.limit),
      })}</li>`;
    const easiest = step.ways.find((w) => !w.beyondObserved);
    const gap = Math.abs(step.needed - change.score);
    return html`<li>${t(`office.grade-${way}`, { grade, gap: points(gap), needed: points(step.needed) })}
      ${easiest && gap > 0 ? t('office.easiest', { indicator: columnName(result, easiest.id), value: figure(easiest.value), needed: figure(easiest.needed) }) : ''}</li>`;
  };
  return html`<ul class="change">${line(change.up, 'up')}${line(change.down, 'down')}</ul>`;
}
