import { createHash } from 'node:crypto';
import type { Taxonomy } from '../../contract/campaign/schemas.ts';
import { createTranslator } from '../../contract/messages/index.ts';
import type {
  LedgerOptions,
  LedgerPreview,
  LedgerPreviewRow,
  LedgerRole,
} from '../../contract/problem/imports.ts';
import { looseKey, unitKey } from '../table/cells.ts';
import { groupsOf, type LedgerGroup, namesOf } from './groups.ts';
import { packed } from './kept.ts';
import {
  knownOf,
  type StoredMeasure,
  type StoredProblem,
  type StoredTold,
  vocabularyOf,
} from './known.ts';
import { type KnownProblem, type LedgerPlan, type PlannedProblem, planLedger } from './plan.ts';
import type { ReadFile } from './read.ts';
import { type LedgerUnit, type UnitResolver, unitResolver } from './units.ts';

/** Rows of a preview that are told; those to be looked at come before others. */
const MOST_LISTED = 5000;
const SHOWN = 80;
/** Problems in a piece of what is kept. */
const PIECE = 500;

/** What has to be looked up for a file before it can be planned. */
export interface LedgerSaid {
  /** Words for units, as they stand. */
  readonly units: readonly string[];
  /** Problems that marks of our own files name. */
  readonly marked: readonly string[];
  /** Numbers of ledgers. */
  readonly numbers: readonly string[];
  /** What problems say: a list as JSON, that passes through without being read. */
  readonly facts: string;
}

/** What was looked up. */
export interface LedgerSurroundings {
  readonly fileName: string;
  readonly options: LedgerOptions;
  readonly campaign: { readonly id: string; readonly name: string; readonly taxonomy: Taxonomy };
  readonly units: readonly LedgerUnit[];
  /** Unit of rows that name none. */
  readonly unit?: LedgerUnit | undefined;
  /** Units whose problems the importer may not write. */
  readonly barred: readonly string[];
  /** {@link KnownPage}s as JSON. */
  readonly known: readonly string[];
  readonly names: Readonly<Record<string, string>>;
  /** Kept with the plan: what it was made from, as whoever writes it compares it. */
  readonly head: object;
}
export interface KnownPage {
  readonly problems: readonly StoredProblem[];
  readonly measures: readonly StoredMeasure[];
  readonly told: readonly StoredTold[];
}

/** A file as it would be written, ready to be stored: lists are JSON. */
export interface PlannedLedger {
  readonly rows: number;
  readonly counts: Readonly<Record<string, number>>;
  readonly rejects: string;
  readonly page: string;
  readonly seal: string;
  /** Pieces ({@link packed}): a {@link PlanHead}, then lists of {@link LedgerGroup}, new ones first. */
  readonly plan: Uint8Array;
}
export interface PlanHead {
  readonly said: LedgerSaid;
  readonly counts: Readonly<Record<string, number>>;
  readonly made: number;
  readonly changed: number;
  /** Everybody the file names where something is written. */
  readonly people: readonly string[];
  /** New problems by unit. */
  readonly units: Readonly<Record<string, number>>;
  readonly from: object;
}

export function ledgerSaid(file: ReadFile): LedgerSaid {
  const said = <T>(of: (p: ReadFile['problems'][number]) => T | undefined): T[] => [
    ...new Set(file.problems.flatMap((p) => of(p) ?? [])),
  ];
  return {
    units: said((p) => p.fields.unit),
    marked: [...new Set(file.lines.flatMap((l) => l.token?.problem ?? []))],
    numbers: said((p) => p.number && unitKey(p.number)),
    facts: JSON.stringify(said((p) => p.fields.facts)),
  };
}

/** Decides every row of a file against what is known, for a page to show and a job to write. */
export function plannedLedger(file: ReadFile, around: LedgerSurroundings): PlannedLedger {
  const { units, options, barred } = around;
  const resolve = unitResolver(units, options.units);
  const words = vocabularyOf(around.campaign.taxonomy);
  const outside = new Set(barred);
  const plan = planLedger({
    ...{ file, resolve, known: knownIn(around) },
    ...(around.unit ? { unit: around.unit } : {}),
    codes: {
      tendency: (text) => words.tendency(text)?.name,
      mirror: (text) => words.mirror(text)?.name,
    },
    mayWrite: (unit) => !outside.has(unit.id),
  });
  const skipped = file.skipped.length;
  const counts = { ...plan.counts, skipped };
  const rejected = plan.lines.filter((l) => l.status === 'rejected');
  return {
    ...{ rows: plan.lines.length + skipped, counts, seal: sealOf(plan) },
    rejects: JSON.stringify(
      rejected.map(({ line, issues }) => ({ sheet: line.sheet, row: line.row, issues })),
    ),
    page: JSON.stringify(pageOf(file, plan, around, resolve)),
    plan: keptOf(file, plan, around, counts),
  };
}

function knownIn({ known, names, campaign }: LedgerSurroundings): KnownProblem[] {
  const around = {
    name: (id: string | null) => (id ? { name: names[id] ?? '' } : null),
    // Told in files that go out; nothing is compared with it.
    light: () => 'open' as const,
    taxonomy: () => campaign.taxonomy,
    t: createTranslator('zh-CN'),
  };
  return known.flatMap((text) => {
    const { problems, measures, told } = JSON.parse(text) as KnownPage;
    return knownOf(problems, measures, told, around);
  });
}

function keptOf(
  file: ReadFile,
  plan: LedgerPlan,
  around: LedgerSurroundings,
  counts: PlanHead['counts'],
): Uint8Array {
  const { made, changed } = groupsOf(file, plan);
  const units: Record<string, number> = {};
  for (const { unit } of made) units[unit!] = (units[unit!] ?? 0) + 1;
  const said = { ...ledgerSaid(file), facts: '' };
  const people = [...new Set([...made, ...changed].flatMap(namesOf))];
  const head: PlanHead = {
    ...{ said, counts, people, units, from: around.head },
    ...{ made: made.length, changed: changed.length },
  };
  return packed([head, ...piecesOf(made), ...piecesOf(changed)]);
}

function* piecesOf(groups: readonly LedgerGroup[]): Generator<readonly LedgerGroup[]> {
  for (let at = 0; at < groups.length; at += PIECE) yield groups.slice(at, at + PIECE);
}

/** Two plans with one digest do the same. */
function sealOf({ problems }: LedgerPlan): string {
  const digest = createHash('sha256');
  for (const { problem, known, into, measures, unit, ...rest } of problems)
    digest.update(
      JSON.stringify([
        rest,
        unit?.id,
        known && [known.id, known.version],
        into?.lines,
        problem.number,
        measures.map((m) => ({ ...m, known: m.known?.id })),
      ]),
    );
  return digest.digest('hex');
}

function pageOf(
  file: ReadFile,
  plan: LedgerPlan,
  { campaign, options, fileName }: LedgerSurroundings,
  resolve: UnitResolver,
): LedgerPreview {
  return {
    title: file.sheets.find((s) => s.ledger)?.titles[0] ?? fileName,
    campaign: { id: campaign.id, name: campaign.name },
    sheets: file.sheets.map(({ sheet, ledger, rows, unknown, unread }) => ({
      ...{ sheet, ledger, rows, unread },
      unknown: unknown.map(({ label, like }) => ({
        ...{ key: looseKey(label), label },
        like: like.map((l) => l.role),
      })),
    })),
    units: unitsToPick(plan, resolve),
    said: { headings: options.headings, units: options.units },
    skipped: file.skipped,
    list: listOf(file, plan),
  };
}

function listOf(file: ReadFile, plan: LedgerPlan): LedgerPreviewRow[] {
  const long = plan.lines.length > MOST_LISTED;
  const quiet = (status: string) => status === 'accepted' || status === 'unchanged';
  const order = long
    ? [
        ...plan.lines.filter((l) => !quiet(l.status)),
        ...plan.lines.filter((l) => quiet(l.status)),
      ].slice(0, MOST_LISTED)
    : plan.lines;
  const index = new Map(file.lines.map((line, k) => [line, k]));
  return order.map(({ line, status, issues }) => {
    const planned = plan.problems[line.problem]!;
    const { fields, number } = planned.problem;
    const words = fields.title ?? fields.facts ?? planned.known?.title ?? '';
    return {
      ...{ row: line.row, sheet: line.sheet, status, issues },
      unit: planned.unit?.name ?? fields.unit ?? null,
      number: planned.known?.number ?? number ?? null,
      problem: words.slice(0, SHOWN),
      measure: line.measure.text?.slice(0, SHOWN) ?? null,
      due: line.measure.due ?? null,
      changes: status === 'updated' ? changesOf(planned, index.get(line)!) : [],
    };
  });
}

/** Cells of a row that change something. */
function changesOf(planned: PlannedProblem, line: number): LedgerRole[] {
  const first = planned.problem.lines[0] === line;
  const own = planned.measures.filter((m) => m.line === line);
  const notes = [...planned.notes, ...planned.measures.flatMap((m) => m.notes)];
  return [
    ...new Set([
      ...(first ? (Object.keys(planned.fields) as LedgerRole[]) : []),
      ...own.flatMap((m) => Object.keys(m.fields) as LedgerRole[]),
      ...notes.filter((n) => n.line === line).map((n) => n.role),
    ]),
  ];
}

function unitsToPick(plan: LedgerPlan, resolve: UnitResolver): LedgerPreview['units'] {
  const rows = new Map<string, number>();
  plan.problems.forEach(({ unit, problem }) => {
    const text = problem.fields.unit;
    if (unit === undefined && text !== undefined)
      rows.set(text, (rows.get(text) ?? 0) + problem.lines.length);
  });
  return [...rows].map(([text, n]) => {
    const match = resolve(text);
    const like =
      match.kind === 'several'
        ? match.units
        : match.kind === 'unknown'
          ? match.like.map((l) => l.unit)
          : [];
    return {
      ...{ key: unitKey(text), text, rows: n },
      like: like.map(({ id, name, parent }) => ({ id, name, parent })),
    };
  });
}
