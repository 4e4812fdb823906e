import { coinr } from './coinr.ts';
import { compind } from './compind.ts';
import { pydecision } from './pydecision.ts';
import { pymcdm } from './pymcdm.ts';
import { FileRecorder, type FileReport } from './report.ts';
import { sae } from './sae.ts';
import { skcriteria } from './skcriteria.ts';
import type { Source } from './source.ts';
import { survey } from './survey.ts';

type CaseReader = (text: string, record: FileRecorder) => void;

/** Files of cases, by what their name begins with. */
const caseFiles: readonly (readonly [RegExp, CaseReader])[] = [
  [/(^|\/)pymcdm[^/]*\.json$/, pymcdm],
  [/(^|\/)skcriteria[^/]*\.json$/, skcriteria],
  [/(^|\/)pydecision[^/]*\.json$/, pydecision],
];

export interface ConformanceReport {
  readonly files: readonly FileReport[];
  /** Files in the folder that no reader here knows. */
  readonly unread: readonly string[];
}

/** Compares the engine with every reference result of a known form that the folder holds. */
export function conformance(source: Source): ConformanceReport {
  const inFolder = (name: string): string[] =>
    source.files.filter((f) => new RegExp(`(^|/)${name}/[^/]+$`).test(f));
  const records = [
    ...coinr(source, inFolder('coinr')),
    ...source.files.flatMap((file) => {
      const reader = caseFiles.find(([pattern]) => pattern.test(file))?.[1];
      if (!reader) return [];
      const record = new FileRecorder(file);
      record.attempt('file', () => reader(source.text(file), record));
      return [record];
    }),
    ...compind(source, inFolder('compind')),
    ...survey(source, inFolder('survey')),
    ...sae(source, inFolder('sae')),
  ];
  const read = new Set(records.map((r) => r.file));
  return {
    files: records.map((r) => r.report()),
    unread: source.files.filter((f) => !read.has(f)),
  };
}

export interface Totals {
  passed: number;
  failed: number;
  'not-had': number;
}

export function totals(reports: readonly FileReport[]): Totals {
  const sum: Totals = { passed: 0, failed: 0, 'not-had': 0 };
  for (const { checks } of reports) for (const { state } of checks) sum[state]++;
  return sum;
}
