import { nominal } from '../../src/engine/appraise.ts';
import { emptyPanel, type Panel, type Stage } from '../../src/engine/panel.ts';
import { parseScheme } from '../../src/engine/scheme/parse.ts';
import type {
  AggregateSpec,
  NormaliseSpec,
  Scheme,
  SchemeInput,
  TreatSpec,
} from '../../src/engine/scheme/schema.ts';
import { schemeTree, type Tree } from '../../src/engine/scheme/tree.ts';
import { aggregate } from '../../src/engine/steps/aggregate.ts';
import { impute } from '../../src/engine/steps/impute.ts';
import { normalise } from '../../src/engine/steps/normalise.ts';
import { type Treatment, treat } from '../../src/engine/steps/treat.ts';
import type { Appraisal } from '../../src/engine/types.ts';
import { difference, numbers, tolerance, type Values } from './report.ts';
import { type Csv, toNumber } from './source.ts';

/** One element of COINr's iMeta table. */
interface Meta {
  readonly code: string;
  readonly level: number;
  readonly type: string;
  readonly parent: string;
  readonly row: Readonly<Record<string, string>>;
}

/** One coin: figures and structure, with the engine's chain over them. */
export class Coin {
  readonly meta: readonly Meta[];
  readonly groups: readonly string[];
  readonly scheme: Scheme;
  readonly tree: Tree;
  readonly panel: Panel;
  readonly result: Appraisal;
  readonly #treated = new Map<string, Treatment>();

  /** `imputed` shows which grouping the run used, `screened` which units it kept. */
  constructor(raw: Csv, meta: Csv, imputed?: Csv, screened?: Csv) {
    this.meta = readMeta(meta);
    this.groups = this.meta.filter((m) => m.type === 'Group').map((m) => m.code);
    const kept = screened && new Set(screened.column('uCode'));
    this.panel = readPanel(raw, this.meta, kept);
    const within = ['EurAsia_group', ...this.groups].filter((g) => this.groups.includes(g));
    const choices = [...within, 'all'].flatMap((g) =>
      (['mean', 'median'] as const).map((method) => ({ method, within: g })),
    );
    const schemes = choices.map((c) => parseScheme(schemeOf(this.meta, c)));
    const fits = schemes.find(
      (s) => !imputed || fitsImputed(nominal(s, this.panel).chain.imputed, this.panel, imputed),
    );
    this.scheme = fits ?? schemes[0]!;
    this.tree = schemeTree(this.scheme);
    this.result = nominal(this.scheme, this.panel);
  }

  get units(): readonly string[] {
    return this.panel.units;
  }

  /** Codes of one level, 1 = indicators. */
  level(n: number): string[] {
    return this.meta.filter((m) => m.level === n).map((m) => m.code);
  }

  get top(): number {
    return Math.max(...this.meta.map((m) => (Number.isNaN(m.level) ? 0 : m.level)));
  }

  imputed(method: 'mean' | 'median', within: string): Stage {
    const { chain, classes, period } = this.result;
    const history = (): Stage => chain.denominated;
    return impute(
      chain.denominated,
      { method, within },
      { panel: this.panel, classes, period, history },
    ).stage;
  }

  treated(spec: Partial<TreatSpec> = {}): Treatment {
    const key = JSON.stringify(spec);
    let found = this.#treated.get(key);
    if (!found) {
      found = treat(this.result.chain.imputed, this.scheme, this.result.classes, spec);
      this.#treated.set(key, found);
    }
    return found;
  }

  normalised(spec: NormaliseSpec, of: Stage = this.treated().stage): Stage {
    return normalise(of, this.scheme, this.result.classes, this.panel, spec);
  }

  /** One indicator by itself: a refusal of one must not stop the others. */
  normalisedOne(id: string, spec: NormaliseSpec): Float64Array {
    const k = this.scheme.indicators.findIndex((x) => x.id === id);
    if (k < 0) throw new RangeError(`no indicator ${id}`);
    const scheme = { ...this.scheme, indicators: [this.scheme.indicators[k]!] };
    const stage = { ids: [id], columns: [this.treated().stage.columns[k]!] };
    return normalise(stage, scheme, this.result.classes, this.panel, spec).columns[0]!;
  }

  /** Every node from a normalised stage; `specs` per level from 2 up, the last one repeated. */
  aggregated(
    of: Stage,
    specs: readonly AggregateSpec[] = [],
    table = this.result.weights.table,
  ): Stage {
    if (specs.length === 0) return aggregate(of, this.scheme, table, this.result.classes);
    const levels = new Map(this.meta.map((m) => [m.code, m.level]));
    const tree: Tree = {
      ...this.tree,
      order: this.tree.order.map((node) => ({
        ...node,
        spec: specs[Math.min(levels.get(node.id)! - 2, specs.length - 1)]!,
      })),
    };
    return aggregate(of, this.scheme, table, this.result.classes, { tree });
  }

  /** Local weights per node from a level-free list of weights. */
  tableOf(weight: (code: string) => number): Float64Array[] {
    return this.tree.order.map((node) => {
      const raw = Float64Array.from(node.children, (c) => weight(c.id));
      const sum = raw.reduce((a, b) => a + b, 0);
      return raw.map((w) => w / sum);
    });
  }

  /** Any indicator or node of the nominal result by code. */
  column(code: string): Float64Array {
    const { normalised, aggregated } = this.result.chain;
    const found = columnOf(normalised, code) ?? columnOf(aggregated, code);
    if (!found) throw new RangeError(`no element ${code}`);
    return found;
  }

  /** Our values in the order of the file's units. */
  inOrderOf(csv: Csv, ours: Values): number[] {
    const values = numbers(ours);
    return csv.column('uCode').map((code) => {
      const u = this.units.indexOf(code);
      if (u < 0) throw new RangeError(`unit ${code} is not in the raw figures`);
      return values[u]!;
    });
  }
}

export function columnOf(stage: Stage, code: string): Float64Array | undefined {
  return stage.columns[stage.ids.indexOf(code)];
}

function readMeta(csv: Csv): Meta[] {
  return csv.rows.map((cells) => {
    const row = Object.fromEntries(csv.headings.map((h, i) => [h, cells[i] ?? '']));
    const cell = (h: string): string => (row[h] === 'NA' ? '' : (row[h] ?? ''));
    return {
      code: cell('iCode'),
      level: toNumber(cell('Level')),
      type: cell('Type'),
      parent: cell('Parent'),
      row,
    };
  });
}

function readPanel(raw: Csv, meta: readonly Meta[], kept?: ReadonlySet<string>): Panel {
  const codes = raw.column('uCode');
  const rows = codes.flatMap((code, i) => (!kept || kept.has(code) ? [i] : []));
  const pick = <T>(values: readonly T[]): T[] => rows.map((i) => values[i]!);
  const ids = meta
    .filter((m) => m.type === 'Indicator' || m.type === 'Denominator')
    .map((m) => m.code);
  const units = pick(codes);
  const attributes = Object.fromEntries(
    meta.filter((m) => m.type === 'Group').map((m) => [m.code, pick(raw.column(m.code))]),
  );
  const names = raw.has('uName') ? pick(raw.column('uName')) : units;
  const panel = emptyPanel({ units, names, attributes, ids, periods: [''] });
  ids.forEach((id, k) => {
    panel.columns[k]!.set(pick(Array.from(raw.numbers(id))));
  });
  return panel;
}

function schemeOf(meta: readonly Meta[], imputation: SchemeInput['impute']): SchemeInput {
  const element = (m: Meta) => ({
    id: m.code,
    name: m.row.iName || m.code,
    weight: m.row.Weight ? toNumber(m.row.Weight) : 1,
  });
  const number = (m: Meta, key: string): number => toNumber(m.row[key] ?? '');
  return {
    format: 'shiji-scheme/1',
    id: 'coin',
    title: 'coin',
    purpose: 'reference',
    panel: { attributes: meta.filter((m) => m.type === 'Group').map((m) => m.code) },
    select: { scale: 'all', maxMissing: 1 },
    impute: imputation,
    treat: { method: 'winsorise', max: 5, skew: 2, kurtosis: 3.5, fallback: 'log' },
    normalise: { method: 'minmax', range: [0, 100] },
    nodes: meta
      .filter((m) => m.level > 1)
      .map((m) => ({ ...element(m), ...(m.parent ? { parent: m.parent } : {}) })),
    indicators: meta
      .filter((m) => m.level === 1)
      .map((m) => {
        const posts = [number(m, 'goalpost_lower'), number(m, 'goalpost_upper')] as [
          number,
          number,
        ];
        const target = number(m, 'Target');
        const cost = number(m, 'Direction') < 0;
        return {
          ...element(m),
          parent: m.parent,
          polarity: cost ? ('cost' as const) : ('benefit' as const),
          ...(m.row.Denominator && m.row.Denominator !== 'NA'
            ? { denominator: m.row.Denominator }
            : {}),
          ...(Number.isNaN(target) ? {} : { target }),
          ...(posts.some(Number.isNaN)
            ? {}
            : { goalposts: cost ? ([posts[1], posts[0]] as [number, number]) : posts }),
        };
      }),
  };
}

function fitsImputed(stage: Stage, panel: Panel, csv: Csv): boolean {
  const place = csv.column('uCode').map((code) => panel.units.indexOf(code));
  if (place.some((u) => u < 0)) return true;
  return stage.ids.every((id, k) => {
    if (!csv.has(id)) return true;
    const ours = place.map((u) => stage.columns[k]![u]!);
    return difference(ours, csv.numbers(id), tolerance.chain) === '';
  });
}

/** Level of elements that a word in a file name means. */
export function levelOf(word: string, coin: Coin): number {
  if (/^ind/.test(word)) return 1;
  if (/^pillar/.test(word)) return 2;
  if (/^sub/.test(word)) return 3;
  const stated = /^l(?:evel)?(\d+)$/.exec(word)?.[1];
  return stated ? Number(stated) : coin.top - 1;
}

export function weightOf(coin: Coin, code: string): number {
  const { indicators, nodes } = coin.scheme;
  return (indicators.find((x) => x.id === code) ?? nodes.find((x) => x.id === code))!.weight;
}
