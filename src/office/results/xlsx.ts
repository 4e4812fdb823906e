import type ExcelJS from 'exceljs';
import type { Translate } from '../../contract/messages/index.ts';
import { type Appraisal, columnIndex, panelHash, schemeHash } from '../../engine/index.ts';
import { excel } from '../excel.ts';
import {
  columnName,
  flaggedCells,
  gradeName,
  intervalOf,
  ruleName,
  treeLines,
  unitOrder,
} from './rows.ts';
import {
  addTable,
  type Column,
  formats,
  HEAD_ROWS,
  marker,
  type TableOptions,
  type Value,
} from './sheet.ts';
import { timeless } from './zip-time.ts';

interface Book {
  readonly workbook: ExcelJS.Workbook;
  readonly result: Appraisal;
  /** Units in the order of every sheet, and the row each has. */
  readonly order: readonly number[];
  readonly rowOf: ReadonlyMap<number, number>;
  readonly t: Translate;
  readonly table: (title: string, frozen?: number) => TableOptions;
}

/**
 * The whole result as a workbook in the form offices print and pass on: ranking, scores by
 * dimension and indicator, reported figures, what was filled and treated, weights and
 * balances, points and vetoes, grade probabilities, and how to read it. Numbers keep full
 * precision behind their format; a missing one says so.
 *
 * `result` must have its uncertainty: throws RangeError rather than show a rank without one.
 */
export async function resultsXlsx(result: Appraisal, t: Translate): Promise<Uint8Array> {
  const workbook = new (await excel()).Workbook();
  workbook.creator = 'Shiji';
  workbook.title = result.scheme.title;
  // A fixed date: the same result gives the same cells and properties.
  workbook.created = workbook.modified = new Date(0);
  const order = unitOrder(result);
  const book: Book = {
    workbook,
    result,
    order,
    rowOf: new Map(order.map((u, k) => [u, HEAD_ROWS + 1 + k])),
    t,
    table: (title, frozen = 0) => ({
      frozen,
      missing: t('office.missing'),
      title: [title, ...caveats(result, t)].join('  ·  '),
      footer: t('office.sheet-footer', {
        title: result.scheme.title,
        version: result.scheme.version,
        hash: schemeHash(result.scheme).slice(7, 19),
      }).replaceAll('&', '&&'),
    }),
  };
  ranking(book);
  scores(book);
  reported(book);
  processing(book);
  weights(book);
  decisions(book);
  if (result.grades) probabilities(book);
  notes(book);
  return timeless(new Uint8Array(await workbook.xlsx.writeBuffer()));
}

/** Generated figures and reference indices say so on every sheet. */
function caveats(result: Appraisal, t: Translate): string[] {
  const { demo, purpose } = result.scheme;
  return [
    ...(demo ? [t('office.demo-means')] : []),
    ...(purpose === 'reference' ? [t('office.reference-means')] : []),
  ];
}

function unitColumns(t: Translate): Column[] {
  return [
    { heading: t('office.unit'), width: 14 },
    { heading: t('office.name'), width: 24 },
  ];
}

function ranking({ workbook, result, order, t, table }: Book): void {
  const columns: Column[] = [
    { heading: t('office.class'), width: 14 },
    { heading: t('office.rank'), width: 7 },
    { heading: t('office.rank-low'), width: 10 },
    { heading: t('office.rank-high'), width: 10 },
    ...unitColumns(t),
    { heading: t('office.score'), width: 10, format: formats.score },
    { heading: t('office.base'), width: 10, format: formats.score },
    { heading: t('office.decided'), width: 10, format: formats.points },
    ...(result.grades ? [{ heading: t('office.grade'), width: 12 }] : []),
    { heading: t('office.bands'), width: 22 },
    { heading: t('office.imputed-share'), width: 10, format: formats.share },
  ];
  const { panel, classes, classOf } = result;
  const rows = order.map((u): Value[] => {
    const ranked = result.rank[u]! > 0;
    const { low, high } = intervalOf(result, u);
    const interval = ranked ? [result.rank[u]!, low, high] : [t('office.not-ranked'), '', ''];
    const points = ranked
      ? [result.score[u]!, result.base[u]!, result.score[u]! - result.base[u]!]
      : ['', '', ''];
    return [
      ranked ? classes[classOf[u]!]!.name || t('office.all-units') : '',
      ...interval,
      panel.units[u]!,
      panel.names[u]!,
      ...points,
      ...(result.grades ? [gradeName(result, u, t)] : []),
      ranked ? bandNames(result, u, t) : '',
      result.imputedShare[u]!,
    ];
  });
  addTable(workbook, t('office.sheet-ranking'), columns, rows, table(result.scheme.title, 6));
}

/** The bands a unit is in, by the rank of the first and last unit of each. */
function bandNames(result: Appraisal, u: number, t: Translate): string {
  return result
    .uncertainty!.bands.filter((b) => b.units.includes(u))
    .map((b) => {
      const ranks = b.units.map((v) => result.rank[v]!);
      return t('office.band', { from: Math.min(...ranks), to: Math.max(...ranks) });
    })
    .join(t('office.list-gap'));
}

function scores({ workbook, result, order, rowOf, t, table }: Book): void {
  const { aggregated, normalised } = result.chain;
  const nodes = aggregated.ids.map((id, k) => ({ id, column: aggregated.columns[k]! })).reverse();
  const columns: Column[] = [
    ...unitColumns(t),
    ...nodes.map(({ id }) => ({
      heading: columnName(result, id),
      width: 11,
      format: formats.score,
    })),
    ...normalised.ids.map((id) => ({
      heading: columnName(result, id),
      width: 11,
      format: formats.score,
    })),
  ];
  const rows = order.map((u): Value[] => [
    result.panel.units[u]!,
    result.panel.names[u]!,
    ...nodes.map(({ column }) => column[u]!),
    ...normalised.columns.map((c) => c[u]!),
  ]);
  const sheet = addTable(
    workbook,
    t('office.sheet-scores'),
    columns,
    rows,
    table(t('office.scores-title'), 2),
  );
  const place = new Map(normalised.ids.map((id, k) => [id, 2 + nodes.length + k + 1]));
  const mark = marker(sheet);
  for (const c of result.treatedCells)
    mark(rowOf.get(c.unit)!, place.get(c.id)!, 'treated', t(`office.treat-${c.action}`));
  for (const c of result.imputed)
    mark(rowOf.get(c.unit)!, place.get(c.id)!, 'imputed', imputedText(c.method, t));
}

function imputedText(method: string, t: Translate): string {
  return t('office.imputed-note', { method: t(`office.impute-${method}`) });
}

/** Every column of the run's period as it was read: indicators, denominators, facts, attributes. */
function reported({ workbook, result, order, rowOf, t, table }: Book): void {
  const { panel, period, scheme } = result;
  const attributes = Object.keys(panel.attributes);
  const measures = new Map(
    scheme.indicators.map((i) => [i.id, i.denominator === undefined ? i.unit : '']),
  );
  const columns: Column[] = [
    ...unitColumns(t),
    ...attributes.map((heading) => ({ heading, width: 12 })),
    ...panel.ids.map((id) => {
      const measure = measures.get(id);
      return { heading: `${columnName(result, id)}${measure ? `（${measure}）` : ''}`, width: 13 };
    }),
  ];
  const rows = order.map((u): Value[] => [
    panel.units[u]!,
    panel.names[u]!,
    ...attributes.map((a) => panel.attributes[a]![u]!),
    ...panel.ids.map((id) => panel.columns[columnIndex(panel, id, period)]![u]!),
  ]);
  const label = panel.periods[period] ?? '';
  const title = `${t('office.sheet-reported')}${label === '' ? '' : ` ${label}`}`;
  const sheet = addTable(workbook, t('office.sheet-reported'), columns, rows, table(title, 2));
  const place = (id: string): number => 2 + attributes.length + panel.ids.indexOf(id) + 1;
  const mark = marker(sheet);
  for (const c of flaggedCells(result))
    mark(rowOf.get(c.unit)!, place(c.id), c.flag, t(`office.flag-${c.flag}`));
  for (const c of result.imputed)
    mark(rowOf.get(c.unit)!, place(c.id), 'imputed', imputedText(c.method, t));
}

function processing({ workbook, result, t, table }: Book): void {
  const { panel } = result;
  const line = (
    what: string,
    unit: number,
    id: string,
    before: Value,
    after: Value,
    how: string,
  ): Value[] => [
    what,
    panel.units[unit]!,
    panel.names[unit]!,
    id === '' ? '' : columnName(result, id),
    before,
    after,
    how,
  ];
  const rows = [
    ...result.imputed.map((c) =>
      line(
        t('office.imputed'),
        c.unit,
        c.id,
        t('office.missing'),
        c.value,
        t(`office.impute-${c.method}`),
      ),
    ),
    ...result.treatedCells.map((c) =>
      line(t('office.treated'), c.unit, c.id, c.before, c.after, t(`office.treat-${c.action}`)),
    ),
    ...flaggedCells(result).map((c) =>
      line(t('office.flagged'), c.unit, c.id, c.value, c.value, t(`office.flag-${c.flag}`)),
    ),
    ...result.excluded.map((e) =>
      line(t('office.not-ranked'), e.unit, '', '', '', excludedText(result, e.share, t)),
    ),
  ];
  const columns: Column[] = [
    { heading: t('office.what'), width: 10 },
    ...unitColumns(t),
    { heading: t('office.indicator'), width: 30 },
    { heading: t('office.before'), width: 16 },
    { heading: t('office.after'), width: 16 },
    { heading: t('office.how'), width: 34 },
  ];
  const nothing: Value[][] = [[t('office.nothing-processed')]];
  addTable(
    workbook,
    t('office.sheet-processing'),
    columns,
    rows.length ? rows : nothing,
    table(t('office.sheet-processing')),
  );
}

function excludedText(result: Appraisal, share: number, t: Translate): string {
  const per = (s: number): string => `${Math.round(100 * s)}%`;
  return t('office.excluded-why', {
    share: per(share),
    most: per(result.scheme.select.maxMissing),
  });
}

function weights({ workbook, result, t, table }: Book): void {
  const { local, effective } = result.weights;
  const indicators = new Map(result.scheme.indicators.map((i) => [i.id, i]));
  const rows = treeLines(result).map((x): Value[] => {
    const i = indicators.get(x.id);
    return [
      t(x.kind === 'node' ? 'office.dimension' : 'office.indicator'),
      x.id,
      `${'　'.repeat(x.depth)}${x.name}`,
      x.parent,
      local[x.id] ?? null,
      effective[x.id] ?? null,
      i ? t(`office.polarity-${i.polarity}`) : '',
      i?.source ?? '',
    ];
  });
  const balance = result.balance.pairs.map(({ sides, weight, unassigned }): Value[] => [
    t('office.balance'),
    '',
    `${t(`office.side-${sides[0]}`)} / ${t(`office.side-${sides[1]}`)}`,
    '',
    weight[0],
    weight[1],
    t('office.unassigned-share', { share: `${(100 * unassigned).toFixed(1)}%` }),
    t('office.balance-columns'),
  ]);
  const columns: Column[] = [
    { heading: t('office.what'), width: 9 },
    { heading: t('office.id'), width: 20 },
    { heading: t('office.name-of-node'), width: 40 },
    { heading: t('office.parent'), width: 16 },
    { heading: t('office.weight-local'), width: 11, format: formats.share },
    { heading: t('office.weight-effective'), width: 11, format: formats.share },
    { heading: t('office.polarity'), width: 16 },
    { heading: t('office.source'), width: 30 },
  ];
  addTable(
    workbook,
    t('office.sheet-weights'),
    columns,
    [...rows, ...balance],
    table(t('office.weights-title'), 3),
  );
}

function decisions({ workbook, result, t, table }: Book): void {
  const rules = new Map(result.scheme.decide.vetoes.map((v) => [v.id, v.rule]));
  const rows = result.decisions.map((d): Value[] => [
    result.panel.units[d.unit]!,
    result.panel.names[d.unit]!,
    t(`office.decision-${d.kind}`),
    ruleName(result, d.rule),
    d.kind === 'veto' || d.kind === 'gate' ? '' : d.points,
    columnName(result, d.fact.column),
    d.fact.value,
    d.fact.limit,
    result.scheme.grade?.grades.find((g) => g.id === d.grade)?.name ?? '',
    rules.get(d.rule) ?? '',
  ]);
  const columns: Column[] = [
    ...unitColumns(t),
    { heading: t('office.what'), width: 14 },
    { heading: t('office.rule'), width: 30 },
    { heading: t('office.points'), width: 9, format: formats.points },
    { heading: t('office.fact'), width: 26 },
    { heading: t('office.fact-value'), width: 10 },
    { heading: t('office.limit'), width: 10 },
    { heading: t('office.grade-bound'), width: 12 },
    { heading: t('office.legal-basis'), width: 36 },
  ];
  const nothing: Value[][] = [[t('office.no-decisions')]];
  addTable(
    workbook,
    t('office.sheet-decisions'),
    columns,
    rows.length ? rows : nothing,
    table(t('office.sheet-decisions'), 2),
  );
}

function probabilities({ workbook, result, order, t, table }: Book): void {
  const grades = result.scheme.grade!.grades;
  const found = result.uncertainty!.gradeProbability;
  const columns: Column[] = [
    ...unitColumns(t),
    { heading: t('office.grade'), width: 12 },
    ...grades.map((g) => ({ heading: g.name, width: 11, format: formats.share })),
  ];
  const rows = order
    .filter((u) => result.rank[u]! > 0)
    .map((u): Value[] => [
      result.panel.units[u]!,
      result.panel.names[u]!,
      gradeName(result, u, t),
      ...grades.map((g) => found[g.id]![u]!),
    ]);
  addTable(workbook, t('office.sheet-grades'), columns, rows, table(t('office.grades-title'), 3));
}

function notes({ workbook, result, t, table }: Book): void {
  const { scheme, uncertainty, panel } = result;
  const level = `${Math.round(100 * (uncertainty?.level ?? 0))}%`;
  const rows: Value[][] = [
    [t('office.scheme'), scheme.title],
    [t('office.version'), scheme.version],
    [t('office.scheme-hash'), schemeHash(scheme)],
    [t('office.panel-hash'), panelHash(panel)],
    [t('office.period'), panel.periods[result.period] || '—'],
    [t('office.seed'), uncertainty?.seed ?? null],
    [t('office.replicates'), uncertainty?.replicates ?? null],
    [t('office.engine'), result.engine],
    [t('office.interval'), t('office.interval-means', { level })],
    [t('office.shades'), t('office.shades-mean')],
    [t('office.verify'), `${t('office.verify-how')} shiji verify bundle.shiji.json`],
    ...caveats(result, t).map((text): Value[] => [t('office.caveat'), text]),
  ];
  const columns: Column[] = [
    { heading: t('office.what'), width: 16 },
    { heading: t('office.explanation'), width: 92 },
  ];
  const sheet = addTable(
    workbook,
    t('office.sheet-notes'),
    columns,
    rows,
    table(t('office.sheet-notes')),
  );
  sheet.getColumn(2).alignment = { wrapText: true, vertical: 'top', horizontal: 'left' };
  sheet.getColumn(1).alignment = { vertical: 'top' };
}
