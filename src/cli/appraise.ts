import { realpath } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  type Appraisal,
  bundleText,
  type Scheme,
  type Sensitivity,
  seal,
  sensitivity,
} from '../engine/index.ts';
import { appraiseOnCores } from '../engine/parallel/cores.ts';
import { readPanel } from '../office/panel/read.ts';
import { resultsCsv } from '../office/results/csv.ts';
import { readPanelFiles, readScheme } from './documents.ts';
import { openTarget, writeFolder } from './folder.ts';
import { withBar, withLine } from './progress.ts';
import { described, issueLines } from './report.ts';
import { ExitCode, type Session } from './session.ts';
import { machineSummary, saySummary } from './summary.ts';

export interface AppraiseOptions {
  readonly scheme: string;
  readonly panel: readonly string[];
  readonly out: string;
  readonly period?: string;
  readonly sheet?: string;
  readonly seed?: number;
  readonly replicates?: number;
  readonly sensitivity?: number | true;
  readonly force?: boolean;
}

/** Names of the files a run writes. */
export const resultFiles = {
  csv: 'results.csv',
  xlsx: 'results.xlsx',
  report: 'report.html',
  bundle: 'bundle.shiji.json',
} as const;

/** `shiji appraise`: everything is computed before the first file is written. */
export async function appraiseCommand(options: AppraiseOptions, session: Session): Promise<number> {
  const { t } = session;
  const target = await openTarget(options.out, options.force ?? false, session);
  const { scheme, panel, issues } = await readInputs(options, session);
  const result = await withBar(session, t('cli.replicates'), (progress) =>
    appraiseOnCores(scheme, panel, {
      ...(options.period === undefined ? {} : { period: options.period }),
      ...(options.seed === undefined ? {} : { seed: options.seed }),
      ...(options.replicates === undefined ? {} : { replicates: options.replicates }),
      progress,
    }),
  );
  const drivers = await driversOf(result, options, session);
  await withLine(session, t('cli.writing'), async () =>
    writeFolder(target, await filesOf(result, drivers, session), session),
  );
  const warnings = [...issues, ...result.warnings];
  const files = Object.values(resultFiles);
  session.answer({
    ok: true,
    out: options.out,
    files,
    ...machineSummary(result, drivers),
    issues: described(warnings, session),
  });
  saySummary(result, drivers, session);
  if (!session.json) for (const line of issueLines(warnings, session)) session.note(line);
  session.say();
  session.say(t('cli.written', { path: options.out, files: files.join(t('cli.comma')) }));
  session.hint(t('cli.how-to-verify', { path: join(options.out, resultFiles.bundle) }));
  return ExitCode.ok;
}

/** Scheme and panel of a run, with the warnings about both. */
export async function readInputs(
  options: Pick<AppraiseOptions, 'scheme' | 'panel' | 'sheet' | 'period'>,
  session: Session,
) {
  const { scheme: document, warnings } = await readScheme(options.scheme, session);
  const scheme = { ...document, demo: document.demo || (await anyGenerated(options.panel)) };
  const { panel, report } = await withLine(session, session.t('cli.reading'), async () =>
    readPanel(await readPanelFiles(options.panel, session), scheme, {
      ...(options.sheet === undefined ? {} : { sheet: options.sheet }),
      ...(options.period === undefined ? {} : { period: options.period }),
    }),
  );
  return { scheme: scheme satisfies Scheme, panel, issues: [...warnings, ...report.warnings] };
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

async function driversOf(
  result: Appraisal,
  options: AppraiseOptions,
  session: Session,
): Promise<Sensitivity | undefined> {
  if (options.sensitivity === undefined) return undefined;
  const base = options.sensitivity === true ? {} : { base: options.sensitivity };
  return withBar(session, session.t('cli.sensitivity'), (progress) =>
    sensitivity(result, { ...base, seed: result.uncertainty?.seed ?? 0, progress }),
  );
}

async function filesOf(
  result: Appraisal,
  drivers: Sensitivity | undefined,
  { t, lang }: Session,
): Promise<Record<string, string | Uint8Array>> {
  const [{ resultsXlsx }, { reportHtml }] = await Promise.all([
    import('../office/results/xlsx.ts'),
    import('../office/results/report.ts'),
  ]);
  return {
    [resultFiles.csv]: resultsCsv(result),
    [resultFiles.xlsx]: await resultsXlsx(result, t),
    [resultFiles.report]: reportHtml(result, t, {
      lang,
      ...(drivers ? { sensitivity: drivers } : {}),
    }),
    [resultFiles.bundle]: bundleText(seal(result)),
  };
}
