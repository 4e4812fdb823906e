import { resolve } from 'node:path';
import { SingleBar } from 'cli-progress';
import {
  type Appraisal,
  appraise,
  bundleText,
  type Sensitivity,
  schemeHash,
  seal,
  sensitivity,
} from '../engine/index.ts';
import { readPanel } from '../office/panel/read.ts';
import { resultsCsv } from '../office/results/csv.ts';
import { unitOrder } from '../office/results/rows.ts';
import { readPanelFiles, readScheme, refuseFilled, writeFolder } from './files.ts';
import { described, ExitCode, issueLines, type Session } from './session.ts';

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
  await refuseFilled(resolve(options.out), options.out, options.force ?? false, t);
  const { scheme, warnings } = await readScheme(options.scheme, session);
  const files = await readPanelFiles(options.panel, session);
  const { panel, report } = await readPanel(files, scheme, {
    ...(options.sheet ? { sheet: options.sheet } : {}),
  });
  const result = withProgress(session, t('cli.replicates'), (progress) =>
    appraise(scheme, panel, {
      ...(options.period === undefined ? {} : { period: options.period }),
      ...(options.seed === undefined ? {} : { seed: options.seed }),
      ...(options.replicates === undefined ? {} : { replicates: options.replicates }),
      progress,
    }),
  );
  const drivers = await driversOf(result, options, session);
  const [{ resultsXlsx }, { reportHtml }] = await Promise.all([
    import('../office/results/xlsx.ts'),
    import('../office/results/report.ts'),
  ]);
  const bundle = seal(result);
  await writeFolder(
    options.out,
    {
      [resultFiles.csv]: resultsCsv(result),
      [resultFiles.xlsx]: await resultsXlsx(result, t),
      [resultFiles.report]: reportHtml(result, t, {
        lang: session.lang,
        ...(drivers ? { sensitivity: drivers } : {}),
      }),
      [resultFiles.bundle]: bundleText(bundle),
    },
    options.force ?? false,
    session,
  );
  const issues = [...warnings, ...report.warnings, ...result.warnings];
  session.answer(machineSummary(result, drivers, options.out, described(issues, session)));
  sayRanking(result, session);
  if (!session.quiet && !session.json)
    for (const line of issueLines(issues, session)) session.note(line);
  session.say();
  session.say(
    t('cli.written', { path: options.out, files: Object.values(resultFiles).join('、') }),
  );
  session.say(t('cli.sealed', { hash: schemeHash(scheme).slice(7, 19), seed: bundle.run.seed }));
  session.say(t('cli.how-to-verify', { path: `${options.out}/${resultFiles.bundle}` }));
  return ExitCode.ok;
}

async function driversOf(
  result: Appraisal,
  options: AppraiseOptions,
  session: Session,
): Promise<Sensitivity | undefined> {
  if (options.sensitivity === undefined) return undefined;
  const base = options.sensitivity === true ? {} : { base: options.sensitivity };
  return withProgress(session, session.t('cli.sensitivity'), (progress) =>
    sensitivity(result, { ...base, seed: result.uncertainty?.seed ?? 0, progress }),
  );
}

/** A bar on standard error for a person at a terminal; nothing elsewhere. */
function withProgress<T>(
  session: Session,
  label: string,
  work: (progress: (done: number, total: number) => undefined) => T,
): T {
  if (session.quiet || session.json || !process.stderr.isTTY) return work(() => undefined);
  const bar = new SingleBar({
    format: `${label} {bar} {percentage}% · {value}/{total}`,
    stream: process.stderr,
    clearOnComplete: true,
  });
  bar.start(1, 0);
  try {
    return work((done, total) => {
      bar.setTotal(total);
      bar.update(done);
      // The work is synchronous: the bar's own timer would never draw.
      bar.render();
      return undefined;
    });
  } finally {
    bar.stop();
  }
}

const SHOWN_AT_EACH_END = 5;

function sayRanking(result: Appraisal, session: Session): void {
  const { t } = session;
  const ranked = unitOrder(result).filter((u) => result.rank[u]! > 0);
  session.say(t('cli.title', { title: result.scheme.title, version: result.scheme.version }));
  session.say(
    t('cli.counts', {
      units: ranked.length,
      classes: result.classes.length,
      indicators: result.scheme.indicators.length,
      replicates: result.uncertainty?.replicates ?? 0,
    }),
  );
  for (const [k, group] of result.classes.entries()) {
    const own = ranked.filter((u) => result.classOf[u] === k);
    session.say();
    if (group.name) session.say(t('cli.class', { name: group.name, units: own.length }));
    const cut = own.length > 2 * SHOWN_AT_EACH_END + 1;
    const shown = cut
      ? [...own.slice(0, SHOWN_AT_EACH_END), -1, ...own.slice(-SHOWN_AT_EACH_END)]
      : own;
    for (const u of shown) session.say(u < 0 ? '   …' : rankLine(result, u, session));
  }
  for (const e of result.excluded)
    session.say(
      t('cli.excluded', {
        unit: result.panel.names[e.unit]!,
        share: Math.round(e.share * 100),
      }),
    );
  const bands = result.uncertainty?.bands ?? [];
  if (bands.length) session.say(t('cli.bands', { count: bands.length }));
}

function rankLine(result: Appraisal, u: number, { t }: Session): string {
  const found = result.uncertainty!;
  const grade = result.grades?.grade[u];
  const name = result.scheme.grade?.grades.find((g) => g.id === grade)?.name;
  return t('cli.rank-line', {
    rank: String(result.rank[u]).padStart(4),
    low: found.rankLow[u]!,
    high: found.rankHigh[u]!,
    score: result.score[u]!.toFixed(8),
    unit: result.panel.units[u]!,
    name: result.panel.names[u] === result.panel.units[u] ? '' : result.panel.names[u]!,
    grade: name ?? (grade === '' ? t('cli.grade-open') : ''),
  }).trimEnd();
}

function machineSummary(
  result: Appraisal,
  drivers: Sensitivity | undefined,
  out: string,
  issues: unknown[],
): unknown {
  const { panel, uncertainty } = result;
  return {
    ok: true,
    out,
    files: Object.values(resultFiles),
    scheme: {
      id: result.scheme.id,
      version: result.scheme.version,
      hash: schemeHash(result.scheme),
    },
    period: panel.periods[result.period],
    seed: uncertainty?.seed,
    replicates: uncertainty?.replicates,
    units: unitOrder(result)
      .filter((u) => result.rank[u]! > 0)
      .map((u) => ({
        unit: panel.units[u],
        name: panel.names[u],
        class: result.classes[result.classOf[u]!]!.name,
        score: result.score[u],
        rank: result.rank[u],
        rankLow: uncertainty?.rankLow[u],
        rankHigh: uncertainty?.rankHigh[u],
        grade: result.grades?.grade[u],
      })),
    excluded: result.excluded.map((e) => ({ unit: panel.units[e.unit], share: e.share })),
    bands: uncertainty?.bands.map((b) => b.units.map((u) => panel.units[u])),
    ...(drivers ? { sensitivity: drivers.overall } : {}),
    issues,
  };
}
