import type { Language, Translate } from '../../contract/messages/index.ts';
import {
  type Appraisal,
  compareUnits,
  type Sensitivity,
  schemeHash,
  type Weights,
} from '../../engine/index.ts';
import { dotInterval, escape, shareBar, signedBar } from './charts.ts';
import { intervalOf, unitOrder } from './rows.ts';
import { reportStyle } from './style.ts';

export interface ReportOptions {
  readonly lang: Language;
  readonly sensitivity?: Sensitivity;
}

/** Units explained one by one, and cells listed, up to these numbers; the workbook has all. */
const MOST_EXPLAINED = 200;
const MOST_CELLS = 300;

/**
 * One self-contained page: no network, no script. Ranking with intervals and bands,
 * why each unit stands where it does, grades, what drives the ranks, balances, weights,
 * and every figure that was filled or treated.
 */
export function reportHtml(result: Appraisal, t: Translate, options: ReportOptions): string {
  const { scheme } = result;
  const order = unitOrder(result).filter((u) => result.rank[u]! > 0);
  const sections = [
    ...result.classes.map((_, k) => rankingSection(result, k, order, t)),
    explainSection(result, order, t),
    gradesSection(result, order, t),
    sensitivitySection(options.sensitivity, t),
    balanceSection(result, order, t),
    weightsSection(result, t),
    processingSection(result, t),
    verifySection(result, t),
  ];
  return `<!doctype html>
<html lang="${options.lang}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escape(scheme.title)}</title><style>${reportStyle}</style></head><body>
${scheme.demo ? `<p class="band">${escape(t('office.demo-means'))}</p>` : ''}
${scheme.purpose === 'reference' ? `<p class="band">${escape(t('office.reference-means'))}</p>` : ''}
<header><h1>${escape(scheme.title)}</h1><p class="facts">${escape(factSentence(result, order, t))}</p></header>
<main>${sections.join('\n')}</main></body></html>
`;
}

function factSentence(result: Appraisal, order: readonly number[], t: Translate): string {
  const { panel, scheme, uncertainty } = result;
  const first = order[0]!;
  const parts = [
    t('office.facts', {
      period: panel.periods[result.period] || '—',
      units: order.length,
      classes: result.classes.length,
      indicators: scheme.indicators.length,
    }),
    t('office.facts-first', {
      name: panel.names[first]!,
      score: result.score[first]!.toFixed(2),
      low: intervalOf(result, first).low,
      high: intervalOf(result, first).high,
    }),
    uncertainty?.bands.length
      ? t('office.facts-bands', { count: uncertainty.bands.length })
      : t('office.facts-no-bands'),
    result.excluded.length ? t('office.facts-excluded', { count: result.excluded.length }) : '',
    result.imputed.length ? t('office.facts-imputed', { count: result.imputed.length }) : '',
  ];
  return parts.filter(Boolean).join(t('office.sentence-gap'));
}

function section(title: string, body: string, note = ''): string {
  return `<section><h2>${escape(title)}</h2>${note ? `<p class="note">${escape(note)}</p>` : ''}${body}</section>`;
}

function table(heads: readonly string[], rows: readonly string[], kind = ''): string {
  const head = heads.map((h) => `<th scope="col">${escape(h)}</th>`).join('');
  return `<div class="scroll" tabindex="0"><table class="${kind}"><thead><tr>${head}</tr></thead><tbody>${rows.join('\n')}</tbody></table></div>`;
}

const number = (v: number, digits = 2): string =>
  Number.isNaN(v) ? '' : `<td class="n">${v.toFixed(digits)}</td>`;
const text = (v: string): string => `<td>${escape(v)}</td>`;
const percent = (v: number): string => `${(100 * v).toFixed(1)}%`;

function rankingSection(
  result: Appraisal,
  k: number,
  order: readonly number[],
  t: Translate,
): string {
  const own = order.filter((u) => result.classOf[u] === k);
  const { uncertainty, panel, classes } = result;
  // Ranks, not scores: replicates that change the scoring method are on other scales.
  const scale = { low: 1, high: own.length };
  const bandOf = bandLetters(result, k);
  const rows = own.map((u) => {
    const { low, high } = intervalOf(result, u);
    const label = t('office.dot-label', {
      name: panel.names[u]!,
      rank: result.rank[u]!,
      low,
      high,
    });
    return `<tr id="u${u}"><td class="n"><strong>${result.rank[u]}</strong> <span class="dim">${low}–${high}</span></td><td class="band-letters">${bandOf.get(u) ?? ''}</td><th scope="row"><a href="#why${u}">${escape(panel.names[u]!)}</a></th><td>${dotInterval(result.rank[u]!, { low, high }, scale, label)}</td>${number(result.score[u]!)}${result.grades ? text(gradeText(result, u, t)) : ''}</tr>`;
  });
  const heads = [
    t('office.rank-and-interval'),
    t('office.same-band'),
    t('office.name'),
    t('office.rank-drawn', { last: own.length }),
    t('office.score'),
    ...(result.grades ? [t('office.grade')] : []),
  ];
  const name = classes[k]!.name;
  const level = Math.round(100 * uncertainty!.level);
  return section(
    name ? t('office.ranking-of', { name, units: own.length }) : t('office.sheet-ranking'),
    table(heads, rows, 'ranking'),
    t('office.ranking-note', { level, replicates: uncertainty!.replicates }),
  );
}

/** Units of one band share a letter, as in a comparison display: a shared letter means not told apart. */
function bandLetters(result: Appraisal, k: number): Map<number, string> {
  const out = new Map<number, string>();
  result
    .uncertainty!.bands.filter((b) => b.className === result.classes[k]!.name)
    .forEach((band, i) => {
      const letter = String.fromCharCode(97 + (i % 26)) + (i >= 26 ? Math.floor(i / 26) : '');
      for (const u of band.units) out.set(u, `${out.get(u) ?? ''}${letter}`);
    });
  return out;
}

function gradeText(result: Appraisal, u: number, t: Translate): string {
  const id = result.grades!.grade[u]!;
  if (id === '') return t('office.grade-open');
  return result.scheme.grade!.grades.find((g) => g.id === id)?.name ?? id;
}

function explainSection(result: Appraisal, order: readonly number[], t: Translate): string {
  const names = new Map(result.scheme.indicators.map((i) => [i.id, i.name]));
  const shown = order.slice(0, MOST_EXPLAINED);
  const blocks = shown.map((u) => {
    const found = compareUnits(result, u, 'class-mean');
    const parts = [...found.parts].sort((a, b) => b.points - a.points);
    const chosen = parts.length > 10 ? [...parts.slice(0, 5), ...parts.slice(-5)] : parts;
    const largest = Math.max(...parts.map((p) => Math.abs(p.points)));
    const rows = chosen.map(
      (p) =>
        `<tr><th scope="row">${escape(names.get(p.id)!)}</th><td class="wide">${signedBar(p.points, largest, p.points.toFixed(2))}</td><td class="n">${p.points > 0 ? '+' : ''}${p.points.toFixed(2)}</td></tr>`,
    );
    const decided = result.decisions
      .filter((d) => d.unit === u)
      .map((d) => `<li>${escape(decisionText(result, d, t))}</li>`);
    return `<details id="why${u}"><summary>${escape(result.panel.names[u]!)} <span class="dim">${escape(t('office.against-mean', { from: found.from.toFixed(2), to: found.to.toFixed(2) }))}</span></summary>${table([t('office.indicator'), t('office.against-class'), t('office.points')], rows)}${decided.length ? `<ul>${decided.join('')}</ul>` : ''}</details>`;
  });
  return section(t('office.why'), blocks.join('\n'), t('office.why-note'));
}

function decisionText(result: Appraisal, d: Appraisal['decisions'][number], t: Translate): string {
  const { decide, indicators } = result.scheme;
  const rule = [...decide.adjustments, ...decide.gates, ...decide.vetoes].find(
    (r) => r.id === d.rule,
  );
  return t('office.decision-line', {
    kind: t(`office.decision-${d.kind}`),
    rule: rule?.name ?? indicators.find((i) => i.id === d.rule)?.name ?? d.rule,
    value: Number.isNaN(d.fact.value) ? t('office.missing') : d.fact.value,
    points: d.points.toFixed(2),
  });
}

function gradesSection(result: Appraisal, order: readonly number[], t: Translate): string {
  if (!result.grades) return '';
  const grades = result.scheme.grade!.grades;
  const found = result.uncertainty!.gradeProbability;
  const rows = order.map(
    (u) =>
      `<tr><th scope="row">${escape(result.panel.names[u]!)}</th>${text(gradeText(result, u, t))}${grades
        .map(
          (g) =>
            `<td>${shareBar(found[g.id]![u]!, percent(found[g.id]![u]!))} ${percent(found[g.id]![u]!)}</td>`,
        )
        .join('')}</tr>`,
  );
  const open = result.grades.open.map(
    (o) =>
      `<li>${escape(
        t('office.open-line', {
          class: o.className,
          grade: grades.find((g) => g.id === o.grade)?.name ?? o.grade,
          places: o.places,
          units: o.units.map((u) => result.panel.names[u]!).join('、'),
        }),
      )}</li>`,
  );
  return section(
    t('office.sheet-grades'),
    `${open.length ? `<ul class="open">${open.join('')}</ul>` : ''}${table([t('office.name'), t('office.grade'), ...grades.map((g) => g.name)], rows)}`,
    t('office.grades-note'),
  );
}

function sensitivitySection(found: Sensitivity | undefined, t: Translate): string {
  if (!found) return '';
  const rows = found.overall.map(
    (s) =>
      `<tr><th scope="row">${escape(t(`office.factor-${s.factor}`))}</th><td class="wide">${shareBar(s.total, percent(s.total), { low: s.totalLow, high: s.totalHigh })}</td><td class="n">${s.total.toFixed(2)} [${s.totalLow.toFixed(2)}, ${s.totalHigh.toFixed(2)}]</td><td class="n">${s.first.toFixed(2)} [${s.firstLow.toFixed(2)}, ${s.firstHigh.toFixed(2)}]</td></tr>`,
  );
  return section(
    t('office.drivers'),
    table([t('office.factor'), '', t('office.total-index'), t('office.first-index')], rows),
    t('office.drivers-note', { runs: found.runs, level: Math.round(100 * found.level) }),
  );
}

function balanceSection(result: Appraisal, order: readonly number[], t: Translate): string {
  const rows = result.balance.pairs.map(({ sides, weight, unassigned, scores }) => {
    const gaps = order
      .map((u) => ({ u, gap: scores[0][u]! - scores[1][u]! }))
      .filter((x) => !Number.isNaN(x.gap))
      .sort((a, b) => Math.abs(b.gap) - Math.abs(a.gap));
    const widest = gaps[0];
    const said = widest
      ? t('office.widest-gap', {
          name: result.panel.names[widest.u]!,
          side: t(`office.side-${sides[widest.gap > 0 ? 0 : 1]}`),
          gap: Math.abs(widest.gap).toFixed(1),
        })
      : '—';
    return `<tr><th scope="row">${escape(`${t(`office.side-${sides[0]}`)} / ${t(`office.side-${sides[1]}`)}`)}</th><td class="n">${percent(weight[0])}</td><td class="wide">${signedBar(weight[1] - weight[0], 1, '')}</td><td class="n">${percent(weight[1])}</td><td class="n">${percent(unassigned)}</td>${text(said)}</tr>`;
  });
  return section(
    t('office.balance-title'),
    table(
      [
        t('office.pair'),
        t('office.left'),
        '',
        t('office.right'),
        t('office.unassigned'),
        t('office.widest'),
      ],
      rows,
    ),
  );
}

function weightsSection(result: Appraisal, t: Translate): string {
  const { scheme, weights } = result;
  const rows = treeLines(scheme, weights).map(
    (x) =>
      `<tr><th scope="row" style="padding-left:${8 + 16 * x.depth}px">${escape(x.name)}</th><td class="n">${percent(x.local)}</td><td class="wide">${shareBar(x.effective, percent(x.effective))}</td><td class="n">${percent(x.effective)}</td></tr>`,
  );
  return section(
    t('office.sheet-weights'),
    table([t('office.name'), t('office.weight-local'), '', t('office.weight-effective')], rows),
  );
}

/** The tree from the root down, each node before its children. */
function treeLines(
  scheme: Appraisal['scheme'],
  weights: Weights,
): { name: string; depth: number; local: number; effective: number }[] {
  const line = (x: { id: string; name: string }, depth: number) => ({
    name: x.name,
    depth,
    local: weights.local[x.id] ?? 0,
    effective: weights.effective[x.id] ?? 0,
  });
  const visit = (id: string, depth: number): ReturnType<typeof line>[] => [
    ...scheme.nodes
      .filter((n) => n.parent === id)
      .flatMap((n) => [line(n, depth), ...visit(n.id, depth + 1)]),
    ...scheme.indicators.filter((i) => i.parent === id).map((i) => line(i, depth)),
  ];
  const root = scheme.nodes.find((n) => n.parent === undefined)!;
  return [line(root, 0), ...visit(root.id, 1)];
}

function processingSection(result: Appraisal, t: Translate): string {
  const name = new Map(result.scheme.indicators.map((i) => [i.id, i.name]));
  const { panel } = result;
  const lines = [
    ...result.excluded.map((e) => [
      t('office.not-ranked'),
      panel.names[e.unit]!,
      '',
      t('office.excluded-why', { share: Math.round(e.share * 100) }),
    ]),
    ...result.imputed.map((c) => [
      t('office.imputed'),
      panel.names[c.unit]!,
      name.get(c.id)!,
      `${t(`office.impute-${c.method}`)} ${c.value.toPrecision(6)}`,
    ]),
    ...result.treatedCells.map((c) => [
      t('office.treated'),
      panel.names[c.unit]!,
      name.get(c.id)!,
      `${t(`office.treat-${c.action}`)} ${c.before.toPrecision(6)} → ${c.after.toPrecision(6)}`,
    ]),
  ];
  if (!lines.length)
    return section(t('office.sheet-processing'), '', t('office.nothing-processed'));
  const rows = lines.slice(0, MOST_CELLS).map((l) => `<tr>${l.map(text).join('')}</tr>`);
  return section(
    t('office.sheet-processing'),
    table([t('office.what'), t('office.name'), t('office.indicator'), t('office.how')], rows),
    lines.length > MOST_CELLS
      ? t('office.more-cells', { shown: MOST_CELLS, count: lines.length })
      : '',
  );
}

function verifySection(result: Appraisal, t: Translate): string {
  const rows: [string, string | number][] = [
    [t('office.scheme-hash'), schemeHash(result.scheme)],
    [t('office.seed'), result.uncertainty?.seed ?? '—'],
    [t('office.replicates'), result.uncertainty?.replicates ?? 0],
    [t('office.engine'), result.engine],
  ];
  return section(
    t('office.verify'),
    `<dl>${rows.map(([k, v]) => `<dt>${escape(k)}</dt><dd>${escape(v)}</dd>`).join('')}</dl><pre>shiji verify bundle.shiji.json</pre>`,
    t('office.verify-how'),
  );
}
