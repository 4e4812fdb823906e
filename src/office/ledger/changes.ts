import { createTranslator, languages } from '../../contract/messages/index.ts';
import type { LedgerRole } from '../../contract/problem/roles.ts';
import { type Claim, claimOf, claimRoles } from './claims.ts';
import { columnOf, type Draft, placeOf } from './match.ts';
import type { KnownMeasure, KnownProblem, Note, PlannedMeasure } from './plan.ts';
import type { ReadFile } from './read.ts';
import type { LedgerLine, MeasureFields, ProblemFields } from './row.ts';
import { textKey } from './text.ts';
import { markOf } from './token.ts';
import { measureCells, problemCells, type WrittenValue } from './written.ts';

/** What a problem of the file brings that is not in the ledger. */
export interface Changes {
  readonly fields: ProblemFields;
  readonly measures: readonly PlannedMeasure[];
  readonly notes: readonly Note[];
  /** Of a problem without measures. */
  readonly claim?: Claim | undefined;
}

const problemRoles = [
  'source',
  'mirror',
  'tendency',
  'title',
  'facts',
  'cause',
  'severity',
  'systemic',
  'leader',
  'owner',
] as const;
/** What a measure promises: its words in the plan, before work starts. */
const promised = [
  'text',
  'kind',
  'due',
  'owner',
  'criterion',
  'baseline',
  'target',
  'measureUnit',
  'direction',
  'beneficiaries',
] as const;
/** What only words can tell: entered as progress. */
const noted = ['progress', 'effect', 'evidence', 'done', 'closedOn', 'remark'] as const;

/** Fields that must not be emptied. */
const NEEDED: ReadonlySet<string> = new Set([
  'title',
  'facts',
  'severity',
  'systemic',
  'text',
  'kind',
]);

/** Compares a problem with the one it is in the ledger, or with nothing. */
export function changesOf(file: ReadFile, draft: Draft, today: string): Changes {
  const { problem, known, first } = draft;
  const settle = new Settling(file, draft);
  const line = file.lines[problem.lines[0]!]!;
  const fields = first
    ? {}
    : known
      ? settle.changed(line, problemRoles, problem.fields, known, (t) => problemCells(known, t))
      : problem.fields;
  const { measures, notes, claim } = measuresOf(file, draft, settle, today);
  const settled = known?.settled ?? first?.known?.settled ?? false;
  if (settled && (Object.keys(fields).length > 0 || measures.length > 0 || notes.length > 0))
    settle.fault(line, 'facts', 'ledger:import-settled', { state: known?.state ?? '' });
  return { fields, measures, notes, ...(claim ? { claim } : {}) };
}

type Languaged = Parameters<typeof problemCells>[1];

/** Collects what is wrong with changes while they are found. */
class Settling {
  readonly #file: ReadFile;
  readonly #draft: Draft;

  constructor(file: ReadFile, draft: Draft) {
    this.#file = file;
    this.#draft = draft;
  }

  fault(
    line: LedgerLine,
    role: LedgerRole,
    code: string,
    params: Record<string, string | number> = {},
  ): void {
    const index = this.#draft.problem.lines.findIndex((l) => this.#file.lines[l] === line);
    this.#draft.issues[index]!.push({ code, at: placeOf(this.#file, line, role), params });
  }

  /**
   * Fields that differ from what is known. Of our own files only edited cells count: an emptied
   * one empties; one that others changed meanwhile is refused.
   */
  changed<K extends string>(
    line: LedgerLine,
    roles: readonly K[],
    fields: Readonly<Partial<Record<K, unknown>>>,
    known: Readonly<Partial<Record<K, unknown>>>,
    cells: (t: Languaged) => ReadonlyMap<LedgerRole, WrittenValue>,
  ): Partial<Record<K, never>> {
    const out: Partial<Record<K, unknown>> = {};
    const marked = this.#draft.marked === true && line.token !== undefined;
    for (const field of roles) {
      const role = roleOfField(field, line);
      let value: unknown = fields[field];
      if (marked) {
        if (!line.edited.includes(role)) continue;
        if (value === undefined) value = null;
      }
      if (value === undefined || same(value, known[field])) continue;
      if (value === null && NEEDED.has(field)) {
        if (marked) this.fault(line, role, 'ledger:import-emptied');
        continue;
      }
      if (marked && !languages.some((l) => this.#asWritten(line, role, cells(translators[l]))))
        this.fault(line, role, 'ledger:import-changed-since');
      out[field] = value;
    }
    return out as Partial<Record<K, never>>;
  }

  #asWritten(
    line: LedgerLine,
    role: LedgerRole,
    cells: ReadonlyMap<LedgerRole, WrittenValue>,
  ): boolean {
    return line.token!.marks[role] === markOf(cells.get(role) ?? null);
  }
}

const translators = {
  'zh-CN': createTranslator('zh-CN'),
  en: createTranslator('en'),
};

/** Whoever answers for a measure stands in a column of its own, or in that of the problem. */
function roleOfField(field: string, line: LedgerLine): LedgerRole {
  return field === 'owner' && line.token?.marks.measureOwner !== undefined
    ? 'measureOwner'
    : (field as LedgerRole);
}

function same(value: unknown, known: unknown): boolean {
  if (Array.isArray(value) || Array.isArray(known)) return asNames(value) === asNames(known);
  if (typeof value === 'string' && typeof known === 'string') return plain(value) === plain(known);
  return (value ?? null) === (known ?? null);
}

/** Width and spaces make no difference; a stroke or a sign does: «≤3 天» is not «≥3 天». */
function plain(text: string): string {
  return text.normalize('NFKC').replace(/\s/g, '');
}

function asNames(value: unknown): string {
  return Array.isArray(value) ? value.map((name) => textKey(String(name))).join(' ') : '';
}

/** The measures of a problem's rows, each told from those there are. */
function measuresOf(
  file: ReadFile,
  draft: Draft,
  settle: Settling,
  today: string,
): Omit<Changes, 'fields'> {
  const against = draft.known ?? draft.first?.known;
  const rows = draft.problem.lines.filter((l) => file.lines[l]!.into === l);
  const pairs = pairUp(file, draft, rows, against?.measures ?? []);
  const earlier = earlierTexts(file, draft);
  const measures: PlannedMeasure[] = [];
  const notes: Note[] = [];
  let ofProblem: Claim | undefined;
  for (const l of rows) {
    const line = file.lines[l]!;
    const known = pairs.get(l);
    const all = draft.problem.lines.filter((other) => file.lines[other]!.into === l);
    const told = all.flatMap((other) => notesOf(file, draft, other));
    const claim = claimOf(toldIn(file, draft, all), today);
    if (known) {
      const fields = settle.changed(line, promised, line.measure, known, (t) =>
        measureCells(known, t),
      );
      if (known.started)
        for (const field of Object.keys(fields))
          settle.fault(line, roleOfField(field, line), 'ledger:import-started');
      const fresh = unheard(told, known.told);
      if (Object.keys(fields).length > 0 || fresh.length > 0)
        measures.push({
          ...{ line: l, known, fields, notes: fresh },
          ...(isNews(known, fresh) && claim ? { claim } : {}),
        });
    } else if (line.measure.text !== undefined && !earlier.has(textKey(line.measure.text))) {
      measures.push({
        ...{ line: l, fields: promisedOf(line.measure), notes: unheard(told, []) },
        ...(claim ? { claim } : {}),
      });
    } else {
      notes.push(...unheard(told, heardOf(against)));
      ofProblem = claim;
    }
  }
  const alone = measures.length === 0 && !against && !draft.first;
  return { measures, notes, ...(alone && ofProblem ? { claim: ofProblem } : {}) };
}

/** A claim is made once, of what is not done, by words that are new. */
function isNews(known: KnownMeasure, fresh: readonly Note[]): boolean {
  const claims: readonly LedgerRole[] = claimRoles;
  return !known.claimed && known.closedOn === null && fresh.some((n) => claims.includes(n.role));
}

/** What the rows of a measure tell together; of our own files only what was edited. */
function toldIn(file: ReadFile, draft: Draft, lines: readonly number[]): MeasureFields {
  const told: { -readonly [K in (typeof claimRoles)[number]]?: string } = {};
  for (const l of lines) {
    const { measure, edited, token } = file.lines[l]!;
    const marked = draft.marked === true && token !== undefined;
    for (const role of claimRoles) {
      const text = measure[role];
      if (text && (!marked || edited.includes(role))) told[role] = text;
    }
  }
  return told;
}

function promisedOf(measure: MeasureFields): MeasureFields {
  const out: Record<string, unknown> = {};
  for (const field of promised) if (measure[field] !== undefined) out[field] = measure[field];
  return out as MeasureFields;
}

/** Measures that an earlier problem of the file with the same words has already. */
function earlierTexts(file: ReadFile, draft: Draft): Set<string> {
  const lines = draft.first?.problem.lines ?? [];
  return new Set(lines.map((l) => textKey(file.lines[l]!.measure.text ?? '')));
}

function heardOf(known: KnownProblem | undefined): string[] {
  return known ? [...known.told, ...known.measures.flatMap((m) => m.told)] : [];
}

/** By the mark of our files, by words; and where one is left on either side, these two. */
function pairUp(
  file: ReadFile,
  draft: Draft,
  rows: readonly number[],
  known: readonly KnownMeasure[],
): Map<number, KnownMeasure> {
  const pairs = new Map<number, KnownMeasure>();
  const free = new Set(known);
  const take = (row: number, measure: KnownMeasure | undefined): void => {
    if (!measure || !free.has(measure)) return;
    free.delete(measure);
    pairs.set(row, measure);
  };
  if (draft.marked)
    for (const l of rows)
      take(
        l,
        known.find((m) => m.id === file.lines[l]!.token?.measure),
      );
  const open = (): number[] =>
    rows.filter((l) => !pairs.has(l) && file.lines[l]!.measure.text !== undefined);
  for (const l of open()) {
    const key = textKey(file.lines[l]!.measure.text!);
    take(
      l,
      [...free].find((m) => textKey(m.text) === key),
    );
  }
  const left = open();
  if (left.length === 1 && free.size === 1 && !draft.first && rows.length === known.length)
    take(left[0]!, [...free][0]);
  return pairs;
}

/** What a row tells that stays words; with the heading it stood under, but for plain progress. */
function notesOf(file: ReadFile, draft: Draft, line: number): Note[] {
  const { measure, edited, token, sheet, row } = file.lines[line]!;
  const marked = draft.marked === true && token !== undefined;
  return noted.flatMap((role) => {
    const text = measure[role];
    if (!text || (marked && !edited.includes(role))) return [];
    const heading = columnOf(file, { sheet, row }, role)?.label ?? '';
    return [{ line, role, text: role === 'progress' ? text : `${heading}：${text}` }];
  });
}

function unheard(notes: readonly Note[], told: readonly string[]): Note[] {
  const heard = new Set(told.map(plain));
  return notes.filter(({ text }) => {
    const key = plain(text);
    if (key === '' || heard.has(key)) return false;
    heard.add(key);
    return true;
  });
}
