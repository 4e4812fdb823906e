import fc from 'fast-check';
import { CellFlag, type Panel } from '../panel.ts';
import { parseScheme } from '../scheme/parse.ts';
import type { AggregateSpec, NormaliseSpec, Scheme, SchemeInput } from '../scheme/schema.ts';

/**
 * Random valid schemes and panels that fit them, for property tests. Everything made here
 * passes `parseScheme` and runs through `appraise`: what is left to chance are shape,
 * methods, weights, figures, gaps, flags and rules. Figures lie between 10 and 90, so that
 * stated scales (goalposts, standards, targets) need no luck.
 */
export interface CaseOptions {
  /** Methods the nodes may use; all when absent. Copeland stands at the root only. */
  readonly aggregates?: readonly AggregateSpec['method'][];
  /** Scales the indicators may use; all that the chosen aggregations can take when absent. */
  readonly scales?: readonly Scale[];
  /** Gaps in the figures (default yes); with gaps, sometimes imputed. */
  readonly gaps?: boolean;
  /** Several classes (default yes). */
  readonly classes?: boolean;
  /** Bonus, penalty, gates, vetoes, unverified figures (default yes). */
  readonly decide?: boolean;
  /** Quotas on the grades (default yes); grades with thresholds are always there. */
  readonly quotas?: boolean;
  /** Figures on a coarse grid, so that many are equal (default: now and then). */
  readonly coarse?: boolean;
  readonly units?: { readonly min: number; readonly max: number };
}

export type Scale =
  | 'minmax'
  | 'minmax-positive'
  | 'zscore'
  | 'rank'
  | 'borda'
  | 'percentile'
  | 'best'
  | 'fraction'
  | 'scaled'
  | 'goalposts'
  | 'efficacy'
  | 'bands'
  | 'target';

export interface Case {
  readonly scheme: Scheme;
  readonly panel: Panel;
}

/** A scheme and a panel that fits it. */
export function appraisalCase(options: CaseOptions = {}): fc.Arbitrary<Case> {
  return schemeInput(options).chain((input) => {
    const scheme = parseScheme(input);
    return panelFor(scheme, options).map((panel) => ({ scheme, panel }));
  });
}

const allScales: readonly Scale[] = [
  'minmax',
  'minmax-positive',
  'zscore',
  'rank',
  'borda',
  'percentile',
  'best',
  'fraction',
  'scaled',
  'goalposts',
  'efficacy',
  'bands',
  'target',
];
const allAggregates: readonly AggregateSpec['method'][] = [
  'arithmetic',
  'geometric',
  'harmonic',
  'power',
  'mazziotta-pareto',
  'minimum',
  'copeland',
];

/** Scales on which a method is defined whatever the figures are. */
function scalesFor(method: AggregateSpec['method']): readonly Scale[] {
  if (method === 'mazziotta-pareto') return ['zscore'];
  if (method === 'geometric' || method === 'harmonic' || method === 'power')
    return ['minmax-positive', 'zscore', 'goalposts', 'scaled'];
  return allScales;
}

/** A scheme document that passes every check. */
export function schemeInput(options: CaseOptions = {}): fc.Arbitrary<SchemeInput> {
  const methods = options.aggregates ?? allAggregates;
  return fc
    .record({
      root: fc.constantFrom(...methods),
      below: fc.constantFrom(...methods.filter((m) => m !== 'copeland'), methods[0]!),
    })
    .filter(({ below }) => below !== 'copeland' || methods.length === 1)
    .chain(({ root, below }) => {
      const scales = (options.scales ?? allScales).filter(
        (s) => scalesFor(root).includes(s) && scalesFor(below).includes(s),
      );
      return fc.record({
        root: fc.constant(root),
        below: fc.constant(below === 'copeland' ? ('arithmetic' as const) : below),
        scale: fc.constantFrom(...scales),
        mixed: fc.boolean(),
        groups: fc.array(fc.array(indicatorShape(scales), { minLength: 1, maxLength: 4 }), {
          minLength: 1,
          maxLength: 3,
        }),
        weights: fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 3, maxLength: 3 }),
        power: fc.constantFrom(-2, -1, 0.5, 2, 3),
        penalty: fc.constantFrom('negative' as const, 'positive' as const),
        wholeScale: fc.boolean(),
        impute: fc.constantFrom('none' as const, 'mean' as const, 'median' as const),
        quotas: fc.tuple(fc.double({ min: 0, max: 0.5, noNaN: true }), fc.boolean()),
        rules: rulesShape(),
      });
    })
    .map((shape) => document(shape, options));
}

function indicatorShape(scales: readonly Scale[]) {
  return fc.record({
    weight: fc.integer({ min: 0, max: 9 }),
    cost: fc.boolean(),
    scale: fc.constantFrom(...scales),
    perHead: fc.boolean(),
  });
}
type IndicatorShape = typeof indicatorShape extends (s: readonly Scale[]) => fc.Arbitrary<infer T>
  ? T
  : never;

function rulesShape() {
  return fc.record({
    adjustments: fc.boolean(),
    capBonus: fc.option(fc.integer({ min: 1, max: 4 }), { nil: undefined }),
    gate: fc.constantFrom('none' as const, 'figure' as const, 'node' as const),
    gateAt: fc.integer({ min: 20, max: 60 }),
    veto: fc.boolean(),
    unverified: fc.option(fc.constantFrom(0.2, 0.5, 0.9), { nil: undefined }),
  });
}

interface Shape {
  readonly root: AggregateSpec['method'];
  readonly below: AggregateSpec['method'];
  readonly scale: Scale;
  readonly mixed: boolean;
  readonly groups: readonly (readonly IndicatorShape[])[];
  readonly weights: readonly number[];
  readonly power: number;
  readonly penalty: 'negative' | 'positive';
  readonly wholeScale: boolean;
  readonly impute: 'none' | 'mean' | 'median';
  readonly quotas: readonly [number, boolean];
  readonly rules: {
    readonly adjustments: boolean;
    readonly capBonus: number | undefined;
    readonly gate: 'none' | 'figure' | 'node';
    readonly gateAt: number;
    readonly veto: boolean;
    readonly unverified: number | undefined;
  };
}

function document(shape: Shape, options: CaseOptions): SchemeInput {
  const spec = (method: AggregateSpec['method']) => ({
    method,
    ...(method === 'power' ? { power: shape.power } : {}),
    ...(method === 'mazziotta-pareto' ? { penalty: shape.penalty } : {}),
  });
  const groups = shape.groups.map((group) =>
    // A group in which nothing has a weight is refused by the scheme.
    group.some((x) => x.weight > 0) ? group : group.map((x) => ({ ...x, weight: 1 })),
  );
  const scaleOf = (x: IndicatorShape): Scale => (shape.mixed ? x.scale : shape.scale);
  const bounds = thresholds(shape, groups.flat().map(scaleOf));
  return {
    format: 'shiji-scheme/1',
    id: 'random',
    title: '随机方案',
    panel: { attributes: ['类别'] },
    select: {
      ...(options.classes === false ? {} : { class: '类别' }),
      minimum: 2,
      scale: shape.wholeScale ? 'all' : 'class',
      maxMissing: 0.6,
    },
    nodes: [
      { id: 'root', name: '综合', aggregate: spec(shape.root) },
      // Outweighs every other branch: satisfaction first (A3).
      { id: 'people', name: '群众', parent: 'root', weight: 10, aggregate: spec(shape.below) },
      ...groups.map((_, g) => ({
        id: `branch${g}`,
        name: `方面${g}`,
        parent: 'root',
        weight: shape.weights[g]!,
        aggregate: spec(shape.below),
      })),
    ],
    indicators: [
      {
        id: 'satisfied',
        name: '群众满意率',
        parent: 'people',
        nature: 'satisfaction',
        aspect: 'quality',
        ...scaled(shape.scale, false),
      },
      ...groups.flatMap((group, g) =>
        group.map((x, k) => ({
          id: `x${g}_${k}`,
          name: `指标${g}之${k}`,
          parent: `branch${g}`,
          weight: x.weight,
          polarity: x.cost ? ('cost' as const) : ('benefit' as const),
          ...(x.perHead ? { denominator: 'heads' } : {}),
          ...scaled(scaleOf(x), x.cost),
        })),
      ),
    ],
    impute: { method: options.gaps === false ? 'none' : shape.impute },
    ...(options.decide === false ? {} : { decide: rules(shape, bounds) }),
    grade: {
      grades: [
        { id: 'excellent', name: '优秀', from: bounds[0] },
        { id: 'good', name: '良好', from: bounds[1] },
        { id: 'fair', name: '一般', from: bounds[2] },
        { id: 'poor', name: '较差' },
      ],
      quotas:
        options.quotas === false
          ? []
          : [
              { grade: 'excellent', share: shape.quotas[0] },
              ...(shape.quotas[1] ? [{ grade: 'good', share: shape.quotas[0] + 0.3 }] : []),
            ],
    },
    uncertainty: {
      replicates: 40,
      weights: { distribution: 'uniform', spread: 0.3 },
      measurement: { relative: 0.02 },
    },
  };
}

/** Scores that split the units of any scale into several grades. */
function thresholds(shape: Shape, scales: readonly Scale[]): readonly [number, number, number] {
  if (shape.root === 'copeland') return [2, 0, -2];
  if (scales.every((s) => s === 'zscore') && shape.scale === 'zscore') return [103, 100, 97];
  if (scales.includes('rank') || scales.includes('borda')) return [8, 5, 3];
  return [55, 40, 25];
}

function rules({ rules, scale, root }: Shape, bounds: readonly number[]): SchemeInput['decide'] {
  const each = scale === 'zscore' || root === 'copeland' ? 0.5 : 2;
  const gate = {
    id: 'gate',
    name: '门槛',
    subject: rules.gate === 'node' ? 'people' : 'satisfied',
    atLeast: rules.gate === 'node' && root !== 'copeland' ? bounds[2]! : rules.gateAt,
    bestGrade: 'good',
  };
  return {
    adjustments: rules.adjustments
      ? [
          { id: 'prize', name: '示范', kind: 'bonus', column: 'prizes', each, cap: 2 * each },
          { id: 'model', name: '推广', kind: 'bonus', column: 'models', each, cap: each },
          { id: 'fine', name: '查实', kind: 'penalty', column: 'fines', each, cap: 2 * each },
        ]
      : [],
    ...(rules.capBonus === undefined ? {} : { capBonus: rules.capBonus }),
    gates: rules.gate === 'none' ? [] : [gate],
    vetoes: rules.veto
      ? [{ id: 'accident', name: '事故', column: 'accidents', grade: 'poor', rule: '规定' }]
      : [],
    ...(rules.unverified === undefined
      ? {}
      : { unverified: { flags: ['estimated', 'disputed'], discount: rules.unverified } }),
  };
}

function scaled(scale: Scale, cost: boolean): Pick<SchemeInput['indicators'][number], 'normalise'> {
  const turn = <T>(values: T[]): T[] => (cost ? values.toReversed() : values);
  const method = (spec: NormaliseSpec) => ({ normalise: spec });
  switch (scale) {
    case 'minmax':
      return method({ method: 'minmax', range: [0, 100] });
    case 'minmax-positive':
      return method({ method: 'minmax', range: [1, 100] });
    case 'zscore':
      return method({ method: 'zscore', mean: 100, sd: 10 });
    case 'rank':
      return method({ method: 'rank' });
    case 'borda':
      return method({ method: 'borda' });
    case 'percentile':
      return method({ method: 'percentile', factor: 100 });
    case 'best':
      return method({ method: 'best', factor: 100 });
    case 'fraction':
      // A share of the largest says nothing about a figure that should be small.
      return method({ method: cost ? 'best' : 'fraction', factor: 100 });
    case 'scaled':
      return method({ method: 'scaled', from: [0, 100], factor: 100 });
    case 'goalposts':
      return {
        ...method({ method: 'goalposts', truncate: true, factor: 100 }),
        ...{ goalposts: turn([0, 100]) as [number, number] },
      };
    case 'efficacy':
      return {
        ...method({ method: 'efficacy' }),
        ...{ standards: turn([85, 70, 50, 30, 15]) },
      } as ReturnType<typeof scaled>;
    case 'bands':
      return {
        ...method({ method: 'bands', interpolate: true }),
        ...{
          bands: turn([10, 40, 70, 100]).map((score, k) => ({ from: [0, 30, 60, 95][k]!, score })),
        },
      };
    case 'target':
      return {
        ...method({ method: 'target', cap: true, factor: 100 }),
        ...{ target: cost ? 0.01 : 95 },
      };
  }
}

/** Figures, gaps, flags and facts for a scheme of {@link schemeInput}. */
export function panelFor(scheme: Scheme, options: CaseOptions = {}): fc.Arbitrary<Panel> {
  const { min, max } = options.units ?? { min: 6, max: 18 };
  return fc.integer({ min, max }).chain((n) =>
    fc
      .record({
        two: fc.boolean(),
        coarse: options.coarse === undefined ? fc.boolean() : fc.constant(options.coarse),
        figures: matrix(scheme.indicators.length, n, fc.integer({ min: 0, max: 8000 })),
        holes: matrix(scheme.indicators.length, n, fc.integer({ min: 0, max: 9 })),
        flags: matrix(scheme.indicators.length, n, fc.constantFrom(1, 1, 1, 1, 1, 1, 3, 4, 5)),
        heads: fc.array(fc.integer({ min: 80, max: 120 }), { minLength: n, maxLength: n }),
        facts: matrix(4, n, fc.constantFrom(0, 0, 0, 0, 0, 0, 0, 1, 2, 5, Number.NaN)),
      })
      .map((shape) => panelOf(scheme, n, shape, options)),
  );
}

function matrix<T>(columns: number, rows: number, cell: fc.Arbitrary<T>): fc.Arbitrary<T[][]> {
  return fc.array(fc.array(cell, { minLength: rows, maxLength: rows }), {
    minLength: columns,
    maxLength: columns,
  });
}

interface PanelShape {
  readonly two: boolean;
  readonly coarse: boolean;
  readonly figures: readonly (readonly number[])[];
  readonly holes: readonly (readonly number[])[];
  readonly flags: readonly (readonly number[])[];
  readonly heads: readonly number[];
  readonly facts: readonly (readonly number[])[];
}

function panelOf(scheme: Scheme, n: number, shape: PanelShape, options: CaseOptions): Panel {
  const heads = Float64Array.from(shape.heads);
  const classes = shape.two && options.classes !== false ? 2 : 1;
  const columns = scheme.indicators.map((x, i) => {
    const column = Float64Array.from(shape.figures[i]!, (k, u) => {
      // The first two units of each class spread every column and have no gaps.
      const anchor = Math.floor(u / classes);
      if (anchor < 2) return anchor === i % 2 ? 12 : 88;
      if (options.gaps !== false && i > 0 && shape.holes[i]![u] === 0) return Number.NaN;
      return 10 + (shape.coarse ? Math.round(k / 1000) * 10 : k / 100);
    });
    // Figures stand for a rate between 10 and 90 whatever they are divided by.
    return x.denominator ? column.map((v, u) => v * heads[u]!) : column;
  });
  const ids = [...scheme.indicators.map((x) => x.id), 'heads', ...facts];
  const values = [...columns, heads, ...shape.facts.map((f) => Float64Array.from(f))];
  return {
    units: Array.from({ length: n }, (_, u) => `u${u}`),
    names: Array.from({ length: n }, (_, u) => `单位${u}`),
    attributes: { 类别: Array.from({ length: n }, (_, u) => `第${u % classes}类`) },
    ids,
    periods: [''],
    columns: values,
    flags: values.map((column, c) =>
      Uint8Array.from(column, (v, u) =>
        Number.isNaN(v) ? CellFlag.missing : (shape.flags[c]?.[u] ?? CellFlag.reported),
      ),
    ),
  };
}

const facts = ['prizes', 'models', 'fines', 'accidents'];
