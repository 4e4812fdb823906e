import type { Issue, Panel, Scheme } from '../../engine/index.ts';
import { isPeriod, periodLabel } from '../table/cells.ts';
import { type Grid, type PanelFile, readGrids } from '../table/grid.ts';
import { closest } from '../table/likeness.ts';
import { type Gathering, gathering, type SheetUnits } from './gather.ts';
import { type Findings, few, findings } from './issues.ts';
import { findLayout, isTransposed, type Layout } from './layout.ts';
import { readSheet, type SheetReading, sheetPlace } from './sheet.ts';
import { type Wanted, wantedColumns } from './wanted.ts';

export type { PanelFile } from '../table/grid.ts';

/** What was read from one sheet, for a person to check. */
export interface SheetReport extends SheetReading {
  readonly file: string;
  readonly sheet?: string;
  readonly encoding: string;
  readonly layout: Layout['kind'];
  /** 1-based row of the first line of headings. */
  readonly headerRow: number;
  /** Headings taken for the unit's code and name. */
  readonly unit: string;
  readonly name: string;
  /** Where the period was taken from, and the heading or label. */
  readonly period: { readonly from: PeriodSource; readonly text: string };
}

export type PeriodSource = 'column' | 'headings' | 'title' | 'sheet' | 'option' | 'file' | 'none';

export interface ReadReport {
  readonly sheets: readonly SheetReport[];
  readonly units: number;
  readonly periods: readonly string[];
  readonly warnings: readonly Issue[];
}

export interface ReadOptions {
  /** Only this sheet of a workbook; CSV files are read as they are. */
  readonly sheet?: string;
  /** Period of files that name none. */
  readonly period?: string;
}

interface ChosenSheet {
  readonly grid: Grid;
  readonly layout: Layout;
  readonly period: SheetReport['period'];
  /** Period of rows that name none themselves; '' = they all do, or nothing does. */
  readonly rest: string;
}

/**
 * Reads the panel a scheme needs from one or several CSV or XLSX files: wide, long, or the
 * statistics office's one-indicator downloads. Files are joined on unit and period; units
 * are recognised by code, by name, or by name but for an administrative suffix.
 *
 * Throws {@link EngineError} with every issue found (the first 200, and how many more),
 * each with file, sheet, row and column; nothing is returned half-read.
 */
export async function readPanel(
  files: readonly PanelFile[],
  scheme: Scheme,
  options: ReadOptions = {},
): Promise<{ panel: Panel; report: ReadReport }> {
  const found = findings();
  const wanted = wantedColumns(scheme);
  if (!files.length) found.error('office.no-files', undefined);
  const chosen: ChosenSheet[] = [];
  for (const file of files) {
    try {
      const grids = await readGrids(file);
      chosen.push(...chooseSheets({ file, grids, scheme, wanted, options, found, files }));
    } catch (error) {
      found.keep(error);
    }
  }
  found.settle();
  const gathered = gathering(found);
  const sheets = readingOrder(chosen).map((sheet) => read(sheet, wanted, scheme, gathered, found));
  warnUncommon(sheets, gathered, found);
  checkComplete(chosen, wanted, gathered, found);
  found.settle();
  const panel = gathered.panel(wanted);
  return {
    panel,
    report: {
      sheets: sheets.map((s) => s.report),
      units: panel.units.length,
      periods: panel.periods,
      warnings: found.warnings,
    },
  };
}

interface Choice {
  readonly file: PanelFile;
  readonly files: readonly PanelFile[];
  readonly grids: readonly Grid[];
  readonly scheme: Scheme;
  readonly wanted: Wanted;
  readonly options: ReadOptions;
  readonly found: Findings;
}

/** Sheets of a file that hold something the scheme needs; a file with none is refused. */
function chooseSheets(choice: Choice): ChosenSheet[] {
  const { file, grids, scheme, wanted, options, found } = choice;
  const { sheet } = options;
  const named = sheet === undefined ? grids : grids.filter((g) => (g.sheet ?? sheet) === sheet);
  if (!named.length) {
    const known = grids.map((g) => g.sheet ?? '').join('、');
    found.error('office.sheet-unknown', { file: file.name }, { sheet: sheet ?? '', known });
    return [];
  }
  const laid = named.map((grid) => ({
    grid,
    layout: findLayout(grid, { scheme, wanted, indicator: file.indicator }),
  }));
  const fitting = laid.flatMap(({ grid, layout }) =>
    layout && (layout.roles.size > 0 || longFits(grid, layout, wanted)) ? [{ grid, layout }] : [],
  );
  if (!fitting.length) refuseSheets(choice, laid);
  // Any table has a first column of texts: only where the scheme names no heading is it enough.
  const strangers =
    scheme.panel.unit === undefined ? [] : fitting.filter((f) => !f.layout.unitWord);
  for (const { grid, layout } of strangers) {
    const headings = layout.headings.map((h) => h.label).filter((h) => h !== '');
    found.error(
      'office.unit-column-missing',
      { ...sheetPlace(grid), row: layout.header + 1 },
      {
        name: scheme.panel.unit!,
        closest: closest(scheme.panel.unit!, headings).join('、') || few(headings),
      },
    );
  }
  return fitting.map((one) => ({ ...one, ...periodOf(choice, one, fitting.length) }));
}

function longFits(grid: Grid, layout: Layout, wanted: Wanted): boolean {
  if (!layout.long) return false;
  const { indicator } = layout.long;
  return grid.rows.some((row) => wanted.match(String(row[indicator] ?? '')) !== undefined);
}

/** Says why nothing of a file can be used: the nearest thing to a table it has decides. */
function refuseSheets(
  { file, wanted, scheme, found }: Choice,
  laid: readonly { grid: Grid; layout: Layout | undefined }[],
): void {
  const best = laid.find(({ layout }) => layout) ?? laid[0]!;
  const { grid, layout } = best;
  const at = sheetPlace(grid);
  const names = wanted.columns.map((c) => c.name);
  if (layout?.kind === 'years') {
    const title = file.indicator ?? layout.title;
    if (title === undefined)
      found.error('office.no-indicator-title', { ...at, row: layout.header + 1 });
    else
      found.error('office.indicator-unknown', at, {
        title,
        closest: closest(title, names).join('、') || few(names),
      });
    return;
  }
  if (isTransposed(grid, wanted)) found.error('office.transposed', at);
  else if (layout)
    found.error(
      'office.nothing-wanted',
      { ...at, row: layout.header + 1 },
      {
        headings: few(layout.headings.map((h) => h.label).filter((h) => h !== '')),
        names: few(names),
      },
    );
  else
    found.error('office.no-headings', at, {
      unit: scheme.panel.unit ?? scheme.panel.name ?? '单位名称',
    });
}

function periodOf(
  { file, files, options }: Choice,
  { grid, layout }: { grid: Grid; layout: Layout },
  sheets: number,
): Pick<ChosenSheet, 'period' | 'rest'> {
  const dated = new Set([...layout.roles.values()].map((r) => r.period ?? ''));
  const undated = dated.delete('') || dated.size === 0;
  if (layout.period >= 0 && layout.kind !== 'years')
    return { period: { from: 'column', text: layout.headings[layout.period]!.label }, rest: '' };
  if (!undated || dated.size === 1) {
    // One year in the headings: the columns without a year are of that year too.
    const rest = undated ? [...dated][0]! : '';
    return { period: { from: 'headings', text: few([...dated]) }, rest };
  }
  const { from, text } = periodBeside({ file, files, options }, grid, layout, sheets);
  return { period: { from, text }, rest: text };
}

/** What the title, the sheet's name, the caller or the file's name says about the period. */
function periodBeside(
  { file, files, options }: Pick<Choice, 'file' | 'files' | 'options'>,
  { sheet }: Grid,
  { titlePeriod }: Layout,
  sheets: number,
): SheetReport['period'] {
  if (titlePeriod !== undefined) return { from: 'title', text: titlePeriod };
  if (sheet !== undefined && isPeriod(sheet)) return { from: 'sheet', text: periodLabel(sheet) };
  if (options.period !== undefined) return { from: 'option', text: periodLabel(options.period) };
  const years = new Set(file.name.match(/(?<!\d)(?:19|20)\d{2}(?!\d)/g));
  if (files.length > 1 && sheets === 1 && years.size === 1)
    return { from: 'file', text: [...years][0]! };
  return { from: 'none', text: '' };
}

/** Sheets that name a period before those that do not, those with codes before names alone. */
function readingOrder(chosen: readonly ChosenSheet[]): ChosenSheet[] {
  const weight = ({ layout, period }: ChosenSheet): number =>
    (period.from === 'none' ? 2 : 0) + (layout.unit === layout.name ? 1 : 0);
  return [...chosen].sort((a, b) => weight(a) - weight(b));
}

interface ReadSheet {
  readonly report: SheetReport;
  readonly grid: Grid;
  readonly units: SheetUnits;
}

function read(
  { grid, layout, period, rest }: ChosenSheet,
  wanted: Wanted,
  scheme: Scheme,
  gathered: Gathering,
  found: Findings,
): ReadSheet {
  warnGuesses(grid, layout, scheme, found);
  const { reading, units } = readSheet({
    grid,
    layout,
    wanted,
    findings: found,
    gathering: gathered,
    period: period.from === 'none' ? otherPeriod(grid, gathered, found) : rest,
  });
  return {
    grid,
    units,
    report: {
      file: grid.file,
      ...(grid.sheet ? { sheet: grid.sheet } : {}),
      encoding: grid.encoding,
      layout: layout.kind,
      headerRow: layout.header + 1,
      unit: layout.headings[layout.unit]!.label,
      name: layout.headings[layout.name]!.label,
      period,
      ...reading,
    },
  };
}

/** A sheet without a period belongs to the one period the others have; with several, to none. */
function otherPeriod(grid: Grid, gathered: Gathering, found: Findings): string {
  const known = gathered.periods().filter((p) => p !== '');
  if (known.length > 1)
    found.error('office.period-missing', sheetPlace(grid), { periods: few(known) });
  return known.length === 1 ? known[0]! : '';
}

function warnGuesses(grid: Grid, layout: Layout, scheme: Scheme, found: Findings): void {
  for (const what of layout.guessed) {
    const named = scheme.panel[what];
    // A scheme that names no heading asks for the guess; the report says what was taken.
    if (named === undefined) continue;
    found.warn(
      `office.${what}-guessed`,
      { ...sheetPlace(grid), row: layout.header + 1 },
      {
        named,
        taken: layout.headings[layout[what]]!.label,
      },
    );
  }
}

/** Units that some files have and others do not: a name written in two ways looks like this. */
function warnUncommon(sheets: readonly ReadSheet[], gathered: Gathering, found: Findings): void {
  const names = (us: readonly number[]): string[] => us.map((u) => gathered.units[u]!.name);
  for (const { grid, units } of sheets) {
    const earlier = Array.from({ length: units.before }, (_, u) => u);
    const added = names([...units.seen].filter((u) => u >= units.before));
    const absent = names(earlier.filter((u) => !units.seen.has(u)));
    if (!earlier.length || (!added.length && !absent.length)) continue;
    if (absent.length === earlier.length)
      found.error('office.no-common-units', sheetPlace(grid), {
        here: few(added, 3),
        before: few(absent, 3),
      });
    else
      found.warn('office.units-differ', sheetPlace(grid), {
        added: added.length,
        addedNames: few(added) || '—',
        absent: absent.length,
        absentNames: few(absent) || '—',
      });
  }
}

function checkComplete(
  chosen: readonly ChosenSheet[],
  wanted: Wanted,
  gathered: Gathering,
  found: Findings,
): void {
  const { units } = gathered;
  const at = { file: [...new Set(chosen.map((c) => c.grid.file))].join('、') };
  const first = chosen[0]?.grid.sheet;
  const place = chosen.length === 1 && first !== undefined ? { ...at, sheet: first } : at;
  if (units.length === 0) {
    if (!found.failed()) found.error('office.no-rows', place);
    return;
  }
  if (units.length === 1) found.error('office.one-unit', place, { unit: units[0]!.name });
  const headings = new Set(
    chosen.flatMap((c) => c.layout.headings.map((h) => h.label)).filter((h) => h !== ''),
  );
  for (const { id, name, use } of wanted.columns)
    if (!gathered.found.has(id))
      found.error(
        use === 'figure' ? 'office.column-missing' : 'office.fact-missing',
        { ...place, column: name },
        {
          id,
          name,
          closest: closest(name, headings).join('、') || few([...headings]),
        },
      );
  for (const [attribute, grouping] of wanted.attributes) {
    const without = units.filter((u) => !u.attributes.has(attribute));
    if (without.length === units.length)
      found.error(
        'office.attribute-column-missing',
        { ...place, column: attribute },
        {
          attribute,
          closest: closest(attribute, headings).join('、') || few([...headings]),
        },
      );
    else if (grouping)
      for (const unit of without)
        found.error(
          'office.attribute-missing',
          { ...unit.place, column: attribute },
          {
            attribute,
            unit: unit.name,
          },
        );
  }
}
