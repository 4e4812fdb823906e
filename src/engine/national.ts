import { fail } from './errors.ts';
import {
  addScaledFour,
  extentByGroup,
  type FourScalings,
  fourScalings,
  type Grouping,
  type GroupScaling,
  momentsByGroup,
  scaleByGroup,
} from './kernels/grouped.ts';
import type { Four, Shares } from './kernels/means.ts';
import { type Scaling, scale } from './kernels/normalise.ts';
import { competitionRank } from './kernels/rank.ts';
import { extent, meanAndSd } from './kernels/stats.ts';
import { inline, type Job, type Pool } from './parallel/pool.ts';
import type { Indicator, NormaliseSpec, Scheme } from './scheme/schema.ts';
import { schemeTree } from './scheme/tree.ts';
import { aggregateTree, passingFacts, type Source } from './steps/aggregate.ts';
import {
  fitScaling,
  type GroupStatistics,
  normaliseColumn,
  noSpread,
  refuseNoSpread,
  statisticsOf,
  untold,
} from './steps/normalise.ts';
import { weight } from './steps/weight.ts';

/**
 * Normalise, aggregate and rank within class for panels that fill the memory, such as five
 * million units × a hundred indicators. The arithmetic is that of `appraise`, kernel for
 * kernel and bit for bit, but no data set is kept between steps: statistics column by
 * column, then everything else in blocks of rows that stay in the cache.
 */
export interface NationalPanel {
  /** One column per indicator of the scheme, in its order; shared memory to use workers. */
  readonly columns: readonly Float64Array[];
  /** Class of each unit; −1 = not ranked, and left out of every scale. */
  readonly classOf: Int32Array;
  readonly classNames: readonly string[];
}

export interface NationalResult {
  /** Score of the root before `decide`; `NaN` where not ranked. */
  readonly score: Float64Array;
  /** Competition rank within class, 1 = best; 0 = not ranked. */
  readonly rank: Int32Array;
}

/**
 * Rows that go up the tree together: long enough for each column to be read in one stretch
 * (shorter ones cost a third more), short enough for the nodes to stay in the cache.
 */
const BLOCK_ROWS = 16_384;
/** Rows of one task, and of the classes of one. */
const TASK_ROWS = 65_536;

/**
 * Scores and ranks a national panel. `progress` counts tasks.
 *
 * Errors: `national.step` when the scheme has a step that this path does not do,
 * `normalise.no-spread`, `aggregate.not-positive`, `run.cancelled`.
 */
export async function scoreNational(
  scheme: Scheme,
  panel: NationalPanel,
  pool: Pool = inline,
  progress?: (done: number, total: number) => boolean | undefined,
): Promise<NationalResult> {
  refuseOtherSteps(scheme);
  const units = panel.classOf.length;
  const shared = panel.columns.every((x) => isShared(x.buffer)) && pool.size > 0;
  const on = shared ? pool : inline;
  const work = workspace(scheme, panel, shared);
  const tasks = {
    fit: panel.columns.map((_, i) => i),
    score: ranges(units, TASK_ROWS),
    rank: ranges(panel.classNames.length, Math.ceil((panel.classNames.length * TASK_ROWS) / units)),
  };
  const total = tasks.fit.length + tasks.score.length + tasks.rank.length;
  const from = (start: number) =>
    progress ? (done: number): boolean | undefined => progress(start + done, total) : undefined;
  await on.run(fitJob, work, tasks.fit, from(0));
  await on.run(scoreJob, work, tasks.score, from(tasks.fit.length));
  await on.run(rankJob, work, tasks.rank, from(tasks.fit.length + tasks.score.length));
  return { score: work.score, rank: work.rank };
}

/** What all tasks share; sits in shared memory when there are workers. */
export interface Workspace {
  readonly scheme: Scheme;
  readonly columns: readonly Float64Array[];
  /** Groups that set the scale: the classes, or one. */
  readonly grouping: Grouping;
  readonly groupNames: readonly string[];
  /** Shift and divisor by column and group: `lines[i * stride + 2 * g]`, NaN after the last. */
  readonly lines: Float64Array;
  readonly stride: number;
  /** Units class after class: class c is `members[starts[c]] … members[starts[c + 1] − 1]`. */
  readonly members: Int32Array;
  readonly starts: Int32Array;
  readonly score: Float64Array;
  readonly rank: Int32Array;
}

function workspace(scheme: Scheme, panel: NationalPanel, shared: boolean): Workspace {
  const { columns, classOf, classNames } = panel;
  const units = classOf.length;
  const whole = scheme.select.scale === 'all';
  const groupNames = whole ? [''] : classNames;
  const int = (n: number): Int32Array => new Int32Array(memory(n * 4, shared));
  const double = (n: number): Float64Array => new Float64Array(memory(n * 8, shared));
  const groups = groupNames.length;
  const grouping = { groups, groupOf: int(units), sizes: int(groups) };
  const starts = int(classNames.length + 1);
  for (let u = 0; u < units; u++) {
    const c = classOf[u]!;
    const g = c < 0 ? groups : whole ? 0 : c;
    grouping.groupOf[u] = g;
    if (c < 0) continue;
    grouping.sizes[g]!++;
    starts[c + 1]!++;
  }
  for (let c = 0; c < classNames.length; c++) starts[c + 1]! += starts[c]!;
  const members = int(starts[classNames.length]!);
  const place = starts.slice();
  for (let u = 0; u < units; u++) if (classOf[u]! >= 0) members[place[classOf[u]!]!++] = u;
  return {
    scheme,
    columns,
    grouping,
    groupNames,
    lines: double(columns.length * (2 * groups + 2)),
    stride: 2 * groups + 2,
    members,
    starts,
    score: double(units),
    rank: int(units),
  };
}

function memory(bytes: number, shared: boolean): ArrayBuffer {
  // The arrays are used alike; their types tell the two kinds of memory apart.
  return shared ? (new SharedArrayBuffer(bytes) as unknown as ArrayBuffer) : new ArrayBuffer(bytes);
}

function isShared(buffer: ArrayBufferLike): boolean {
  return typeof SharedArrayBuffer !== 'undefined' && buffer instanceof SharedArrayBuffer;
}

function ranges(n: number, size: number): { from: number; to: number }[] {
  const out = [];
  for (let from = 0; from < n; from += size) out.push({ from, to: Math.min(n, from + size) });
  return out;
}

function specOf(scheme: Scheme, indicator: Indicator): NormaliseSpec {
  return indicator.normalise ?? scheme.normalise;
}

/** Methods whose score of a unit can be told from its own figure and a few statistics. */
const rowwise = new Set<NormaliseSpec['method']>([
  'minmax',
  'zscore',
  'target',
  'best',
  'fraction',
  'goalposts',
  'scaled',
  'efficacy',
  'bands',
]);

function refuseOtherSteps(scheme: Scheme): void {
  const refuse = (step: string, path: string): never =>
    fail({ code: 'national.step', path, params: { step } });
  if (scheme.impute.method !== 'none') refuse('impute', 'impute.method');
  if (scheme.treat.method !== 'none') refuse('treat', 'treat.method');
  scheme.indicators.forEach((x, i) => {
    const path = `indicators[${i}]`;
    if (x.denominator !== undefined || x.per !== 1) refuse('denominate', `${path}.denominator`);
    if (x.treat?.method && x.treat.method !== 'none') refuse('treat', `${path}.treat`);
    const { method } = specOf(scheme, x);
    if (!rowwise.has(method)) refuse(`normalise: ${method}`, `${path}.normalise`);
  });
  for (const method of [scheme.weight.method, ...Object.values(scheme.weight.groups ?? {})])
    if (method === 'entropy' || method === 'critic' || method === 'pca')
      refuse(`weight: ${method}`, 'weight.method');
  for (const node of schemeTree(scheme).order)
    if (node.spec.method === 'copeland') refuse('aggregate: copeland', 'aggregate.method');
}

/** Statistics of one column and, from them, its scaling in each group. */
export const fitJob: Job<Workspace, number, undefined> = {
  name: 'national-fit',
  prepare: (work) => {
    const { grouping, groupNames, lines, stride } = work;
    return (i) => {
      const indicator = work.scheme.indicators[i]!;
      const spec = specOf(work.scheme, indicator);
      const found = statistics(spec, work.columns[i]!, grouping);
      for (let g = 0; g < grouping.groups; g++) {
        const scaling = fitScaling(spec, indicator, Number.NaN, found?.[g] ?? untold);
        if (!scaling) return undefined;
        if (found && noSpread(spec, scaling, found[g]!))
          refuseNoSpread(indicator, i, groupNames[g]!);
        lines[i * stride + 2 * g] = scaling.shift;
        lines[i * stride + 2 * g + 1] = scaling.divisor;
      }
      lines.fill(Number.NaN, (i + 1) * stride - 2, (i + 1) * stride);
      return undefined;
    };
  },
};

/** What the method needs of each group; straight loops where all rows are of one. */
function statistics(
  spec: NormaliseSpec,
  x: Float64Array,
  grouping: Grouping,
): GroupStatistics[] | undefined {
  const { mean, sd, min, max } = untold;
  const everyone = grouping.groups === 1 && grouping.sizes[0] === x.length;
  switch (statisticsOf(spec)) {
    case 'none':
      return undefined;
    case 'moments': {
      const found = everyone ? [meanAndSd(x)] : momentsByGroup(x, grouping);
      return found.map((m) => ({ min, max, mean: m.mean, sd: m.sd }));
    }
    case 'extent': {
      const found = everyone ? [extent(x)] : extentByGroup(x, grouping);
      return found.map((e) => ({ min: e.min, max: e.max, mean, sd }));
    }
  }
}

/** Scores of a range of rows: block by block, node by node, normalised as they are read. */
export const scoreJob: Job<Workspace, { from: number; to: number }, undefined> = {
  name: 'national-score',
  prepare: (work) => {
    const { scheme, score } = work;
    const { groupOf, groups } = work.grouping;
    const tree = schemeTree(scheme);
    const { table } = weight({ ids: [], columns: [] }, scheme, [], tree);
    const scalers = scheme.indicators.map((_, i) => scalerOf(work, i));
    const into = tree.order.map(() => new Float64Array(BLOCK_ROWS));
    const addFour = adderOf(work);
    const scratch = [0, 1, 2, 3].map(() => new Float64Array(BLOCK_ROWS));
    const ranked = new Int32Array(BLOCK_ROWS);
    return ({ from, to }) => {
      for (let r0 = from; r0 < to; r0 += BLOCK_ROWS) {
        const rows = Math.min(to - r0, BLOCK_ROWS);
        const source: Source = {
          rows,
          column: (i) => scalers[i]!(new Float64Array(rows), r0, r0 + rows),
          block: (i, start, end, slot) => scalers[i]!(scratch[slot]!, r0 + start, r0 + end),
          addFour: (four, start, sums, shares) => addFour(four, r0 + start, sums, shares),
        };
        let count = 0;
        for (let r = 0; r < rows; r++) if (groupOf[r0 + r]! < groups) ranked[count++] = r;
        const classes = [{ name: '', members: ranked.subarray(0, count), merged: [] }];
        const stage = aggregateTree(source, table, classes, {
          tree,
          facts: passingFacts(classes),
          into: into.map((x) => x.subarray(0, rows)),
          needed: none,
        });
        score.set(stage.columns.at(-1)!, r0);
        if (count < rows)
          for (let r = r0; r < r0 + rows; r++) if (groupOf[r] === groups) score[r] = Number.NaN;
      }
      return undefined;
    };
  },
};

const none: ReadonlySet<string> = new Set();

/** Normalises rows r0 … r1 − 1 of one column into an array, which it returns. */
function scalerOf(
  work: Workspace,
  i: number,
): (out: Float64Array, r0: number, r1: number) => Float64Array {
  const { grouping, lines, stride } = work;
  const x = work.columns[i]!;
  const indicator = work.scheme.indicators[i]!;
  const spec = specOf(work.scheme, indicator);
  // Everything but shift and divisor comes from the scheme alone.
  const form = fitScaling(spec, indicator, Number.NaN, untold);
  if (!form) return (_, r0, r1) => normaliseColumn(x.subarray(r0, r1), indicator, spec);
  if (grouping.groups === 1) {
    const [shift, divisor] = lines.subarray(i * stride, i * stride + 2);
    const scaling: Scaling = { ...form, shift: shift!, divisor: divisor! };
    return (out, r0, r1) => scale(x, scaling, out, r0, r1);
  }
  const scaling = groupScalingOf(work, i)!;
  return (out, r0, r1) => scaleByGroup(x, grouping.groupOf, scaling, out, r0, r1);
}

/** Scaling of a column that differs between groups; undefined where one formula does not do. */
function groupScalingOf({ scheme, lines, stride }: Workspace, i: number): GroupScaling | undefined {
  const indicator = scheme.indicators[i]!;
  const form = fitScaling(specOf(scheme, indicator), indicator, Number.NaN, untold);
  return form && { ...form, lines: lines.subarray(i * stride, (i + 1) * stride) };
}

/** Scales four columns and adds them up in one pass, where all rows are in one of several groups. */
function adderOf(
  work: Workspace,
): (four: Four, from: number, sums: Float64Array, shares: Shares) => boolean {
  const { columns, grouping } = work;
  if (grouping.groups === 1) return () => false;
  const known = new Map<number, FourScalings | undefined>();
  const scalingsOf = (four: Four): FourScalings | undefined => {
    const [a, b, c, d] = four.map((i) => groupScalingOf(work, i));
    return a && b && c && d && fourScalings([a, b, c, d]);
  };
  return (four, from, sums, shares) => {
    // The tree is the same for every block of rows: the first of four stands for them.
    if (!known.has(four[0])) known.set(four[0], scalingsOf(four));
    const scalings = known.get(four[0]);
    if (!scalings) return false;
    const to = from + sums.length;
    const part = (i: number): Float64Array => columns[i]!.subarray(from, to);
    const [a, b, c, d] = four;
    addScaledFour(
      sums,
      [part(a), part(b), part(c), part(d)],
      grouping.groupOf.subarray(from, to),
      scalings,
      shares,
    );
    return true;
  };
}

/** Ranks within a range of classes. */
export const rankJob: Job<Workspace, { from: number; to: number }, undefined> = {
  name: 'national-rank',
  prepare:
    ({ members, starts, score, rank }) =>
    ({ from, to }) => {
      for (let c = from; c < to; c++)
        competitionRank(score, members.subarray(starts[c]!, starts[c + 1]!), rank);
      return undefined;
    },
};
