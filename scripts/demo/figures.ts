import type { Indicator, Scheme } from '../../src/engine/index.ts';
import { leaves, schemeTree } from '../../src/engine/scheme/tree.ts';
import { DemoRandom } from './random.ts';

/** An invented organisation: units by class, periods, and what goes wrong in it. */
export interface DemoPlan {
  readonly seed: number;
  readonly codes: string;
  readonly periods: readonly string[];
  /** Class → names of its units. */
  readonly classes: Readonly<Record<string, readonly string[]>>;
  /** Indicators that move with another one, such as carbon with energy. */
  readonly twins: Readonly<Record<string, string>>;
  /** One fact of a veto rule in the newest period: unit → column. */
  readonly veto: { readonly unit: string; readonly column: string };
  /** One figure of the newest period still disputed. */
  readonly disputed: { readonly unit: string; readonly indicator: string };
}

interface DemoUnit {
  readonly code: string;
  readonly name: string;
  readonly className: string;
  /** Standing on each indicator before time and chance, in standard deviations. */
  readonly standing: readonly number[];
}

/** Middle and spread of a unit's mark on 0–1, one standard deviation of standing apart. */
const middle = 0.72;
const spread = 0.13;
/** Shares of cells left empty in earlier periods and in the newest. */
const gapsBefore = 0.03;
const gapsNow = 0.012;

/**
 * The panel of an invented organisation as CSV: figures of a realistic size (read off the
 * goalposts, standards or bands of the scheme), correlated within a unit and a branch,
 * drifting over the years, some missing, with standard errors for surveys.
 */
export function demoPanel(scheme: Scheme, plan: DemoPlan): string {
  const random = new DemoRandom(plan.seed);
  const units = makeUnits(scheme, plan, random);
  const surveyed = scheme.indicators.filter((x) => x.nature === 'satisfaction');
  const { adjustments, vetoes } = scheme.decide;
  const flagged = scheme.indicators.find((x) => x.id === plan.disputed.indicator)!;
  const head = [
    scheme.panel.unit!,
    scheme.panel.name!,
    scheme.select.class!,
    scheme.panel.period!,
    ...scheme.indicators.flatMap((x) => [
      x.name,
      ...(surveyed.includes(x) ? [`${x.name}标准误`] : []),
      ...(x === flagged ? [`${x.name}状态`] : []),
    ]),
    ...adjustments.map((r) => r.column),
    ...vetoes.map((r) => r.column),
  ];
  const rows = plan.periods.flatMap((period, p) =>
    units.map((unit) => {
      const now = p === plan.periods.length - 1;
      const cells = scheme.indicators.flatMap((x, i) => {
        const cell = makeCell(x, unit.standing[i]!, p, now, random);
        return [
          cell.value,
          ...(surveyed.includes(x) ? [cell.error] : []),
          ...(x === flagged ? [now && unit.name === plan.disputed.unit ? '存疑' : ''] : []),
        ];
      });
      const facts = [
        ...adjustments.map((r) => String(fewCases(random, r.kind === 'bonus' ? 0.2 : 0.1))),
        ...vetoes.map((r) =>
          now && unit.name === plan.veto.unit && r.column === plan.veto.column ? '1' : '0',
        ),
      ];
      return [unit.code, unit.name, unit.className, period, ...cells, ...facts];
    }),
  );
  // Excel takes a CSV for the system code page unless it begins with a byte-order mark.
  return `\uFEFF${[head, ...rows].map((r) => r.join(',')).join('\n')}\n`;
}

/** Overall strength, strength by branch, and each indicator's own part; twins share most of it. */
function makeUnits(scheme: Scheme, plan: DemoPlan, random: DemoRandom): DemoUnit[] {
  const branchOf = branches(scheme);
  const count = Math.max(...branchOf) + 1;
  let number = 0;
  return Object.entries(plan.classes).flatMap(([className, names]) => {
    const habit = scheme.indicators.map(() => 0.35 * random.normal());
    return names.map((name) => {
      const strength = 0.65 * random.normal();
      const branch = Array.from({ length: count }, () => 0.55 * random.normal());
      const own = scheme.indicators.map(() => 0.6 * random.normal());
      scheme.indicators.forEach((x, i) => {
        const twin = plan.twins[x.id];
        const at = twin === undefined ? -1 : scheme.indicators.findIndex((y) => y.id === twin);
        if (at >= 0) own[i] = 0.85 * own[at]! + 0.4 * own[i]!;
      });
      const standing = scheme.indicators.map(
        (_, i) => strength + branch[branchOf[i]!]! + own[i]! + habit[i]!,
      );
      number++;
      return { code: `${plan.codes}${String(number).padStart(2, '0')}`, name, className, standing };
    });
  });
}

/** Number of the root's branch each indicator hangs on. */
function branches(scheme: Scheme): number[] {
  const tree = schemeTree(scheme);
  const out = scheme.indicators.map(() => 0);
  tree.order.at(-1)!.children.forEach((child, b) => {
    if (child.kind === 'node') for (const leaf of leaves(tree, child.id)) out[leaf] = b;
  });
  return out;
}

function makeCell(
  x: Indicator,
  standing: number,
  period: number,
  now: boolean,
  random: DemoRandom,
): { value: string; error: string } {
  const drift = 0.14 * (period - 2) + 0.3 * random.normal();
  const truth = limit(x, figureAt(x, middle + spread * (standing + drift)));
  const sample = random.whole(150, 600);
  const chance = random.normal();
  const gap = random.uniform() < (now ? gapsNow : gapsBefore);
  if (x.nature !== 'satisfaction')
    return { value: gap ? '' : truth.toFixed(decimals(x)), error: '' };
  // A share of answers varies as √(p(100 − p)); marks out of a hundred by about 14 points.
  const sd = x.unit === '%' ? Math.sqrt(Math.max(25, truth * (100 - truth))) : 14;
  const error = sd / Math.sqrt(sample);
  return {
    value: limit(x, truth + error * chance).toFixed(decimals(x)),
    error: error.toFixed(2),
  };
}

/** Figure that would earn this mark on 0–1 by the values stated in the scheme. */
function figureAt(x: Indicator, mark: number): number {
  if (x.bands) {
    const table = x.bands.map((b) => [b.score / 100, b.from] as const);
    return between([...table].reverse(), mark);
  }
  if (x.standards) {
    const marks = [1, 0.8, 0.6, 0.4, 0.2];
    return between(x.standards.map((v, k) => [marks[k]!, v] as const).reverse(), mark);
  }
  const [worst, best] = x.goalposts!;
  return worst + mark * (best - worst);
}

/** Straight line between points of ascending mark, continued at both ends. */
function between(points: readonly (readonly [number, number])[], mark: number): number {
  let k = 0;
  while (k < points.length - 2 && mark > points[k + 1]![0]) k++;
  const [m0, v0] = points[k]!;
  const [m1, v1] = points[k + 1]!;
  return v0 + ((mark - m0) / (m1 - m0)) * (v1 - v0);
}

function stated(x: Indicator): readonly number[] {
  return x.bands?.map((b) => b.from) ?? x.standards ?? x.goalposts!;
}

/** Shares and marks end at 100; nothing falls below 0 that does not go below it by nature. */
function limit(x: Indicator, value: number): number {
  const values = stated(x);
  const top = Math.max(...values) <= 100 && (x.unit === '%' || x.unit === '分') ? 100 : Infinity;
  const bottom = Math.min(...values) >= 0 ? 0 : -Infinity;
  return Math.min(top, Math.max(bottom, value));
}

function decimals(x: Indicator): number {
  if (x.bands) return 0;
  const values = stated(x);
  const width = Math.max(...values) - Math.min(...values);
  return width >= 15 ? 1 : width >= 1 ? 2 : 3;
}

function fewCases(random: DemoRandom, chance: number): number {
  const draw = random.uniform();
  return draw < chance * 0.2 ? 2 : draw < chance ? 1 : 0;
}
