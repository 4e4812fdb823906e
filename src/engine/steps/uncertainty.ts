import { fail } from '../errors.ts';
import { competitionRank } from '../kernels/rank.ts';
import { quantilesOfRanks } from '../kernels/select.ts';
import {
  draw,
  type Replicate,
  type ReplicateResult,
  replicator,
  runAll,
  uncertainFactors,
} from '../replicate.ts';
import { schemeTree } from '../scheme/tree.ts';
import type { Appraisal, RunOptions, Uncertainty } from '../types.ts';
import { bandsOf } from './bands.ts';
import { compileGrade } from './grade.ts';

/** Ranks of `count` replicates from number `from` on: `rank[(r − from) * units + u]`. */
export interface ReplicateBlock {
  readonly from: number;
  readonly count: number;
  readonly rank: Int32Array;
  /** How often each grade was given: `[g * units + u]`. */
  readonly graded: Int32Array;
}

/**
 * Step 12. Monte Carlo over what the scheme declares uncertain: rank intervals, score
 * intervals, probability of each grade, and the runs of units that cannot be told apart.
 * The bits depend on scheme, panel, seed and number of replicates, never on how the
 * replicates were shared out.
 */
export function uncertainty(
  result: Appraisal,
  options: RunOptions & { readonly seed: number },
): Uncertainty {
  const total = replicatesOf(result, options);
  const block = replicateBlock(result, options.seed, 0, total, options.progress);
  return summarise(result, options.seed, [block]);
}

/** Ranks that one Monte Carlo may hold: 4 bytes each, twice while they are turned. */
const MOST_RANKS = 1_000_000_000;

/** Number of replicates asked for. Error: `uncertainty.too-large` when they cannot be held. */
export function replicatesOf(result: Appraisal, options: RunOptions): number {
  const replicates = options.replicates ?? result.scheme.uncertainty.replicates;
  const units = result.rank.length;
  if (units * replicates > MOST_RANKS)
    fail({
      code: 'uncertainty.too-large',
      path: 'uncertainty.replicates',
      params: { units, replicates, most: Math.floor(MOST_RANKS / units) },
    });
  return replicates;
}

/**
 * Replicates drawn before they are run, so that those alike find each other. Perturbed
 * figures are alike with nothing, and one draw of them is as large as the panel.
 */
const TOGETHER = 64;

/** Runs a range of replicates. `progress` returning false stops with `run.cancelled`. */
export function replicateBlock(
  result: Appraisal,
  seed: number,
  from: number,
  to: number,
  progress?: RunOptions['progress'],
): ReplicateBlock {
  const factors = uncertainFactors(result);
  if (factors.length === 0) fail({ code: 'uncertainty.no-factor', path: 'uncertainty' });
  const tree = schemeTree(result.scheme);
  const sink = blockSink(result, from, to - from);
  const perturbs = factors.includes('measurement') || factors.includes('sampling');
  const together = perturbs ? 1 : TOGETHER;
  for (let start = from; start < to; start += together) {
    const count = Math.min(together, to - start);
    const drawn = Array.from({ length: count }, (_, k) =>
      draw(result, factors, seed, start + k, tree),
    );
    runAll(result, drawn, (found, k) => sink.add(start + k, found));
    if (progress?.(start + count - from, to - from) === false) fail({ code: 'run.cancelled' });
  }
  return sink.block;
}

/** Replays replicates whose parameters are given: scores and ranks of each, in order. */
export function replay(
  result: Appraisal,
  replicates: readonly Replicate[],
): { readonly score: Float64Array; readonly rank: Int32Array }[] {
  const run = replicator(result);
  return replicates.map((replicate) => {
    const { score } = run(replicate);
    const rank = new Int32Array(score.length);
    for (const { members } of result.classes) competitionRank(score, members, rank);
    return { score, rank };
  });
}

function blockSink(result: Appraisal, from: number, count: number) {
  const { scheme, classes } = result;
  const units = result.classOf.length;
  const grades = scheme.grade?.grades.length ?? 0;
  const block: ReplicateBlock = {
    from,
    count,
    rank: new Int32Array(units * count),
    graded: new Int32Array(units * grades),
  };
  const grade = compileGrade(result);
  const add = (r: number, found: ReplicateResult): void => {
    const rank = block.rank.subarray((r - from) * units, (r - from + 1) * units);
    for (const { members } of classes) competitionRank(found.score, members, rank);
    const level = grade?.(found);
    if (!level) return;
    for (let u = 0; u < units; u++) if (level[u]! >= 0) block.graded[level[u]! * units + u]!++;
  };
  return { block, add };
}

/** Puts blocks that together cover all replicates into one result. */
export function summarise(
  result: Appraisal,
  seed: number,
  blocks: readonly ReplicateBlock[],
): Uncertainty {
  const { scheme, classOf } = result;
  const units = classOf.length;
  const { level, distinguish } = scheme.uncertainty;
  const { rank, graded, count } = joined(blocks, units);
  const out = {
    rankLow: new Int32Array(units),
    rankHigh: new Int32Array(units),
    rankMedian: new Float64Array(units).fill(Number.NaN),
    rankMean: new Float64Array(units).fill(Number.NaN),
  };
  const tail = (1 - level) / 2;
  const shares = [tail, 0.5, 1 - tail];
  for (let u = 0; u < units; u++) {
    if (classOf[u]! < 0) continue;
    const ranks = rank.subarray(u * count, (u + 1) * count);
    let sum = 0;
    for (let r = 0; r < count; r++) sum += ranks[r]!;
    out.rankMean[u] = sum / count;
    const [low, median, high] = quantilesOfRanks(ranks, shares);
    out.rankLow[u] = Math.floor(low!);
    out.rankMedian[u] = median!;
    out.rankHigh[u] = Math.ceil(high!);
  }
  const gradeProbability = Object.fromEntries(
    (scheme.grade?.grades ?? []).map((g, k) => [
      g.id,
      Float64Array.from(classOf, (c, u) => (c < 0 ? Number.NaN : graded[k * units + u]! / count)),
    ]),
  );
  return {
    replicates: count,
    seed,
    level,
    factors: uncertainFactors(result),
    ...out,
    gradeProbability,
    ...bandsOf(result, rank, count, distinguish),
  };
}

/** Blocks in order as one, turned unit-major: `rank[u * count + r]`. */
function joined(
  blocks: readonly ReplicateBlock[],
  units: number,
): { rank: Int32Array; graded: Int32Array; count: number } {
  const count = blocks.reduce((s, b) => s + b.count, 0);
  const first = blocks.reduce((least, b) => Math.min(least, b.from), Number.POSITIVE_INFINITY);
  const rank = new Int32Array(units * count);
  const graded = new Int32Array(blocks[0]!.graded.length);
  for (const b of blocks) {
    turn(b, units, rank, count, b.from - first);
    for (let i = 0; i < graded.length; i++) graded[i]! += b.graded[i]!;
  }
  return { rank, graded, count };
}

/** Tiles that fit the cache: turning 10,000 × 1,000 row by row would miss on every cell. */
const TILE = 64;

function turn(
  block: ReplicateBlock,
  units: number,
  out: Int32Array,
  count: number,
  offset: number,
): void {
  for (let u0 = 0; u0 < units; u0 += TILE)
    for (let r0 = 0; r0 < block.count; r0 += TILE) {
      const u1 = Math.min(units, u0 + TILE);
      const r1 = Math.min(block.count, r0 + TILE);
      for (let u = u0; u < u1; u++)
        for (let r = r0; r < r1; r++) out[u * count + offset + r] = block.rank[r * units + u]!;
    }
}
