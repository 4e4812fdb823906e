import { join } from 'node:path';
import {
  type Appraisal,
  bundleText,
  type RunOptions,
  type Sensitivity,
  seal,
  sensitivity,
} from '../engine/index.ts';
import { appraiseOnCores } from '../engine/parallel/cores.ts';
import { resultsCsv } from '../office/results/csv.ts';
import { openTarget, writeFolder } from './folder.ts';
import { type InputOptions, type Inputs, readInputs } from './inputs.ts';
import { withBar, withLine } from './progress.ts';
import { described, issueLines } from './report.ts';
import { ExitCode, type Session } from './session.ts';
import { machineSummary, saySummary } from './summary.ts';

export interface AppraiseOptions extends InputOptions {
  readonly out: string;
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
  const inputs = await readInputs(options, session);
  const result = await withBar(session, t('cli.replicates'), (progress) =>
    inputs.placed(() =>
      appraiseOnCores(inputs.scheme, inputs.panel, { ...runOptions(options), progress }),
    ),
  );
  const drivers = await driversOf(result, options, inputs, session);
  await withLine(session, t('cli.writing'), async () =>
    writeFolder(target, await filesOf(result, drivers, session), session),
  );
  const warnings = [...inputs.warnings, ...result.warnings.map(inputs.place)];
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

function runOptions({ period, seed, replicates }: AppraiseOptions): RunOptions {
  return {
    ...(period === undefined ? {} : { period }),
    ...(seed === undefined ? {} : { seed }),
    ...(replicates === undefined ? {} : { replicates }),
  };
}

async function driversOf(
  result: Appraisal,
  options: AppraiseOptions,
  { placed }: Inputs,
  session: Session,
): Promise<Sensitivity | undefined> {
  if (options.sensitivity === undefined) return undefined;
  const base = options.sensitivity === true ? {} : { base: options.sensitivity };
  return withBar(session, session.t('cli.sensitivity'), (progress) =>
    placed(() => sensitivity(result, { ...base, seed: result.uncertainty!.seed, progress })),
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
