import type { LedgerOptions } from '../../contract/problem/imports.ts';
import { codedRoles } from '../../contract/problem/roles.ts';
import { unitKey } from '../table/cells.ts';
import type { ReadFile } from './read.ts';

/** What has to be looked up for a file before it can be planned. */
export interface LedgerSaid {
  /** Words for units, as they stand. */
  readonly units: readonly string[];
  /** Problems that marks of our own files name. */
  readonly marked: readonly string[];
  /** Names of those who answer, the first of each cell. */
  readonly people: readonly string[];
  /** Numbers of ledgers. */
  readonly numbers: readonly string[];
  /** What problems say: a list as JSON, that passes through without being read. */
  readonly facts: string;
}

export function ledgerSaid(file: ReadFile): LedgerSaid {
  const said = <T>(of: (p: ReadFile['problems'][number]) => T | undefined): T[] => [
    ...new Set(file.problems.flatMap((p) => of(p) ?? [])),
  ];
  return {
    units: said((p) => p.fields.unit),
    people: firstNames(file),
    marked: [...new Set(file.lines.flatMap((l) => l.token?.problem ?? []))],
    numbers: said((p) => p.number && unitKey(p.number)),
    facts: JSON.stringify(said((p) => p.fields.facts)),
  };
}

/** The first name of a cell is whom it means; the others stay words. */
function firstNames({ problems, lines }: ReadFile): string[] {
  const named = problems.flatMap(({ fields: f }) => [f.owner?.[0], f.leader?.[0]]);
  const doers = lines.map((l) => l.measure.owner?.[0]);
  return [...new Set([...named, ...doers])].flatMap((name) => name ?? []);
}

/** What was said of words, before and in this import. */
export function saidOfWords({ learnedWords, words }: LedgerOptions): LedgerOptions['words'] {
  const roles = [...codedRoles].filter((role) => learnedWords[role] ?? words[role]);
  return Object.fromEntries(roles.map((r) => [r, { ...learnedWords[r], ...words[r] }]));
}
