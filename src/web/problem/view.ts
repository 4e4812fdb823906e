import { z } from 'zod';
import { recheckKinds, recheckShows } from '../../contract/problem/rechecks.ts';
import type { ProblemFilter } from '../../contract/problem/schemas.ts';
import { sorts } from '../../contract/problem/schemas.ts';

const text = (most: number) => z.coerce.string().max(most).optional().catch(undefined);
const uuid = z.uuid().optional().catch(undefined);
const day = z.iso.date().optional().catch(undefined);
const only = <const T extends readonly [string, ...string[]]>(of: T) =>
  z.enum(of).optional().catch(undefined);

/** What the list is narrowed by; several values of a field stand there by commas. */
export const filterFields = {
  campaign: uuid,
  nested: only(['yes']),
  state: text(200),
  light: text(100),
  severity: text(100),
  source: text(200),
  list: only(['unit', 'personal']),
  tendency: text(30),
  kind: only(['at-once', 'by-date', 'long-term']),
  systemic: only(['yes', 'no']),
  owner: uuid,
  leader: uuid,
  break: text(200),
  silent: only(['yes']),
  reopened: only(['yes']),
  claimed: only(['yes']),
  recurs: only(['yes']),
  dueFrom: day,
  dueTo: day,
  raisedFrom: day,
  raisedTo: day,
  closedFrom: day,
  closedTo: day,
  listedFrom: day,
  listedTo: day,
  endedFrom: day,
  endedTo: day,
  reopenedFrom: day,
  reopenedTo: day,
  confirmer: uuid,
  cameBack: only(['yes']),
  origin: text(80),
  serves: text(120),
  come: only(['measured', 'done']),
  on: day,
  q: text(100),
} as const;
export type FilterField = keyof typeof filterFields;
export const filterNames = Object.keys(filterFields) as FilterField[];

/** What rows can stand under headings by: each is an order of the server, so headings stay true. */
export const groupings = ['unit', 'state', 'tendency', 'leader', 'severity'] as const;
export type Grouping = (typeof groupings)[number];

/** The ledger as it stands in the address. */
export const ledgerView = z.object({
  at: uuid,
  ...filterFields,
  only: only(['unit']),
  sort: only(sorts),
  group: only(groupings),
  /** Columns shown, by commas; the usual ones when absent. */
  cols: text(400),
  /** Problem whose drawer is open. */
  id: uuid,
  act: only(['new', 'edit', 'import']),
  /** Import shown in the drawer. */
  task: uuid,
});
export type LedgerView = z.output<typeof ledgerView>;

/** Which side of rectification is shown: the ledger when absent. */
export const rectifyView = z.object({ tab: only(['rechecks']) });

/** Looking back as it stands in the address. */
export const rechecksView = z.object({
  at: uuid,
  /** Those due when absent. */
  show: only(recheckShows),
  kind: only(recheckKinds),
  /** Problem whose drawer is open. */
  id: uuid,
  act: only(['draw']),
});
export type RechecksView = z.output<typeof rechecksView>;

/** Values of a field that takes several. */
export const valuesOf = (text: string | undefined): string[] =>
  text ? text.split(',').filter(Boolean) : [];

/** The field with a value put in or taken out; nothing when none is left. */
export function toggled(text: string | undefined, value: string): string | undefined {
  const now = valuesOf(text);
  const next = now.includes(value) ? now.filter((v) => v !== value) : [...now, value];
  return next.join(',') || undefined;
}

/** What narrows the list; what is empty is left out. */
export const filterOf = (view: LedgerView) =>
  Object.fromEntries(
    filterNames.flatMap((name) => (view[name] === undefined ? [] : [[name, view[name]]])),
  );

/** The query of the server for a view. */
export function queryOf(view: LedgerView): FilterQuery {
  return {
    ...filterOf(view),
    ...(view.at ? { under: view.at } : {}),
    ...(view.only ? { only: view.only } : {}),
  } as FilterQuery;
}
/** As the address of an operation takes it: several values of a field by commas. */
export type FilterQuery = {
  [K in keyof ProblemFilter]: Extract<ProblemFilter[K], readonly unknown[]> extends never
    ? ProblemFilter[K]
    : string | undefined;
};

/** How many fields narrow the list. */
export const narrowedBy = (view: LedgerView): FilterField[] =>
  filterNames.filter((name) => view[name] !== undefined);
