import type { LedgerOptions } from '../../contract/problem/imports.ts';
import { type CodedRole, type LedgerRole, NONE } from '../../contract/problem/roles.ts';
import type { Issue } from '../../engine/index.ts';
import { type Cell, columnLetter, isBlank } from '../table/cells.ts';
import { type Due, readDue } from './dates.ts';
import type { LedgerForm } from './form.ts';
import type { LedgerToken, MeasureFields, ProblemFields } from './row.ts';
import { figureOf, ledgerNumber, onceEach, people, prose, saysNone, wordKey } from './text.ts';
import { isEdited, parseToken } from './token.ts';
import { directionOf, kindOf, severityOf, yesNo } from './words.ts';

/** Longest texts, as the fields of a problem and a measure allow. */
export const longest: Readonly<Partial<Record<LedgerRole, number>>> = {
  number: 60,
  source: 200,
  mirror: 60,
  tendency: 60,
  title: 120,
  facts: 4000,
  beneficiaries: 120,
  done: 200,
  cause: 2000,
  unit: 200,
  leader: 60,
  owner: 60,
  measureOwner: 60,
  text: 2000,
  criterion: 500,
  measureUnit: 20,
  progress: 2000,
  evidence: 1000,
  effect: 1000,
  remark: 1000,
};
/** Shorter ones say nothing. */
const SHORTEST_TEXT = 4;
/** How much longer a text may be in the file, with its padding, to be looked at at all. */
const RAW_TIMES = 3;
/** What is looked at of longer cells, and the longest word, number or day. */
const LONGEST_WORD = 200;
/** What is told of a text that is refused for its length. */
const TOLD = 60;

/** What is wrong with a cell that holds a formula's text, which has no result, or its error. */
function formulaFault(text: string): string | undefined {
  if (/^#(DIV\/0!|N\/A|REF!|NAME\?|VALUE!|NUM!|NULL!|SPILL!|CALC!)/.test(text))
    return 'ledger:import-formula-error';
  return /^=(?=\S|$)/.test(text) ? 'ledger:import-formula' : undefined;
}

/** «F (整改时限)»: how a place in a file names its column. */
export function columnName(column: number, label: string): string {
  return `${columnLetter(column)}${label ? ` (${label})` : ''}`;
}

export type SaidWords = LedgerOptions['words'];

interface RowGiven {
  readonly sheet: string | undefined;
  readonly row: number;
  readonly said?: SaidWords;
  readonly reads: CellReaders;
}

/** What reads the texts of a file; each is made once, for most are said in many rows. */
export interface CellReaders {
  readonly prose: (text: string) => string;
  readonly people: (text: string) => readonly string[];
  readonly due: (text: string) => Due | undefined;
}

/** Words of a column that are kept: beyond so many nobody writes the same again. */
const MOST_WORDS = 2000;

/** Readers for one file, whose days are of a year where they name none. */
export function cellReaders(year: number): CellReaders {
  return {
    // Texts of a file are in memory already: all of them may be kept.
    prose: onceEach(prose, Number.POSITIVE_INFINITY),
    people: onceEach(people, MOST_WORDS, 0),
    due: onceEach((text) => readDue(text, { year }), MOST_WORDS, 0),
  };
}

/** Reads the cells of one row by role, and says what is wrong with which. */
export class RowReader {
  readonly issues: Issue[] = [];
  readonly token: LedgerToken | undefined;
  readonly edited: readonly LedgerRole[];
  readonly #cells: readonly Cell[];
  readonly #form: LedgerForm;
  readonly #place: { readonly sheet?: string; readonly row: number };
  readonly #said: SaidWords;
  readonly #reads: CellReaders;

  constructor(
    cells: readonly Cell[],
    form: LedgerForm,
    { sheet, row, said = {}, reads }: RowGiven,
  ) {
    this.#said = said;
    this.#reads = reads;
    this.#cells = cells;
    this.#form = form;
    this.#place = { ...(sheet === undefined ? {} : { sheet }), row };
    const token = parseToken(this.cell('token'));
    this.token = token;
    this.edited = token
      ? [...form.columns.keys()].filter((r) => isEdited(token, r, this.cell(r)))
      : [];
  }

  cell(role: LedgerRole): Cell {
    const column = this.#form.columns.get(role);
    return column === undefined ? null : (this.#cells[column] ?? null);
  }

  wrong(
    role: LedgerRole,
    code: string,
    params: Issue['params'] = {},
    severity: 'error' | 'warning' = 'error',
  ): void {
    // What nobody touched since it was written is as it should be.
    if (this.token?.marks[role] !== undefined && !this.edited.includes(role)) return;
    const column = this.#form.columns.get(role);
    const label = column === undefined ? '' : (this.#form.labels[column] ?? '');
    const at =
      column === undefined ? this.#place : { ...this.#place, column: columnName(column, label) };
    this.issues.push({ code, at, params, ...(severity === 'warning' ? { severity } : {}) });
  }

  /** What the cell says; nothing when it is empty, `null` for «无». */
  text(role: LedgerRole): string | null | undefined {
    const cell = this.cell(role);
    if (isBlank(cell)) return undefined;
    const raw = String(cell);
    const most = longest[role];
    // Nobody pads a text to several times its length: what is so long is not tidied first.
    if (raw.length > RAW_TIMES * (most ?? LONGEST_WORD)) {
      if (most === undefined) return prose(raw.slice(0, LONGEST_WORD));
      this.wrong(role, 'ledger:import-too-long', { most, length: raw.length });
      return prose(raw.slice(0, TOLD));
    }
    const text = this.#reads.prose(raw);
    if (text === '') return undefined;
    if (saysNone(text)) return null;
    const fault = formulaFault(text);
    if (fault) {
      this.wrong(role, fault, { text: text.slice(0, 40) });
      return undefined;
    }
    if (most !== undefined && text.length > most)
      this.wrong(role, 'ledger:import-too-long', { most, length: text.length });
    return text;
  }

  /** A number of the ledger; nothing where a formula should have said it. */
  number(role: 'number' | 'ordinal'): string {
    const number = ledgerNumber(String(this.cell(role) ?? '').slice(0, LONGEST_WORD));
    const fault = formulaFault(number);
    if (!fault) return number;
    // Ordinals mean nothing: the row is as good without.
    if (role === 'number') this.wrong(role, fault, { text: number.slice(0, 40) });
    return '';
  }

  /** Whether something is wrong with the cell already. */
  isWrong(role: LedgerRole): boolean {
    const column = this.#form.columns.get(role);
    if (column === undefined) return false;
    const name = columnName(column, this.#form.labels[column] ?? '');
    return this.issues.some((i) => i.severity !== 'warning' && i.at?.column === name);
  }

  /** One of a vocabulary, or what was said of the word; a word that is neither is wrong. */
  word<T>(role: LedgerRole, code: string, read: (word: string) => T | undefined): T | undefined {
    const text = this.text(role);
    if (text === undefined || text === null) return undefined;
    const said = this.#said[role as CodedRole]?.[wordKey(text)];
    if (said === NONE) return undefined;
    const value = read(text) ?? (said as T | undefined);
    if (value === undefined) this.wrong(role, code, { text: text.slice(0, 40) });
    return value;
  }

  people(role: LedgerRole): readonly string[] | null | undefined {
    const text = this.text(role);
    return text === undefined || text === null ? text : this.#reads.people(text);
  }

  /** A day or a span of time, as {@link readDue} has it; of a text that is there. */
  due(role: 'due' | 'closedOn', text: string, year: number): Due | undefined {
    const cell = this.cell(role);
    return typeof cell === 'number' ? readDue(cell, { year }) : this.#reads.due(text);
  }

  /** A figure, alone or with its unit: «9 天». Words are told, and kept as a note. */
  figure(role: LedgerRole): number | null | undefined {
    const text = this.text(role);
    if (text === undefined || text === null) return text;
    const value = figureOf(text);
    if (value === undefined)
      this.wrong(role, 'ledger:import-figure', { text: text.slice(0, 40) }, 'warning');
    return value;
  }
}

/** Leaves out what says nothing. */
export function said<T extends object>(fields: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  const out: Partial<T> = {};
  for (const key in fields) if (fields[key] !== undefined) out[key] = fields[key];
  return out as { [K in keyof T]: Exclude<T[K], undefined> };
}

export function problemFields(row: RowReader): ProblemFields {
  const facts = row.text('facts');
  const title = row.text('title');
  return said({
    source: row.text('source'),
    mirror: row.text('mirror'),
    tendency: row.text('tendency'),
    title: title ?? undefined,
    facts: facts ?? title ?? undefined,
    cause: row.text('cause'),
    severity: row.word('severity', 'ledger:import-severity', severityOf),
    systemic: systemicOf(row),
    unit: row.text('unit') ?? undefined,
    leader: row.people('leader'),
    owner: row.people('owner'),
  });
}

function systemicOf(row: RowReader): boolean | undefined {
  // «无» in a column of yes and no is no.
  if (row.text('systemic') === null) return false;
  return row.word('systemic', 'ledger:import-yes-no', yesNo);
}

export function measureFields(row: RowReader, year: number): MeasureFields {
  const due = dueOf(row, year);
  const kind = row.word('kind', 'ledger:import-kind', kindOf) ?? due.kind;
  const own = row.people('measureOwner');
  return said({
    text: row.text('text') ?? undefined,
    kind,
    due: due.day,
    owner: own === undefined ? row.people('owner') : own,
    criterion: row.text('criterion'),
    baseline: row.figure('baseline'),
    target: row.figure('target'),
    measureUnit: row.text('measureUnit'),
    direction: sideOf(row),
    beneficiaries: row.text('beneficiaries'),
    progress: row.text('progress'),
    effect: row.text('effect'),
    evidence: row.text('evidence'),
    remark: row.text('remark'),
    done: row.text('done'),
    closedOn: pastOf(row, year),
  });
}

/** Which side of the target is good; a word that says neither is told, and not taken. */
function sideOf(row: RowReader): MeasureFields['direction'] {
  const text = row.text('direction');
  if (text === undefined || text === null) return text;
  const side = directionOf(text);
  if (side === undefined)
    row.wrong('direction', 'ledger:import-direction', { text: text.slice(0, 40) }, 'warning');
  return side;
}

function dueOf(
  row: RowReader,
  year: number,
): { day?: string | null; kind?: NonNullable<MeasureFields['kind']> } {
  const text = row.text('due');
  if (text === undefined) return {};
  if (text === null) return { day: null };
  const due = row.due('due', text, year);
  if (!due) {
    row.wrong('due', 'ledger:import-due', { text: text.slice(0, 40) });
    return {};
  }
  if (due.day !== undefined && !inReach(due.day, year)) {
    row.wrong('due', 'ledger:import-due-far', { text: text.slice(0, 40), day: due.day });
    return {};
  }
  if (due.doubt && due.day !== undefined)
    row.wrong(
      'due',
      'ledger:import-due-read',
      { text: text.slice(0, 40), day: due.day },
      'warning',
    );
  return said({ day: due.day, kind: due.kind });
}

/** Years a deadline may lie before or after the campaign's: beyond, a digit is wrong. */
const FAR = 20;

function inReach(day: string, year: number): boolean {
  return Math.abs(Number(day.slice(0, 4)) - year) <= FAR;
}

function pastOf(row: RowReader, year: number): string | null | undefined {
  const text = row.text('closedOn');
  if (text === undefined || text === null) return text;
  return row.due('closedOn', text, year)?.day;
}

/** A problem needs words; so short a text is none. */
export function tooShort(text: string | undefined): boolean {
  return text !== undefined && Array.from(text.slice(0, 2 * SHORTEST_TEXT)).length < SHORTEST_TEXT;
}
