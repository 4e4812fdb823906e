import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { fixtureFolder, openSource } from './source.ts';
import { conformance, totals } from './suite.ts';

const folder = fixtureFolder();
const there = existsSync(folder);
if (!there) console.warn(`conformance: no reference results in ${folder}, nothing compared`);

const failures = (report: ReturnType<typeof conformance>): string[] =>
  report.files.flatMap((f) =>
    f.checks
      .filter((c) => c.state === 'failed')
      .map((c) => `${f.file} ${c.name}: ${c.detail ?? ''}`),
  );

describe.skipIf(!there)('reference results', () => {
  it('agree wherever the engine has the method', () => {
    const report = conformance(openSource(folder));
    expect(failures(report)).toEqual([]);
    expect(totals(report.files).passed).toBeGreaterThan(0);
  });

  it('are told apart from wrong ones: one changed number in each file is found', () => {
    const changed = new Set<string>();
    const source = openSource(folder, (file, text) => {
      const change = changes.find(([pattern]) => pattern.test(file))?.[1];
      if (!change) return text;
      changed.add(file);
      return change(text);
    });
    const report = conformance(source);
    const found = new Set(
      report.files.filter((f) => f.checks.some((c) => c.state === 'failed')).map((f) => f.file),
    );
    expect([...changed].filter((file) => !found.has(file))).toEqual([]);
    expect(changed.size).toBeGreaterThan(0);
  });
});

const nudge = (value: number): number => value + 1e-5 * Math.max(1, Math.abs(value));

/** More than the tolerance of what is fitted by iteration. */
const fitted = (position: number): ((text: string) => string) =>
  cell(position, (value) => value + 1e-3 * Math.max(1, Math.abs(value)));

/** Changes the first number of the column of this position in the first row of figures. */
function cell(position: number, change = nudge): (text: string) => string {
  return (text) => {
    const lines = text.split('\n');
    const cells = lines[1]!.split(',');
    cells[position] = String(change(Number(cells[position])));
    return [lines[0], cells.join(','), ...lines.slice(2)].join('\n');
  };
}

function json(change: (data: never) => void): (text: string) => string {
  return (text) => {
    const data = JSON.parse(text);
    change(data as never);
    return JSON.stringify(data);
  };
}

interface Cases {
  cases: { kind: string; name: string; output: number[]; extra: { score: number[] } }[];
}

const changes: readonly (readonly [RegExp, (text: string) => string])[] = [
  [/coinr\/\w+_\d+_dset_\w+\.csv$/, cell(1)],
  [/coinr\/\w+_(treated|agg|impute|outrank)_\w+\.csv$/, cell(1)],
  [/coinr\/\w+_norm_(minmax|zscore)\w+\.csv$/, cell(1)],
  // A rank moved by a little is between two units: no ranking gives that.
  [/coinr\/\w+_norm_(rank|borda)\.csv$/, cell(1)],
  [/coinr\/\w+_ua\d+_(scores|ranks|rankstats)\.csv$/, cell(4)],
  [/coinr\/\w+_(results_ranks|copeland_\w+|data_avail_units)\.csv$/, cell(1)],
  [/coinr\/\w+_(results_full_scores|corr_\w+)\.csv$/, cell(2)],
  [/coinr\/\w+_(cronbach_by_pillar)\.csv$/, cell(1)],
  [/coinr\/\w+_pca_(?!weights)\w+\.csv$/, cell(3)],
  [/coinr\/\w+_effective_weights\.csv$/, cell(3)],
  [
    /golden_small_vectors\.json$/,
    json((data: { skew: number }) => {
      data.skew = nudge(data.skew);
    }),
  ],
  [
    /pymcdm_tests\.json$/,
    json(({ cases }: Cases) => {
      cases[0]!.output[0] = nudge(cases[0]!.output[0]!);
    }),
  ],
  [
    /skcriteria_tests\.json$/,
    json(({ cases }: Cases) => {
      const { extra } = cases.find((c) => c.kind === 'agg' && c.name === 'CODAS')!;
      extra.score[0] = nudge(extra.score[0]!);
    }),
  ],
  [
    /pydecision_cases\.json$/,
    json(({ results }: { results: { topsis: number[] } }) => {
      results.topsis[0] = nudge(results.topsis[0]!);
    }),
  ],
  [/compind\/\w+_ci\.csv$/, cell(1)],
  [/compind\/\w+_normalised\.csv$/, cell(1)],
  [/survey\/expected\.csv$/, cell(2)],
  [/survey\/\w+_rake_weights\.csv$/, cell(4)],
  [/survey\/\w+_calibration_weights\.csv$/, cell(2)],
  [/sae\/eight_schools_eb\.csv$/, cell(3)],
  [/sae\/efron_morris_summary\.csv$/, cell(0)],
  [/sae\/(dyestuff|sleepstudy_ranint|apipop_va)_fit\.csv$/, fitted(1)],
  [/sae\/\w+_eblup\.csv$/, fitted(3)],
];
