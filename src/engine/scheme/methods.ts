import type { Issue } from '../errors.ts';
import { scaleClashes } from './scale.ts';
import type { AggregateSpec, Indicator, NormaliseSpec, Scheme } from './schema.ts';
import type { Tree } from './tree.ts';

/** What the methods of the steps need from the document: parameters, order, scales that fit. */
export function checkMethods(scheme: Scheme, tree: Tree): Issue[] {
  return [
    ...scheme.indicators.flatMap((x, i) => checkIndicator(x, i, scheme)),
    ...checkRange(scheme.normalise, 'normalise'),
    ...checkAggregates(scheme),
    ...checkScales(scheme, tree),
    ...checkSelection(scheme),
    ...checkUncertainty(scheme, tree),
  ];
}

function checkIndicator(x: Indicator, i: number, scheme: Scheme): Issue[] {
  const path = `indicators[${i}]`;
  const spec = x.normalise ?? scheme.normalise;
  return [
    ...needs(spec, x, path),
    ...(x.normalise ? checkRange(x.normalise, `${path}.normalise`) : []),
    ...order(x, path),
  ];
}

const named = (x: Indicator) => ({ id: x.id, name: x.name });

const parameterOf = {
  goalposts: 'goalposts',
  efficacy: 'standards',
  target: 'target',
  bands: 'bands',
} as const;

function needs(spec: NormaliseSpec, x: Indicator, path: string): Issue[] {
  if (!(spec.method in parameterOf)) return [];
  const parameter = parameterOf[spec.method as keyof typeof parameterOf];
  if (x[parameter] !== undefined) return [];
  const params = { ...named(x), method: spec.method, parameter };
  return [{ code: 'scheme.parameter-missing', path: `${path}.${parameter}`, params }];
}

/** Stated values carry the direction, so they must agree with the polarity. */
function order(x: Indicator, path: string): Issue[] {
  const issues: Issue[] = [];
  const direction = x.polarity === 'cost' ? -1 : 1;
  if (x.goalposts) {
    const rise = (x.goalposts[1] - x.goalposts[0]) * direction;
    const code = rise === 0 ? 'scheme.goalposts-equal' : 'scheme.goalposts-polarity';
    if (rise <= 0) issues.push({ code, path: `${path}.goalposts`, params: named(x) });
  }
  if (x.standards) {
    const steps = x.standards.slice(1).map((v, k) => (x.standards![k]! - v) * direction);
    const monotone = steps.every((s) => s > 0);
    const reversed = steps.every((s) => s < 0);
    if (!monotone)
      issues.push({
        code: reversed ? 'scheme.standards-polarity' : 'scheme.standards-order',
        path: `${path}.standards`,
        params: named(x),
      });
  }
  x.bands?.forEach((band, k) => {
    if (k > 0 && band.from <= x.bands![k - 1]!.from)
      issues.push({
        code: 'scheme.bands-order',
        path: `${path}.bands[${k}].from`,
        params: { ...named(x), from: band.from },
      });
  });
  return issues;
}

function checkRange(spec: NormaliseSpec, path: string): Issue[] {
  const pair = spec.method === 'minmax' ? spec.range : spec.method === 'scaled' ? spec.from : null;
  if (pair === null || pair[0] < pair[1]) return [];
  const key = spec.method === 'minmax' ? 'range' : 'from';
  const params = { low: pair[0], high: pair[1] };
  return [{ code: 'scheme.range-order', path: `${path}.${key}`, params }];
}

function checkAggregates(scheme: Scheme): Issue[] {
  return [
    ...aggregateSpec(scheme.aggregate, 'aggregate'),
    ...scheme.nodes.flatMap((n, i) =>
      n.aggregate ? aggregateSpec(n.aggregate, `nodes[${i}].aggregate`) : [],
    ),
  ];
}

function aggregateSpec(spec: AggregateSpec, path: string): Issue[] {
  if (spec.method !== 'power') return [];
  if (spec.power === undefined)
    return [
      {
        code: 'scheme.required',
        path: `${path}.power`,
        params: { key: 'power' },
      },
    ];
  return spec.power === 0 ? [{ code: 'scheme.power-zero', path: `${path}.power` }] : [];
}

function checkScales(scheme: Scheme, tree: Tree): Issue[] {
  const normalise = (i: number): NormaliseSpec =>
    scheme.indicators[i]!.normalise ?? scheme.normalise;
  return [
    ...clashIssues(scheme, tree, normalise, (k) => tree.order[k]!.spec),
    ...mazziottaPareto(scheme, tree, normalise, (k) => tree.order[k]!.spec),
  ];
}

function clashIssues(
  scheme: Scheme,
  tree: Tree,
  normalise: (i: number) => NormaliseSpec,
  aggregate: (k: number) => AggregateSpec,
  at?: string,
): Issue[] {
  const nodes = new Map<string, Issue>();
  for (const clash of scaleClashes(scheme, tree, { normalise, aggregate })) {
    if (nodes.has(clash.node)) continue;
    const node = tree.order.find((n) => n.id === clash.node)!;
    nodes.set(clash.node, {
      code: 'scheme.aggregate-not-positive',
      path: at ?? aggregatePath(scheme, clash.node),
      params: { node: node.name, method: clash.method, child: clash.child },
    });
  }
  return [...nodes.values()];
}

function aggregatePath(scheme: Scheme, node: string): string {
  const i = scheme.nodes.findIndex((n) => n.id === node);
  return scheme.nodes[i]!.aggregate ? `nodes[${i}].aggregate` : 'aggregate';
}

/** The index is defined for indicators on mean 100, standard deviation 10. */
function mazziottaPareto(
  scheme: Scheme,
  tree: Tree,
  normalise: (i: number) => NormaliseSpec,
  aggregate: (k: number) => AggregateSpec,
  at?: string,
): Issue[] {
  const issues: Issue[] = [];
  tree.order.forEach((node, k) => {
    if (aggregate(k).method !== 'mazziotta-pareto') return;
    const wrong = node.children.find((c) => {
      if (c.kind === 'node') return false;
      const spec = normalise(c.index);
      return !(spec.method === 'zscore' && spec.mean === 100 && spec.sd === 10);
    });
    if (!wrong) return;
    issues.push({
      code: 'scheme.mazziotta-pareto-scale',
      path: at ?? aggregatePath(scheme, node.id),
      params: { node: node.name, child: wrong.id },
    });
  });
  return issues;
}

function checkSelection(scheme: Scheme): Issue[] {
  const { mergeInto, small, class: attribute } = scheme.select;
  const issues: Issue[] = [];
  if (attribute !== undefined && !scheme.panel.attributes.includes(attribute))
    issues.push({
      code: 'scheme.class-not-kept',
      path: 'select.class',
      params: { attribute },
    });
  if (small === 'merge' && Object.keys(mergeInto ?? {}).length === 0)
    issues.push({ code: 'scheme.merge-missing', path: 'select.mergeInto' });
  for (const [from, to] of Object.entries(mergeInto ?? {}))
    if (from === to || mergeInto![to] !== undefined)
      issues.push({
        code: 'scheme.merge-chain',
        path: 'select.mergeInto',
        params: { from, to },
      });
  return issues;
}

const factors = [
  'weights',
  'treat',
  'impute',
  'normalise',
  'aggregate',
  'measurement',
  'sampling',
] as const;

/** A factor may only vary a step that the scheme has; otherwise its index would mean nothing. */
function checkUncertainty(scheme: Scheme, tree: Tree): Issue[] {
  const spec = scheme.uncertainty;
  const issues: Issue[] = [];
  if (!factors.some((factor) => spec[factor] !== undefined))
    issues.push({ code: 'scheme.uncertainty-no-factor', path: 'uncertainty' });
  const absent = (factor: string, step: string): void => {
    issues.push({
      code: 'scheme.factor-step-absent',
      path: `uncertainty.${factor}`,
      params: { factor, step },
    });
  };
  if (spec.treat && !winsorises(scheme)) absent('treat', 'treat');
  if (spec.impute && scheme.impute.method === 'none') absent('impute', 'impute');
  if (spec.weights && tree.order.every((n) => n.children.length < 2)) absent('weights', 'weight');
  issues.push(
    ...sameChoices(spec.treat?.max, 'uncertainty.treat.max'),
    ...sameChoices(spec.impute?.choices, 'uncertainty.impute.choices'),
    ...sameChoices(spec.normalise?.choices, 'uncertainty.normalise.choices'),
    ...sameChoices(spec.aggregate?.choices, 'uncertainty.aggregate.choices'),
  );
  spec.impute?.choices.forEach((c, k) => {
    if (c.method === 'none')
      issues.push({
        code: 'scheme.impute-choice-none',
        path: `uncertainty.impute.choices[${k}].method`,
      });
  });
  return [...issues, ...checkChoices(scheme, tree)];
}

function winsorises(scheme: Scheme): boolean {
  return scheme.indicators.some((x) => (x.treat?.method ?? scheme.treat.method) === 'winsorise');
}

function sameChoices(choices: readonly unknown[] | undefined, path: string): Issue[] {
  const seen = new Map<string, number>();
  const issues: Issue[] = [];
  choices?.forEach((choice, k) => {
    const key = JSON.stringify(choice);
    const first = seen.get(key);
    if (first === undefined) seen.set(key, k);
    else issues.push({ code: 'scheme.choices-same', path: `${path}[${k}]`, params: { first } });
  });
  return issues;
}

/**
 * Every combination that a replicate can draw must be computable. A normalise choice
 * replaces the method of all indicators, an aggregate choice that of all nodes.
 */
function checkChoices(scheme: Scheme, tree: Tree): Issue[] {
  const { normalise, aggregate } = scheme.uncertainty;
  const issues: Issue[] = [];
  normalise?.choices.forEach((choice, k) => {
    const path = `uncertainty.normalise.choices[${k}]`;
    issues.push(...checkRange(choice, path));
    scheme.indicators.forEach((x, i) => {
      issues.push(...needs(choice, x, `indicators[${i}]`));
    });
  });
  aggregate?.choices.forEach((choice, k) => {
    issues.push(...aggregateSpec(choice, `uncertainty.aggregate.choices[${k}]`));
  });
  if (issues.length) return issues;
  const scales: (NormaliseSpec | undefined)[] = normalise?.choices ?? [undefined];
  const means: (AggregateSpec | undefined)[] = aggregate?.choices ?? [undefined];
  for (const [a, scale] of scales.entries())
    for (const [b, mean] of means.entries()) {
      if (!scale && !mean) continue;
      const pickScale = (i: number): NormaliseSpec =>
        scale ?? scheme.indicators[i]!.normalise ?? scheme.normalise;
      const pickMean = (k: number): AggregateSpec => mean ?? tree.order[k]!.spec;
      const at = scale
        ? `uncertainty.normalise.choices[${a}]`
        : `uncertainty.aggregate.choices[${b}]`;
      issues.push(
        ...clashIssues(scheme, tree, pickScale, pickMean, at),
        ...mazziottaPareto(scheme, tree, pickScale, pickMean, at),
      );
    }
  return issues;
}
