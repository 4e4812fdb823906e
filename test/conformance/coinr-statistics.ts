import * as kernel from '../../src/engine/kernels/aggregate.ts';
import {
  correlation,
  extent,
  mean,
  meanAndSd,
  median,
  skewAndKurtosis,
} from '../../src/engine/kernels/stats.ts';
import { cronbachAlpha, principalComponents } from '../../src/engine/kernels/structure.ts';
import { kendall, spearman } from '../../src/engine/mcdm/agreement.ts';
import type { Stage } from '../../src/engine/panel.ts';
import type { TreatSpec } from '../../src/engine/scheme/schema.ts';
import type { Context } from './coinr.ts';
import { type Coin, columnOf, levelOf, weightOf } from './coinr-model.ts';
import { difference, digitsShown, significant, tolerance } from './report.ts';

export function treatDetails({ coin, csv, record }: Context, spec: Partial<TreatSpec>): void {
  const byId = new Map(coin.treated(spec).columns.map((c) => [c.id, c]));
  const codes = csv.column('iCode');
  const ours = (f: (c: NonNullable<ReturnType<typeof byId.get>>) => number): number[] =>
    codes.map((code) => f(byId.get(code)!));
  const once = (c: { action: string }): boolean => c.action === 'winsorise';
  const twice = (c: { action: string }): boolean => c.action === 'log';
  const rules: Record<string, number[]> = {
    'check_SkewKurt0.Pass': ours((c) => (c.action === 'none' ? 1 : 0)),
    'check_SkewKurt0.Skew': ours((c) => c.skew),
    'check_SkewKurt0.Kurt': ours((c) => c.kurtosis),
    'winsorise.nwin': ours((c) => (once(c) ? c.points : Number.NaN)),
    'check_SkewKurt1.Pass': ours((c) => (once(c) ? Number(c.passed) : Number.NaN)),
    'check_SkewKurt1.Skew': ours((c) => (once(c) ? c.skewAfter : Number.NaN)),
    'check_SkewKurt1.Kurt': ours((c) => (once(c) ? c.kurtosisAfter : Number.NaN)),
    'check_SkewKurt2.Pass': ours((c) => (twice(c) ? Number(c.passed) : Number.NaN)),
    'check_SkewKurt2.Skew': ours((c) => (twice(c) ? c.skewAfter : Number.NaN)),
    'check_SkewKurt2.Kurt': ours((c) => (twice(c) ? c.kurtosisAfter : Number.NaN)),
  };
  for (const [heading, values] of Object.entries(rules)) {
    if (!csv.has(heading)) continue;
    const expected = csv.column(heading).map((v) => ({ TRUE: '1', FALSE: '0' })[v] ?? v);
    // Where winsorising was not enough the engine keeps the figures of the logarithm only.
    const compared = codes.flatMap((code, i) =>
      /1|nwin/.test(heading) && twice(byId.get(code)!) ? [] : [i],
    );
    record.same(
      heading,
      compared.map((i) => values[i]!),
      compared.map((i) => expected[i]!),
      tolerance.chain,
    );
  }
}

function columnsAt(coin: Coin, word: string): { columns: Float64Array[]; weights: Float64Array } {
  const codes = coin.level(levelOf(word, coin));
  return {
    columns: codes.map((code) => coin.column(code)),
    weights: Float64Array.from(codes, (code) => weightOf(coin, code)),
  };
}

export function copelandOf({ coin, csv, record }: Context, match: RegExpExecArray): void {
  const { columns, weights } = columnsAt(coin, match[1]!);
  const heading = csv.headings.find((h) => h !== 'uCode')!;
  const ours = coin.inOrderOf(csv, kernel.copeland(columns, weights));
  record.same(heading, ours, csv.numbers(heading), 0);
}

export function outrankOf({ coin, csv, record }: Context, match: RegExpExecArray): void {
  const { columns, weights } = columnsAt(coin, match[1]!);
  const n = coin.units.length;
  const matrix = kernel.outranking(columns, weights);
  const order = csv.column('uCode').map((code) => coin.units.indexOf(code));
  csv.headings
    .filter((h) => h !== 'uCode')
    .forEach((heading, k) => {
      const ours = order.map((u) => matrix[u * n + order[k]!]!);
      record.same(heading, ours, csv.numbers(heading), tolerance.chain);
    });
}

/** Lines of a name and a number. */
export function outrankSummary(
  { coin, record }: Context,
  match: RegExpExecArray,
  text: string,
): void {
  const { columns, weights } = columnsAt(coin, match[1] ?? 'pillars');
  const n = coin.units.length;
  const dominant = kernel.outranking(columns, weights).filter((v) => v > 1 - 1e-12).length;
  const ours: Record<string, number> = {
    nDominant: dominant,
    fracDominant: dominant / ((n * (n - 1)) / 2),
  };
  for (const line of text.split('\n')) {
    const [name = '', value = ''] = line.trim().split(/\s+/);
    if (name in ours) record.same(name, ours[name], value, tolerance.chain);
    else if (name) record.notHad(name, 'method not in the engine');
  }
}

export function effectiveWeights({ coin, csv, record }: Context): void {
  const { effective } = coin.result.weights;
  const ours = csv.column('iCode').map((code) => effective[code] ?? Number.NaN);
  record.same('EffWeight', ours, csv.numbers('EffWeight'), tolerance.chain);
}

/** The weights as given, within each group of siblings. */
export function originalWeights({ coin, csv, record }: Context): void {
  const codes = csv.column('iCode');
  const given = csv.numbers('Weight');
  const ours = coin.tableOf((code) => given[codes.indexOf(code)]!).map((w) => [...w]);
  const table = coin.result.weights.table.map((w) => [...w]);
  record.same('shares within groups', table, ours, tolerance.chain);
}

/** Children of a node and their columns. */
function childrenOf(coin: Coin, node: string): string[] {
  return coin.meta.filter((m) => m.parent === node && m.level > 0).map((m) => m.code);
}

/** The sign of a principal component means nothing: ours is turned to the reference's. */
function turned(ours: readonly number[], reference: readonly number[]): number[] {
  const dot = ours.reduce((s, v, k) => s + v * reference[k]!, 0);
  return dot < 0 ? ours.map((v) => -v) : [...ours];
}

export function pcaWeights({ coin, csv, record }: Context, match: RegExpExecArray): void {
  const level = Number(match[1]);
  const codes = csv.column('iCode');
  const given = csv.numbers('Weight');
  const parents = coin.level(level + 1);
  for (const parent of parents) {
    const children = childrenOf(coin, parent);
    const reference = children.map((c) => given[codes.indexOf(c)]!);
    const found = principalComponents(children.map((c) => coin.column(c)))[0]!;
    record.same(parent, turned([...found.loadings], reference), reference, tolerance.chain);
  }
}

export function pca({ coin, csv, record, name }: Context, match: RegExpExecArray): void {
  const node = match[1]!;
  const children = csv.headings.filter((h) => coin.meta.some((m) => m.code === h));
  if (!coin.meta.some((m) => m.code === node) || children.length === 0) {
    record.notHad(name, 'parameters of the run are not in the file', `no element ${node}`);
    return;
  }
  const found = principalComponents(children.map((c) => coin.column(c)));
  record.same(
    'sdev',
    found.map((c) => c.sd),
    csv.numbers('sdev'),
    tolerance.chain,
  );
  const columns = children.map((c) => csv.numbers(c));
  csv.column('PC').forEach((label, k) => {
    const reference = columns.map((x) => x[k]!);
    const ours = turned([...found[k]!.loadings], reference);
    // Eigenvectors are less exact than eigenvalues; both sides have rounding of about 1e-15 / gap.
    record.same(`PC${label}`, ours, reference, tolerance.replay);
  });
}

export function correlations({ coin, csv, record }: Context, match: RegExpExecArray): void {
  const rule = { pearson: correlation, spearman, kendall }[match[1]!]!;
  const first = csv.column('Var1');
  const second = csv.column('Var2');
  const expected = csv.numbers('Correlation');
  for (const code of new Set(first)) {
    const rows = first.flatMap((v, i) => (v === code ? [i] : []));
    record.attempt(code, () => {
      const ours = rows.map((i) => {
        if (Number.isNaN(expected[i]!)) return Number.NaN;
        return rule(...complete(coin.column(code), coin.column(second[i]!)));
      });
      record.same(
        code,
        ours,
        rows.map((i) => expected[i]!),
        tolerance.chain,
      );
    });
  }
}

function complete(x: Float64Array, y: Float64Array): [Float64Array, Float64Array] {
  const at = Array.from(x.keys()).filter((i) => !Number.isNaN(x[i]! + y[i]!));
  return [Float64Array.from(at, (i) => x[i]!), Float64Array.from(at, (i) => y[i]!)];
}

const dataSets = ['raw', 'denominated', 'imputed', 'treated', 'normalised'] as const;

/** Which data set alpha was taken of is not in the file: the one that fits, or a failure against the normalised. */
export function cronbach({ coin, csv, record }: Context): void {
  const groups = csv.column('group');
  const expected = csv.numbers('alpha');
  const of = (stage: Stage): number[] =>
    groups.map((g) =>
      cronbachAlpha(childrenOf(coin, g).map((c) => columnOf(stage, c) ?? coin.column(c))),
    );
  const { chain } = coin.result;
  const tried = dataSets.map((name) => of(chain[name]));
  const ours = tried.find((v) => difference(v, expected, tolerance.chain) === '') ?? tried.at(-1)!;
  groups.forEach((g, i) => {
    record.same(g, ours[i], expected[i], tolerance.chain);
  });
}

export function stats({ coin, csv, record, name }: Context, match: RegExpExecArray): void {
  const dset = dataSets.find((d) => match[1]!.startsWith(d));
  if (!dset) {
    record.notHad(name, 'parameters of the run are not in the file', `data set ${match[1]}`);
    return;
  }
  const columns = csv.column('iCode').map((code) => columnOf(coin.result.chain[dset], code)!);
  const rounded = csv.headings.filter((h) => /^(Min|Max|Mean|Median|Std|Skew|Kurt|Frc)/.test(h));
  const digits = digitsShown(rounded.flatMap((h) => csv.column(h)));
  const flags = { avail: 0.65, zero: 0.5, unique: 0.5 };
  const found = columns.map((x) => summary(x));
  const numeric: readonly (readonly [string, (s: Summary) => number])[] = [
    ['Min', (s) => s.min],
    ['Max', (s) => s.max],
    ['Mean', (s) => s.mean],
    ['Median', (s) => s.median],
    ['Std', (s) => s.sd],
    ['Skew', (s) => s.skew],
    ['Kurt', (s) => s.kurtosis],
    ['N.Avail', (s) => s.available],
    ['N.NonZero', (s) => s.nonZero],
    ['N.Unique', (s) => s.unique],
    ['N.Same', (s) => s.same],
    ['Frc.Avail', (s) => s.available / s.all],
    ['Frc.NonZero', (s) => s.nonZero / s.available],
    ['Frc.Unique', (s) => s.unique / s.available],
    ['Frc.Same', (s) => s.same / s.available],
  ];
  // More distinct values than the exported figures have: the last bits were lost there.
  const distinct = csv.has('N.Unique') ? csv.numbers('N.Unique') : undefined;
  const lost = found.map((s, i) => distinct !== undefined && distinct[i]! > s.unique);
  for (const [heading, f] of numeric) {
    if (!csv.has(heading)) continue;
    const kept = /Unique|Same/.test(heading) ? (i: number) => !lost[i] : () => true;
    const expected = csv.numbers(heading).filter((_, i) => kept(i));
    record.same(
      heading,
      found.map(f).filter((_, i) => kept(i)),
      expected,
      significant(digits),
    );
  }
  csv.column('iCode').forEach((code, i) => {
    if (lost[i])
      record.notHad(
        `${code} N.Unique`,
        'figures rounded in the export',
        `here ${found[i]!.unique}`,
      );
  });
  const words: readonly (readonly [string, (s: Summary) => string])[] = [
    ['Flag.Avail', (s) => (s.available / s.all >= flags.avail ? 'ok' : 'LOW')],
    ['Flag.NonZero', (s) => (s.nonZero / s.all >= flags.zero ? 'ok' : 'LOW')],
    ['Flag.Unique', (s) => (s.unique / s.all >= flags.unique ? 'ok' : 'LOW')],
    ['Flag.SkewKurt', (s) => (Math.abs(s.skew) > 2 && s.kurtosis > 3.5 ? 'OUT' : 'ok')],
  ];
  for (const [heading, f] of words) {
    if (!csv.has(heading)) continue;
    const ours = found.map(f);
    const wrong = csv.column(heading).findIndex((v, i) => v !== ours[i]);
    if (wrong < 0) record.pass(heading);
    else record.fail(heading, `row ${wrong + 1} is ${ours[wrong]}`);
  }
}

type Summary = ReturnType<typeof summary>;

function summary(x: Float64Array) {
  const present = x.filter((v) => !Number.isNaN(v));
  const counts = new Map<number, number>();
  for (const v of present) counts.set(v, (counts.get(v) ?? 0) + 1);
  return {
    ...extent(x),
    ...skewAndKurtosis(x),
    mean: mean(x),
    sd: meanAndSd(x).sd,
    median: median(x),
    all: x.length,
    available: present.length,
    nonZero: present.filter((v) => v !== 0).length,
    unique: counts.size,
    same: Math.max(0, ...counts.values()),
  };
}

export function availability({ coin, csv, record }: Context): void {
  const { raw } = coin.result.chain;
  const k = raw.columns.length;
  const count = (test: (v: number) => boolean): Float64Array =>
    Float64Array.from(coin.units, (_, u) => raw.columns.filter((x) => test(x[u]!)).length);
  const missing = count(Number.isNaN);
  const zero = count((v) => v === 0);
  const ours: Record<string, Float64Array> = {
    N_missing: missing,
    N_zero: zero,
    N_miss_or_zero: missing.map((m, u) => m + zero[u]!),
    Dat_Avail: missing.map((m) => 1 - m / k),
    Non_Zero: missing.map((m, u) => 1 - zero[u]! / (k - m)),
  };
  for (const [heading, values] of Object.entries(ours))
    if (csv.has(heading))
      record.same(heading, coin.inOrderOf(csv, values), csv.numbers(heading), tolerance.chain);
}
