import { nominal } from '../../src/engine/appraise.ts';
import { competitionRank } from '../../src/engine/kernels/rank.ts';
import { emptyPanel, type Panel } from '../../src/engine/panel.ts';
import type { Context } from './coinr.ts';
import { type Coin, levelOf, weightOf } from './coinr-model.ts';
import { decimals, decimalsShown, difference, tolerance } from './report.ts';
import type { Csv } from './source.ts';

function ranks(x: Float64Array, members?: Int32Array): Int32Array {
  return competitionRank(x, members, new Int32Array(x.length));
}

/** Tables of results: scores to the digits shown, ranks overall or within a grouping. */
export function results({ coin, csv, record, name }: Context): void {
  const grouping = coin.groups.find((g) => csv.has(g));
  const codes = csv.headings.filter((h) => coin.meta.some((m) => m.code === h && m.level > 0));
  const scored = !/rank/.test(name);
  for (const code of codes) {
    const column = coin.column(code);
    if (scored) {
      const digits = decimalsShown(csv.numbers(code));
      record.same(code, coin.inOrderOf(csv, column), csv.numbers(code), decimals(digits));
      continue;
    }
    const ours = grouping ? ranksWithin(column, coin.panel.attributes[grouping]!) : ranks(column);
    record.same(code, coin.inOrderOf(csv, ours), csv.numbers(code), 0);
  }
  if (csv.has('Rank'))
    record.same('Rank', coin.inOrderOf(csv, ranks(coin.result.base)), csv.numbers('Rank'), 0);
}

function ranksWithin(x: Float64Array, labels: readonly string[]): Int32Array {
  const out = new Int32Array(x.length);
  for (const label of new Set(labels)) {
    const members = Int32Array.from(labels.flatMap((l, u) => (l === label ? [u] : [])));
    competitionRank(x, members, out);
  }
  return out;
}

/** What leaving one element out does: its weight set to 0 and everything above made anew. */
export function removed(context: Context, match: RegExpExecArray): void {
  const { coin, csv, record } = context;
  const codes = coin.level(levelOf(match[1]!, coin));
  const before = ranks(coin.result.base);
  const runs = codes.map((code) => {
    const table = coin.tableOf((c) => (c === code ? 0 : weightOf(coin, c)));
    return coin.aggregated(coin.result.chain.normalised, [], table).columns.at(-1)!;
  });
  if (!csv.has('uCode')) {
    moves(
      csv,
      codes,
      runs.map((score) => meanMove(before, ranks(score))),
      context,
    );
    return;
  }
  const tables: ((score: Float64Array) => ArrayLike<number>)[] = [
    (score) => score,
    ranks,
    (score) => ranks(score).map((r, u) => r - before[u]!),
    (score) => ranks(score).map((r, u) => before[u]! - r),
    (score) => ranks(score).map((r, u) => Math.abs(before[u]! - r)),
  ];
  const present = codes.filter((code) => csv.has(code));
  const values = (code: string, table: (typeof tables)[number]): number[] =>
    coin.inOrderOf(csv, table(runs[codes.indexOf(code)]!));
  const fits = tables.find((table) =>
    present.every(
      (code) => difference(values(code, table), csv.numbers(code), tolerance.chain) === '',
    ),
  );
  for (const code of present)
    record.same(code, values(code, fits ?? tables[0]!), csv.numbers(code), tolerance.chain);
}

function meanMove(before: Int32Array, after: Int32Array): number {
  return before.reduce((s, r, u) => s + Math.abs(r - after[u]!), 0) / before.length;
}

/** One row per element left out, or one row with a column per element. */
function moves(
  csv: Csv,
  codes: readonly string[],
  ours: readonly number[],
  { record }: Context,
): void {
  const named = csv.headings.find((h) => csv.column(h).some((v) => codes.includes(v)));
  const valued = csv.headings.find(
    (h) => h !== named && csv.column(h).every((v) => v !== '' && !Number.isNaN(Number(v))),
  );
  codes.forEach((code, k) => {
    const row = named ? csv.column(named).indexOf(code) : 0;
    const heading = named ? valued : code;
    if (row < 0 || heading === undefined || !csv.has(heading)) return;
    record.same(code, ours[k], csv.column(heading)[row], tolerance.chain);
  });
  if (record.checks.length === 0)
    record.notHad('file', 'cannot be read', `columns ${csv.headings.join(', ')}`);
}

/**
 * Figures of several years: every year gives the same result read alone as in the panel,
 * and the year of the single-year figures gives theirs.
 */
export function panelFigures({ coin, csv, record }: Context): void {
  const years = [...new Set(csv.column('Time'))].sort();
  const whole = panelOf(coin, csv, years);
  for (const year of years)
    record.attempt(year, () => {
      const together = nominal(coin.scheme, whole, year);
      const alone = nominal(coin.scheme, panelOf(coin, csv, [year]));
      const fault = difference(together.base, alone.base, 0);
      const same = alone.chain.raw.columns.every(
        (x, k) => difference(x, ordered(coin, whole.units, k), 0) === '',
      );
      const base = whole.units.map((u) => coin.result.base[coin.units.indexOf(u)]!);
      if (fault) record.fail(year, fault);
      else if (same) record.same(year, together.base, base, tolerance.chain);
      else record.pass(year);
    });
}

function ordered(coin: Coin, units: readonly string[], k: number): number[] {
  return units.map((u) => coin.result.chain.raw.columns[k]![coin.units.indexOf(u)]!);
}

function panelOf(coin: Coin, csv: Csv, years: readonly string[]): Panel {
  const time = csv.column('Time');
  const code = csv.column('uCode');
  const units = [...new Set(code)];
  const row = new Map(code.map((c, i) => [`${time[i]} ${c}`, i]));
  const first = units.map((u) => row.get(`${years[0]} ${u}`)!);
  const { ids } = coin.panel;
  const panel = emptyPanel({
    units,
    names: units,
    attributes: Object.fromEntries(
      coin.groups.map((g) => [g, first.map((i) => csv.column(g)[i] ?? '')]),
    ),
    ids,
    periods: years,
  });
  ids.forEach((id, c) => {
    const all = csv.numbers(id);
    years.forEach((year, p) => {
      units.forEach((u, k) => {
        const i = row.get(`${year} ${u}`);
        if (i !== undefined) panel.columns[p * ids.length + c]![k] = all[i]!;
      });
    });
  });
  return panel;
}
