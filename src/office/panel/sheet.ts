import { CellFlag } from '../../engine/index.ts';
import {
  type Cell,
  cellText,
  columnLetter,
  isBlank,
  periodLabel,
  readFigure,
  shown,
  unitKey,
} from '../table/cells.ts';
import type { Grid } from '../table/grid.ts';
import type { Gathering, Place, SheetUnits } from './gather.ts';
import { type Role, roleOf } from './headings.ts';
import { type Findings, few } from './issues.ts';
import type { Layout } from './layout.ts';
import { bodyRows, type DataRow } from './rows.ts';
import { otherMeasure, type Wanted, type WantedColumn } from './wanted.ts';

export interface SheetContext {
  readonly grid: Grid;
  readonly layout: Layout;
  readonly wanted: Wanted;
  readonly findings: Findings;
  readonly gathering: Gathering;
  /** Period of rows whose heading or period column says none. */
  readonly period: string;
}

/** What was taken from a sheet and what was not, for {@link SheetReport}. */
export interface SheetReading {
  readonly rows: number;
  readonly skipped: ReturnType<typeof bodyRows>['skipped'];
  readonly taken: readonly {
    readonly heading: string;
    readonly id: string;
    readonly part: Role['part'];
  }[];
  readonly ignored: readonly string[];
}

/** One column while its cells are read. */
interface Reader {
  readonly c: number;
  readonly letter: string;
  readonly role: Role;
  /** First cell written with and without a percent sign. */
  percent: number | undefined;
  plain: number | undefined;
}

/** Reads the rows of one sheet into the gathering; every fault is an issue with its cell. */
export function readSheet(context: SheetContext): { reading: SheetReading; units: SheetUnits } {
  const { grid, layout, gathering, findings } = context;
  const body = bodyRows(grid, layout);
  for (const row of body.nameless) findings.error('office.unit-missing', placeOf(grid, row - 1));
  if (body.carried.length)
    findings.warn('office.unit-carried', sheetPlace(grid), {
      count: body.carried.length,
      rows: few(body.carried.map(String)),
    });
  const units = gathering.sheet(body.rows.map((row) => row.unit));
  const attributes = attributeColumns(context);
  const reading =
    layout.kind === 'long'
      ? readLong(context, body.rows, units, attributes)
      : readWide(context, body.rows, units, attributes);
  for (const [here, before] of units.renamed)
    findings.warn('office.unit-renamed', sheetPlace(grid), { unit: here, other: before });
  return { reading: { rows: body.rows.length, skipped: body.skipped, ...reading }, units };
}

export function sheetPlace(grid: Grid): Place {
  return { file: grid.file, ...(grid.sheet ? { sheet: grid.sheet } : {}) };
}

function placeOf(grid: Grid, row: number, column?: string): Place {
  return { ...sheetPlace(grid), row: row + 1, ...(column ? { column } : {}) };
}

function headingText(layout: Layout, c: number): string {
  return layout.headings[c]?.label ?? '';
}

/** «C (客户满意度)»: the letter finds the cell, the heading says what it is. */
function columnText(layout: Layout, c: number): string {
  const heading = headingText(layout, c);
  return heading ? `${columnLetter(c)} (${heading})` : columnLetter(c);
}

function readWide(
  context: SheetContext,
  rows: readonly DataRow[],
  units: SheetUnits,
  attributes: ReadonlyMap<string, number>,
): Omit<SheetReading, 'rows' | 'skipped'> {
  const { grid, layout, gathering, findings } = context;
  const readers = [...layout.roles].map(
    ([c, role]): Reader => ({
      c,
      letter: columnText(layout, c),
      role,
      percent: undefined,
      plain: undefined,
    }),
  );
  for (const [c, first] of layout.twins)
    findings.error('office.duplicate-column', placeOf(grid, layout.header, columnText(layout, c)), {
      name: headingText(layout, c),
      first: columnLetter(first),
    });
  refuseLongRows(context, rows);
  warnMeasures(context, readers);
  for (const { role } of readers)
    if (role.part === 'value' && role.period !== undefined)
      gathering.touch(role.period, role.column.id);
  const seen = new Map<string, number>();
  for (const row of rows) {
    const own = rowPeriod(context, row);
    const u = units.of(row.unit, row.name, placeOf(grid, row.index));
    const twin = `${u}\u0000${own}`;
    const first = seen.get(twin);
    if (first !== undefined) {
      findings.error('office.duplicate-unit', placeOf(grid, row.index), {
        unit: shown(row.unit),
        period: own === '' ? '—' : own,
        first: first + 1,
      });
      continue;
    }
    seen.set(twin, row.index);
    readAttributes(context, row, u, own, attributes);
    const place = placeOf(grid, row.index);
    for (const reader of readers) {
      const cell = row.cells[reader.c] ?? null;
      readCell(context, reader, cell, { unit: u, period: reader.role.period ?? own, row: place });
    }
  }
  checkPercent(context, readers);
  const used = new Set([
    ...layout.roles.keys(),
    ...layout.twins.keys(),
    ...attributes.values(),
    layout.unit,
    layout.name,
    layout.period,
  ]);
  return {
    taken: readers.map(({ c, role }) => ({
      heading: headingText(layout, c),
      id: role.column.id,
      part: role.part,
    })),
    ignored: layout.headings.flatMap((h, c) => (h.label === '' || used.has(c) ? [] : [h.label])),
  };
}

/**
 * In a CSV file a row longer than the headings has most likely been cut at the comma of
 * «1,234», and every figure after it stands under the wrong heading. Where all rows are
 * longer and none shows such a cut it is a column without heading, which nobody asked for.
 */
function refuseLongRows({ grid, layout, findings }: SheetContext, rows: readonly DataRow[]): void {
  if (grid.delimiter === undefined) return;
  const headings = layout.headings.findLastIndex((h) => h.label !== '') + 1;
  const lengthOf = ({ cells }: DataRow): number => cells.findLastIndex((c) => !isBlank(c)) + 1;
  const long = rows.filter((row) => lengthOf(row) > headings);
  const cut = ({ cells }: DataRow): boolean =>
    cells.some(
      (c, k) => /^\d{3}(\.\d+)?$/.test(shown(c)) && /^-?\d{1,3}$/.test(shown(cells[k - 1] ?? null)),
    );
  if (long.length === rows.length && !(grid.delimiter === ',' && long.every(cut))) return;
  for (const row of long)
    findings.error('office.row-too-long', placeOf(grid, row.index), {
      unit: shown(row.unit),
      cells: lengthOf(row),
      headings,
    });
}

function readLong(
  context: SheetContext,
  rows: readonly DataRow[],
  units: SheetUnits,
  attributes: ReadonlyMap<string, number>,
): Omit<SheetReading, 'rows' | 'skipped'> {
  const { grid, layout, wanted, findings } = context;
  const long = layout.long!;
  const known = new Map<string, Reader | undefined>();
  const seen = new Map<string, number>();
  const readerOf = (text: string): Reader | undefined => {
    if (!known.has(text)) {
      const found = roleOf({ label: text, variants: [text], above: text, below: text }, wanted);
      const letter = columnText(layout, long.value);
      known.set(
        text,
        found && { c: long.value, letter, role: found.role, percent: undefined, plain: undefined },
      );
    }
    return known.get(text);
  };
  for (const row of rows) {
    const own = rowPeriod(context, row);
    const place = placeOf(grid, row.index);
    const u = units.of(row.unit, row.name, place);
    readAttributes(context, row, u, own, attributes);
    const text = shown(row.cells[long.indicator] ?? null);
    const reader = text === '' ? undefined : readerOf(text);
    if (!reader) continue;
    const { column, part, period = own } = reader.role;
    const key = `${u}\u0000${period}\u0000${column.id}\u0000${part}`;
    const first = seen.get(key);
    if (first !== undefined) {
      findings.error('office.duplicate-figure', place, {
        unit: shown(row.unit),
        name: column.name,
        period: period === '' ? '—' : period,
        first: first + 1,
      });
      continue;
    }
    seen.set(key, row.index);
    const at = { unit: u, period, row: place };
    readCell(context, reader, row.cells[long.value] ?? null, at);
    for (const [c, companion] of [
      [long.error, 'error'],
      [long.flag, 'flag'],
    ] as const)
      if (c >= 0 && part === 'value')
        readCell(
          context,
          { ...reader, c, letter: columnText(layout, c), role: { column, part: companion } },
          row.cells[c] ?? null,
          at,
        );
  }
  const readers = [...known.values()].filter((r) => r !== undefined);
  checkPercent(context, readers);
  return {
    taken: [...known].flatMap(([heading, reader]) =>
      reader ? [{ heading, id: reader.role.column.id, part: reader.role.part }] : [],
    ),
    ignored: [...known].flatMap(([heading, reader]) => (reader ? [] : [heading])),
  };
}

/** The row's own period; an empty cell in a period column is a fault, not a period of its own. */
function rowPeriod({ grid, layout, period, findings }: SheetContext, row: DataRow): string {
  if (layout.period < 0) return period;
  const own = periodLabel(row.cells[layout.period] ?? null);
  if (own === '')
    findings.error(
      'office.period-empty',
      placeOf(grid, row.index, columnText(layout, layout.period)),
      {
        unit: shown(row.unit),
      },
    );
  return own;
}

function attributeColumns({ layout, wanted }: SheetContext): Map<string, number> {
  const out = new Map<string, number>();
  for (const attribute of wanted.attributes.keys()) {
    const c = layout.headings.findIndex(
      (h, at) =>
        !layout.roles.has(at) && h.variants.some((text) => unitKey(text) === unitKey(attribute)),
    );
    if (c >= 0) out.set(attribute, c);
  }
  return out;
}

function readAttributes(
  { gathering }: SheetContext,
  row: DataRow,
  unit: number,
  period: string,
  attributes: ReadonlyMap<string, number>,
): void {
  for (const [attribute, c] of attributes) {
    const text = shown(row.cells[c] ?? null);
    if (text !== '') gathering.attribute(unit, period, attribute, text);
  }
}

const flagWords: ReadonlyMap<string, number> = new Map([
  ['上报', CellFlag.reported],
  ['已上报', CellFlag.reported],
  ['reported', CellFlag.reported],
  ['估计', CellFlag.estimated],
  ['估算', CellFlag.estimated],
  ['暂估', CellFlag.estimated],
  ['estimated', CellFlag.estimated],
  ['存疑', CellFlag.disputed],
  ['有疑', CellFlag.disputed],
  ['disputed', CellFlag.disputed],
  ['核实', CellFlag.verified],
  ['已核实', CellFlag.verified],
  ['verified', CellFlag.verified],
]);

interface Target {
  readonly unit: number;
  readonly period: string;
  readonly row: Place;
}

function readCell(context: SheetContext, reader: Reader, cell: Cell, at: Target): void {
  const { findings, gathering } = context;
  const { column, part } = reader.role;
  if (part === 'flag') {
    readFlag(context, reader, cell, at);
    return;
  }
  if (part === 'value') gathering.touch(at.period, column.id);
  const figure = readFigure(factText(cell, column));
  if (figure.kind === 'missing') return;
  if (figure.kind !== 'number') {
    findings.error(
      figure.kind === 'text' ? 'office.text-in-number' : formulaCode(figure.text),
      { ...at.row, column: reader.letter },
      {
        name: column.name,
        unit: gathering.units[at.unit]!.name,
        text: figure.text.slice(0, 40),
      },
    );
    return;
  }
  if (figure.percent) reader.percent ??= at.row.row;
  else if (figure.value !== 0) reader.plain ??= at.row.row;
  if (part === 'value')
    gathering.put({
      unit: at.unit,
      period: at.period,
      id: column.id,
      name: column.name,
      value: figure.value,
      row: at.row,
      column: reader.letter,
    });
  else if (figure.value >= 0) gathering.error(at.unit, at.period, column.id, figure.value);
  else
    findings.error(
      'office.error-negative',
      { ...at.row, column: reader.letter },
      { name: column.name, unit: gathering.units[at.unit]!.name, value: figure.value },
    );
}

function formulaCode(text: string): string {
  return text.startsWith('=') ? 'office.formula-uncalculated' : 'office.formula-error';
}

/** In columns of counts «无» is 0, and the fact of a veto may be answered with 是 or 否. */
function factText(cell: Cell, { use }: WantedColumn): Cell {
  if (use === 'figure' || typeof cell !== 'string') return cell;
  const text = cellText(cell).toLowerCase();
  if (['无', '没有', '否', 'no', 'none', 'false'].includes(text)) return 0;
  return use === 'fact' && ['是', '有', 'yes', 'true'].includes(text) ? 1 : cell;
}

function readFlag(context: SheetContext, reader: Reader, cell: Cell, at: Target): void {
  if (isBlank(cell)) return;
  const flag = flagWords.get(cellText(cell).toLowerCase());
  if (flag === undefined)
    context.findings.error(
      'office.flag-unknown',
      { ...at.row, column: reader.letter },
      { name: reader.role.column.name, text: cellText(cell).slice(0, 40) },
    );
  else context.gathering.flag(at.unit, at.period, reader.role.column.id, flag);
}

/** 12% and 0.15 in one column differ by a factor of a hundred that nobody can guess. */
function checkPercent({ grid, findings }: SheetContext, readers: readonly Reader[]): void {
  for (const { percent, plain, letter, role } of readers)
    if (percent !== undefined && plain !== undefined)
      findings.error(
        'office.percent-mixed',
        { ...sheetPlace(grid), row: Math.max(percent, plain), column: letter },
        { name: role.column.name, percent, plain },
      );
}

function warnMeasures({ grid, layout, findings }: SheetContext, readers: readonly Reader[]): void {
  for (const { c, role } of readers) {
    const text = layout.kind === 'years' ? (layout.title ?? '') : headingText(layout, c);
    const written = role.part === 'value' ? otherMeasure(text, role.column) : undefined;
    if (written === undefined) continue;
    findings.warn(
      'office.measure-differs',
      { ...sheetPlace(grid), row: layout.header + 1, column: columnLetter(c) },
      { name: role.column.name, written, expected: role.column.measure },
    );
    if (layout.kind === 'years') return;
  }
}
