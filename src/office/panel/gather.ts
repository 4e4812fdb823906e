import { CellFlag, emptyPanel, type Issue, type Panel } from '../../engine/index.ts';
import { type Cell, shown, unitKey } from '../table/cells.ts';
import type { Findings } from './issues.ts';
import type { Wanted } from './wanted.ts';

export type Place = NonNullable<Issue['at']>;

/** Figures of one column in one period, one slot a unit; grows as units are met. */
interface Series {
  readonly values: number[];
  readonly flags: number[];
  readonly errors: number[];
  /** Row each figure was read from, to name both when two files disagree; one object a row. */
  readonly rows: Place[];
}

interface Unit {
  readonly key: string;
  readonly id: string;
  readonly name: string;
  readonly place: Place;
  /** attribute → value and the period it was read for; a later period replaces an earlier. */
  readonly attributes: Map<string, { value: string; period: string }>;
}

/** Figures gathered from all sheets before the panel is laid out. */
export interface Gathering {
  readonly units: readonly Unit[];
  readonly periods: () => string[];
  readonly found: ReadonlySet<string>;
  /** Starts a sheet; units it shares with earlier sheets are recognised by code, then name. */
  readonly sheet: (texts: readonly Cell[]) => SheetUnits;
  readonly put: (figure: GatheredFigure) => void;
  readonly flag: (unit: number, period: string, id: string, flag: number) => void;
  readonly error: (unit: number, period: string, id: string, error: number) => void;
  readonly attribute: (unit: number, period: string, name: string, value: string) => void;
  /** Says that the period exists and the column was there, though a cell may be empty. */
  readonly touch: (period: string, id: string) => void;
  readonly panel: (wanted: Wanted) => Panel;
}

export interface GatheredFigure {
  readonly unit: number;
  readonly period: string;
  readonly id: string;
  readonly name: string;
  readonly value: number;
  readonly row: Place;
  readonly column: string;
}

/** Units of one sheet while it is read. */
export interface SheetUnits {
  /** Index of the unit of a row, made new when nobody had it before. */
  readonly of: (unit: Cell, name: Cell, place: Place) => number;
  /** Units taken for one another though written differently: as here → as before. */
  readonly renamed: ReadonlyMap<string, string>;
  /** Every unit the sheet has, and how many there were before it. */
  readonly seen: ReadonlySet<number>;
  readonly before: number;
}

const SUFFIX = /(维吾尔自治区|壮族自治区|回族自治区|特别行政区|自治区|自治州|自治县|[省市区县])$/;

/** 上海市 and 上海, 新疆维吾尔自治区 and 新疆: sources differ in this and nothing else. */
function shortName(key: string): string {
  const short = key.replace(SUFFIX, '');
  return short.length >= 2 ? short : key;
}

export function gathering(findings: Findings): Gathering {
  const units: Unit[] = [];
  const byKey = new Map<string, number>();
  /** −1 = two units have this name. */
  const byName = new Map<string, number>();
  const series = new Map<string, Map<string, Series>>();
  const found = new Set<string>();

  const add = (unit: Cell, name: Cell, place: Place): number => {
    const id = shown(unit);
    const u = units.length;
    const known = { key: unitKey(unit), id, name: shown(name) || id, place };
    units.push({ ...known, attributes: new Map() });
    byKey.set(known.key, u);
    const nameKey = unitKey(known.name);
    byName.set(nameKey, byName.has(nameKey) ? -1 : u);
    return u;
  };

  /** A unit of an earlier sheet with this name, unless both have codes and the codes differ. */
  const named = (unit: Cell, name: Cell, before: number): number | undefined => {
    const u = byName.get(unitKey(unit)) ?? byName.get(unitKey(name)) ?? -1;
    if (u < 0 || u >= before) return undefined;
    const coded = unitKey(unit) !== unitKey(name);
    return coded && units[u]!.key !== unitKey(units[u]!.name) ? undefined : u;
  };

  const seriesOf = (period: string, id: string): Series => {
    const inPeriod = series.get(period) ?? new Map<string, Series>();
    series.set(period, inPeriod);
    const own = inPeriod.get(id) ?? { values: [], flags: [], errors: [], rows: [] };
    inPeriod.set(id, own);
    return own;
  };

  return {
    units,
    found,
    periods: () => [...series.keys()].sort(byPeriod),
    sheet: (texts) => {
      const before = units.length;
      const shorts = shortNames(units.slice(0, before).map((u) => u.name));
      const own = shortNames(texts.map(shown));
      const renamed = new Map<string, string>();
      const seen = new Set<number>();
      const find = (unit: Cell, name: Cell): number | undefined => {
        const known = byKey.get(unitKey(unit)) ?? named(unit, name, before);
        if (known !== undefined) return known;
        const short = shortName(unitKey(unit));
        const same = own.get(short) === unitKey(unit) ? shorts.get(short) : undefined;
        const twin = same === undefined ? -1 : (byName.get(same) ?? -1);
        if (twin < 0) return undefined;
        renamed.set(shown(unit), units[twin]!.name);
        return twin;
      };
      return {
        renamed,
        seen,
        before,
        of: (unit, name, place) => {
          const u = find(unit, name) ?? add(unit, name, place);
          seen.add(u);
          return u;
        },
      };
    },
    put: ({ unit, period, id, name, value, row, column }) => {
      const own = seriesOf(period, id);
      const before = own.values[unit];
      if (before === undefined || before === value) {
        own.values[unit] = value;
        own.rows[unit] = row;
        return;
      }
      const other = own.rows[unit]!;
      findings.error(
        'office.figures-differ',
        { ...row, column },
        {
          name,
          unit: units[unit]!.name,
          value,
          other: before,
          file: other.file ?? '',
          row: other.row ?? 0,
        },
      );
    },
    flag: (unit, period, id, flag) => {
      seriesOf(period, id).flags[unit] = flag;
    },
    error: (unit, period, id, error) => {
      seriesOf(period, id).errors[unit] = error;
    },
    attribute: (unit, period, name, value) => {
      const own = units[unit]!.attributes;
      const before = own.get(name);
      if (!before || byPeriod(before.period, period) <= 0) own.set(name, { value, period });
    },
    touch: (period, id) => {
      seriesOf(period, id);
      found.add(id);
    },
    panel: (wanted) => layOut(wanted, units, series, found),
  };
}

/** Short form → full key, for those short forms that only one unit has. */
function shortNames(names: readonly string[]): Map<string, string> {
  const out = new Map<string, string>();
  const twice = new Set<string>();
  for (const name of new Set(names.map(unitKey))) {
    const short = shortName(name);
    if (out.has(short)) twice.add(short);
    out.set(short, name);
  }
  for (const short of twice) out.delete(short);
  return out;
}

function byPeriod(a: string, b: string): number {
  return a.localeCompare(b, 'en', { numeric: true });
}

function layOut(
  wanted: Wanted,
  units: readonly Unit[],
  series: ReadonlyMap<string, ReadonlyMap<string, Series>>,
  found: ReadonlySet<string>,
): Panel {
  const periods = [...series.keys()].sort(byPeriod);
  const ids = wanted.columns.map((c) => c.id).filter((id) => found.has(id));
  const panel = emptyPanel({
    units: units.map((u) => u.id),
    names: units.map((u) => u.name),
    attributes: Object.fromEntries(
      [...wanted.attributes.keys()].map((a) => [
        a,
        units.map((u) => u.attributes.get(a)?.value ?? ''),
      ]),
    ),
    ids,
    periods,
  });
  const errors: Record<number, Float64Array> = {};
  periods.forEach((period, p) => {
    ids.forEach((id, c) => {
      const own = series.get(period)?.get(id);
      if (!own) return;
      const at = p * ids.length + c;
      own.values.forEach((value, u) => {
        panel.columns[at]![u] = value;
        panel.flags[at]![u] = own.flags[u] ?? CellFlag.reported;
      });
      if (!own.errors.length) return;
      errors[at] = new Float64Array(units.length).fill(Number.NaN);
      own.errors.forEach((error, u) => {
        errors[at]![u] = error;
      });
    });
  });
  return Object.keys(errors).length ? { ...panel, errors } : panel;
}
