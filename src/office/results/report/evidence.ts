import { issueText } from '../../../contract/messages/issue.ts';
import { panelHash, type Scheme, schemeHash } from '../../../engine/index.ts';
import { columnName, flaggedCells } from '../rows.ts';
import { type Context, figure, percent, points } from './context.ts';
import { cell, html, type Markup, note, section, table } from './html.ts';

/** Cells listed; the workbook has all. */
const MOST_CELLS = 300;

/** Every figure that is not as reported: filled, treated, estimated, disputed. */
export function processingSection(context: Context): Markup {
  const { result, t } = context;
  const lines = processed(context);
  const columns = result.treatedColumns.filter((c) => c.action !== 'none');
  if (!lines.length && !columns.length)
    return section('processing', t('office.sheet-processing'), note(t('office.nothing-processed')));
  return section(
    'processing',
    t('office.sheet-processing'),
    note(t('office.processing-note')),
    lines.length
      ? table(
          [
            { text: t('office.what') },
            { text: t('office.name') },
            { text: t('office.indicator') },
            { text: t('office.before'), kind: 'n' },
            { text: t('office.after'), kind: 'n' },
            { text: t('office.how') },
          ],
          lines.slice(0, MOST_CELLS),
          { caption: t('office.sheet-processing') },
        )
      : '',
    lines.length > MOST_CELLS
      ? note(t('office.more-cells', { shown: MOST_CELLS, count: lines.length }))
      : '',
    columns.length ? shapes(context) : '',
  );
}

function processed({ result, name, t }: Context): Markup[] {
  const line = (what: string, u: number, id: string, before: string, after: string, how: string) =>
    html`<tr>${cell.text(what)}${cell.head(name(u))}${cell.text(columnName(result, id))}
      ${cell.number(before)}${cell.number(after)}${cell.text(how)}</tr>\n`;
  return [
    ...result.imputed.map((c) =>
      line(
        t('office.imputed'),
        c.unit,
        c.id,
        t('office.missing'),
        figure(c.value),
        t(`office.impute-${c.method}`),
      ),
    ),
    ...result.treatedCells.map((c) =>
      line(
        t('office.treated'),
        c.unit,
        c.id,
        figure(c.before),
        figure(c.after),
        t(`office.treat-${c.action}`),
      ),
    ),
    ...flaggedCells(result)
      .filter((c) => c.flag !== 'verified')
      .map((c) =>
        line(
          t('office.flagged'),
          c.unit,
          c.id,
          figure(c.value),
          figure(c.value),
          t(`office.flag-${c.flag}`),
        ),
      ),
  ];
}

/** Why a column was treated: its shape before and after. */
function shapes({ result, t }: Context): Markup {
  const rows = result.treatedColumns
    .filter((c) => c.action !== 'none')
    .map(
      (c) => html`<tr>${cell.head(columnName(result, c.id))}${cell.text(c.className, 'more')}
        ${cell.text(t(`office.action-${c.action}`, { points: c.points }))}
        ${cell.number(`${points(c.skew)} → ${points(c.skewAfter)}`)}
        ${cell.number(`${points(c.kurtosis)} → ${points(c.kurtosisAfter)}`)}
        ${cell.text(c.passed ? t('office.within') : html`<span class="flag">${t('office.still-outside')}</span>`)}</tr>`,
    );
  return html`<h3>${t('office.shapes')}</h3>${table(
    [
      { text: t('office.indicator') },
      { text: t('office.class'), kind: 'more' },
      { text: t('office.how') },
      { text: t('office.skew'), kind: 'n' },
      { text: t('office.kurtosis'), kind: 'n' },
      { text: t('office.shape-after') },
    ],
    rows,
    { caption: t('office.shapes') },
  )}`;
}

/** The steps of the run in words, and what the run warned of. */
export function methodSection({ result, list, t }: Context): Markup {
  const { scheme, warnings, uncertainty } = result;
  const steps: [string, string][] = [
    [t('office.step-select'), selectText(scheme, result.classes.length, t)],
    [
      t('office.step-denominate'),
      t('office.denominated', { count: scheme.indicators.filter((i) => i.denominator).length }),
    ],
    [t('office.step-impute'), t(`office.impute-${scheme.impute.method}`)],
    [
      t('office.step-treat'),
      t(`office.method-treat-${scheme.treat.method}`, {
        max: scheme.treat.max,
        skew: scheme.treat.skew,
        kurtosis: scheme.treat.kurtosis,
      }),
    ],
    [
      t('office.step-normalise'),
      list([...normalisers(scheme)].map((m) => t(`office.normalise-${m}`))),
    ],
    [t('office.step-weight'), list([...weighers(scheme)].map((m) => t(`office.weight-${m}`)))],
    [
      t('office.step-aggregate'),
      list([...aggregators(scheme)].map((m) => t(`office.aggregate-${m}`))),
    ],
    [
      t('office.step-uncertainty'),
      t('office.varied', {
        factors: list((uncertainty?.factors ?? []).map((f) => t(`office.factor-${f}`))),
        replicates: uncertainty?.replicates ?? 0,
      }),
    ],
  ];
  return section(
    'method',
    t('office.method'),
    scheme.about ? html`<p>${scheme.about}</p>` : '',
    html`<dl>${steps.map(([what, how]) => html`<dt>${what}</dt><dd>${how}</dd>`)}</dl>`,
    warnings.length
      ? html`<h3>${t('office.warnings')}</h3><ul class="todo">${warnings.map((w) => html`<li>${issueText(w, t)}</li>`)}</ul>`
      : '',
  );
}

function selectText(scheme: Scheme, classes: number, t: Context['t']): string {
  const { class: by, minimum, maxMissing } = scheme.select;
  return t(by === undefined ? 'office.selected' : 'office.selected-by', {
    attribute: by ?? '',
    classes,
    minimum,
    most: percent(maxMissing, 0),
  });
}

function normalisers(scheme: Scheme): Set<string> {
  return new Set(scheme.indicators.map((i) => (i.normalise ?? scheme.normalise).method));
}

function weighers(scheme: Scheme): Set<string> {
  return new Set([scheme.weight.method, ...Object.values(scheme.weight.groups ?? {})]);
}

function aggregators(scheme: Scheme): Set<string> {
  return new Set(scheme.nodes.map((n) => (n.aggregate ?? scheme.aggregate).method));
}

/** How anyone can check the result: the command, and what it must find. */
export function verifySection({ result, t }: Context): Markup {
  const rows: [string, string][] = [
    [
      t('office.scheme'),
      `${result.scheme.title} · ${t('office.version-of', { version: result.scheme.version })}`,
    ],
    [t('office.scheme-hash'), schemeHash(result.scheme)],
    [t('office.panel-hash'), panelHash(result.panel)],
    [t('office.seed'), String(result.uncertainty?.seed ?? '—')],
    [t('office.replicates'), String(result.uncertainty?.replicates ?? 0)],
    [t('office.engine'), result.engine],
  ];
  return section(
    'verify',
    t('office.verify-title'),
    note(t('office.verify-how')),
    html`<pre>shiji verify bundle.shiji.json</pre>`,
    html`<dl class="hashes">${rows.map(([what, value]) => html`<dt>${what}</dt><dd>${value}</dd>`)}</dl>`,
  );
}
