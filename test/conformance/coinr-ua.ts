import { competitionRank } from '../../src/engine/kernels/rank.ts';
import { mean, quantileSorted } from '../../src/engine/kernels/stats.ts';
import { replicator } from '../../src/engine/replicate.ts';
import type { AggregateSpec, NormaliseSpec } from '../../src/engine/scheme/schema.ts';
import { type Context, normaliseSpec } from './coinr.ts';
import { tolerance } from './report.ts';
import type { Csv } from './source.ts';

/** One replicate as the run drew it. */
interface Draw {
  readonly winmax: number;
  readonly norm: string;
  readonly agg: string;
  readonly weights: string;
}

const means: Record<string, AggregateSpec['method']> = {
  a_amean: 'arithmetic',
  a_gmean: 'geometric',
  a_hmean: 'harmonic',
  a_copeland: 'copeland',
};

/** Runs of one coin are read once: file of scores → our scores per replicate. */
const known = new WeakMap<Context['coin'], Map<string, Float64Array[] | string>>();

/** Scores or ranks of every replicate, recomputed from the parameters that were drawn. */
export function replay(context: Context, match: RegExpExecArray): void {
  const { coin, csv, record, name } = context;
  const found = runs(context, match[1]!);
  if (typeof found === 'string') {
    record.notHad(name, 'parameters of the run are not in the file', found);
    return;
  }
  const ranks = match[2] === 'ranks';
  const nominal = ranks ? ranksOf(coin.result.base) : coin.result.base;
  if (csv.has('Nominal'))
    record.same('Nominal', coin.inOrderOf(csv, nominal), csv.numbers('Nominal'), tolerance.replay);
  found.forEach((score, k) => {
    const heading = `r_${k + 1}`;
    if (!csv.has(heading)) return;
    const ours = coin.inOrderOf(csv, ranks ? ranksOf(score) : score);
    record.same(heading, ours, csv.numbers(heading), ranks ? 0 : tolerance.replay);
  });
}

/** Mean, median and 5 %–95 % of the ranks over the replicates. */
export function replayStatistics(context: Context, match: RegExpExecArray): void {
  const { coin, csv, record, name } = context;
  const found = runs(context, match[1]!);
  if (typeof found === 'string') {
    record.notHad(name, 'parameters of the run are not in the file', found);
    return;
  }
  const ranks = found.map(ranksOf);
  const of = coin.units.map((_, u) => Float64Array.from(ranks, (r) => r[u]!).sort());
  const columns: Record<string, ArrayLike<number>> = {
    Nominal: ranksOf(coin.result.base),
    Mean: of.map(mean),
    Median: of.map((r) => quantileSorted(r, 0.5)),
  };
  for (const heading of csv.headings) {
    const share = /^Q(\d+(?:\.\d+)?)$/.exec(heading)?.[1];
    const ours = share ? of.map((r) => quantileSorted(r, Number(share) / 100)) : columns[heading];
    if (ours)
      record.same(heading, coin.inOrderOf(csv, ours), csv.numbers(heading), tolerance.replay);
  }
}

function ranksOf(score: Float64Array): Int32Array {
  // Scores that differ by rounding only are ties there as here.
  return competitionRank(score, undefined, new Int32Array(score.length));
}

function runs(context: Context, n: string): Float64Array[] | string {
  const kept = known.get(context.coin) ?? new Map<string, Float64Array[] | string>();
  known.set(context.coin, kept);
  let found = kept.get(n);
  if (found === undefined) {
    found = run(context, n);
    kept.set(n, found);
  }
  return found;
}

function run({ coin, other }: Context, n: string): Float64Array[] | string {
  const parameters = other(`ua${n}_parameters`);
  const noisy = other('ua_noisy_weights') ?? other(`ua${n}_noisy_weights`);
  const scores = other(`ua${n}_scores`);
  if (!parameters || !scores) return 'no file of the parameters drawn';
  const draws = drawsOf(parameters);
  if (!noisy && draws.some((d) => d.weights !== '')) return 'no file of the weights drawn';
  const tables = noisy ? tablesOf(noisy, coin) : new Map<string, Float64Array[]>();
  const replicate = replicator(coin.result);
  const scoresOf = (draw: Draw, normalise: NormaliseSpec): Float64Array => {
    const method = means[draw.agg];
    const table = tables.get(draw.weights);
    if (!method) throw new RangeError(`aggregation ${draw.agg}`);
    if (draw.weights !== '' && !table) throw new RangeError(`weights ${draw.weights}`);
    return replicate({
      treatMax: draw.winmax,
      normalise,
      aggregate: { method },
      ...(table ? { table } : {}),
    }).score;
  };
  const scales = new Map<string, NormaliseSpec>();
  for (const norm of new Set(draws.map((d) => d.norm))) {
    const spec = scaleOf(norm, draws, scores, coin, scoresOf);
    if (!spec) return `scale of ${norm}`;
    scales.set(norm, spec);
  }
  return draws.map((draw) => scoresOf(draw, scales.get(draw.norm)!));
}

function drawsOf(csv: Csv): Draw[] {
  const column = (heading: string, fallback: string): string[] =>
    csv.has(heading) ? csv.column(heading) : csv.rows.map(() => fallback);
  const norm = column('Norm', 'n_minmax_0_100');
  const agg = column('Agg', 'a_amean');
  const weights = column('WeightsRep', '');
  return column('Winmax', '5').map((w, i) => ({
    winmax: Number(w),
    norm: norm[i]!,
    agg: agg[i]!,
    weights: weights[i]!,
  }));
}

function tablesOf(csv: Csv, coin: Context['coin']): Map<string, Float64Array[]> {
  const code = csv.column('iCode');
  const weight = csv.numbers('Weight');
  const byRun = new Map<string, Map<string, number>>();
  csv.column('rep').forEach((rep, i) => {
    const list = byRun.get(rep) ?? new Map<string, number>();
    list.set(code[i]!, weight[i]!);
    byRun.set(rep, list);
  });
  return new Map(
    [...byRun].map(([rep, list]) => [rep, coin.tableOf((id) => list.get(id) ?? Number.NaN)]),
  );
}

/**
 * The range of a min–max or the mean and deviation of a z-score that the run used: the
 * file names only the method. With arithmetic means a score is the standard one stretched
 * and moved, so two units of one replicate give both numbers; all others check them.
 */
function scaleOf(
  norm: string,
  draws: readonly Draw[],
  scores: Csv,
  coin: Context['coin'],
  scoresOf: (draw: Draw, spec: NormaliseSpec) => Float64Array,
): NormaliseSpec | undefined {
  const standard: NormaliseSpec | undefined =
    norm === 'n_minmax'
      ? { method: 'minmax', range: [0, 1] }
      : norm === 'n_zscore'
        ? { method: 'zscore', mean: 0, sd: 1 }
        : undefined;
  if (!standard) return normaliseSpec(norm, coin.units);
  const at = draws.findIndex((d) => d.norm === norm && d.agg === 'a_amean');
  if (at < 0) return undefined;
  const own = coin.inOrderOf(scores, scoresOf(draws[at]!, standard));
  const theirs = scores.numbers(`r_${at + 1}`);
  const low = own.indexOf(Math.min(...own));
  const high = own.indexOf(Math.max(...own));
  const slope = tidy((theirs[high]! - theirs[low]!) / (own[high]! - own[low]!));
  const start = tidy(theirs[low]! - slope * own[low]!);
  return norm === 'n_minmax'
    ? { method: 'minmax', range: [start, start + slope] }
    : { method: 'zscore', mean: start, sd: slope };
}

const tidy = (v: number): number => Math.round(v * 1e6) / 1e6;
