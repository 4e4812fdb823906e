import { EngineError, type Issue } from '../errors.ts';
import { processOnly } from './process-only.ts';
import { type BalancePair, balancePairs, type Indicator, type Scheme } from './schema.ts';
import { leaves, schemeTree, type Tree } from './tree.ts';
import { designWeights, methodOf, needsFigures } from './weighting.ts';

/**
 * The rules of the mission (docs/decisions/0005-scheme-rules.md): F4 process-only
 * indicators in every scheme; A3 satisfaction first, D2 quality beside scale and speed and
 * B3 balances in an appraisal; a reference scheme may not grade anybody.
 *
 * @param sound the tree's weights can be computed (no error from `checkWeighting`)
 */
export function checkMission(scheme: Scheme, tree: Tree, sound: boolean): Issue[] {
  const process = scheme.indicators.flatMap((x, i) => checkProcess(x, i));
  if (scheme.purpose === 'reference')
    return [...process, ...checkCounterparts(scheme), ...checkReference(scheme)];
  const effective = sound ? designWeights(scheme, tree).effective : undefined;
  return [
    ...process,
    ...(effective ? satisfactionFirst(scheme, tree, effective) : []),
    ...checkCounterparts(scheme, effective),
    ...checkTags(scheme),
    ...checkBalances(scheme),
  ];
}

/** F4 for one indicator at this place of its document. */
export function checkProcess(
  x: Pick<Indicator, 'name' | 'definition' | 'polarity'>,
  i: number,
): Issue[] {
  const found = processOnly(x);
  if (!found) return [];
  return [
    {
      code: found.verdict === 'refused' ? 'scheme.process-only' : 'scheme.process-doubtful',
      path: `indicators[${i}].${found.field}`,
      params: { name: x.name, words: found.words, kind: found.kind },
      ...(found.verdict === 'refused' ? {} : { severity: 'warning' as const }),
    },
  ];
}

function checkReference(scheme: Scheme): Issue[] {
  const { adjustments, gates, vetoes, unverified } = scheme.decide;
  const decides = adjustments.length + gates.length + vetoes.length > 0 || unverified;
  return [
    ...(decides ? [{ code: 'scheme.reference-decides', path: 'decide' }] : []),
    ...(scheme.grade ? [{ code: 'scheme.reference-grades', path: 'grade' }] : []),
    { code: 'scheme.reference-purpose', path: 'purpose', severity: 'warning' as const },
  ];
}

/** Shares closer than this are the same weight written two ways. */
const sameWeight = 1e-9;

type Effective = Readonly<Record<string, number>>;

/** Smallest and largest effective weight each element can have; equal once figures are known. */
interface Bounds {
  readonly low: Effective;
  readonly high: Effective;
}

/**
 * A3 at design time. Weights taken from figures can still be anything: what holds or fails
 * whatever they become is said now, the rest is a warning and `requireSatisfactionFirst`
 * decides when the run knows them.
 */
function satisfactionFirst(scheme: Scheme, tree: Tree, effective: Effective): Issue[] {
  const bounds = weightBounds(scheme, tree, effective);
  const found = lacksSatisfaction(scheme, tree, bounds);
  if (!found) return [];
  const best = { low: bounds.high, high: bounds.low };
  if (found.code === 'scheme.satisfaction-first' && !lacksSatisfaction(scheme, tree, best))
    return [{ ...found, code: 'scheme.satisfaction-open', severity: 'warning' }];
  return [found];
}

/**
 * A3 at run time, with the effective weights in use.
 *
 * @throws {EngineError} `scheme.satisfaction-first` with the weights found
 */
export function requireSatisfactionFirst(scheme: Scheme, effective: Effective): void {
  if (scheme.purpose === 'reference') return;
  const bounds = { low: effective, high: effective };
  const found = lacksSatisfaction(scheme, schemeTree(scheme), bounds);
  if (found) throw new EngineError([found]);
}

/**
 * A3: the people's satisfaction is the first standard. It holds when a satisfaction
 * indicator outweighs every other indicator, or a branch that is all satisfaction
 * outweighs every other branch of the root, or a gate on satisfaction closes the best
 * grade. Equal weights do not make it first.
 */
function lacksSatisfaction(scheme: Scheme, tree: Tree, bounds: Bounds): Issue | undefined {
  const isSatisfaction = scheme.indicators.map((x) => x.nature === 'satisfaction');
  if (!isSatisfaction.includes(true))
    return { code: 'scheme.satisfaction-missing', path: 'indicators' };
  if (satisfactionGate(scheme, tree, isSatisfaction)) return undefined;
  if (heaviestBranch(tree, bounds, isSatisfaction)) return undefined;
  const place = (yes: boolean, weights: Effective): number => {
    let at = -1;
    scheme.indicators.forEach((x, i) => {
      if (isSatisfaction[i] !== yes) return;
      if (at < 0 || weights[x.id]! > weights[scheme.indicators[at]!.id]!) at = i;
    });
    return at;
  };
  const first = place(true, bounds.low);
  const rival = place(false, bounds.high);
  const weight = bounds.low[scheme.indicators[first]!.id]!;
  const rivalWeight = rival < 0 ? 0 : bounds.high[scheme.indicators[rival]!.id]!;
  if (weight > rivalWeight + sameWeight) return undefined;
  return {
    code: 'scheme.satisfaction-first',
    path: `indicators[${first}].weight`,
    params: {
      name: scheme.indicators[first]!.name,
      weight: percent(weight),
      rival: scheme.indicators[rival]?.name ?? '',
      rivalWeight: percent(rivalWeight),
    },
  };
}

/** A gate that closes the best grade to units the people are not satisfied with. */
function satisfactionGate(scheme: Scheme, tree: Tree, isSatisfaction: readonly boolean[]): boolean {
  const top = scheme.grade?.grades[0]?.id;
  if (top === undefined) return false;
  return scheme.decide.gates.some((gate) => {
    if (gate.bestGrade === top) return false;
    const i = scheme.indicators.findIndex((x) => x.id === gate.subject);
    // «At least 0» lets everybody through; on a cost indicator the limit is a ceiling.
    if (gate.atLeast <= 0 && scheme.indicators[i]?.polarity !== 'cost') return false;
    if (i >= 0) return isSatisfaction[i]!;
    return tree.order.some(
      (n) => n.id === gate.subject && leaves(tree, n.id).every((leaf) => isSatisfaction[leaf]),
    );
  });
}

/** Within a group weighted from figures a child may get anything from nothing to all of it. */
function weightBounds(scheme: Scheme, tree: Tree, effective: Effective): Bounds {
  const low: Record<string, number> = { ...effective };
  const high: Record<string, number> = { ...effective };
  for (const node of tree.order) {
    if (!needsFigures(methodOf(scheme, node))) continue;
    for (const child of node.children) {
      low[child.id] = 0;
      high[child.id] = effective[node.id]!;
    }
  }
  return { low, high };
}

function heaviestBranch(tree: Tree, bounds: Bounds, isSatisfaction: readonly boolean[]): boolean {
  const root = tree.order.at(-1)!;
  const all = (child: (typeof root.children)[number]): boolean =>
    child.kind === 'indicator'
      ? isSatisfaction[child.index]!
      : leaves(tree, child.id).every((leaf) => isSatisfaction[leaf]);
  const branches = root.children.filter((c) => c.kind === 'node' && all(c));
  const others = root.children.filter((c) => !all(c));
  const rival = Math.max(0, ...others.map((c) => bounds.high[c.id]!));
  return branches.some((c) => bounds.low[c.id]! > rival + sameWeight);
}

function percent(share: number): number {
  return Number((share * 100).toFixed(2));
}

/** D2: scale and speed stand only beside a quality indicator that counts too. */
export function checkCounterparts(
  scheme: {
    readonly purpose: Scheme['purpose'];
    readonly indicators: readonly Pick<Indicator, 'id' | 'name' | 'aspect' | 'counterpart'>[];
  },
  effective?: Effective,
): Issue[] {
  return scheme.indicators.flatMap((x, i): Issue[] => {
    const path = `indicators[${i}].counterpart`;
    const params = { name: x.name, aspect: x.aspect };
    const appraisal = scheme.purpose === 'appraisal';
    const bound = appraisal && (x.aspect === 'scale' || x.aspect === 'speed');
    if (x.counterpart === undefined)
      return bound ? [{ code: 'scheme.counterpart-missing', path, params }] : [];
    const other = scheme.indicators.find((y) => y.id === x.counterpart);
    const named = { ...params, counterpart: x.counterpart };
    if (!other) return [{ code: 'scheme.counterpart-unknown', path, params: named }];
    if (other.aspect !== 'quality')
      return [{ code: 'scheme.counterpart-not-quality', path, params: named }];
    const idle = bound && effective && effective[x.id]! > 0 && !(effective[other.id]! > 0);
    return idle ? [{ code: 'scheme.counterpart-weightless', path, params: named }] : [];
  });
}

const speaksOfPeople =
  /满意|获得感|幸福感|安全感|认可|评价|评议|测评|口碑|投诉|好评|差评|satisf|complain|rating|approval|perce/iu;
const speaksOfSpeed = /增速|增长率|增长速度|增幅|growth|speed/iu;

/** Tags that the words of the indicator do not bear out. */
function checkTags(scheme: Scheme): Issue[] {
  return scheme.indicators.flatMap((x, i): Issue[] => {
    const words = x.name + x.definition;
    const warn = (code: string, field: string): Issue[] => [
      { code, path: `indicators[${i}].${field}`, params: { name: x.name }, severity: 'warning' },
    ];
    if (x.nature === 'satisfaction' && !speaksOfPeople.test(words))
      return warn('scheme.satisfaction-doubtful', 'nature');
    if (x.aspect === 'other' && speaksOfSpeed.test(x.name))
      return warn('scheme.aspect-doubtful', 'aspect');
    return [];
  });
}

/** B3: a balance that no indicator or only one side of it speaks to. */
function checkBalances(scheme: Scheme): Issue[] {
  return (Object.keys(balancePairs) as BalancePair[]).flatMap((pair): Issue[] => {
    const sides = balancePairs[pair].filter((side) =>
      scheme.indicators.some((x) => x.balance[pair] === side),
    );
    if (sides.length === 2) return [];
    return [
      {
        code: `scheme.balance-${sides.length === 0 ? 'unused' : 'one-sided'}-${pair}`,
        path: 'indicators',
        params: { pair, side: sides[0] ?? '' },
        severity: 'warning',
      },
    ];
  });
}
