import { z } from 'zod';

const id = z
  .string()
  .min(1)
  .max(64)
  .regex(/^[\p{L}_][\p{L}\p{N}_.-]*$/u)
  .describe('Identifier: letters, digits, _ . -; unique in the scheme');
const text = z.string().min(1).max(400);
const share = z.number().min(0).max(1);
const positive = z.number().positive();

/** B3: the five balances of the campaign; each indicator names the side it stands on. */
export const balancePairs = {
  'development-security': ['development', 'security'],
  'current-longterm': ['current', 'longterm'],
  'part-whole': ['part', 'whole'],
  'economy-livelihood': ['economy', 'livelihood'],
  'development-protection': ['development', 'protection'],
} as const;
export type BalancePair = keyof typeof balancePairs;

/** D2: what the indicator is about. `satisfaction` is the people's own judgement (A3). */
export const indicatorNatures = ['outcome', 'output', 'satisfaction', 'condition'] as const;
/** D2: scale and speed need a quality counterpart. */
export const indicatorAspects = ['scale', 'speed', 'quality', 'other'] as const;
/** B1: visible achievements show within the term, latent ones later. */
export const indicatorHorizons = ['visible', 'latent'] as const;
/** D2: dimensions of the starter library. */
export const indicatorDimensions = [
  'livelihood',
  'social',
  'ecology',
  'safety',
  'economy',
  'innovation',
  'integration',
  'green',
  'openness',
  'risk',
  'foundation',
  'satisfaction',
] as const;

const balance = z
  .strictObject({
    'development-security': z.enum(['development', 'security']).optional(),
    'current-longterm': z.enum(['current', 'longterm']).optional(),
    'part-whole': z.enum(['part', 'whole']).optional(),
    'economy-livelihood': z.enum(['economy', 'livelihood']).optional(),
    'development-protection': z.enum(['development', 'protection']).optional(),
  })
  .describe('Side of each of the five balances the indicator stands on');

/** ENGINE step 6. Scores are on the scale the method states; cost indicators are turned first. */
export const normaliseSpec = z.discriminatedUnion('method', [
  z.strictObject({
    method: z.literal('minmax'),
    range: z.tuple([z.number(), z.number()]).default([0, 100]),
  }),
  z.strictObject({
    method: z.literal('zscore'),
    mean: z.number().default(0),
    sd: positive.default(1),
  }),
  z.strictObject({ method: z.literal('rank') }),
  z.strictObject({ method: z.literal('borda') }),
  z.strictObject({ method: z.literal('percentile'), factor: positive.default(100) }),
  z.strictObject({
    method: z.literal('target'),
    cap: z.boolean().default(true),
    factor: positive.default(100),
  }),
  z.strictObject({
    method: z.literal('reference'),
    unit: z.string().describe('Unit id whose value is the reference'),
    cap: z.boolean().default(false),
    factor: positive.default(100),
  }),
  z.strictObject({ method: z.literal('best'), factor: positive.default(100) }),
  z.strictObject({ method: z.literal('fraction'), factor: positive.default(100) }),
  z.strictObject({
    method: z.literal('goalposts'),
    truncate: z.boolean().default(true),
    factor: positive.default(100),
  }),
  z.strictObject({
    method: z.literal('scaled'),
    from: z.tuple([z.number(), z.number()]).default([0, 100]),
    factor: positive.default(100),
  }),
  z
    .strictObject({ method: z.literal('efficacy'), decimals: z.int().min(0).max(6).optional() })
    .describe('功效系数法: five standard values, coefficients 1/0.8/0.6/0.4/0.2, on 0–100'),
  z.strictObject({
    method: z.literal('bands'),
    interpolate: z.boolean().default(false),
  }),
]);
export type NormaliseSpec = z.infer<typeof normaliseSpec>;

export const imputeMethods = ['none', 'mean', 'median', 'last', 'linear'] as const;
export const imputeSpec = z.strictObject({
  method: z.enum(imputeMethods).default('none'),
  within: z
    .string()
    .default('class')
    .describe("'class', 'all', or an attribute of the panel that groups units"),
});
export type ImputeSpec = z.infer<typeof imputeSpec>;

export const treatSpec = z.strictObject({
  method: z.enum(['none', 'winsorise', 'log']).default('none'),
  max: z.int().min(1).max(1000).default(5).describe('Most points winsorised in one column'),
  skew: positive.default(2),
  kurtosis: positive.default(3.5),
  fallback: z
    .enum(['none', 'log'])
    .default('log')
    .describe('When winsorising does not bring the column inside the thresholds'),
});
export type TreatSpec = z.infer<typeof treatSpec>;

export const aggregateMethods = [
  'arithmetic',
  'geometric',
  'harmonic',
  'power',
  'mazziotta-pareto',
  'minimum',
  'copeland',
] as const;
export const aggregateSpec = z.strictObject({
  method: z.enum(aggregateMethods).default('arithmetic'),
  power: z.number().optional().describe("Exponent of 'power'; 0 is not allowed"),
  penalty: z
    .enum(['negative', 'positive'])
    .optional()
    .describe("Mazziotta–Pareto: 'negative' (default) takes imbalance off, 'positive' adds it"),
});
export type AggregateSpec = z.infer<typeof aggregateSpec>;

export const weightSpec = z.strictObject({
  method: z.enum(['given', 'equal', 'budget', 'ahp', 'entropy', 'critic', 'pca']).default('given'),
  groups: z
    .record(id, z.enum(['given', 'equal', 'budget', 'ahp', 'entropy', 'critic', 'pca']))
    .optional()
    .describe('Another method for the children of a node: node id → method'),
  budget: z
    .array(z.strictObject({ expert: text, points: z.record(id, z.number().min(0)) }))
    .optional()
    .describe('Budget allocation: points each expert gave to indicators and nodes'),
  ahp: z
    .record(
      id,
      z.strictObject({
        items: z.array(id).min(2).max(15),
        matrix: z.array(z.array(positive)),
        acceptInconsistent: z.boolean().default(false),
      }),
    )
    .optional()
    .describe('Pairwise comparisons of the children of a node: node id → matrix'),
});
export type WeightSpec = z.infer<typeof weightSpec>;

export const indicator = z.strictObject({
  id,
  name: text,
  parent: id,
  polarity: z.enum(['benefit', 'cost']).default('benefit').describe('正向 / 逆向'),
  weight: z.number().min(0).default(1),
  unit: z.string().max(60).default(''),
  source: z.string().max(200).default(''),
  aliases: z.array(z.string()).default([]).describe('Other headings of the same column'),
  nature: z.enum(indicatorNatures).default('outcome'),
  aspect: z.enum(indicatorAspects).default('other'),
  counterpart: id.optional().describe('Quality indicator that stands against scale or speed'),
  horizon: z.enum(indicatorHorizons).default('visible'),
  dimension: z.enum(indicatorDimensions).optional(),
  balance: balance.default({}),
  denominator: id.optional().describe('Column divided by: head count, area, revenue'),
  per: positive.default(1).describe('Multiplied after denominating, e.g. 10000 for «per 10,000»'),
  target: z.number().optional(),
  goalposts: z.tuple([z.number(), z.number()]).optional().describe('[worst, best] before turning'),
  standards: z
    .tuple([z.number(), z.number(), z.number(), z.number(), z.number()])
    .optional()
    .describe('优秀、良好、平均、较低、较差 standard values'),
  bands: z
    .array(z.strictObject({ from: z.number(), score: z.number() }))
    .min(1)
    .optional()
    .describe('Piecewise scores: score from this value up; ascending'),
  normalise: normaliseSpec.optional().describe('Instead of the method of the scheme'),
  treat: treatSpec.partial().optional(),
  errorRelative: z
    .number()
    .min(0)
    .max(1)
    .optional()
    .describe('Relative standard error of the figure, used by the measurement factor'),
  definition: z.string().max(1000).default(''),
});
export type Indicator = z.infer<typeof indicator>;

export const node = z.strictObject({
  id,
  name: text,
  parent: id.optional().describe('Absent on the one root'),
  weight: z.number().min(0).default(1),
  aggregate: aggregateSpec.optional(),
});
export type SchemeNode = z.infer<typeof node>;

const decideSpec = z.strictObject({
  adjustments: z
    .array(
      z.strictObject({
        id,
        name: text,
        kind: z.enum(['bonus', 'penalty']),
        column: id.describe('Panel column with the count or points'),
        each: positive.default(1).describe('Points for one'),
        cap: positive.describe('Most points this rule adds or takes'),
      }),
    )
    .default([]),
  capBonus: positive.optional(),
  capPenalty: positive.optional(),
  gates: z
    .array(
      z.strictObject({
        id,
        name: text,
        subject: id.describe('Indicator (reported value) or node (score)'),
        atLeast: z.number(),
        bestGrade: id.describe('Best grade that stays open below the gate'),
      }),
    )
    .default([]),
  vetoes: z
    .array(
      z.strictObject({
        id,
        name: text,
        column: id,
        above: z.number().default(0),
        grade: id.describe('Grade given when the fact is present'),
        rule: z.string().max(300).default('').describe('Rule that the veto rests on'),
      }),
    )
    .default([]),
  unverified: z
    .strictObject({
      flags: z.array(z.enum(['estimated', 'disputed', 'imputed'])).min(1),
      discount: share.describe('Share of the cell’s contribution that does not count yet'),
    })
    .optional(),
});

const gradeSpec = z.strictObject({
  grades: z
    .array(z.strictObject({ id, name: text, from: z.number().optional() }))
    .min(2)
    .describe('Best first; `from` is the lowest score; the last has none'),
  quotas: z
    .array(
      z.strictObject({
        grade: id,
        share: share.describe('Most units of a class with this grade or better'),
      }),
    )
    .default([]),
});

const uncertaintySpec = z.strictObject({
  replicates: z.int().min(10).max(100_000).default(1000),
  level: z.number().min(0.5).max(0.999).default(0.9).describe('Coverage of the rank interval'),
  distinguish: z
    .number()
    .min(0.5)
    .max(0.999)
    .default(0.95)
    .describe('Two units are told apart when one leads in this share of replicates'),
  weights: z
    .discriminatedUnion('distribution', [
      z.strictObject({
        distribution: z.literal('dirichlet'),
        concentration: positive
          .default(100)
          .describe('Sum of the Dirichlet parameters in each group of siblings'),
      }),
      z.strictObject({ distribution: z.literal('uniform'), spread: share.default(0.25) }),
    ])
    .optional(),
  treat: z.strictObject({ max: z.array(z.int().min(1)).min(2) }).optional(),
  impute: z.strictObject({ choices: z.array(imputeSpec).min(2) }).optional(),
  normalise: z.strictObject({ choices: z.array(normaliseSpec).min(2) }).optional(),
  aggregate: z.strictObject({ choices: z.array(aggregateSpec).min(2) }).optional(),
  measurement: z
    .strictObject({ relative: share.default(0.05) })
    .optional()
    .describe('Normal error of reported figures, relative to the value'),
  sampling: z
    .strictObject({})
    .optional()
    .describe('Normal error of survey figures from the standard errors in the panel'),
});
export type UncertaintySpec = z.infer<typeof uncertaintySpec>;

/**
 * A scheme (考核方案): everything that decides a result, in one versioned document.
 * `purpose: reference` is for recomputing published indices; it may not grade.
 */
export const schemeDocument = z.strictObject({
  format: z.literal('shiji-scheme/1'),
  id,
  version: z.int().min(1).default(1),
  title: text,
  about: z.string().max(4000).default(''),
  purpose: z.enum(['appraisal', 'reference']).default('appraisal'),
  demo: z.boolean().default(false).describe('Generated figures: every page says so'),
  panel: z
    .strictObject({
      unit: z.string().optional().describe('Heading of the unit column'),
      name: z.string().optional(),
      period: z.string().optional(),
      attributes: z.array(z.string()).default([]).describe('Text columns to keep, e.g. 类别'),
    })
    .default({ attributes: [] }),
  select: z
    .strictObject({
      class: z.string().optional().describe('Attribute that sets the class of a unit 分类考核'),
      minimum: z.int().min(2).default(3).describe('Smallest class that is ranked by itself'),
      small: z.enum(['refuse', 'merge']).default('refuse'),
      mergeInto: z.record(z.string(), z.string()).optional(),
      scale: z
        .enum(['class', 'all'])
        .default('class')
        .describe('Whether treating and normalising look at the class or at all units'),
      maxMissing: share.default(0.35).describe('A unit with a larger share missing is not ranked'),
    })
    .default({ minimum: 3, small: 'refuse', scale: 'class', maxMissing: 0.35 }),
  nodes: z.array(node).min(1),
  indicators: z.array(indicator).min(1),
  impute: imputeSpec.default({ method: 'none', within: 'class' }),
  treat: treatSpec.default({
    method: 'none',
    max: 5,
    skew: 2,
    kurtosis: 3.5,
    fallback: 'log',
  }),
  normalise: normaliseSpec.default({ method: 'minmax', range: [0, 100] }),
  weight: weightSpec.default({ method: 'given' }),
  aggregate: aggregateSpec.default({ method: 'arithmetic' }),
  decide: decideSpec.default({ adjustments: [], gates: [], vetoes: [] }),
  grade: gradeSpec.optional(),
  // Always there: a rank is never shown without its interval.
  uncertainty: uncertaintySpec.default({
    replicates: 1000,
    level: 0.9,
    distinguish: 0.95,
    weights: { distribution: 'uniform', spread: 0.25 },
  }),
});
export type Scheme = z.infer<typeof schemeDocument>;
/** The document as written, before defaults. */
export type SchemeInput = z.input<typeof schemeDocument>;
