import { createHash } from 'node:crypto';
import type { Taxonomy } from '../../contract/campaign/schemas.ts';
import { createTranslator } from '../../contract/messages/index.ts';
import type {
  LedgerOptions,
  LedgerPeople,
  LedgerPreview,
  LedgerPreviewRow,
} from '../../contract/problem/imports.ts';
import type { LedgerRole } from '../../contract/problem/roles.ts';
import { looseKey } from '../table/cells.ts';
import { groupsOf, type LedgerGroup } from './groups.ts';
import { packed } from './kept.ts';
import {
  knownOf,
  type StoredMeasure,
  type StoredProblem,
  type StoredTold,
  vocabularyOf,
} from './known.ts';
import { claimedProblems, draftsOf, isClaimed } from './outcome.ts';
import { type LedgerPerson, personResolver } from './people.ts';
import { type KnownProblem, type LedgerPlan, type PlannedProblem, planLedger } from './plan.ts';
import { choicesOf, peopleToPick, unitsToPick, wordsToPick } from './questions.ts';
import type { ReadFile } from './read.ts';
import { type LedgerSaid, ledgerSaid, saidOfWords } from './said.ts';
import { type LedgerUnit, unitResolver } from './units.ts';

/** Rows of a preview that are told; those to be looked at come before others. */
const MOST_LISTED = 5000;
const SHOWN = 80;
/** Problems in a piece of what is kept. */
const PIECE = 250;

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
  /** People of the names in the file, and some others to suggest. */
  readonly people: readonly LedgerPerson[];
  /** Whom names mean, by what was said before and in this import. */
  readonly picked: LedgerPeople;
  readonly today: string;
  /** Until when what the file says is finished has to be shown. */
  readonly claimUntil: string;
  readonly names: Readonly<Record<string, string>>;
  /** Kept with the plan: what it was made from, as whoever writes it compares it. */
  readonly head: object;
}
/** Problems of the ledger as they are stored, some of all. */
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
  /** Words and names that are asked about. */
  readonly asks: number;
  /** Pieces ({@link packed}): a {@link PlanHead}, then lists of {@link LedgerGroup}, new ones first. */
  readonly plan: Uint8Array;
}
export interface PlanHead {
  readonly said: LedgerSaid;
  readonly counts: Readonly<Record<string, number>>;
  readonly made: number;
  readonly changed: number;
  /** New problems by unit. */
  readonly units: Readonly<Record<string, number>>;
  readonly from: object;
}

/** Decides every row of a file against what is known, for a page to show and a job to write. */
export function plannedLedger(
  file: ReadFile,
  around: LedgerSurroundings,
  pages: readonly KnownPage[],
): PlannedLedger {
  const { units, options, barred } = around;
  const resolve = unitResolver(units, options.units);
  const words = vocabularyOf(around.campaign.taxonomy, saidOfWords(options));
  const outside = new Set(barred);
  const people = personResolver(around.people, around.picked);
  const known = knownIn(around, pages);
  const plan = planLedger({
    ...{ file, resolve, known, people, today: around.today },
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
  const groups = groupsOf(file, plan);
  const pieces = [...piecesOf(groups.made), ...piecesOf(groups.changed)];
  const choices = choicesOf(around.campaign.taxonomy);
  const questions = {
    units: unitsToPick(plan, resolve),
    people: peopleToPick(plan, { resolve: people, people: around.people, units }),
    words: wordsToPick(plan, saidOfWords(options), choices),
  };
  const byId = new Map(known.map((p) => [p.id, p]));
  const claimed = claimedProblems([...groups.made, ...groups.changed], byId);
  const page: LedgerPreview = {
    ...pageOf(file, plan, around),
    ...questions,
    choices,
    drafts: draftsOf(plan),
    claims: { problems: claimed, rows: claimedRows(plan), until: around.claimUntil },
  };
  const headings = page.sheets.flatMap((s) => (s.ledger ? s.unknown : []));
  const { units: u, people: p, words: w } = questions;
  return {
    asks: headings.length + u.length + p.length + w.length,
    ...{ rows: plan.lines.length + skipped, counts, seal: sealOf(plan, pieces) },
    rejects: JSON.stringify(
      rejected.map(({ line, issues }) => ({ sheet: line.sheet, row: line.row, issues })),
    ),
    page: JSON.stringify(page),
    plan: packed([JSON.stringify(headOf(file, groups, around, counts)), ...pieces]),
  };
}

function knownIn(
  { names, campaign }: LedgerSurroundings,
  pages: readonly KnownPage[],
): KnownProblem[] {
  const around = {
    name: (id: string | null) => (id ? { name: names[id] ?? '' } : null),
    // Told in files that go out; nothing is compared with it.
    light: () => 'open' as const,
    taxonomy: () => campaign.taxonomy,
    t: createTranslator('zh-CN'),
  };
  return pages.flatMap(({ problems, measures, told }) => knownOf(problems, measures, told, around));
}

function claimedRows({ problems }: LedgerPlan): number {
  return problems.reduce(
    (n, p) => n + (p.claim ? p.problem.lines.length : p.measures.filter((m) => m.claim).length),
    0,
  );
}

function headOf(
  file: ReadFile,
  { made, changed }: ReturnType<typeof groupsOf>,
  around: LedgerSurroundings,
  counts: PlanHead['counts'],
): PlanHead {
  const units: Record<string, number> = {};
  for (const { unit } of made) units[unit!] = (units[unit!] ?? 0) + 1;
  const said = { ...ledgerSaid(file), facts: '' };
  return {
    ...{ said, counts, units, from: around.head },
    ...{ made: made.length, changed: changed.length },
  };
}

function* piecesOf(groups: readonly LedgerGroup[]): Generator<string> {
  for (let at = 0; at < groups.length; at += PIECE)
    yield JSON.stringify(groups.slice(at, at + PIECE));
}

/** Two plans with one digest do the same, by what they write and what they were decided against. */
function sealOf({ problems }: LedgerPlan, pieces: readonly string[]): string {
  const digest = createHash('sha256');
  for (const piece of pieces) digest.update(`${piece}\n`);
  const decided = problems.map(({ status, unit, known, into, lacks }) =>
    [status, unit?.id, known?.id, known?.version, into?.lines, ...lacks].join(' '),
  );
  return digest.update(decided.join('\n')).digest('hex');
}

function pageOf(
  file: ReadFile,
  plan: LedgerPlan,
  { campaign, options, fileName }: LedgerSurroundings,
): Omit<LedgerPreview, 'units' | 'people' | 'words' | 'choices' | 'drafts' | 'claims'> {
  return {
    title: file.sheets.find((s) => s.ledger)?.titles[0] ?? fileName,
    campaign: { id: campaign.id, name: campaign.name },
    sheets: file.sheets.map(({ sheet, ledger, rows, unknown, unread, hidden }) => ({
      ...{ sheet, ledger, rows, unread, hidden },
      unknown: unknown.map(({ label, like }) => ({
        ...{ key: looseKey(label), label },
        like: like.map((l) => l.role),
      })),
    })),
    said: {
      ...{ headings: options.headings, units: options.units },
      ...{ people: options.people, words: options.words },
    },
    ...{ skipped: file.skipped, unseen: file.unseen },
    list: listOf(file, plan),
  };
}

function listOf(file: ReadFile, plan: LedgerPlan): LedgerPreviewRow[] {
  const long = plan.lines.length > MOST_LISTED;
  const quiet = ({ line, status }: LedgerPlan['lines'][number]) =>
    status === 'unchanged' ||
    (status === 'accepted' && plan.problems[line.problem]!.lacks.length === 0);
  const order = long
    ? [...plan.lines.filter((l) => !quiet(l)), ...plan.lines.filter((l) => quiet(l))].slice(
        0,
        MOST_LISTED,
      )
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
      lacks: planned.lacks,
      claimed: status !== 'rejected' && isClaimed(planned, index.get(line)!),
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
