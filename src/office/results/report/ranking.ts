import { gradeName, intervalOf } from '../rows.ts';
import { type Bracket, brackets } from './brackets.ts';
import { type Context, percent, points, probability, type RankedClass } from './context.ts';
import { type Column, cell, html, type Markup, note, section, table } from './html.ts';
import { rankAxis, rankDot } from './marks.ts';

/** The ranking of each class: rank with interval, brackets, dot-and-interval plot, score, grade. */
export function rankingSection(context: Context): Markup {
  const { result, classes, t } = context;
  const { level, distinguish } = result.scheme.uncertainty;
  const drawn = classes.map((c) => ({
    ...c,
    ...brackets(
      c.units,
      result.uncertainty!.bands.filter((b) => b.className === c.name).map((b) => b.units),
    ),
  }));
  return section(
    'ranking',
    t('office.sheet-ranking'),
    note(
      t('office.ranking-note', {
        level: percent(level, 0),
        distinguish: percent(distinguish, 0),
        replicates: result.uncertainty!.replicates,
      }),
    ),
    html`<div style="--lanes:${Math.max(0, ...drawn.map((d) => d.lanes))}">${drawn.map((d) => classRanking(context, d))}</div>`,
    unranked(context),
  );
}

type DrawnClass = RankedClass & ReturnType<typeof brackets>;

function classRanking(context: Context, { name, units, at }: DrawnClass): Markup {
  const { result, t } = context;
  const title = t('office.ranking-of', { name, units: units.length });
  const columns: Column[] = [
    { text: html`${t('office.rank')} <small>${t('office.interval-short')}</small>`, kind: 'n rk' },
    { text: html`<span class="vh">${t('office.same-band')}</span>`, kind: 'br' },
    { text: t('office.name') },
    {
      text: html`<span class="vh">${t('office.rank-drawn', { last: units.length })}</span>${rankAxis(units.length)}`,
      kind: 'plot',
    },
    { text: t('office.score'), kind: 'n sc' },
    ...(result.grades
      ? [
          { text: t('office.grade'), kind: 'gr more' },
          { text: t('office.certainty'), kind: 'n ce more' },
        ]
      : []),
  ];
  const rows = units.map((u) => rankingRow(context, u, units.length, at.get(u) ?? []));
  return html`${name === '' ? '' : html`<h3>${title}</h3>`}
    ${table(columns, rows, { kind: 'ranking', caption: title })}`;
}

function rankingRow(
  { result, name, t }: Context,
  u: number,
  count: number,
  lines: readonly Bracket[],
): Markup {
  const rank = result.rank[u]!;
  const interval = intervalOf(result, u);
  const label = t('office.dot-label', { name: name(u), rank, ...interval });
  const bands = lines.map((l) => l.band + 1).join(t('office.list-gap'));
  return html`<tr><td class="n rk"><b>${rank}</b> <small>${interval.low}–${interval.high}</small></td>
    <td class="br">${lines.map((l) => html`<i class="${l.part}" style="left:${4 + 8 * l.lane}px"></i>`)}
    ${bands === '' ? '' : html`<span class="vh">${t('office.in-bands', { bands })}</span>`}</td>
    <th scope="row"><a href="#u${u}">${name(u)}</a>${
      result.grades ? html`<small class="under">${gradeText(result, u, t)}</small>` : ''
    }</th>
    <td class="plot">${rankDot(rank, interval, count, label)}</td>
    ${cell.number(points(result.score[u]!), 'sc')}
    ${result.grades ? gradeCells(result, u, t) : ''}</tr>\n`;
}

/** The grade, and why it is not the score's own. */
function gradeText(result: Context['result'], u: number, t: Context['t']): Markup {
  const bound = result.decisions.find(
    (d) => d.unit === u && (d.kind === 'veto' || d.kind === 'gate'),
  );
  const open = result.grades!.grade[u] === '';
  return html`<span${open ? html` class="open"` : ''}>${gradeName(result, u, t)}</span>
    ${bound ? html` <small class="flag">${t(`office.mark-${bound.kind}`)}</small>` : ''}`;
}

/** The grade and how often the replicates gave it. */
function gradeCells(result: Context['result'], u: number, t: Context['t']): Markup {
  const found = result.uncertainty!.gradeProbability[result.grades!.grade[u]!]?.[u];
  return html`${cell.text(gradeText(result, u, t), 'gr more')}
    ${cell.number(found === undefined ? '—' : probability(found), 'ce more')}`;
}

function unranked({ result, name, t }: Context): Markup {
  if (!result.excluded.length) return html``;
  return html`<h3>${t('office.not-ranked')}</h3><ul>${result.excluded.map(
    (e) =>
      html`<li>${name(e.unit)}<span class="dim">：${t('office.excluded-why', {
        share: percent(e.share, 0),
        most: percent(result.scheme.select.maxMissing, 0),
      })}</span></li>`,
  )}</ul>`;
}
