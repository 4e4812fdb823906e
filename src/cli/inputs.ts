import { realpath } from 'node:fs/promises';
import { sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  columnIndex,
  EngineError,
  type Issue,
  type Panel,
  periodIndex,
  type Scheme,
} from '../engine/index.ts';
import { type ReadReport, readPanel } from '../office/panel/read.ts';
import { readPanelFiles, readScheme } from './documents.ts';
import { withLine } from './progress.ts';
import type { Session } from './session.ts';

export interface InputOptions {
  readonly scheme: string;
  readonly panel: readonly string[];
  readonly period?: string;
  readonly sheet?: string;
}

export interface Inputs {
  readonly scheme: Scheme;
  readonly panel: Panel;
  /** Warnings about scheme and panel files. */
  readonly warnings: readonly Issue[];
  /** Runs a step of the engine; what it refuses names the files, which the engine cannot know. */
  readonly placed: <T>(work: () => T | Promise<T>) => Promise<T>;
  readonly place: (issue: Issue) => Issue;
}

/** Scheme and panel of a run. Throws {@link EngineError} with every issue of one of them. */
export async function readInputs(options: InputOptions, session: Session): Promise<Inputs> {
  const read = await readScheme(options.scheme, session);
  const demo = read.scheme.demo || (await anyGenerated(options.panel));
  const scheme = { ...read.scheme, demo };
  const { panel, report } = await withLine(session, session.t('cli.reading'), async () =>
    readPanel(await readPanelFiles(options.panel, session), scheme, {
      ...(options.sheet === undefined ? {} : { sheet: options.sheet }),
      ...(options.period === undefined ? {} : { period: options.period }),
    }),
  );
  const place = (issue: Issue): Issue => {
    const column = issue.at?.column;
    if (column !== undefined) return { ...issue, at: { ...sheetOf(issue, report), ...issue.at } };
    return issue.path === undefined ? issue : read.place(issue);
  };
  const placed: Inputs['placed'] = async (work) => {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof EngineError)) throw error;
      throw new EngineError(error.issues.map(place));
    }
  };
  await placed(() => requireFigures(scheme, panel, report, options.period));
  return { scheme, panel, warnings: [...read.warnings, ...report.warnings], place, placed };
}

/** The sheet that a column of the panel was read from. */
function sheetOf(issue: Issue, report: ReadReport): Issue['at'] {
  const id = issue.params?.id;
  const found = report.sheets.find((s) => s.taken.some((column) => column.id === id));
  const { file, sheet } = found ?? report.sheets[0]!;
  return { file, ...(sheet === undefined ? {} : { sheet }) };
}

/**
 * Too many figures missing to make anything of them: over the scheme's ceiling in the whole
 * period, or in one indicator that would be filled from the other units. (A unit over the
 * ceiling is not ranked, and the result says so; that is no reason to refuse the others.)
 */
function requireFigures(
  scheme: Scheme,
  panel: Panel,
  report: ReadReport,
  periodName: string | undefined,
): void {
  const period = periodIndex(panel, periodName);
  const { maxMissing } = scheme.select;
  const most = Math.round(100 * maxMissing);
  const shares = scheme.indicators.map(({ id }) => {
    const column = panel.columns[columnIndex(panel, id, period)];
    return column ? column.filter(Number.isNaN).length / column.length : 0;
  });
  const whole = shares.reduce((a, b) => a + b, 0) / shares.length;
  if (whole > maxMissing) {
    const file = [...new Set(report.sheets.map((s) => s.file))].join('、');
    const params = { share: Math.round(100 * whole), most };
    throw new EngineError([{ code: 'cli.panel-sparse', at: { file }, params }]);
  }
  const overTime = scheme.impute.method === 'last' || scheme.impute.method === 'linear';
  const issues: Issue[] = scheme.indicators.flatMap(({ id, name }, i) => {
    const share = shares[i]!;
    // A column with nothing in it is refused by the engine, which has a plainer word for it.
    if (overTime || share <= maxMissing || share === 1) return [];
    const params = { id, name, share: Math.round(100 * share), most };
    return [{ code: 'cli.column-sparse', path: `indicators[${i}]`, at: { column: name }, params }];
  });
  if (issues.length) throw new EngineError(issues);
}

/** Whether a file is one of the demo panels: results of generated figures say so everywhere. */
async function anyGenerated(specs: readonly string[]): Promise<boolean> {
  const demo = fileURLToPath(new URL('../../data/demo/', import.meta.url));
  const inside = await Promise.all(
    specs.map(async (spec) => {
      const path = await realpath(spec.replace(/^[^=/\\]+=/, '')).catch(() => '');
      return path.startsWith(demo.endsWith(sep) ? demo : demo + sep);
    }),
  );
  return inside.includes(true);
}
