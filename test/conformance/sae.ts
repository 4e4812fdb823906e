import {
  betaBinomial,
  fayHerriot,
  jamesStein,
  pool,
  randomIntercept,
  shrinkBy,
} from '../../src/engine/estimate/index.ts';
import { FileRecorder, tolerance } from './report.ts';
import { Csv, type Source } from './source.ts';

interface Context {
  readonly open: (name: string) => Csv;
  readonly csv: Csv;
  readonly record: FileRecorder;
}

/** Results of R's sae and lme4 packages and of published small-area examples. */
export function sae(source: Source, files: readonly string[]): FileRecorder[] {
  const folder = files[0]?.slice(0, files[0].lastIndexOf('/') + 1) ?? '';
  const open = (name: string): Csv => new Csv(source.text(`${folder}${name}.csv`));
  return files.map((file) => {
    const record = new FileRecorder(file);
    const base = file.slice(folder.length).replace(/\.csv$/, '');
    record.attempt('file', () => {
      const rule = rules.find(([pattern]) => pattern.test(base));
      if (!rule) record.input = true;
      else rule[1]({ open, record, csv: open(base) }, rule[0].exec(base)!);
    });
    return record;
  });
}

type Rule = (context: Context, match: RegExpExecArray) => void;

const rules: readonly (readonly [RegExp, Rule])[] = [
  [/^milk_fh_(REML|ML|FH)_(eblup|fit)$/, milk],
  [/^milk_fh_intercept_only$/, milkConstant],
  [/^cornsoybean$/, corn],
  [/^(dyestuff|sleepstudy_ranint|apipop_va)_fit$/, fit],
  [/^(dyestuff|sleepstudy_ranint|apipop_va)_(?:district_)?blup$/, effects],
  [/^baseball_betabinomial_ml$/, baseball],
  [/^efron_morris_(baseball|summary)$/, efronMorris],
  [/^eight_schools_eb$/, schools],
];

const ones = (n: number): Float64Array => new Float64Array(n).fill(1);

const indicator = (labels: readonly string[], one: string): Float64Array =>
  Float64Array.from(labels, (v) => (v === one ? 1 : 0));

function milk({ open, csv, record }: Context, match: RegExpExecArray): void {
  const data = open('milk');
  const major = data.column('MajorArea');
  const x = [ones(major.length), ...['2', '3', '4'].map((m) => indicator(major, m))];
  const method = ({ REML: 'reml', ML: 'ml', FH: 'moments' } as const)[match[1] as 'ML'];
  const variances = data.numbers('SD').map((s) => s * s);
  const ours = fayHerriot(data.numbers('yi'), variances, x, method);
  if (match[2] === 'eblup') {
    record.same(
      'eblup',
      ours.units.map((u) => u.value),
      csv.numbers('eblup'),
      tolerance.fitted,
    );
    record.same(
      'mse',
      ours.units.map((u) => u.mse),
      csv.numbers('mse'),
      tolerance.variance,
    );
    return;
  }
  record.same('beta', ours.coefficients, csv.numbers('beta'), tolerance.fitted);
  record.same('std.error', ours.standardErrors, csv.numbers('std.error'), tolerance.variance);
  record.same('refvar', ours.variance, csv.numbers('refvar')[0], tolerance.variance);
  record.same('loglike', ours.logLikelihood, csv.numbers('loglike')[0], tolerance.fitted);
}

function milkConstant({ open, csv, record }: Context): void {
  const data = open('milk');
  const y = data.numbers('yi');
  const ours = fayHerriot(
    y,
    data.numbers('SD').map((s) => s * s),
    [ones(y.length)],
  );
  record.same(
    'eblup',
    ours.units.map((u) => u.value),
    csv.numbers('eblup'),
    tolerance.fitted,
  );
  record.same(
    'mse',
    ours.units.map((u) => u.mse),
    csv.numbers('mse'),
    tolerance.variance,
  );
  record.same('refvar', ours.variance, csv.numbers('refvar')[0], tolerance.variance);
  record.same('beta', ours.coefficients, csv.numbers('beta')[0], tolerance.fitted);
}

function model(name: string, open: Context['open']): ReturnType<typeof randomIntercept> {
  if (name === 'dyestuff') {
    const data = open('dyestuff');
    return randomIntercept(data.numbers('Yield'), [ones(data.rows.length)], data.column('Batch'));
  }
  if (name === 'sleepstudy_ranint') {
    const data = open('sleepstudy');
    const x = [ones(data.rows.length), data.numbers('Days')];
    return randomIntercept(data.numbers('Reaction'), x, data.column('Subject'));
  }
  const data = open('apipop_va_input');
  const stype = data.column('stype');
  const x = [
    ones(stype.length),
    ...['meals', 'ell', 'avg.ed', 'mobility'].map((c) => data.numbers(c)),
    indicator(stype, 'H'),
    indicator(stype, 'M'),
  ];
  return randomIntercept(data.numbers('api00'), x, data.column('dnum'));
}

/** Corn per segment in the counties of Battese, Harter and Fuller (1988), without the outlier. */
function corn({ csv, open, record }: Context): void {
  const keep = <T>(_: T, i: number): boolean => i !== 32;
  const y = csv.numbers('CornHec').filter(keep);
  const pixels = ['CornPix', 'SoyBeansPix'];
  const x = [ones(y.length), ...pixels.map((c) => csv.numbers(c).filter(keep))];
  const ours = randomIntercept(y, x, csv.column('County').filter(keep));
  record.same('fixed', ours.coefficients, [51.0703981, 0.3287217, -0.1345684], tolerance.fitted);
  record.same('var_area', ours.between, 140.02389, tolerance.variance);
  record.same('var_e', ours.within, 147.26863, tolerance.variance);
  const means = open('cornsoybeanmeans');
  const row = [
    1,
    means.numbers('MeanCornPixPerSeg')[0]!,
    means.numbers('MeanSoyBeansPixPerSeg')[0]!,
  ];
  const county = row.reduce((s, v, k) => s + v * ours.coefficients[k]!, ours.units[0]!.effect);
  record.same('county 1', county, 122.195403, tolerance.fitted);
}

function fit({ open, csv, record }: Context, match: RegExpExecArray): void {
  const ours = model(match[1]!, open);
  const coefficients = [...ours.coefficients];
  csv.column('term').forEach((term, i) => {
    const expected = csv.numbers('value')[i];
    if (term.startsWith('var_resid')) record.same(term, ours.within, expected, tolerance.variance);
    else if (term.startsWith('var_')) record.same(term, ours.between, expected, tolerance.variance);
    else if (term === 'REMLcrit') record.same(term, ours.criterion, expected, tolerance.fitted);
    else record.same(term, coefficients[i], expected, tolerance.fitted);
  });
}

function effects({ open, csv, record }: Context, match: RegExpExecArray): void {
  const ours = new Map(model(match[1]!, open).units.map((u) => [u.unit, u]));
  const units = csv.column(csv.headings[0]!).map((name) => ours.get(name)!);
  record.same(
    'blup',
    units.map((u) => u.effect),
    csv.numbers('blup'),
    tolerance.variance,
  );
  if (csv.has('condsd'))
    record.same(
      'condsd',
      units.map((u) => u.sd),
      csv.numbers('condsd'),
      tolerance.variance,
    );
}

function baseball({ csv, record }: Context): void {
  const ours = betaBinomial(csv.numbers('hits'), csv.numbers('n'));
  const same = (column: string, values: readonly number[]): void =>
    record.same(column, values, csv.numbers(column), tolerance.fitted);
  same(
    'raw',
    ours.units.map((u) => u.raw),
  );
  // The likelihood is flat along a + b: the reference's search stopped in the fourth digit.
  record.same(
    'a',
    csv.rows.map(() => ours.a),
    csv.numbers('a'),
    tolerance.variance,
  );
  record.same(
    'b',
    csv.rows.map(() => ours.b),
    csv.numbers('b'),
    tolerance.variance,
  );
  same(
    'post_mean',
    ours.units.map((u) => u.value),
  );
  same(
    'lo95',
    ours.units.map((u) => u.lo),
  );
  same(
    'hi95',
    ours.units.map((u) => u.hi),
  );
}

function efronMorris({ open, csv, record }: Context): void {
  const ours = jamesStein(open('efron_morris_baseball').numbers('x'));
  if (csv.has('js_x')) record.same('js_x', ours.values, csv.numbers('js_x'), tolerance.method);
  if (!csv.has('shrink')) return;
  record.same('xbar', ours.middle, csv.numbers('xbar'), tolerance.method);
  record.same('V', ours.spread, csv.numbers('V'), tolerance.method);
  record.same('shrink', ours.kept, csv.numbers('shrink'), tolerance.method);
  const truth = open('efron_morris_baseball').numbers('theta');
  const missed = ours.values.reduce((s, v, i) => s + (v - truth[i]!) ** 2, 0);
  record.same('sse_js_x', missed, csv.numbers('sse_js_x'), tolerance.method);
}

function schools({ csv, record }: Context): void {
  const [y, se] = [csv.numbers('y'), csv.numbers('se')];
  const ours = pool(y, se);
  const first = (column: string): number => csv.numbers(column)[0]!;
  record.same('pooled', ours.mean, first('pooled'), tolerance.method);
  record.same('Q', ours.q, first('Q'), tolerance.method);
  record.same('tau2_DL', ours.between, first('tau2_DL'), tolerance.method);
  for (const between of [0, 25, 100]) {
    const column = `eb_tau2_${between}`;
    record.same(column, shrinkBy(y, se, between), csv.numbers(column), tolerance.method);
  }
}
