import type { LedgerRole } from '../../contract/problem/roles.ts';
import type { Issue } from '../../engine/index.ts';
import { unitKey } from '../table/cells.ts';
import { columnName } from './fields.ts';
import type { KnownProblem, LedgerPlanInput } from './plan.ts';
import type { ReadFile } from './read.ts';
import type { LedgerLine, LedgerProblem } from './row.ts';
import { textKey } from './text.ts';
import type { LedgerUnit, UnitMatch, UnitResolver } from './units.ts';

/** What is known of a problem of the file while the plan is made. */
export interface Draft {
  readonly problem: LedgerProblem;
  /** By line of the problem. */
  readonly issues: Issue[][];
  unit?: LedgerUnit;
  known?: KnownProblem;
  /** The mark of our own files told which problem it is. */
  marked?: boolean;
  /** An earlier problem of the file that says the same. */
  first?: Draft;
}

export function isError(issue: Issue): boolean {
  return issue.severity !== 'warning';
}

/** Where a cell stands, as issues tell it. */
export function placeOf(
  file: ReadFile,
  line: LedgerLine,
  role: LedgerRole,
): NonNullable<Issue['at']> {
  const column = columnOf(file, line, role);
  return {
    ...(line.sheet === null ? {} : { sheet: line.sheet }),
    row: line.row,
    ...(column ? { column: columnName(column.column, column.label) } : {}),
  };
}

/** The column that plays a role where a line stands. */
export function columnOf(
  file: Pick<ReadFile, 'sheets'>,
  { sheet, row }: Pick<LedgerLine, 'sheet' | 'row'>,
  role: LedgerRole,
): { readonly column: number; readonly label: string } | undefined {
  const told = file.sheets.find((s) => s.sheet === sheet);
  return (told?.below.findLast((table) => table.row <= row) ?? told)?.columns[role];
}

export interface KnownFinder {
  readonly byId: (id: string) => KnownProblem | undefined;
  readonly byNumber: (unitId: string, number: string) => KnownProblem | undefined;
  readonly byWords: (unitId: string, facts: string) => KnownProblem | undefined;
}

export function knownFinder(known: readonly KnownProblem[]): KnownFinder {
  const ids = new Map<string, KnownProblem>();
  const numbers = new Map<string, KnownProblem>();
  const words = new Map<string, KnownProblem>();
  for (const p of known) {
    ids.set(p.id, p);
    words.set(`${p.unitId} ${textKey(p.facts)}`, p);
    if (p.foreignNumber !== null) numbers.set(`${p.unitId} ${unitKey(p.foreignNumber)}`, p);
  }
  // Our own number before what senders call theirs.
  for (const p of known) numbers.set(`${p.unitId} ${unitKey(p.number)}`, p);
  return {
    byId: (id) => ids.get(id),
    byNumber: (unitId, number) => numbers.get(`${unitId} ${unitKey(number)}`),
    byWords: (unitId, facts) => words.get(`${unitId} ${textKey(facts)}`),
  };
}

/** Finds the unit of a problem, then which one of the ledger or of the file it is. */
export function place(
  input: LedgerPlanInput,
  draft: Draft,
  finder: KnownFinder,
  seen: Map<string, Draft>,
): void {
  const { file } = input;
  const line = file.lines[draft.problem.lines[0]!]!;
  const fault = (role: LedgerRole, code: string, params: Issue['params'] = {}): void => {
    draft.issues[0]!.push({ code, at: placeOf(file, line, role), params });
  };
  const marked = line.token ? finder.byId(line.token.problem) : undefined;
  if (marked) {
    draft.known = marked;
    draft.marked = true;
  } else if (line.token?.day) fault('facts', 'ledger:import-past-gone', { day: line.token.day });
  const unit = marked
    ? unitOfMarked(input, marked, line, draft, fault)
    : unitOf(input, draft, fault);
  if (!unit) return;
  draft.unit = unit;
  if (!input.mayWrite(unit)) fault('unit', 'ledger:import-unit-outside', { unit: unit.name });
  else if (unit.closed) fault('unit', 'ledger:import-unit-closed', { unit: unit.name });
  const { number, fields } = draft.problem;
  if (!marked) {
    const known =
      (number === undefined ? undefined : finder.byNumber(unit.id, number)) ??
      (fields.facts === undefined ? undefined : finder.byWords(unit.id, fields.facts));
    if (known) draft.known = known;
  }
  meet(input, draft, unit, seen, fault);
}

/** Two problems of one file may be one: then the later adds to the earlier. */
function meet(
  { file }: LedgerPlanInput,
  draft: Draft,
  unit: LedgerUnit,
  seen: Map<string, Draft>,
  fault: (role: LedgerRole, code: string, params: Issue['params']) => void,
): void {
  const { number, fields } = draft.problem;
  const words = textKey(fields.facts ?? '');
  const own = draft.known
    ? [`id ${draft.known.id}`]
    : [
        ...(number === undefined ? [] : [`${unit.id} no ${unitKey(number)}`]),
        ...(words === '' ? [] : [`${unit.id} is ${words}`]),
      ];
  const first = own.map((key) => seen.get(key)).find((found) => found !== undefined);
  for (const key of own) if (!seen.has(key)) seen.set(key, draft);
  if (!first) return;
  const { row } = file.lines[first.problem.lines[0]!]!;
  if (draft.marked && first.marked) fault('token', 'ledger:import-twice', { row });
  else if (textKey(first.problem.fields.facts ?? '') !== words)
    fault('number', 'ledger:import-number-twice', { row, number: number ?? '' });
  else draft.first = first;
}

function unitOfMarked(
  { resolve }: LedgerPlanInput,
  marked: KnownProblem,
  line: LedgerLine,
  draft: Draft,
  fault: (role: LedgerRole, code: string, params: Issue['params']) => void,
): LedgerUnit | undefined {
  const text = draft.problem.fields.unit;
  const match = text === undefined ? undefined : resolve(text);
  const other = match?.kind === 'one' && match.unit.id !== marked.unitId;
  if (line.edited.includes('unit') && (match?.kind !== 'one' || other)) {
    fault('unit', 'ledger:import-unit-moved', { unit: marked.unit });
    return undefined;
  }
  return { ...STANDING, id: marked.unitId, name: marked.unit };
}

/** A unit that has problems of ours is known; what else a resolver tells is not needed. */
const STANDING = { shortName: null, code: null, path: '', parent: null, closed: false } as const;

function unitOf(
  { file, resolve, unit }: LedgerPlanInput,
  draft: Draft,
  fault: (role: LedgerRole, code: string, params?: Issue['params']) => void,
): LedgerUnit | undefined {
  const text = draft.problem.fields.unit;
  if (text === undefined) {
    // A column that is there and empty was forgotten; a form without it is one unit's own.
    const line = file.lines[draft.problem.lines[0]!]!;
    if (unit && !columnOf(file, line, 'unit')) return unit;
    // What stands there and cannot be read was told.
    const told = draft.issues[0]!.some((i) => i.code.startsWith('ledger:import-formula'));
    if (!told) fault('unit', 'ledger:import-no-unit');
    return undefined;
  }
  const match = matchOf(resolve, text);
  if (match.kind === 'one') return match.unit;
  const named = (units: readonly LedgerUnit[]): string =>
    units.map((u) => (u.parent ? `${u.parent}/${u.name}` : u.name)).join('、');
  if (match.kind === 'several')
    fault('unit', 'ledger:import-unit-several', { text, units: named(match.units) });
  else if (match.like.length === 0) fault('unit', 'ledger:import-unit-none', { text });
  else
    fault('unit', 'ledger:import-unit-unknown', {
      text,
      like: named(match.like.map((l) => l.unit)),
    });
  return undefined;
}

/** «三分公司、安全部»: the first unit named answers, when the whole is none. */
function matchOf(resolve: UnitResolver, text: string): UnitMatch {
  const whole = resolve(text);
  if (whole.kind !== 'unknown') return whole;
  const [first, ...others] = text.split(/[、,，;；\n]+/).map((part) => part.trim());
  if (others.length === 0 || !first) return whole;
  const match = resolve(first);
  return match.kind === 'one' ? match : whole;
}
