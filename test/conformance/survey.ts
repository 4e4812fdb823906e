import {
  calibrate,
  type Design,
  designEffect,
  jackknife,
  mean,
  ordinary,
  postStratify,
  quantile,
  rake,
  ratio,
  regress,
  share,
  tEstimate,
  total,
} from '../../src/engine/estimate/index.ts';
import { decimals, FileRecorder, tolerance } from './report.ts';
import { Csv, type Source } from './source.ts';

/** One drawn sample of schools with how it was drawn. */
interface Sample {
  readonly csv: Csv;
  readonly design: Design;
}

/**
 * Results of R's survey package over the California schools: `expected.csv` (a case, a term,
 * estimate, standard error and interval) and weights after post-stratification, raking and
 * calibration, beside the samples themselves.
 */
export function survey(source: Source, files: readonly string[]): FileRecorder[] {
  const folder = files[0]?.slice(0, files[0].lastIndexOf('/') + 1) ?? '';
  const csv = (name: string): Csv => new Csv(source.text(`${folder}${name}.csv`));
  return files.map((file) => {
    const record = new FileRecorder(file);
    const base = file.slice(folder.length);
    record.attempt('file', () => {
      if (base === 'expected.csv') expected(csv, record, source);
      else if (/_(poststrat|rake|calibration)_weights\.csv$/.test(base)) weights(csv, base, record);
      else if (base === 'apiclus2.csv') twoStages(csv('apiclus2'), record);
      else record.input = true;
    });
    return record;
  });
}

type Open = (name: string) => Csv;

function sample(csv: Csv, parts: { stratum?: string; cluster?: string; fpc?: string }): Sample {
  const population = parts.fpc ? csv.numbers(parts.fpc) : undefined;
  return {
    csv,
    design: {
      weights: csv.numbers('pw'),
      ...(parts.stratum ? { stratum: csv.column(parts.stratum) } : {}),
      stages: [
        {
          ...(parts.cluster ? { cluster: csv.column(parts.cluster) } : {}),
          ...(population ? { population } : {}),
        },
      ],
    },
  };
}

/** Schools of each type and by school-wide target, from the population. */
const stypes = { E: 4421, H: 755, M: 1018 };
const schwide = { No: 1072, Yes: 5122 };

function clustered(open: Open): Sample {
  return sample(open('apiclus1'), { cluster: 'dnum', fpc: 'fpc' });
}

function raked(open: Open): Sample {
  const { csv, design } = clustered(open);
  const margins = [
    { of: csv.column('stype'), totals: stypes },
    { of: csv.column('sch.wide'), totals: schwide },
  ];
  return { csv, design: rake(design, margins) };
}

function postStratified(open: Open): Sample {
  const { csv, design } = clustered(open);
  return { csv, design: postStratify(design, { of: csv.column('stype'), totals: stypes }) };
}

const samples: Record<string, (open: Open) => Sample> = {
  dsrs: (open) => sample(open('apisrs'), { fpc: 'fpc' }),
  dsrsw: (open) => sample(open('apisrs'), {}),
  dstrat: (open) => sample(open('apistrat'), { stratum: 'stype', fpc: 'fpc' }),
  dclus1: clustered,
  dclus1_poststrat: postStratified,
  dclus1_raked: raked,
};

function expected(open: Open, record: FileRecorder, source: Source): void {
  const csv = open('expected');
  const cases = csv.column('case');
  const known = new Map<string, Sample>();
  cases.forEach((name, row) => {
    const value = (column: string): string => csv.column(column)[row]!;
    const title = `${name} ${value('term')}`;
    record.attempt(title, () => {
      const found = /^(dsrsw?|dstrat|dclus1(?:_poststrat|_raked)?)_(.+)$/.exec(name);
      const make = found && samples[found[1]!];
      if (/trim/.test(name))
        return record.notHad(title, 'parameters of the run are not in the file');
      if (name.startsWith('apipop_ols_'))
        return judge(title, overAll(source, value('term')), value, record);
      if (!found || !make) return record.notHad(title, 'method not in the engine');
      const at = known.get(found[1]!) ?? make(open);
      known.set(found[1]!, at);
      judge(title, compute(found[2]!, value('term'), at), value, record);
    });
  });
}

/**
 * R takes the information of the round before its last, which its stop at 1e-8 of the deviance
 * leaves 1.1e-5 from the end here; computed so, all of its digits come out.
 */
const earlyStop = new Set(['dstrat_svylogit_schwide (Intercept) se']);

type Found = { value: number; se?: number; lo?: number; hi?: number };

function judge(
  title: string,
  ours: Found,
  value: (column: string) => string,
  record: FileRecorder,
): void {
  record.same(title, ours.value, value('est'), tolerance.method);
  for (const [column, found] of [
    ['se', ours.se],
    ['lo', ours.lo],
    ['hi', ours.hi],
  ] as const)
    if (earlyStop.has(`${title} ${column}`))
      record.notHad(`${title} ${column}`, 'reference defect');
    else if (value(column) !== '' && found !== undefined)
      record.same(`${title} ${column}`, found, value(column), tolerance.error);
}

function compute(what: string, term: string, { csv, design }: Sample): Found {
  const y = (): Float64Array => csv.numbers(term);
  if (/^mean_\w+_normalCI$/.test(what)) return normal(mean(design, y()));
  if (what.startsWith('mean_')) return mean(design, y());
  if (/^total_\w+_normalCI$/.test(what)) return normal(total(design, y()));
  if (what.startsWith('total_')) return total(design, y());
  if (what === 'deff_api00') return { value: designEffect(design, csv.numbers('api00')) };
  if (what === 'ratio_apistu_enroll')
    return normal(ratio(design, csv.numbers('api.stu'), csv.numbers('enroll')));
  if (what === 'quantiles')
    return quantile(design, csv.numbers('api00'), Number(term.slice(1)) / 100);
  if (what === 'by_stype_api00') {
    const stype = csv.column('stype');
    const part = mean(design, csv.numbers('api00'), { rows: (i) => stype[i] === term });
    return { value: part.value, se: part.se };
  }
  const method = /^prop_schwide_(x?logit|beta|wald)$/.exec(what)?.[1];
  if (method) {
    const yes = Float64Array.from(csv.column('sch.wide'), (v) => (v === 'Yes' ? 1 : 0));
    return share(design, yes, { method: method === 'xlogit' ? 'logit' : (method as 'beta') });
  }
  if (/^JK[1n]_mean_api00$/.test(what)) return jackknifed(csv, design);
  if (/^svy(?:glm|logit)_/.test(what)) return coefficient(what, term, csv, design);
  throw new Error(`no rule for ${what}`);
}

const predictors = ['ell', 'meals', 'mobility'];

/** Regressions of the score, and of reaching the school-wide target, over the drawn schools. */
function coefficient(what: string, term: string, csv: Csv, design: Design): Found {
  const logit = what.startsWith('svylogit');
  const y = logit
    ? Float64Array.from(csv.column('sch.wide'), (v) => (v === 'Yes' ? 1 : 0))
    : csv.numbers('api00');
  const x = [new Float64Array(y.length).fill(1), ...predictors.map((c) => csv.numbers(c))];
  const all = regress(design, y, x, { link: logit ? 'logit' : 'identity' });
  return named(all, ['(Intercept)', ...predictors], term);
}

/** The same over all schools: of another file, which has the rows that have every column. */
function overAll(source: Source, term: string): Found {
  const csv = new Csv(source.text('sae/apipop_va_input.csv'));
  const columns = ['meals', 'ell', 'avg.ed', 'mobility'];
  const y = csv.numbers('api00');
  const x = [new Float64Array(y.length).fill(1), ...columns.map((c) => csv.numbers(c))];
  return named(ordinary(y, x), ['(Intercept)', ...columns], term);
}

function named(
  all: readonly { value: number; se: number }[],
  names: readonly string[],
  term: string,
): Found {
  const found = all[names.indexOf(term)];
  if (!found) throw new Error(`no coefficient of ${term}`);
  return { value: found.value, se: found.se };
}

function normal(e: { value: number; se: number }): Found {
  return tEstimate(e.value, e.se, Number.POSITIVE_INFINITY);
}

function jackknifed(csv: Csv, design: Design): Found {
  const y = csv.numbers('api00');
  const meanOf = (w: Float64Array): number => {
    let above = 0;
    let below = 0;
    for (let i = 0; i < w.length; i++) {
      above += w[i]! * y[i]!;
      below += w[i]!;
    }
    return above / below;
  };
  return { value: meanOf(design.weights), se: jackknife(design, meanOf) };
}

function weights(open: Open, base: string, record: FileRecorder): void {
  const csv = open(base.replace(/\.csv$/, ''));
  const compare = (column: string, design: Design): void =>
    record.same(column, design.weights, csv.numbers(column), tolerance.method);
  if (/poststrat/.test(base)) compare('w_post', postStratified(open).design);
  else if (/rake/.test(base)) compare('w_raked', raked(open).design);
  else calibrated(open, compare);
}

function calibrated(open: Open, compare: (column: string, design: Design) => void): void {
  const { csv: rows, design } = clustered(open);
  const population = open('apipop_core');
  const columns = (from: Csv): Float64Array[] => {
    const stype = from.column('stype');
    const one = (t: string): Float64Array => Float64Array.from(stype, (v) => (v === t ? 1 : 0));
    return [new Float64Array(stype.length).fill(1), one('H'), one('M'), from.numbers('api99')];
  };
  const totals = columns(population).map((x) => x.reduce((s, v) => s + v, 0));
  compare('w_greg', calibrate(design, columns(rows), totals, 'linear'));
  compare('w_gregrake', calibrate(design, columns(rows), totals, 'raking'));
}

/** Districts, then schools in them: the mean published in the package's documentation. */
function twoStages(csv: Csv, record: FileRecorder): void {
  const design: Design = {
    weights: csv.numbers('pw'),
    stages: [
      { cluster: csv.column('dnum'), population: csv.numbers('fpc1') },
      { cluster: csv.column('snum'), population: csv.numbers('fpc2') },
    ],
  };
  const ours = mean(design, csv.numbers('api00'));
  record.same('api00', ours.value, 670.811808, decimals(6));
  record.same('api00 se', ours.se, 30.09903, decimals(5));
  record.same('api00 lo', ours.lo, 609.931, decimals(3));
  record.same('api00 hi', ours.hi, 731.693, decimals(3));
  record.same('api00 df', ours.df, 39, 0);
}
