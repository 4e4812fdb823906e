import { type Appraisal, type Sensitivity, schemeHash } from '../engine/index.ts';
import { unitOrder } from '../office/results/rows.ts';
import { columns } from './columns.ts';
import type { Session } from './session.ts';

const SHOWN_AT_EACH_END = 5;
const SHOWN_BANDS = 5;
const SHOWN_NAMES = 6;

/** What a person wants to know at once: the first and last of each class, and what to mind. */
export function saySummary(
  result: Appraisal,
  drivers: Sensitivity | undefined,
  session: Session,
): void {
  const { t, say } = session;
  const { scheme, panel, uncertainty } = result;
  const ranked = unitOrder(result).filter((u) => result.rank[u]! > 0);
  say(t('cli.title', { title: scheme.title, version: scheme.version }));
  if (scheme.demo) say(t('cli.demo-band'));
  const period = panel.periods[result.period]!;
  const counts = {
    units: ranked.length,
    classes: result.classes.length,
    indicators: scheme.indicators.length,
    replicates: uncertainty!.replicates,
    seed: uncertainty!.seed,
  };
  say((period && t('cli.counts-period', { period })) + t('cli.counts', counts));
  for (const [k, group] of result.classes.entries()) {
    const own = ranked.filter((u) => result.classOf[u] === k);
    say();
    if (group.name) say(t('cli.class', { name: group.name, units: own.length }));
    for (const line of rankingLines(result, own, session)) say(line);
    for (const line of bandLines(result, group.name, session)) say(line);
  }
  const minded = [...excludedLines(result, session), ...decisionLines(result, session)];
  if (minded.length) say();
  for (const line of minded) say(line);
  for (const line of drivers ? driverLines(drivers, session) : []) say(line);
}

function rankingLines(result: Appraisal, own: readonly number[], { t }: Session): string[] {
  const cut = own.length > 2 * SHOWN_AT_EACH_END + 1;
  const shown = cut
    ? [...own.slice(0, SHOWN_AT_EACH_END), -1, ...own.slice(-SHOWN_AT_EACH_END)]
    : own;
  const heading = [t('cli.col-rank'), t('cli.col-interval'), t('cli.col-score'), t('cli.col-unit')];
  const graded = result.grades !== undefined;
  return columns(
    [
      graded ? [...heading, t('cli.col-grade')] : heading,
      ...shown.map((u) => (u < 0 ? ['…'] : rankCells(result, u, t))),
    ].map((row) => ['', ...row]),
    [1, 3],
  );
}

function rankCells(result: Appraisal, u: number, t: Session['t']): string[] {
  const { rankLow, rankHigh, level } = result.uncertainty!;
  const cells = [
    String(result.rank[u]),
    `[${rankLow[u]}–${rankHigh[u]}]`,
    result.score[u]!.toFixed(8),
    unitLabel(result, u),
  ];
  const grade = result.grades?.grade[u];
  if (grade === undefined) return cells;
  const named = result.scheme.grade?.grades.find((g) => g.id === grade)?.name;
  return [...cells, named ?? t('cli.grade-open', { level: 100 * level })];
}

function unitLabel({ panel }: Appraisal, u: number): string {
  const [id, name] = [panel.units[u]!, panel.names[u]!];
  return id === name ? id : `${id} ${name}`;
}

function names({ panel }: Appraisal, units: readonly number[], { t }: Session): string {
  const shown = units.slice(0, SHOWN_NAMES).map((u) => panel.names[u]!);
  const list = shown.join(t('cli.comma'));
  return units.length > SHOWN_NAMES ? t('cli.names-more', { list, count: units.length }) : list;
}

function bandLines(result: Appraisal, className: string, session: Session): string[] {
  const { t } = session;
  const bands = result.uncertainty!.bands.filter((b) => b.className === className);
  const lines = bands.slice(0, SHOWN_BANDS).map(({ units }) =>
    t('cli.band', {
      first: result.rank[units[0]!]!,
      last: result.rank[units.at(-1)!]!,
      units: names(result, units, session),
    }),
  );
  const more = bands.length - SHOWN_BANDS;
  return more > 0 ? [...lines, t('cli.bands-more', { more })] : lines;
}

function excludedLines(result: Appraisal, { t }: Session): string[] {
  return result.excluded.map(({ unit, share }) =>
    t('cli.excluded', { unit: unitLabel(result, unit), share: Math.round(share * 100) }),
  );
}

/** Vetoes with the fact, and places in a quota that a person has to give. */
function decisionLines(result: Appraisal, session: Session): string[] {
  const { t } = session;
  const { decide, grade } = result.scheme;
  const vetoes = result.decisions
    .filter((d) => d.kind === 'veto')
    .map((d) =>
      t('cli.veto', {
        unit: unitLabel(result, d.unit),
        rule: decide.vetoes.find((v) => v.id === d.rule)?.name ?? d.rule,
        value: d.fact.value,
      }),
    );
  const open = (result.grades?.open ?? []).map((o) =>
    t('cli.open', {
      class: o.className,
      grade: grade?.grades.find((g) => g.id === o.grade)?.name ?? o.grade,
      places: o.places,
      units: names(result, o.units, session),
    }),
  );
  return [...vetoes, ...open];
}

function driverLines({ overall, level, runs }: Sensitivity, { t }: Session): string[] {
  const share = (low: number, value: number, high: number): string =>
    `${value.toFixed(2)} [${low.toFixed(2)}–${high.toFixed(2)}]`;
  const rows = overall.map((index) => [
    '',
    t(`office.factor-${index.factor}`),
    share(index.firstLow, index.first, index.firstHigh),
    share(index.totalLow, index.total, index.totalHigh),
  ]);
  const heading = ['', t('cli.col-factor'), t('cli.col-first'), t('cli.col-total')];
  return [
    '',
    t('cli.drivers'),
    ...columns([heading, ...rows]),
    t('cli.drivers-note', { runs, level: 100 * level }),
  ];
}

/** The same for a program: every unit. */
export function machineSummary(
  result: Appraisal,
  drivers: Sensitivity | undefined,
): Record<string, unknown> {
  const { panel, scheme } = result;
  const found = result.uncertainty!;
  const ids = (units: readonly number[]): string[] => units.map((u) => panel.units[u]!);
  return {
    scheme: { id: scheme.id, version: scheme.version, hash: schemeHash(scheme) },
    demo: scheme.demo,
    period: panel.periods[result.period],
    seed: found.seed,
    replicates: found.replicates,
    level: found.level,
    units: unitOrder(result)
      .filter((u) => result.rank[u]! > 0)
      .map((u) => ({
        unit: panel.units[u],
        name: panel.names[u],
        class: result.classes[result.classOf[u]!]!.name,
        score: result.score[u],
        rank: result.rank[u],
        rankLow: found.rankLow[u],
        rankHigh: found.rankHigh[u],
        ...(result.grades ? { grade: result.grades.grade[u] } : {}),
      })),
    excluded: result.excluded.map((e) => ({ unit: panel.units[e.unit], share: e.share })),
    bands: found.bands.map((b) => ({ class: b.className, units: ids(b.units) })),
    ...(result.grades
      ? {
          open: result.grades.open.map((o) => ({
            class: o.className,
            grade: o.grade,
            places: o.places,
            units: ids(o.units),
          })),
        }
      : {}),
    ...(drivers ? { sensitivity: drivers.overall } : {}),
  };
}
