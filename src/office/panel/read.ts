import {
  CellFlag,
  EngineError,
  emptyPanel,
  type Issue,
  type Panel,
  type Scheme,
} from '../../engine/index.ts';
import {
  type Cell,
  cellText,
  columnLetter,
  headingKey,
  isBlank,
  isYear,
  periodLabel,
  readFigure,
} from './cells.ts';
import { type Grid, type PanelFile, readGrids } from './grid.ts';
import { findLayout, isFootnote, type Layout } from './layout.ts';
import { closest, type Wanted, wantedColumns } from './wanted.ts';

export type { PanelFile } from './grid.ts';

/** What was read from one sheet, for a person to check. */
export interface SheetReport {
  readonly file: string;
  readonly sheet?: string;
  readonly encoding: string;
  readonly layout: Layout['kind'];
  /** 1-based row of the headings. */
  readonly headerRow: number;
  readonly rows: number;
  readonly unit: string;
  readonly period?: string;
  readonly taken: readonly string[];
  readonly ignored: readonly string[];
}

export interface ReadReport {
  readonly sheets: readonly SheetReport[];
  readonly warnings: readonly Issue[];
}

interface Place {
  readonly file: string;
  readonly sheet?: string;
  readonly row: number;
  readonly column?: string;
}

interface Entry {
  readonly value: number;
  readonly at: Place;
}

/** Figures gathered from all files before the panel is laid out. */
interface Gathered {
  readonly units: Map<string, { name: string; at: Place; attributes: Map<string, string> }>;
  readonly periods: Set<string>;
  /** `unit \u0000 period \u0000 column` → figure. */
  readonly figures: Map<string, Entry>;
  readonly errors: Map<string, number>;
  readonly flags: Map<string, number>;
  readonly rows: Map<string, Place>;
  readonly found: Set<string>;
  readonly headings: Set<string>;
  readonly issues: Issue[];
  readonly warnings: Issue[];
}

/** More than this many issues are counted, not listed. */
const MOST_ISSUES = 200;

/**
 * Reads the panel a scheme needs from one or several CSV or XLSX files: wide, long, or
 * the statistics office's one-indicator downloads; files are joined on unit and period.
 *
 * Throws {@link EngineError} with every issue found (the first 200), each with file,
 * sheet, row and column; nothing is returned half-read.
 */
export async function readPanel(
  files: readonly PanelFile[],
  scheme: Scheme,
  options: { readonly sheet?: string } = {},
): Promise<{ panel: Panel; report: ReadReport }> {
  const wanted = wantedColumns(scheme);
  const gathered: Gathered = {
    units: new Map(),
    periods: new Set(),
    figures: new Map(),
    errors: new Map(),
    flags: new Map(),
    rows: new Map(),
    found: new Set(),
    headings: new Set(),
    issues: [],
    warnings: [],
  };
  const sheets: SheetReport[] = [];
  for (const file of files)
    for (const grid of chooseSheets(file, await readGrids(file), scheme, wanted, options.sheet))
      sheets.push(readSheet(grid.grid, grid.layout, file, wanted, gathered));
  checkComplete(files, wanted, gathered);
  if (gathered.issues.length) throw new EngineError(capped(gathered.issues));
  return { panel: layOut(wanted, gathered), report: { sheets, warnings: gathered.warnings } };
}

function capped(issues: readonly Issue[]): Issue[] {
  if (issues.length <= MOST_ISSUES) return [...issues];
  return [
    ...issues.slice(0, MOST_ISSUES),
    { code: 'office.more-issues', params: { count: issues.length - MOST_ISSUES } },
  ];
}

function chooseSheets(
  file: PanelFile,
  grids: readonly Grid[],
  scheme: Scheme,
  wanted: Wanted,
  sheet: string | undefined,
): { grid: Grid; layout: Layout }[] {
  const named = sheet === undefined ? grids : grids.filter((g) => (g.sheet ?? sheet) === sheet);
  if (!named.length)
    throw new EngineError([
      {
        code: 'office.sheet-unknown',
        at: { file: file.name },
        params: { sheet: sheet ?? '', known: grids.map((g) => g.sheet).join('、') },
      },
    ]);
  const readable = named.flatMap((grid) => {
    const layout = findLayout(grid, scheme, wanted);
    return layout ? [{ grid, layout }] : [];
  });
  if (!readable.length)
    throw new EngineError([
      {
        code: 'office.no-headings',
        at: { file: file.name, ...(named[0]!.sheet ? { sheet: named[0]!.sheet } : {}) },
        params: { unit: scheme.panel.unit ?? scheme.panel.name ?? '单位名称' },
      },
    ]);
  // A workbook's other sheets (notes, pivots) are passed over when one fits.
  const fitting = readable.filter(({ grid, layout }) => matched(grid, layout, file, wanted) > 0);
  return fitting.length ? fitting : readable.slice(0, 1);
}

function matched(grid: Grid, layout: Layout, file: PanelFile, wanted: Wanted): number {
  if (layout.kind === 'years') return file.indicator || layout.title ? 1 : 0;
  if (layout.kind === 'long') return grid.rows.length - layout.header - 1;
  return layout.headings.filter((h) => wanted.byHeading.has(headingKey(h))).length;
}

interface SheetContext {
  readonly grid: Grid;
  readonly layout: Layout;
  readonly wanted: Wanted;
  readonly gathered: Gathered;
}

function readSheet(
  grid: Grid,
  layout: Layout,
  file: PanelFile,
  wanted: Wanted,
  gathered: Gathered,
): SheetReport {
  const context = { grid, layout, wanted, gathered };
  const columns =
    layout.kind === 'wide'
      ? wideColumns(context)
      : layout.kind === 'years'
        ? yearColumns(context, file)
        : new Map<number, Role>();
  const attributes = attributeColumns(context);
  let rows = 0;
  const last = lastRow(grid, layout);
  for (let r = layout.header + 1; r <= last; r++) {
    const row = grid.rows[r]!;
    if (row.every(isBlank) || isFootnote(row, layout.unit)) continue;
    rows++;
    readRow(context, r, row, columns, attributes);
  }
  const taken = [...columns.values()].map((c) => wanted.nameOf(c.id));
  const used = new Set([
    ...columns.keys(),
    ...attributes.values(),
    layout.unit,
    layout.name,
    layout.period,
  ]);
  return {
    file: grid.file,
    ...(grid.sheet ? { sheet: grid.sheet } : {}),
    encoding: grid.encoding,
    layout: layout.kind,
    headerRow: layout.header + 1,
    rows,
    unit: layout.headings[layout.unit]!,
    ...(layout.period >= 0 ? { period: layout.headings[layout.period]! } : {}),
    taken: [...new Set(taken)],
    ignored:
      layout.kind === 'wide' ? layout.headings.filter((h, i) => h !== '' && !used.has(i)) : [],
  };
}

/** The table ends at the last row whose unit cell is filled. */
function lastRow(grid: Grid, layout: Layout): number {
  for (let r = grid.rows.length - 1; r > layout.header; r--)
    if (!isBlank(grid.rows[r]![layout.unit] ?? null)) return r;
  return layout.header;
}

interface Role {
  readonly id: string;
  readonly part: 'value' | 'error' | 'flag';
  readonly period?: string;
}

const companions: readonly [RegExp, Role['part']][] = [
  [/[ _]*(标准误|标准误差|se)$/i, 'error'],
  [/[ _]*(状态|核实状态|flag)$/i, 'flag'],
];

function wideColumns({ layout, wanted, gathered, grid }: SheetContext): Map<number, Role> {
  const out = new Map<number, Role>();
  const seen = new Map<string, number>();
  layout.headings.forEach((heading, c) => {
    if (heading === '' || c === layout.period) return;
    gathered.headings.add(heading);
    const role = roleOf(heading, wanted);
    if (!role || (c === layout.unit && role.part === 'value' && !wanted.required.has(role.id)))
      return;
    const key = `${role.id} ${role.part}`;
    const twin = seen.get(key);
    if (twin !== undefined) {
      gathered.issues.push({
        code: 'office.duplicate-column',
        at: place(grid, layout.header, columnLetter(c)),
        params: { name: wanted.nameOf(role.id), first: columnLetter(twin) },
      });
      return;
    }
    seen.set(key, c);
    out.set(c, role);
    if (role.part === 'value') gathered.found.add(role.id);
  });
  return out;
}

function roleOf(heading: string, wanted: Wanted): Role | undefined {
  const direct = wanted.byHeading.get(headingKey(heading));
  if (direct) return { id: direct, part: 'value' };
  for (const [ending, part] of companions) {
    if (!ending.test(heading)) continue;
    const id = wanted.byHeading.get(headingKey(heading.replace(ending, '')));
    if (id) return { id, part };
  }
  return undefined;
}

function yearColumns(context: SheetContext, file: PanelFile): Map<number, Role> {
  const { layout, wanted, gathered, grid } = context;
  const title = file.indicator ?? layout.title;
  const id = title === undefined ? undefined : wanted.byHeading.get(headingKey(title));
  const out = new Map<number, Role>();
  if (id === undefined) {
    gathered.issues.push({
      code: title === undefined ? 'office.no-indicator-title' : 'office.indicator-unknown',
      at: place(grid, layout.header),
      params: {
        title: title ?? '',
        closest: closestText(title ?? '', wanted.ids.map(wanted.nameOf)),
      },
    });
    return out;
  }
  gathered.found.add(id);
  layout.headings.forEach((heading, c) => {
    if (isYear(heading)) out.set(c, { id, part: 'value', period: periodLabel(heading) });
  });
  return out;
}

function attributeColumns({ layout, wanted }: SheetContext): Map<string, number> {
  const out = new Map<string, number>();
  for (const attribute of wanted.attributes) {
    const c = layout.headings.findIndex((h) => headingKey(h) === headingKey(attribute));
    if (c >= 0) out.set(attribute, c);
  }
  return out;
}

function place(grid: Grid, row: number, column?: string): Place {
  return {
    file: grid.file,
    ...(grid.sheet ? { sheet: grid.sheet } : {}),
    row: row + 1,
    ...(column ? { column } : {}),
  };
}

function readRow(
  context: SheetContext,
  r: number,
  row: readonly Cell[],
  columns: ReadonlyMap<number, Role>,
  attributes: ReadonlyMap<string, number>,
): void {
  const { grid, layout, gathered } = context;
  const unit = cellText(row[layout.unit] ?? null);
  if (unit === '') {
    gathered.issues.push({ code: 'office.unit-missing', at: place(grid, r) });
    return;
  }
  const period =
    layout.period >= 0 && layout.kind !== 'years' ? periodLabel(row[layout.period] ?? null) : '';
  addUnit(context, r, row, unit, attributes);
  if (layout.kind === 'long') {
    readLongRow(context, r, row, unit, period);
    return;
  }
  const own = `${unit}\u0000${period}\u0000${layout.kind === 'years' ? [...columns.values()][0]?.id : grid.file + grid.sheet}`;
  const twin = gathered.rows.get(own);
  if (twin) {
    gathered.issues.push({
      code: 'office.duplicate-unit',
      at: place(grid, r),
      params: { unit, period: period || '—', first: twin.row },
    });
    return;
  }
  gathered.rows.set(own, place(grid, r));
  for (const [c, role] of columns)
    readCell(context, row[c] ?? null, r, c, unit, role.period ?? period, role);
}

function addUnit(
  { grid, layout, gathered }: SheetContext,
  r: number,
  row: readonly Cell[],
  unit: string,
  attributes: ReadonlyMap<string, number>,
): void {
  let known = gathered.units.get(unit);
  if (!known) {
    known = {
      name: cellText(row[layout.name] ?? null) || unit,
      at: place(grid, r),
      attributes: new Map(),
    };
    gathered.units.set(unit, known);
  }
  for (const [attribute, c] of attributes) {
    const text = cellText(row[c] ?? null);
    if (text !== '') known.attributes.set(attribute, text);
  }
}

function readLongRow(
  context: SheetContext,
  r: number,
  row: readonly Cell[],
  unit: string,
  period: string,
): void {
  const { layout, wanted, gathered } = context;
  const heading = cellText(row[layout.indicator] ?? null);
  gathered.headings.add(heading);
  const role = roleOf(heading, wanted);
  if (!role) return;
  if (role.part === 'value') gathered.found.add(role.id);
  readCell(context, row[layout.value] ?? null, r, layout.value, unit, period, role);
}

const flagWords: ReadonlyMap<string, number> = new Map([
  ['', -1],
  ['上报', CellFlag.reported],
  ['reported', CellFlag.reported],
  ['估计', CellFlag.estimated],
  ['估算', CellFlag.estimated],
  ['estimated', CellFlag.estimated],
  ['存疑', CellFlag.disputed],
  ['disputed', CellFlag.disputed],
  ['核实', CellFlag.verified],
  ['已核实', CellFlag.verified],
  ['verified', CellFlag.verified],
]);

function readCell(
  { grid, gathered, wanted }: SheetContext,
  cell: Cell,
  r: number,
  c: number,
  unit: string,
  period: string,
  role: Role,
): void {
  const at = place(grid, r, columnLetter(c));
  const name = wanted.nameOf(role.id);
  const key = `${unit}\u0000${period}\u0000${role.id}`;
  gathered.periods.add(period);
  if (role.part === 'flag') {
    const flag = flagWords.get(cellText(cell).toLowerCase());
    if (flag === undefined)
      gathered.issues.push({
        code: 'office.flag-unknown',
        at,
        params: { name, text: cellText(cell) },
      });
    else if (flag >= 0) gathered.flags.set(key, flag);
    return;
  }
  const figure = readFigure(cell);
  if (figure.kind === 'missing') return;
  if (figure.kind !== 'number') {
    gathered.issues.push({
      code: figure.kind === 'text' ? 'office.text-in-number' : 'office.formula-error',
      at,
      params: { name, unit, text: figure.text.slice(0, 40) },
    });
    return;
  }
  if (role.part === 'error') {
    gathered.errors.set(key, figure.value);
    return;
  }
  const before = gathered.figures.get(key);
  if (before && before.value !== figure.value)
    gathered.issues.push({
      code: 'office.figures-differ',
      at,
      params: {
        name,
        unit,
        value: figure.value,
        other: before.value,
        file: before.at.file,
        row: before.at.row,
      },
    });
  else gathered.figures.set(key, { value: figure.value, at });
}

function closestText(target: string, headings: readonly string[]): string {
  return closest(target, headings).join('、') || '—';
}

function checkComplete(files: readonly PanelFile[], wanted: Wanted, gathered: Gathered): void {
  const { issues, units } = gathered;
  const file = files.map((f) => f.name).join('、');
  if (units.size === 0 && !issues.length) issues.push({ code: 'office.no-rows', at: { file } });
  if (units.size === 1) {
    const [unit] = units.keys();
    issues.push({ code: 'office.one-unit', at: { file }, params: { unit: unit! } });
  }
  for (const id of wanted.required)
    if (!gathered.found.has(id))
      issues.push({
        code: 'office.column-missing',
        at: { file, column: wanted.nameOf(id) },
        params: {
          id,
          name: wanted.nameOf(id),
          closest: closestText(wanted.nameOf(id), [...gathered.headings]),
        },
      });
  for (const attribute of wanted.attributes)
    for (const [unit, { attributes, at }] of units)
      if (!attributes.has(attribute))
        issues.push({
          code: 'office.attribute-missing',
          at: { ...at, column: attribute },
          params: { attribute, unit },
        });
}

function layOut(wanted: Wanted, gathered: Gathered): Panel {
  const units = [...gathered.units.keys()];
  const periods = [...gathered.periods].sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
  const ids = wanted.ids.filter((id) => gathered.found.has(id));
  const panel = emptyPanel({
    units,
    names: units.map((u) => gathered.units.get(u)!.name),
    attributes: Object.fromEntries(
      wanted.attributes.map((a) => [
        a,
        units.map((u) => gathered.units.get(u)!.attributes.get(a)!),
      ]),
    ),
    ids,
    periods,
  });
  const errors: Record<number, Float64Array> = {};
  periods.forEach((period, p) => {
    ids.forEach((id, c) => {
      const at = p * ids.length + c;
      units.forEach((unit, u) => {
        const key = `${unit}\u0000${period}\u0000${id}`;
        const entry = gathered.figures.get(key);
        if (!entry) return;
        panel.columns[at]![u] = entry.value;
        panel.flags[at]![u] = gathered.flags.get(key) ?? CellFlag.reported;
        const error = gathered.errors.get(key);
        if (error === undefined) return;
        errors[at] ??= new Float64Array(units.length).fill(Number.NaN);
        errors[at][u] = error;
      });
    });
  });
  return Object.keys(errors).length ? { ...panel, errors } : panel;
}
