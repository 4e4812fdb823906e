import { benefitOfDoubt, directionalBenefitOfDoubt } from '../../src/engine/bod.ts';
import * as kernel from '../../src/engine/kernels/aggregate.ts';
import { adjustedMazziottaPareto, mazziottaPareto } from '../../src/engine/kernels/mpi.ts';
import { meanRanks } from '../../src/engine/mcdm/agreement.ts';
import { normaliseOne } from './one-column.ts';
import { decimals, difference, FileRecorder, tolerance } from './report.ts';
import { Csv, type Source } from './source.ts';

/**
 * Results of the Compind package: `<name>_normalised.csv` beside `<name>_ci.csv`, with
 * the raw figures in a `data_*` file, and `*_ampi_*` beside `*_ampi_input_long.csv`.
 */
export function compind(source: Source, files: readonly string[]): FileRecorder[] {
  return files.map((file) => {
    const record = new FileRecorder(file);
    const base = file.slice(file.lastIndexOf('/') + 1);
    const beside = (name: string): string => file.slice(0, file.lastIndexOf('/') + 1) + name;
    record.attempt('file', () => {
      if (base.startsWith('data_') || base.endsWith('_input_long.csv')) record.input = true;
      else if (base.endsWith('_normalised.csv')) normalised(source, files, file, record);
      else if (base.endsWith('_ci.csv')) {
        const from = beside(base.replace(/_ci\.csv$/, '_normalised.csv'));
        if (files.includes(from))
          indices(new Csv(source.text(file)), new Csv(source.text(from)), record);
        else
          record.notHad(base, 'parameters of the run are not in the file', `${from} is not there`);
      } else if (/_ampi_/.test(base))
        ampi(source, beside(base.replace(/_ampi_.*$/, '_ampi_input_long.csv')), file, record);
      else record.notHad(base, 'method not in the engine');
    });
    return record;
  });
}

/** Columns of one scaling, e.g. norm2_a, norm2_b; `norm1_100_10_a` belongs to `norm1_100_10`. */
function columnsNamed(csv: Csv, prefix: string): Float64Array[] {
  return csv.headings
    .filter((h) => h.startsWith(`${prefix}_`) && /^[a-z]+$/.test(h.slice(prefix.length + 1)))
    .map((h) => csv.numbers(h));
}

/** z-scores (1), min–max (2) and ranks (3) of the raw figures the same units have in a data file. */
function normalised(
  source: Source,
  files: readonly string[],
  file: string,
  record: FileRecorder,
): void {
  const csv = new Csv(source.text(file));
  const ids = csv.column(csv.headings[0]!);
  const raw = rawFigures(source, files, ids);
  for (const heading of csv.headings.slice(1)) {
    const found = /^norm([123])(?:_(-?[\d.]+)_(-?[\d.]+))?_([a-z])$/.exec(heading);
    const x = found && raw?.[found[4]!.charCodeAt(0) - 97];
    if (!found || !x) {
      record.notHad(
        heading,
        found ? 'parameters of the run are not in the file' : 'method not in the engine',
      );
      continue;
    }
    const ours =
      found[1] === '1'
        ? normaliseOne(x, {
            method: 'zscore',
            mean: Number(found[2] ?? 0),
            sd: Number(found[3] ?? 1),
          })
        : found[1] === '2'
          ? normaliseOne(x, { method: 'minmax', range: [0, 1] })
          : meanRanks(x);
    record.same(heading, ours, csv.numbers(heading), tolerance.programme);
  }
}

/** The numeric columns next to the same unit names, in order: the first is a, the second b … */
function rawFigures(
  source: Source,
  files: readonly string[],
  ids: readonly string[],
): Float64Array[] | undefined {
  for (const file of files) {
    if (!/(^|\/)data_[^/]*\.csv$/.test(file)) continue;
    const csv = new Csv(source.text(file));
    if (csv.column(csv.headings[0]!).join('\n') !== ids.join('\n')) continue;
    return csv.headings.slice(1).map((h) => csv.numbers(h));
  }
  return undefined;
}

function indices(csv: Csv, norm: Csv, record: FileRecorder): void {
  const unit = columnsNamed(norm, 'norm2');
  const hundred = columnsNamed(norm, 'norm1_100_10');
  for (const heading of csv.headings.slice(1)) {
    if (/_w\d+$/.test(heading)) continue;
    record.attempt(heading, () => {
      const expected = csv.numbers(heading);
      const constrained = shareBounds(heading);
      const direction = /^bod_dir_(.+)$/.exec(heading)?.[1]?.split('_').map(decimalName);
      const check = (ours: Float64Array): void =>
        record.same(heading, ours, expected, tolerance.programme);
      if (heading === 'bod') {
        const { score } = benefitOfDoubt(unit);
        check(score);
        bodWeights(csv, unit, score, record);
      } else if (constrained) check(benefitOfDoubt(unit, constrained).score);
      else if (direction) check(directionalBenefitOfDoubt(unit, direction));
      // The package calls the penalty of an index where more is better «POS».
      else if (heading === 'mpi_pos') check(mazziottaPareto(hundred, { variance: 'sample' }));
      else if (heading === 'mpi_neg')
        check(mazziottaPareto(hundred, { variance: 'sample', penalty: 'positive' }));
      else if (heading === 'geom_equal') check(kernel.geometric(hundred, ones(hundred)));
      else if (heading.startsWith('genmean_p')) generalisedMean(heading, hundred, expected, record);
      else record.notHad(heading, 'method not in the engine');
    });
  }
}

const ones = (columns: readonly unknown[]): Float64Array =>
  new Float64Array(columns.length).fill(1);

/** `05` is 0.05 as a share in per cent, `30_70` from 30 to 70 per cent, `lo05`, `up90`, `lo05_up90`. */
function shareBounds(heading: string): { low?: number; high?: number } | undefined {
  const name = /^bod_constr_(.+)$/.exec(heading)?.[1];
  if (!name) return undefined;
  const plain = /^(\d+)_(\d+)$/.exec(name);
  if (plain) return { low: Number(plain[1]) / 100, high: Number(plain[2]) / 100 };
  const low = /lo(\d+)/.exec(name)?.[1];
  const high = /up(\d+)/.exec(name)?.[1];
  return {
    ...(low ? { low: Number(low) / 100 } : {}),
    ...(high ? { high: Number(high) / 100 } : {}),
  };
}

/** `01` is 0.1 and `1` is 1: a point left out of a column name. */
function decimalName(text: string): number {
  return /^0\d/.test(text) ? Number(`0.${text.slice(1)}`) : Number(text);
}

/** Weights of a corner are not unique: any that are feasible and reach our score are right. */
function bodWeights(
  csv: Csv,
  columns: readonly Float64Array[],
  score: Float64Array,
  record: FileRecorder,
): void {
  const headings = csv.headings.filter((h) => /^bod_w\d+$/.test(h));
  if (headings.length !== columns.length) return;
  const weights = headings.map((h) => csv.numbers(h));
  const value = (u: number, of: number): number =>
    columns.reduce((s, x, j) => s + weights[j]![u]! * x[of]!, 0);
  const own = score.map((_, u) => value(u, u));
  const top = score.map((_, u) => Math.max(...Array.from(score.keys(), (i) => value(u, i))));
  record.same('bod weights reach the score', own, score, tolerance.programme);
  record.same(
    'bod weights lift no unit over 1',
    top.map((v) => Math.max(1, v)),
    top.map(() => 1),
    tolerance.programme,
  );
}

function generalisedMean(
  heading: string,
  columns: readonly Float64Array[],
  expected: Float64Array,
  record: FileRecorder,
): void {
  const p = Number(heading.slice('genmean_p'.length));
  const ours = kernel.power(columns, ones(columns), p);
  const fault = difference(ours, expected, tolerance.programme);
  if (fault === '') record.pass(heading);
  else if (expected.every((v) => v === 1))
    record.notHad(heading, 'reference defect', `the package returns 1; ours: ${shown(ours)}`);
  else record.fail(heading, fault);
}

const shown = (x: Float64Array): string => `${x.slice(0, 3).join(', ')} …`;

/**
 * AMPI over years: the index, its penalty (…penalty…) or the scaled figures (…norm…). The
 * file does not say which goalposts were used; the package's own example has 50 and 100
 * with all indicators positive, and that is tried.
 */
function ampi(source: Source, input: string, file: string, record: FileRecorder): void {
  const long = new Csv(source.text(input));
  const csv = new Csv(source.text(file));
  const time = long.column('time');
  const names = long.headings.filter((h) => h !== 'time' && h !== 'geo');
  const goalposts = [50, 100];
  const all = names.map((h) => long.numbers(h));
  const ranges = all.map((x) => {
    const present = x.filter((v) => !Number.isNaN(v));
    return [Math.min(...present), Math.max(...present)] as const;
  });
  for (const year of new Set(time)) {
    const rows = time.flatMap((t, i) => (t === year ? [i] : []));
    const { index, normalised } = adjustedMazziottaPareto(
      all.map((x) => Float64Array.from(rows, (i) => x[i]!)),
      ranges.map((range, j) => ({
        reference: goalposts[j] ?? Number.NaN,
        polarity: 'benefit',
        range,
      })),
    );
    const penalty = kernel.arithmetic(normalised, ones(normalised)).map((m, i) => m - index[i]!);
    for (const heading of csv.headings) {
      const scaled = normalised[names.indexOf(heading.replace(/[._]?\d{4}$/, ''))];
      const dated = heading.includes(year) || (scaled && file.includes(year));
      if (!dated || (!scaled && !/^X?\d{4}$/.test(heading))) continue;
      const penalised = file.includes('penalty') || file.includes('pen.');
      const ours = scaled ?? (penalised ? penalty : index);
      const allowed = scaled || penalised ? tolerance.programme : decimals(3);
      const fault = difference(ours, csv.numbers(heading), allowed);
      const why = `goalposts; with 50 and 100: ${fault}`;
      if (fault === '') record.pass(heading);
      else record.notHad(heading, 'parameters of the run are not in the file', why);
    }
  }
  if (record.checks.length === 0)
    record.notHad(file, 'cannot be read', 'no column named after a year');
}
