import {
  type DraftLack,
  type LedgerStatus,
  ledgerStatuses,
} from '../../contract/problem/import-outcomes.ts';
import type { LedgerRole } from '../../contract/problem/roles.ts';
import type { Issue } from '../../engine/index.ts';
import { type Changes, changesOf } from './changes.ts';
import type { Claim } from './claims.ts';
import { type Draft, isError, knownFinder, place, placeOf } from './match.ts';
import type { PersonResolver } from './people.ts';
import type { ReadFile } from './read.ts';
import type { LedgerLine, LedgerProblem, MeasureFields, ProblemFields } from './row.ts';
import type { LedgerUnit, UnitResolver } from './units.ts';
import type { WrittenMeasure, WrittenProblem } from './written.ts';

/** A problem that is in the ledger already. */
export interface KnownProblem extends WrittenProblem {
  readonly unitId: string;
  /** Number in the sender's own ledger. */
  readonly foreignNumber: string | null;
  /** Closed, withdrawn or on its way out: its words are no longer changed. */
  readonly settled: boolean;
  readonly measures: readonly KnownMeasure[];
  /** All that was told of the problem itself. */
  readonly told: readonly string[];
}

export interface KnownMeasure extends WrittenMeasure {
  /** Work has started: what it promises stands. */
  readonly started: boolean;
  /** A sender said once that it is finished; said again it is nothing new. */
  readonly claimed: boolean;
  readonly told: readonly string[];
}

export interface LedgerPlanInput {
  readonly file: ReadFile;
  readonly known: readonly KnownProblem[];
  readonly resolve: UnitResolver;
  /** Unit of rows that name none. */
  readonly unit?: LedgerUnit;
  /** The campaign's name for what a tendency or mirror is called; other words are left out. */
  readonly codes: Readonly<Record<CampaignRole, (text: string) => string | undefined>>;
  readonly people: PersonResolver;
  /** Nothing is finished on a day to come. */
  readonly today: string;
  /** Whether the importer may write problems of the unit. */
  readonly mayWrite: (unit: LedgerUnit) => boolean;
}

/** A measure that is made or changed, and what is told of it. */
export interface PlannedMeasure {
  readonly line: number;
  readonly known?: KnownMeasure;
  /** Fields of a new measure; of a known one those that change. */
  readonly fields: MeasureFields;
  /** The file says, and did not before, that it is finished. */
  readonly claim?: Claim | undefined;
  /** Further entries of progress, oldest first. */
  readonly notes: readonly Note[];
}

/** Something the file tells that stays a word: it is entered as progress. */
export interface Note {
  readonly line: number;
  readonly role: LedgerRole;
  readonly text: string;
}

export interface PlannedProblem {
  readonly problem: LedgerProblem;
  readonly status: LedgerStatus;
  readonly unit?: LedgerUnit;
  readonly known?: KnownProblem;
  /** An earlier problem of the file that says the same: what is new here is added to it. */
  readonly into?: LedgerProblem;
  /** Of a new one: what it lacks to stand on the list at once. */
  readonly lacks: readonly DraftLack[];
  /** Of a new one without measures: the file says that it is finished. */
  readonly claim?: Claim | undefined;
  /** Fields of a new problem; of a known one those that change. */
  readonly fields: ProblemFields;
  readonly measures: readonly PlannedMeasure[];
  readonly notes: readonly Note[];
}

export interface PlannedLine {
  readonly line: LedgerLine;
  readonly status: LedgerStatus;
  readonly issues: readonly Issue[];
}

/** What a file would do. Every line has one status; with the skipped rows they are all rows. */
export interface LedgerPlan {
  readonly problems: readonly PlannedProblem[];
  readonly lines: readonly PlannedLine[];
  readonly counts: Readonly<Record<LedgerStatus, number>>;
}

/**
 * Decides every row of a file against the ledger as it is, changing nothing. A problem is
 * recognised by the mark of our own files, by its number in the unit, then by unit and words. A
 * problem is taken with all its rows or not at all.
 */
export function planLedger(input: LedgerPlanInput): LedgerPlan {
  const { file } = input;
  const finder = knownFinder(input.known);
  const drafts = file.problems.map((problem): Draft => {
    const issues = problem.lines.map((l) => [...file.lines[l]!.issues]);
    return { problem: coded(input, problem, issues[0]!), issues };
  });
  const seen = new Map<string, Draft>();
  for (const draft of drafts) place(input, draft, finder, seen);
  const changes = new Map(drafts.map((draft) => [draft, changesOf(file, draft, input.today)]));
  const problems = drafts.map((draft, k) => settled(draft, changes, lacksOf(input, draft, k)));
  const lines: PlannedLine[] = file.lines.map((line) => {
    const draft = drafts[line.problem]!;
    return lineOf(file, line, draft, problems[line.problem]!);
  });
  const counts = Object.fromEntries(ledgerStatuses.map((s) => [s, 0])) as LedgerPlan['counts'];
  for (const { status } of lines) (counts as Record<LedgerStatus, number>)[status]++;
  return { problems, lines, counts };
}

/** Roles whose words are the campaign's. */
const campaignRoles = ['tendency', 'mirror'] as const;
type CampaignRole = (typeof campaignRoles)[number];

/** Leaves out words that are none of the campaign's; a section may say the tendency. */
function coded(
  { file, codes }: LedgerPlanInput,
  problem: LedgerProblem,
  issues: Issue[],
): LedgerProblem {
  const fields: { -readonly [K in keyof ProblemFields]: ProblemFields[K] } = { ...problem.fields };
  const line = file.lines[problem.lines[0]!]!;
  for (const role of campaignRoles) {
    const text = fields[role];
    if (!text) continue;
    const name = codes[role](text);
    if (name !== undefined) {
      fields[role] = name;
      continue;
    }
    delete fields[role];
    issues.push({
      code: `ledger:import-${role}`,
      severity: 'warning',
      at: placeOf(file, line, role),
      params: { text: text.slice(0, 40) },
    });
  }
  const section = problem.section?.replace(/^[（(]?[一二三四五六七八九十]+[)）]?[、.．]?\s*/, '');
  const tendency = section && fields.tendency === undefined && codes.tendency(section);
  if (tendency) fields.tendency = tendency;
  return { ...problem, fields };
}

/** A problem that repeats another of the file stands or falls with it. */
function settled(
  draft: Draft,
  changes: ReadonlyMap<Draft, Changes>,
  lacks: readonly DraftLack[],
): PlannedProblem {
  const own = changes.get(draft)!;
  const bad = isBad(draft) || (draft.first !== undefined && isBad(draft.first));
  const moved =
    Object.keys(own.fields).length > 0 || own.measures.length > 0 || own.notes.length > 0;
  const status = bad
    ? 'rejected'
    : !draft.known && !draft.first
      ? 'accepted'
      : moved
        ? 'updated'
        : 'unchanged';
  return {
    problem: draft.problem,
    status,
    ...(draft.unit ? { unit: draft.unit } : {}),
    ...(draft.known ? { known: draft.known } : {}),
    ...(draft.first ? { into: draft.first.problem } : {}),
    ...own,
    lacks: status === 'accepted' ? lacks : [],
  };
}

/** What `canPublish` will ask of a problem that comes in, and why it is not there. */
function lacksOf(
  { file, people }: LedgerPlanInput,
  { problem, unit }: Draft,
  k: number,
): DraftLack[] {
  if (!unit) return [];
  const out: DraftLack[] = [];
  for (const role of ['owner', 'leader'] as const) {
    const name = problem.fields[role]?.[0];
    const match = name === undefined ? undefined : people(name, unit.path);
    if (!match) out.push(`no-${role}`);
    else if (match.kind !== 'one') out.push(`${match.kind}-${role}`);
  }
  if (!problem.fields.tendency)
    out.push(file.problems[k]!.fields.tendency ? 'unknown-tendency' : 'no-tendency');
  return out;
}

function isBad(draft: Draft): boolean {
  return draft.issues.some((own) => own.some(isError));
}

function lineOf(
  file: ReadFile,
  line: LedgerLine,
  draft: Draft,
  planned: PlannedProblem,
): PlannedLine {
  const index = draft.problem.lines.findIndex((l) => file.lines[l] === line);
  const issues = draft.issues[index]!;
  if (planned.status === 'rejected' && !issues.some(isError)) {
    const culprit = isBad(draft) ? draft : draft.first!;
    const bad = culprit.issues.findIndex((own) => own.some(isError));
    const row = file.lines[culprit.problem.lines[bad]!]!.row;
    const at = { ...(line.sheet === null ? {} : { sheet: line.sheet }), row: line.row };
    return {
      line,
      status: 'rejected',
      issues: [...issues, { code: 'ledger:import-with-row', at, params: { row } }],
    };
  }
  if (planned.status !== 'updated') return { line, status: planned.status, issues };
  const own = draft.problem.lines[index]!;
  const moved =
    planned.measures.some((m) => m.line === own || m.notes.some((n) => n.line === own)) ||
    planned.notes.some((n) => n.line === own) ||
    (index === 0 && Object.keys(planned.fields).length > 0);
  return { line, status: moved ? 'updated' : 'unchanged', issues };
}
