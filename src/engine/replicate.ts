import { fail, type Issue } from './errors.ts';
import { ln } from './kernels/math.ts';
import { type Stream, stream } from './kernels/random.ts';
import { columnIndex, type Stage } from './panel.ts';
import type { AggregateSpec, ImputeSpec, NormaliseSpec, Scheme } from './scheme/schema.ts';
import { schemeTree, type Tree } from './scheme/tree.ts';
import { aggregate } from './steps/aggregate.ts';
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

/** Scores of one replicate, `NaN` where not ranked, the scores of its nodes and its figures. */
export interface ReplicateResult {
  readonly score: Float64Array;
  readonly aggregated: Stage;
  readonly raw: Replicate['raw'];
}

/**
 * Prepares a result for many replicates. Data sets that depend only on the choices of
 * method are made once and kept; with figures perturbed only their columns are made anew.
 */
export function replicator(result: Appraisal): (replicate: Replicate) => ReplicateResult {
  const { scheme, classes, chain, weights } = result;
  const tree = schemeTree(scheme);
  const decide = compileDecide(result);
  const logarithms = new WeakMap<Float64Array, Float64Array>();
  const lnOf = (column: Float64Array): Float64Array => {
    let known = logarithms.get(column);
    if (!known) {
      known = column.map(ln);
      logarithms.set(column, known);
    }
    return known;
  };
  const kept = new Map<string, Variant>();
  const variantOf = (stage: Stage, scaling?: NormaliseSpec): Variant => ({
    plain: stage,
    scored: decide.discount(stage, scaling),
  });
  const nominal = variantOf(chain.normalised);
  const variant = (replicate: Replicate): Variant => {
    const { impute: filling, treatMax, normalise: scaling } = replicate;
    if (!filling && treatMax === undefined && !scaling) return nominal;
    const key = JSON.stringify([filling, treatMax, scaling]);
    let found = kept.get(key);
    if (!found) {
      found = variantOf(upstream(result, { ...replicate, raw: undefined }), scaling);
      kept.set(key, found);
    }
    return found;
  };
  return (replicate) => {
    const { plain, scored } = variant(replicate);
    const perturbed = replicate.raw !== undefined && replicate.raw.size > 0;
    const stage = perturbed
      ? decide.discount(patched(result, replicate, plain), replicate.normalise)
      : scored;
    const aggregated = aggregate(stage, scheme, replicate.table ?? weights.table, classes, {
      tree,
      ...(replicate.aggregate ? { override: replicate.aggregate } : {}),
      ...(perturbed ? {} : { lnOf }),
    });
    return { score: decide.score(aggregated.columns.at(-1)!), aggregated, raw: replicate.raw };
  };
}

/** A data set before and after the discount for figures not verified yet. */
interface Variant {
  readonly plain: Stage;
  readonly scored: Stage;
}

/** impute → treat → normalise with the replicate's methods. */
function upstream(result: Appraisal, replicate: Replicate, only?: readonly number[]): Stage {
  const { panel, period, classes, chain } = result;
  const scheme = only ? subset(result.scheme, only) : result.scheme;
  const pick = (stage: Stage): Stage => (only ? subStage(stage, only) : stage);
  const source = replicate.raw
    ? denominate(
        {
          ids: scheme.indicators.map((i) => i.id),
          columns: only!.map((i) => replicate.raw!.get(i)!),
        },
        panel,
        scheme,
        period,
      )
    : pick(chain.denominated);
  const history = (p: number): Stage => denominate(stageAt(result, p, scheme), panel, scheme, p);
  const filling = replicate.impute ?? scheme.impute;
  const filled =
    replicate.impute || replicate.raw
      ? impute(source, filling, { panel, classes, period, history }).stage
      : pick(chain.imputed);
  const treated =
    replicate.treatMax === undefined && filled === chain.imputed
      ? chain.treated
      : treat(filled, scheme, classes, treatOverride(replicate)).stage;
  return normalise(treated, scheme, classes, panel, replicate.normalise);
}

function treatOverride({ treatMax }: Replicate): { max: number } | undefined {
  return treatMax === undefined ? undefined : { max: treatMax };
}

/** A data set with the columns of perturbed figures replaced. */
function patched(result: Appraisal, replicate: Replicate, base: Stage): Stage {
  const only = [...replicate.raw!.keys()].sort((a, b) => a - b);
  const fresh = upstream(result, replicate, only);
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
