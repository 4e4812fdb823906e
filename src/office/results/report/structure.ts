import { treeLines } from '../rows.ts';
import { type Context, percent, points } from './context.ts';
import { cell, html, type Markup, note, section, table } from './html.ts';
import { balanceBar, share, strip } from './marks.ts';

/** The five balances: how the weights are shared, and how far the units lean to either side. */
export function balanceSection(context: Context): Markup {
  const { result, ranked, name, t } = context;
  const largest = Math.max(
    1e-9,
    ...result.balance.pairs.flatMap(({ scores }) =>
      ranked
        .map((u) => Math.abs(scores[0][u]! - scores[1][u]!))
        .filter((gap) => !Number.isNaN(gap)),
    ),
  );
  const heaviest = Math.max(...result.balance.pairs.flatMap((p) => [...p.weight]));
  const rows = result.balance.pairs.map(({ sides, weight, unassigned, scores }) => {
    const [left, right] = sides.map((side) => t(`office.side-${side}`)) as [string, string];
    const gaps = ranked
      .map((u) => ({ u, gap: scores[1][u]! - scores[0][u]! }))
      .filter((x) => !Number.isNaN(x.gap))
      .sort((a, b) => Math.abs(b.gap) - Math.abs(a.gap));
    const widest = gaps[0];
    const said = widest
      ? t('office.widest-gap', {
          name: name(widest.u),
          side: widest.gap > 0 ? right : left,
          gap: points(Math.abs(widest.gap), 1),
        })
      : t('office.no-gap');
    const shares = `${left} ${percent(weight[0])}，${right} ${percent(weight[1])}`;
    return html`<tr><th scope="row">${left}<span class="dim"> / </span>${right}</th>
      ${cell.number(percent(weight[0]))}<td class="wide">${balanceBar(weight, heaviest, shares)}</td>${cell.text(percent(weight[1]), 'l')}
      ${cell.number(percent(unassigned), 'more')}
      <td class="wide more">${
        gaps.length
          ? strip(
              gaps.map((x) => x.gap),
              largest,
              said,
            )
          : ''
      }</td>
      ${cell.text(said, 'dim')}</tr>\n`;
  });
  return section(
    'balance',
    t('office.balance-title'),
    note(t('office.balance-note')),
    table(
      [
        { text: t('office.pair') },
        { text: t('office.left'), kind: 'n' },
        { text: '', kind: 'wide' },
        { text: t('office.right') },
        { text: t('office.unassigned'), kind: 'n more' },
        { text: t('office.lean'), kind: 'wide more' },
        { text: t('office.widest') },
      ],
      rows,
      { kind: 'pairs', caption: t('office.balance-title') },
    ),
  );
}

/** The tree with the weights in use. */
export function weightsSection({ result, t }: Context): Markup {
  const { local, effective } = result.weights;
  const polarity = new Map(result.scheme.indicators.map((i) => [i.id, i.polarity]));
  const largest = Math.max(...result.scheme.indicators.map((i) => effective[i.id] ?? 0));
  const rows = treeLines(result).map(({ id, name, depth, kind }) => {
    const own = effective[id] ?? 0;
    const cost =
      polarity.get(id) === 'cost' ? html` <small class="dim">${t('office.cost')}</small>` : '';
    return html`<tr${kind === 'node' ? html` class="node"` : ''}><th scope="row" style="padding-left:${8 + 14 * depth}px">${name}${cost}</th>
      ${cell.number(percent(local[id] ?? 0), 'more')}
      <td class="wide">${kind === 'indicator' ? share(own / largest, percent(own)) : ''}</td>
      ${cell.number(percent(own))}</tr>\n`;
  });
  return section(
    'weights',
    t('office.sheet-weights'),
    note(t('office.weights-note', { method: t(`office.weight-${result.scheme.weight.method}`) })),
    table(
      [
        { text: t('office.name-of-node') },
        { text: t('office.weight-local'), kind: 'n more' },
        { text: '', kind: 'wide' },
        { text: t('office.weight-effective'), kind: 'n' },
      ],
      rows,
      { kind: 'tree', caption: t('office.sheet-weights') },
    ),
  );
}

/** What drives the ranks: Sobol' indices, each with its interval. */
export function driversSection({ result, options, t }: Context): Markup {
  const found = options.sensitivity;
  if (!found) return section('drivers', t('office.drivers'), note(t('office.drivers-absent')));
  const rows = [...found.overall]
    .sort((a, b) => b.total - a.total)
    .map((s) => {
      const factor = t(`office.factor-${s.factor}`);
      const range = { low: s.totalLow, high: s.totalHigh };
      return html`<tr>${cell.head(factor)}
        <td class="wide">${share(s.total, `${factor} ${points(s.total)}`, range)}</td>
        ${cell.number(html`${points(s.total)} <small>${points(s.totalLow)}–${points(s.totalHigh)}</small>`)}
        ${cell.number(html`${points(s.first)} <small>${points(s.firstLow)}–${points(s.firstHigh)}</small>`, 'more')}</tr>`;
    });
  return section(
    'drivers',
    t('office.drivers'),
    note(
      t('office.drivers-note', {
        runs: found.runs,
        level: percent(found.level, 0),
        units: result.classOf.filter((c) => c >= 0).length,
      }),
    ),
    table(
      [
        { text: t('office.factor') },
        { text: '', kind: 'wide' },
        { text: t('office.total-index'), kind: 'n' },
        { text: t('office.first-index'), kind: 'n more' },
      ],
      rows,
      { caption: t('office.drivers') },
    ),
  );
}
