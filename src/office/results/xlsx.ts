import ExcelJS from 'exceljs';
import type { Translate } from '../../contract/messages/index.ts';
import { type Appraisal, CellFlag, schemeHash } from '../../engine/index.ts';
import { intervalOf, unitOrder } from './rows.ts';

type Value = string | number | null;

interface Column {
  readonly heading: string;
  readonly width: number;
  readonly format?: string;
}

const score = '0.00';
const share = '0.0%';

/**
 * The whole result as a workbook in the form offices print and pass on: ranking, scores by
 * indicator and dimension, reported figures, what was filled and treated, weights and
 * balances, points and vetoes, grade probabilities, and how to read it.
 */
export async function resultsXlsx(result: Appraisal, t: Translate): Promise<Uint8Array> {
  const workbook = new ExcelJS.Workbook();
  workbook.creator = 'Shiji';
  // A fixed date: the same result gives the same file contents.
  workbook.created = new Date(0);
  const order = unitOrder(result);
  ranking(workbook, result, order, t);
  scores(workbook, result, order, t);
  reported(workbook, result, order, t);
  processing(workbook, result, t);
  weights(workbook, result, t);
  if (result.decisions.length) decisions(workbook, result, t);
  if (result.grades) probabilities(workbook, result, order, t);
  notes(workbook, result, t);
  return new Uint8Array(await workbook.xlsx.writeBuffer());
}

function addTable(
  workbook: ExcelJS.Workbook,
  name: string,
  columns: readonly Column[],
  rows: Iterable<readonly Value[]>,
  frozen = 2,
): ExcelJS.Worksheet {
  const sheet = workbook.addWorksheet(name, {
    views: [{ state: 'frozen', ySplit: 1, xSplit: frozen }],
    pageSetup: {
      paperSize: 9,
      orientation: 'landscape',
      fitToPage: true,
      fitToWidth: 1,
      fitToHeight: 0,
      printTitlesRow: '1:1',
    },
  });
  sheet.columns = columns.map((c) => ({
    header: c.heading,
    width: c.width,
    style: c.format ? { numFmt: c.format } : {},
  }));
  for (const row of rows) sheet.addRow(row.map(safe));
  const head = sheet.getRow(1);
  head.font = { bold: true };
  head.alignment = { wrapText: true, vertical: 'middle' };
  head.fill = { type: 'pattern', pattern: 'solid', fgColor: { argb: 'FFF3F4F6' } };
  sheet.autoFilter = { from: { row: 1, column: 1 }, to: { row: 1, column: columns.length } };
  return sheet;
}

/** NaN has no place in a workbook. */
function safe(value: Value): Value {
  return typeof value === 'number' && Number.isNaN(value) ? null : value;
}

function gradeName(result: Appraisal, u: number, t: Translate): string {
  const id = result.grades?.grade[u];
  if (id === undefined || result.rank[u] === 0) return '';
  if (id === '') return t('office.grade-open');
  return result.scheme.grade?.grades.find((g) => g.id === id)?.name ?? id;
}

function ranking(
  workbook: ExcelJS.Workbook,
  result: Appraisal,
  order: readonly number[],
  t: Translate,
): void {
  const columns: Column[] = [
    { heading: t('office.class'), width: 14 },
    { heading: t('office.rank'), width: 8 },
    { heading: t('office.rank-interval'), width: 14 },
    { heading: t('office.unit'), width: 14 },
    { heading: t('office.name'), width: 26 },
    { heading: t('office.score'), width: 10, format: score },
    { heading: t('office.base'), width: 12, format: score },
    { heading: t('office.points'), width: 12, format: score },
    ...(result.grades ? [{ heading: t('office.grade'), width: 12 }] : []),
    { heading: t('office.imputed-share'), width: 12, format: share },
  ];
  const rows = order.map((u): Value[] => {
    const { panel } = result;
    const ranked = result.rank[u]! > 0;
    const { low, high } = intervalOf(result, u);
    return [
      ranked ? result.classes[result.classOf[u]!]!.name : t('office.not-ranked'),
      ranked ? result.rank[u]! : null,
      ranked ? `${low}–${high}` : null,
      panel.units[u]!,
      panel.names[u]!,
      result.score[u]!,
      result.base[u]!,
      result.score[u]! - result.base[u]!,
      ...(result.grades ? [gradeName(result, u, t)] : []),
      result.imputedShare[u]!,
    ];
  });
  addTable(workbook, t('office.sheet-ranking'), columns, rows, 5);
}

function scores(
  workbook: ExcelJS.Workbook,
  result: Appraisal,
  order: readonly number[],
  t: Translate,
): void {
  const { aggregated, normalised } = result.chain;
  const nodes = result.scheme.nodes;
  const columns: Column[] = [
    { heading: t('office.unit'), width: 14 },
    { heading: t('office.name'), width: 26 },
    ...aggregated.ids
      .toReversed()
      .map((id) => ({ heading: nodes.find((n) => n.id === id)!.name, width: 12, format: score })),
    ...result.scheme.indicators.map((i) => ({ heading: i.name, width: 12, format: score })),
  ];
  const sheet = addTable(
    workbook,
    t('office.sheet-scores'),
    columns,
    order.map((u) => [
      result.panel.units[u]!,
      result.panel.names[u]!,
      ...aggregated.columns.toReversed().map((c) => c[u]!),
      ...normalised.columns.map((c) => c[u]!),
    ]),
  );
  markImputed(sheet, result, order, 2 + aggregated.ids.length, t);
}

function reported(
  workbook: ExcelJS.Workbook,
  result: Appraisal,
  order: readonly number[],
  t: Translate,
): void {
  const columns: Column[] = [
    { heading: t('office.unit'), width: 14 },
    { heading: t('office.name'), width: 26 },
    ...result.scheme.indicators.map((i) => ({
      heading: i.unit ? `${i.name}（${i.unit}）` : i.name,
      width: 14,
    })),
  ];
  const sheet = addTable(
    workbook,
    t('office.sheet-reported'),
    columns,
    order.map((u) => [
      result.panel.units[u]!,
      result.panel.names[u]!,
      ...result.chain.raw.columns.map((c) => (Number.isNaN(c[u]!) ? t('office.missing') : c[u]!)),
    ]),
  );
  markFlags(sheet, result, order, t);
}

/** Filled cells: shaded, and a note says so in words. */
function markImputed(
  sheet: ExcelJS.Worksheet,
  result: Appraisal,
  order: readonly number[],
  before: number,
  t: Translate,
): void {
  const row = new Map(order.map((u, k) => [u, k + 2]));
  const column = new Map(result.scheme.indicators.map((i, k) => [i.id, before + k + 1]));
  for (const cell of result.imputed) {
    const at = sheet.getCell(row.get(cell.unit)!, column.get(cell.id)!);
    at.fill = { type: 'pattern', pattern: 'solid', fgColor: { argb: 'FFFEF3C7' } };
    at.note = t('office.imputed-note', { method: t(`office.impute-${cell.method}`) });
  }
}

function markFlags(
  sheet: ExcelJS.Worksheet,
  result: Appraisal,
  order: readonly number[],
  t: Translate,
): void {
  const { panel, period, scheme } = result;
  const words = new Map<number, string>([
    [CellFlag.estimated, 'office.flag-estimated'],
    [CellFlag.disputed, 'office.flag-disputed'],
    [CellFlag.verified, 'office.flag-verified'],
  ]);
  scheme.indicators.forEach((indicator, k) => {
    const flags = panel.flags[period * panel.ids.length + panel.ids.indexOf(indicator.id)];
    order.forEach((u, r) => {
      const word = words.get(flags?.[u] ?? 0);
      if (word) sheet.getCell(r + 2, k + 3).note = t(word);
    });
  });
}

function processing(workbook: ExcelJS.Workbook, result: Appraisal, t: Translate): void {
  const name = new Map(result.scheme.indicators.map((i) => [i.id, i.name]));
  const { panel } = result;
  const rows = [
    ...result.imputed.map((c): Value[] => [
      t('office.imputed'),
      panel.names[c.unit]!,
      name.get(c.id)!,
      null,
      c.value,
      t(`office.impute-${c.method}`),
    ]),
    ...result.treatedCells.map((c): Value[] => [
      t('office.treated'),
      panel.names[c.unit]!,
      name.get(c.id)!,
      c.before,
      c.after,
      t(`office.treat-${c.action}`),
    ]),
    ...result.excluded.map((e): Value[] => [
      t('office.not-ranked'),
      panel.names[e.unit]!,
      null,
      null,
      null,
      t('office.excluded-why', { share: Math.round(e.share * 100) }),
    ]),
  ];
  addTable(
    workbook,
    t('office.sheet-processing'),
    [
      { heading: t('office.what'), width: 10 },
      { heading: t('office.name'), width: 26 },
      { heading: t('office.indicator'), width: 30 },
      { heading: t('office.before'), width: 16 },
      { heading: t('office.after'), width: 16 },
      { heading: t('office.how'), width: 36 },
    ],
    rows,
  );
}

function weights(workbook: ExcelJS.Workbook, result: Appraisal, t: Translate): void {
  const { local, effective } = result.weights;
  const rows = [
    ...result.scheme.nodes.map((n) => ({ ...n, kind: t('office.dimension') })),
    ...result.scheme.indicators.map((i) => ({ ...i, kind: t('office.indicator') })),
  ].map((x): Value[] => [
    x.kind,
    x.id,
    x.name,
    x.parent ?? '',
    local[x.id] ?? null,
    effective[x.id] ?? null,
  ]);
  const balance = result.balance.pairs.map((p): Value[] => [
    t('office.balance'),
    p.pair,
    `${t(`office.side-${p.sides[0]}`)} ${(100 * p.weight[0]).toFixed(1)}% | ${t(`office.side-${p.sides[1]}`)} ${(100 * p.weight[1]).toFixed(1)}%`,
    '',
    null,
    null,
  ]);
  addTable(
    workbook,
    t('office.sheet-weights'),
    [
      { heading: t('office.what'), width: 10 },
      { heading: t('office.id'), width: 22 },
      { heading: t('office.name'), width: 40 },
      { heading: t('office.parent'), width: 18 },
      { heading: t('office.weight-local'), width: 14, format: share },
      { heading: t('office.weight-effective'), width: 14, format: share },
    ],
    [...rows, ...balance],
    0,
  );
}

function decisions(workbook: ExcelJS.Workbook, result: Appraisal, t: Translate): void {
  const { decide } = result.scheme;
  const rules = new Map(
    [...decide.adjustments, ...decide.gates, ...decide.vetoes].map((r) => [r.id, r.name]),
  );
  addTable(
    workbook,
    t('office.sheet-decisions'),
    [
      { heading: t('office.name'), width: 26 },
      { heading: t('office.what'), width: 14 },
      { heading: t('office.rule'), width: 34 },
      { heading: t('office.points'), width: 10, format: '+0.00;-0.00;0' },
      { heading: t('office.fact'), width: 30 },
      { heading: t('office.fact-value'), width: 12 },
      { heading: t('office.limit'), width: 12 },
    ],
    result.decisions.map((d): Value[] => [
      result.panel.names[d.unit]!,
      t(`office.decision-${d.kind}`),
      rules.get(d.rule) ?? result.scheme.indicators.find((i) => i.id === d.rule)?.name ?? d.rule,
      d.points,
      d.fact.column,
      d.fact.value,
      d.fact.limit,
    ]),
    1,
  );
}

function probabilities(
  workbook: ExcelJS.Workbook,
  result: Appraisal,
  order: readonly number[],
  t: Translate,
): void {
  const grades = result.scheme.grade!.grades;
  const found = result.uncertainty!.gradeProbability;
  addTable(
    workbook,
    t('office.sheet-grades'),
    [
      { heading: t('office.unit'), width: 14 },
      { heading: t('office.name'), width: 26 },
      { heading: t('office.grade'), width: 12 },
      ...grades.map((g) => ({ heading: g.name, width: 12, format: share })),
    ],
    order
      .filter((u) => result.rank[u]! > 0)
      .map((u) => [
        result.panel.units[u]!,
        result.panel.names[u]!,
        gradeName(result, u, t),
        ...grades.map((g) => found[g.id]![u]!),
      ]),
    3,
  );
}

function notes(workbook: ExcelJS.Workbook, result: Appraisal, t: Translate): void {
  const { scheme, uncertainty, panel } = result;
  const lines: [string, Value][] = [
    [t('office.scheme'), scheme.title],
    [t('office.version'), scheme.version],
    [t('office.scheme-hash'), schemeHash(scheme)],
    [t('office.period'), panel.periods[result.period] || '—'],
    [t('office.seed'), uncertainty?.seed ?? null],
    [t('office.replicates'), uncertainty?.replicates ?? null],
    [t('office.engine'), result.engine],
    [
      t('office.interval'),
      t('office.interval-means', { level: Math.round(100 * (uncertainty?.level ?? 0)) }),
    ],
    [t('office.verify'), t('office.verify-how')],
    ...(scheme.demo ? [[t('office.demo'), t('office.demo-means')] as [string, Value]] : []),
    ...(scheme.purpose === 'reference'
      ? [[t('office.purpose'), t('office.reference-means')] as [string, Value]]
      : []),
  ];
  const sheet = workbook.addWorksheet(t('office.sheet-notes'));
  sheet.columns = [{ width: 18 }, { width: 100 }];
  for (const [what, value] of lines) {
    const row = sheet.addRow([what, value]);
    row.getCell(1).font = { bold: true };
    row.getCell(2).alignment = { wrapText: true, vertical: 'top' };
  }
}
