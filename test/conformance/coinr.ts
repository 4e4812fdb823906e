import type { Stage } from '../../src/engine/panel.ts';
import type { AggregateSpec, NormaliseSpec } from '../../src/engine/scheme/schema.ts';
import { Coin, columnOf } from './coinr-model.ts';
import { panelFigures, removed, results } from './coinr-results.ts';
import * as statistics from './coinr-statistics.ts';
import { replay, replayStatistics } from './coinr-ua.ts';
import { golden } from './golden.ts';
import { refusedDivision } from './one-column.ts';
import { difference, FileRecorder, tolerance } from './report.ts';
import { Csv, type Source } from './source.ts';

/** What a rule for one kind of file is given. */
export interface Context {
  readonly coin: Coin;
  readonly csv: Csv;
  readonly record: FileRecorder;
  /** Text after the prefix, without the ending. */
  readonly name: string;
  /** Another file of the same coin, when it is there. */
  readonly other: (name: string) => Csv | undefined;
}

/**
 * Exports of COINr: `<coin>_raw.csv` and `<coin>_meta.csv` are the figures and structure
 * of a coin, everything else named `<coin>_…` is a result whose parameters stand in its name.
 */
export function coinr(source: Source, files: readonly string[]): FileRecorder[] {
  const prefixes = files.flatMap((f) => {
    const base = /^(.*)_raw\.csv$/.exec(f)?.[1];
    return base && !base.endsWith('_panel') && files.includes(`${base}_meta.csv`) ? [base] : [];
  });
  prefixes.sort((a, b) => b.length - a.length);
  const coins = new Map<string, Coin | Error>();
  return files.map((file) => {
    const record = new FileRecorder(file);
    const base = file.slice(file.lastIndexOf('/') + 1);
    const prefix = prefixes.find((p) => file.startsWith(`${p}_`));
    record.attempt('file', () => {
      if (base.endsWith('.json')) golden(source.text(file), record);
      else if (prefix === undefined) {
        if (/^(timings|world_denoms)/.test(base)) record.input = true;
        else
          record.notHad(
            base,
            'parameters of the run are not in the file',
            'no figures of this coin',
          );
      } else {
        const coin = coinOf(source, files, prefix, coins);
        one(source, files, prefix, file, coin, record);
      }
    });
    return record;
  });
}

function coinOf(
  source: Source,
  files: readonly string[],
  prefix: string,
  coins: Map<string, Coin | Error>,
): Coin {
  let coin = coins.get(prefix);
  if (!coin) {
    const csv = (name: string): Csv | undefined => {
      const file = `${prefix}_${name}.csv`;
      return files.includes(file) ? new Csv(source.text(file)) : undefined;
    };
    try {
      coin = new Coin(csv('raw')!, csv('meta')!, csv('01_dset_Imputed'), csv('01_dset_Screened'));
    } catch (error) {
      coin = error instanceof Error ? error : new Error(String(error));
    }
    coins.set(prefix, coin);
  }
  if (coin instanceof Error) throw coin;
  return coin;
}

function one(
  source: Source,
  files: readonly string[],
  prefix: string,
  file: string,
  coin: Coin,
  record: FileRecorder,
): void {
  const name = file.slice(prefix.length + 1).replace(/\.(csv|txt)$/, '');
  if (inputs.test(name)) {
    record.input = true;
    return;
  }
  const rule = rules.find(([pattern]) => pattern.test(name));
  if (!rule) {
    record.notHad(name, 'method not in the engine');
    return;
  }
  const other = (wanted: string): Csv | undefined => {
    const path = `${prefix}_${wanted}.csv`;
    return files.includes(path) ? new Csv(source.text(path)) : undefined;
  };
  const text = source.text(file);
  const csv = file.endsWith('.csv') ? new Csv(text) : new Csv('');
  const match = rule[0].exec(name)!;
  rule[1]({ coin, csv, record, name, other }, match, text);
}

/** Figures and draws that the results are made from. */
const inputs = /^(raw|meta|ua_noisy_weights|ua\d+_parameters|ua_noisy_weights_\w+)$/;

type Rule = (context: Context, match: RegExpExecArray, text: string) => void;

const rules: readonly (readonly [RegExp, Rule])[] = [
  [/^\d+_dset_Raw$/, (c) => stage(c, c.coin.result.chain.raw)],
  [/^\d+_dset_Denominated$/, (c) => stage(c, c.coin.result.chain.denominated)],
  [/^\d+_dset_(Imputed|Screened)$/, (c) => stage(c, c.coin.result.chain.imputed)],
  [/^\d+_dset_Treated$/, (c) => stage(c, c.coin.result.chain.treated)],
  [/^\d+_dset_Normalised$/, (c) => stage(c, c.coin.result.chain.normalised)],
  [/^\d+_dset_Aggregated$/, (c) => stage(c, withNodes(c, c.coin.result.chain.normalised))],
  [/^impute_i_(mean|median)(?:_grp_(.+))?$/, imputation],
  [/^treated_(.+)$/, (c, m) => stage(c, c.coin.treated(treatSpec(m[1]!)).stage)],
  [/^treat_details(?:_(.+))?$/, (c, m) => statistics.treatDetails(c, treatSpec(m[1] ?? ''))],
  [/^norm_(.+)$/, normalisation],
  [/^agg_(.+)$/, aggregation],
  [/^copeland_(.+)$/, statistics.copelandOf],
  [/^outrank_summary(?:_(.+))?$/, statistics.outrankSummary],
  [/^outrank_(.+)$/, statistics.outrankOf],
  [/^effective_weights$/, statistics.effectiveWeights],
  [/^weights_original$/, statistics.originalWeights],
  [/^pca_weights_level(\d+)$/, statistics.pcaWeights],
  [/^pca_(.+)$/, statistics.pca],
  [/^corr_.*_(pearson|spearman|kendall)$/, statistics.correlations],
  [/^cronbach_by_(.+)$/, statistics.cronbach],
  [/^stats_(.+)$/, statistics.stats],
  [/^data_avail_units$/, statistics.availability],
  [/^results_(ranks|groupranks|full_scores|.*)$/, results],
  [/^remove_(.+)$/, removed],
  [/^panel_raw$/, panelFigures],
  [/^ua(\d+)_(scores|ranks)$/, replay],
  [/^ua(\d+)_rankstats$/, replayStatistics],
  [
    /^sa\d+_/,
    (c) =>
      c.record.notHad(
        c.name,
        "needs R's random generator",
        'the design of the run is not in the file',
      ),
  ],
  [
    /^opt_weights/,
    (c) => c.record.notHad(c.name, 'method not in the engine', 'weights by optimisation'),
  ],
];

/** Indicators and nodes in one data set. */
function withNodes({ coin }: Context, normalised: Stage, specs?: readonly AggregateSpec[]): Stage {
  const nodes = coin.aggregated(normalised, specs);
  return {
    ids: [...normalised.ids, ...nodes.ids],
    columns: [...normalised.columns, ...nodes.columns],
  };
}

/** One check per column of the file. */
function stage(context: Context, ours: Stage): void {
  columns(context, (id) => {
    const column = columnOf(ours, id);
    if (!column) throw new RangeError(`the engine has no column ${id}`);
    return column;
  });
}

/** The same where every column is computed by itself and some are known to be wrong in the file. */
function columns(
  { coin, csv, record }: Context,
  compute: (id: string) => Float64Array,
  known?: (id: string) => string | undefined,
  rounded?: (id: string) => boolean,
): void {
  for (const id of csv.headings.filter((h) => h !== 'uCode')) {
    record.attempt(id, () => {
      const expected = csv.numbers(id);
      let values: number[];
      try {
        values = coin.inOrderOf(csv, compute(id));
      } catch (error) {
        if (!refusedDivision(error) || !expected.some((v) => !Number.isFinite(v))) throw error;
        record.notHad(id, 'reference defect', 'divides by 0; the engine refuses the column');
        return;
      }
      const fault = difference(values, expected, tolerance.chain);
      const defect = fault ? known?.(id) : undefined;
      const first = values.slice(0, 3).join(', ');
      if (fault === '') record.pass(id);
      else if (rounded?.(id)) record.notHad(id, 'figures rounded in the export', fault);
      else if (defect) record.notHad(id, 'reference defect', `${defect}; ours: ${first} …`);
      else record.fail(id, fault);
    });
  }
}

function imputation(context: Context, match: RegExpExecArray): void {
  const { coin, record, name } = context;
  const wanted = plain(match[2] ?? '');
  const within = match[2] ? coin.groups.find((g) => plain(g) === wanted) : 'all';
  if (within) stage(context, coin.imputed(match[1] as 'mean' | 'median', within));
  else record.notHad(name, 'parameters of the run are not in the file', `no grouping ${match[2]}`);
}

const plain = (text: string): string => text.toLowerCase().replaceAll(/[^a-z0-9]/g, '');

/** `winmax3`, `winmax5_skew2_kurt3.5` */
function treatSpec(text: string): { max?: number; skew?: number; kurtosis?: number } {
  const value = (key: string): number | undefined => {
    const found = new RegExp(`${key}_?(\\d+(?:\\.\\d+)?)`).exec(text)?.[1];
    return found === undefined ? undefined : Number(found);
  };
  const [max, skew, kurtosis] = [value('winmax'), value('skew'), value('kurt')];
  return {
    ...(max === undefined ? {} : { max }),
    ...(skew === undefined ? {} : { skew }),
    ...(kurtosis === undefined ? {} : { kurtosis }),
  };
}

/** COINr's name of a normalisation with the numbers that follow it; undefined when the engine has none. */
export function normaliseSpec(text: string, units: readonly string[]): NormaliseSpec | undefined {
  const [name = '', ...rest] = text.replace(/^n_/, '').split('_');
  const numbers = rest.map(Number).filter((v) => !Number.isNaN(v));
  const cap = rest.includes('cap') || rest.includes('capped');
  const [a, b] = numbers;
  switch (name) {
    case 'minmax':
      return { method: 'minmax', range: [a ?? 0, b ?? 100] };
    case 'zscore':
      return { method: 'zscore', mean: a ?? 0, sd: b ?? 1 };
    case 'prank':
      return { method: 'percentile', factor: 1 };
    case 'rank':
      return { method: 'rank' };
    case 'borda':
      return { method: 'borda' };
    case 'dist2max':
      return { method: 'best', factor: 1 };
    case 'fracmax':
      return { method: 'fraction', factor: 1 };
    case 'scaled':
      return { method: 'scaled', from: [a ?? 0, b ?? 100], factor: numbers[2] ?? 100 };
    case 'dist2targ':
      return { method: 'target', cap, factor: 1 };
    case 'goalposts':
      return { method: 'goalposts', truncate: true, factor: a ?? 1 };
    case 'dist2ref': {
      const unit =
        rest.find((r) => units.includes(r)) ?? (a === undefined ? undefined : units[a - 1]);
      return unit === undefined ? undefined : { method: 'reference', unit, cap, factor: 1 };
    }
    default:
      return undefined;
  }
}

function normalisation(context: Context, match: RegExpExecArray): void {
  const { coin, csv, record, name } = context;
  const spec = normaliseSpec(match[1]!, coin.units);
  if (!spec) {
    record.notHad(name, 'method not in the engine');
    return;
  }
  // Given once for all, COINr's bounds are not turned with the cost indicators.
  const unturned = (id: string): string | undefined => {
    if (spec.method !== 'scaled') return undefined;
    const indicator = coin.scheme.indicators.find((x) => x.id === id);
    if (indicator?.polarity !== 'cost') return undefined;
    const [low, high] = spec.from;
    const treated = columnOf(coin.treated().stage, id)!;
    const theirs = treated.map((v) => ((-v - low) / (high - low)) * spec.factor);
    const same = difference(coin.inOrderOf(csv, theirs), csv.numbers(id), tolerance.chain) === '';
    return same ? 'bounds not turned with a cost indicator' : undefined;
  };
  columns(
    context,
    (id) => coin.normalisedOne(id, spec),
    unturned,
    ordinal.has(spec.method) ? (id) => tiesOnly(context, id, spec) : undefined,
  );
}

const ordinal = new Set(['rank', 'borda', 'percentile']);

/**
 * Whether the file's ranks only part what is one value here: whole steps up, inside the
 * group of equal values. The figures were written with 15 digits, ranks were taken of 17;
 * values that differed in the last bits cannot be told apart any more.
 */
function tiesOnly({ coin, csv }: Context, id: string, spec: NormaliseSpec): boolean {
  const values = coin.inOrderOf(csv, columnOf(coin.treated().stage, id)!);
  const ours = coin.inOrderOf(csv, coin.normalisedOne(id, spec));
  const present = values.filter((v) => !Number.isNaN(v)).length;
  const step = spec.method === 'percentile' ? spec.factor / (present - 1) : 1;
  return csv.numbers(id).every((theirs, i) => {
    const up = (theirs - ours[i]!) / step;
    const alike = values.filter((v) => v === values[i]).length;
    if (Number.isNaN(theirs)) return Number.isNaN(ours[i]!);
    return Math.abs(up - Math.round(up)) < 1e-9 && up > -1e-9 && up < alike - 0.5;
  });
}

const means: Record<string, AggregateSpec['method']> = {
  am: 'arithmetic',
  gm: 'geometric',
  hm: 'harmonic',
  amean: 'arithmetic',
  gmean: 'geometric',
  hmean: 'harmonic',
  genmean: 'power',
  copeland: 'copeland',
};

/** `a_gmean_minmax1_100`, `a_genmean_p2_zscore100_15`, `mixed_am_gm_hm` (one mean per level). */
function aggregation(context: Context, match: RegExpExecArray): void {
  const { coin, csv, record, name } = context;
  const text = match[1]!;
  const scale = /_(minmax|zscore)_?(-?[\d.]+)_(-?[\d.]+)$/.exec(text);
  const tokens = text.slice(0, scale?.index).split('_');
  const named = tokens.flatMap((t) => (means[t] ? [means[t]] : []));
  if (named.length === 0) {
    record.notHad(name, 'method not in the engine');
    return;
  }
  const spec = normaliseSpec(scale ? scale.slice(1).join('_') : 'minmax_1_100', coin.units)!;
  const normalised = coin.normalised(spec);
  const stated = tokens.flatMap((t) => (/^p-?[\d.]+$/.test(t) ? [Number(t.slice(1))] : []))[0];
  const power = stated ?? (named.includes('power') ? powerOf(context, normalised) : undefined);
  const specs = named.map((method) => ({ method, ...(method === 'power' ? { power } : {}) }));
  stage(context, withNodes(context, normalised, specs));
  if (csv.headings.length < 2) record.notHad(name, 'cannot be read');
}

/**
 * The exponent of a generalised mean that the file's name leaves out, from one of its
 * cells: the mean rises with the exponent, so halving finds it. All other cells check it.
 */
function powerOf({ coin, csv }: Context, normalised: Stage): number {
  const node = coin.level(2)[0]!;
  const unit = csv.column('uCode')[0]!;
  const u = coin.units.indexOf(unit);
  const target = csv.numbers(node)[0]!;
  const at = (power: number): number =>
    columnOf(coin.aggregated(normalised, [{ method: 'power', power }]), node)![u]!;
  let [low, high] = [-20, 20];
  for (let k = 0; k < 200 && high - low > 1e-13; k++) {
    // Exponent 0 is the geometric mean, which the power formula cannot give.
    const middle = (low + high) / 2 || 1e-9;
    if (at(middle) < target) low = middle;
    else high = middle;
  }
  const found = (low + high) / 2;
  const round = Math.round(found * 1e4) / 1e4;
  return Math.abs(round - found) < 1e-6 ? round : found;
}
