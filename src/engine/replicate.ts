import { fail, type Issue } from './errors.ts';
import { type Stream, stream } from './kernels/random.ts';
import { columnIndex, type Stage } from './panel.ts';
import type { AggregateSpec, ImputeSpec, NormaliseSpec, Scheme } from './scheme/schema.ts';
import { schemeTree, type Tree } from './scheme/tree.ts';
import { aggregate, aggregateTwice, columnFacts } from './steps/aggregate.ts';
import { compileDecide } from './steps/decide.ts';
import { denominate } from './steps/denominate.ts';
import { impute } from './steps/impute.ts';
import { normalise } from './steps/normalise.ts';
import { treat } from './steps/treat.ts';
import type { Appraisal } from './types.ts';

/** What a scheme may hold uncertain, in the order in which results list them. */
export const factorNames = [
  'weights',
  'impute',
  'treat',
  'normalise',
  'aggregate',
  'measurement',
  'sampling',
] as const;
export type Factor = (typeof factorNames)[number];

/** One run of the chain with some inputs changed; what is absent stays nominal. */
export interface Replicate {
  readonly impute?: ImputeSpec;
  readonly treatMax?: number;
  readonly normalise?: NormaliseSpec;
  readonly aggregate?: AggregateSpec;
  /** Local weights per node, as `Weights.table`. */
  readonly table?: readonly Float64Array[];
  /** Reported figures with errors added: column position in the scheme → new column. */
  readonly raw?: ReadonlyMap<number, Float64Array> | undefined;
}

/**
 * Factors the scheme declares. Sampling error counts only where the panel states standard
 * errors: {@link samplingWarning} says when it states none.
 *
 * Errors: `uncertainty.factor-without-step` when a factor varies a step the scheme does
 * not have.
 */
export function uncertainFactors(result: Appraisal): Factor[] {
  const { scheme } = result;
  const spec = scheme.uncertainty;
  const without = (factor: Factor): never =>
    fail({
      code: 'uncertainty.factor-without-step',
      path: `uncertainty.${factor}`,
      params: { factor },
    });
  const treats =
    scheme.treat.method !== 'none' ||
    scheme.indicators.some((i) => i.treat?.method && i.treat.method !== 'none');
  if (spec.treat && !treats) without('treat');
  if (spec.impute && scheme.impute.method === 'none') without('impute');
  return factorNames.filter(
    (name) => spec[name] !== undefined && (name !== 'sampling' || statesErrors(result)),
  );
}

type Stated = Pick<Appraisal, 'scheme' | 'panel' | 'period'>;

function statesErrors({ scheme, panel, period }: Stated): boolean {
  return scheme.indicators.some(
    (i) => panel.errors?.[columnIndex(panel, i.id, period)] !== undefined,
  );
}

/** Said beside the result: the intervals leave survey error out for want of figures. */
export function samplingWarning(run: Stated): Issue[] {
  return run.scheme.uncertainty.sampling && !statesErrors(run)
    ? [{ code: 'uncertainty.no-errors', path: 'uncertainty.sampling', severity: 'warning' }]
    : [];
}

/**
 * Draws the replicate of this number. Each factor reads its own stream, so a factor's
 * value does not depend on which others vary. `part(factor)` picks one of several
 * independent samples (Saltelli's A and B).
 */
export function draw(
  result: Appraisal,
  factors: readonly Factor[],
  seed: number,
  replicate: number,
  tree: Tree,
  part: (factor: Factor) => number = () => 0,
): Replicate {
  const spec = result.scheme.uncertainty;
  const out: { -readonly [K in keyof Replicate]: Replicate[K] } = {};
  for (const factor of factors) {
    const random = stream(seed, replicate, factor, part(factor));
    const choose = <T>(choices: readonly T[]): T =>
      choices[Math.floor(random.uniform() * choices.length)]!;
    if (factor === 'weights') out.table = perturbWeights(result, tree, random);
    else if (factor === 'impute') out.impute = choose(spec.impute!.choices);
    else if (factor === 'treat') out.treatMax = choose(spec.treat!.max);
    else if (factor === 'normalise') out.normalise = choose(spec.normalise!.choices);
    else if (factor === 'aggregate') out.aggregate = choose(spec.aggregate!.choices);
    else out.raw = addErrors(result, factor, random, out.raw);
  }
  return out;
}

function perturbWeights(result: Appraisal, tree: Tree, random: Stream): Float64Array[] {
  const spec = result.scheme.uncertainty.weights!;
  return tree.order.map((_, n) => {
    const nominal = result.weights.table[n]!;
    if (nominal.length === 1) return nominal;
    const drawn = nominal.map((w) => {
      if (w === 0) return 0;
      return spec.distribution === 'dirichlet'
        ? random.gamma(w * spec.concentration)
        : w * (1 + spec.spread * (2 * random.uniform() - 1));
    });
    const sum = drawn.reduce((a, b) => a + b, 0);
    return drawn.map((w) => w / sum);
  });
}

/** Normal errors: relative to the figure, or the standard error the panel states for it. */
function addErrors(
  result: Appraisal,
  factor: 'measurement' | 'sampling',
  random: Stream,
  already: Replicate['raw'],
): ReadonlyMap<number, Float64Array> {
  const { scheme, panel, period, chain } = result;
  const raw = new Map(already);
  scheme.indicators.forEach((indicator, i) => {
    const stated = panel.errors?.[columnIndex(panel, indicator.id, period)];
    const relative = indicator.errorRelative ?? scheme.uncertainty.measurement?.relative ?? 0;
    if (factor === 'sampling' ? !stated : relative === 0) return;
    const before = raw.get(i) ?? chain.raw.columns[i]!;
    raw.set(
      i,
      before.map((v, u) => {
        // Drawn for missing cells too: a cell's error does not depend on its neighbours.
        const z = random.normal();
        const sd = factor === 'sampling' ? stated![u]! : Math.abs(v) * relative;
        return Number.isNaN(sd) ? v : v + sd * z;
      }),
    );
  });
  return raw;
}

/**
 * Scores of one replicate, `NaN` where not ranked, the scores of the nodes that gates read,
 * and its figures. `aggregated` is written over by the next replicate.
 */
export interface ReplicateResult {
  readonly score: Float64Array;
  readonly aggregated: Stage;
  readonly raw: Replicate['raw'];
}

export type Run = (replicate: Replicate) => ReplicateResult;

/**
 * Prepares a result for many replicates. Data sets that depend only on the choices of
 * method are made once and kept as long as the result is; with figures perturbed only
 * their columns are made anew.
 */
export function replicator(result: Appraisal): Run {
  return preparedOf(result).one;
}

/**
 * Runs replicates and hands each to `use` with its place in the list, in an order of its
 * own: two that differ in nothing but weights go through the data side by side, for half
 * the reading and the same bits.
 */
export function runAll(
  result: Appraisal,
  replicates: readonly Replicate[],
  use: (found: ReplicateResult, place: number) => void,
): void {
  const { one, two, dataOf } = preparedOf(result);
  // By data set and method: the place of one that waits for a second.
  const waiting = new Map<Stage, Map<AggregateSpec | undefined, number>>();
  replicates.forEach((replicate, k) => {
    if (isPerturbed(replicate)) {
      use(one(replicate), k);
      return;
    }
    const stage = dataOf(replicate);
    const alike = remembered(waiting, stage, () => new Map<AggregateSpec | undefined, number>());
    const first = alike.get(replicate.aggregate);
    if (first === undefined) {
      alike.set(replicate.aggregate, k);
      return;
    }
    alike.delete(replicate.aggregate);
    const [a, b] = two(stage, replicates[first]!, replicate);
    use(a, first);
    use(b, k);
  });
  for (const alike of waiting.values()) for (const k of alike.values()) use(one(replicates[k]!), k);
}

interface Prepared {
  readonly one: Run;
  /** Two replicates of one data set and one method. */
  readonly two: (stage: Stage, a: Replicate, b: Replicate) => [ReplicateResult, ReplicateResult];
  /** Data set that a replicate without perturbed figures is aggregated from. */
  readonly dataOf: (replicate: Replicate) => Stage;
}

const prepared = new WeakMap<Appraisal, Prepared>();

function preparedOf(result: Appraisal): Prepared {
  return remembered(prepared, result, () => prepare(result));
}

function isPerturbed({ raw }: Replicate): boolean {
  return raw !== undefined && raw.size > 0;
}

function prepare(result: Appraisal): Prepared {
  const { scheme, classes, weights } = result;
  const tree = schemeTree(scheme);
  const decide = compileDecide(result);
  const facts = columnFacts(classes);
  const needed = new Set(scheme.decide.gates.map((g) => g.subject));
  const nodes = (): Float64Array[] => tree.order.map(() => new Float64Array(result.score.length));
  const into = nodes();
  let besides: Float64Array[] | undefined;
  const normalisedBy = dataSets(result);
  const kept = new Map<Stage, Stage>();
  const dataOf = (replicate: Replicate): Stage => {
    const plain = normalisedBy(replicate);
    return remembered(kept, plain, () => decide.discount(plain, replicate.normalise));
  };
  const options = ({ aggregate: override }: Replicate) => ({
    tree,
    needed,
    ...(override ? { override } : {}),
  });
  const scored = (aggregated: Stage, { raw }: Replicate): ReplicateResult => ({
    score: decide.score(aggregated.columns.at(-1)!),
    aggregated,
    raw,
  });
  return {
    dataOf,
    one: (replicate) => {
      const perturbed = isPerturbed(replicate);
      const stage = perturbed
        ? decide.discount(patched(result, replicate, normalisedBy(replicate)), replicate.normalise)
        : dataOf(replicate);
      const aggregated = aggregate(stage, scheme, replicate.table ?? weights.table, classes, {
        ...options(replicate),
        into,
        ...(perturbed ? {} : { facts }),
      });
      return scored(aggregated, replicate);
    },
    two: (stage, a, b) => {
      besides ??= nodes();
      const [first, second] = aggregateTwice(
        stage,
        [a.table ?? weights.table, b.table ?? weights.table],
        classes,
        { ...options(a), facts },
        [into, besides],
      );
      return [scored(first, a), scored(second, b)];
    },
  };
}

/**
 * Data sets after `normalise` by choice of methods, each made when first asked for. Most
 * columns are neither imputed nor treated: what a choice leaves alone is shared with the
 * other choices, column by column.
 */
function dataSets(result: Appraisal): (replicate: Replicate) => Stage {
  const { scheme, panel, classes, period, chain } = result;
  const history = (p: number): Stage => denominate(stageAt(result, p, scheme), panel, scheme, p);
  const imputed = new Map<string, Stage>();
  const treated = new Map<string, Stage>();
  const normalised = new Map<string, Stage>();
  const scaled = new Map<string, WeakMap<Float64Array, Float64Array>[]>();
  const nominal = scheme.indicators.map(
    (_, i) => new WeakMap([[chain.treated.columns[i]!, chain.normalised.columns[i]!]]),
  );
  const columnsOf = (stage: Stage, scaling: NormaliseSpec | undefined): Stage => {
    const key = JSON.stringify(scaling ?? null);
    const known = remembered(scaled, key, () =>
      scaling ? scheme.indicators.map(() => new WeakMap()) : nominal,
    );
    const missing = stage.columns.flatMap((x, i) => (known[i]!.has(x) ? [] : [i]));
    const made = normalise(
      subStage(stage, missing),
      subset(scheme, missing),
      classes,
      panel,
      scaling,
    );
    missing.forEach((i, k) => {
      known[i]!.set(stage.columns[i]!, made.columns[k]!);
    });
    return { ids: stage.ids, columns: stage.columns.map((x, i) => known[i]!.get(x)!) };
  };
  return ({ impute: filling, treatMax, normalise: scaling }) => {
    const fillKey = JSON.stringify(filling ?? null);
    const treatKey = `${fillKey} ${treatMax}`;
    return remembered(normalised, `${treatKey} ${JSON.stringify(scaling)}`, () => {
      const filled = remembered(imputed, fillKey, () =>
        filling
          ? impute(chain.denominated, filling, { panel, classes, period, history }).stage
          : chain.imputed,
      );
      const tamed = remembered(treated, treatKey, () =>
        treatMax === undefined && !filling
          ? chain.treated
          : treat(filled, scheme, classes, treatOverride(treatMax)).stage,
      );
      return tamed === chain.treated && !scaling ? chain.normalised : columnsOf(tamed, scaling);
    });
  };
}

function remembered<K extends object | string, T>(
  known: { get(key: K): T | undefined; set(key: K, value: T): unknown },
  key: K,
  make: () => T,
): T {
  let found = known.get(key);
  if (found === undefined) {
    found = make();
    known.set(key, found);
  }
  return found;
}

/** The columns of perturbed figures through denominate → impute → treat → normalise. */
export function perturbedColumns(
  result: Appraisal,
  replicate: Replicate,
  only: readonly number[],
): Stage {
  const { panel, period, classes } = result;
  const scheme = subset(result.scheme, only);
  const reported = {
    ids: scheme.indicators.map((i) => i.id),
    columns: only.map((i) => replicate.raw!.get(i)!),
  };
  const history = (p: number): Stage => denominate(stageAt(result, p, scheme), panel, scheme, p);
  const filled = impute(
    denominate(reported, panel, scheme, period),
    replicate.impute ?? scheme.impute,
    { panel, classes, period, history },
  ).stage;
  const treated = treat(filled, scheme, classes, treatOverride(replicate.treatMax)).stage;
  return normalise(treated, scheme, classes, panel, replicate.normalise);
}

function treatOverride(max: number | undefined): { max: number } | undefined {
  return max === undefined ? undefined : { max };
}

/** A data set with the columns of perturbed figures replaced. */
function patched(result: Appraisal, replicate: Replicate, base: Stage): Stage {
  const only = [...replicate.raw!.keys()].sort((a, b) => a - b);
  const fresh = perturbedColumns(result, replicate, only);
  const columns = base.columns.slice();
  only.forEach((i, k) => {
    columns[i] = fresh.columns[k]!;
  });
  return { ids: base.ids, columns };
}

function subset(scheme: Scheme, only: readonly number[]): Scheme {
  return { ...scheme, indicators: only.map((i) => scheme.indicators[i]!) };
}

function subStage(stage: Stage, only: readonly number[]): Stage {
  return { ids: only.map((i) => stage.ids[i]!), columns: only.map((i) => stage.columns[i]!) };
}

function stageAt({ panel }: Appraisal, period: number, scheme: Scheme): Stage {
  return {
    ids: scheme.indicators.map((i) => i.id),
    columns: scheme.indicators.map((i) => panel.columns[columnIndex(panel, i.id, period)]!),
  };
}
