import type { ReactNode } from 'react';
import type { Translate } from '../../contract/messages/index.ts';
import { type cellTexts, columnsIn, type LedgerColumn } from '../../contract/problem/cells.ts';
import type { ProblemRow, Sort } from '../../contract/problem/schemas.ts';
import { words } from '../../contract/problem/words.ts';
import { Breaks, Due, Effect, Who } from './parts.tsx';
import type { LedgerView } from './view.ts';

/** Fields that are written in place. */
export const editables = ['title', 'leader', 'owner', 'severity', 'tendency', 'due'] as const;
export type Editable = (typeof editables)[number];

export interface Told {
  readonly t: Translate;
  /** What each cell says in words. */
  readonly texts: ReturnType<typeof cellTexts>;
}

interface Column {
  /** Width of the track, as CSS grid has it. */
  readonly width: string;
  /** What the cell shows where that is more than its words. */
  readonly cell?: (row: ProblemRow, told: Told) => ReactNode;
  readonly edits?: Editable;
  readonly end?: true;
  /** The order of the ledger that goes by this column, and which way; `other`: alike ones together. */
  readonly sort?: { readonly by: Sort; readonly as: 'ascending' | 'descending' | 'other' };
}

/** A cell shows the beginning of a long text, its title all of it. */
const SHOWN = 120;

/** Columns of the ledger as the table has them. */
const columns: Readonly<Record<LedgerColumn, Column>> = {
  number: { width: '92px' },
  title: { width: 'minmax(220px, 3fr)', edits: 'title' },
  facts: { width: 'minmax(200px, 2fr)' },
  cause: { width: 'minmax(160px, 2fr)' },
  unit: { width: 'minmax(96px, 1fr)', sort: { by: 'unit', as: 'other' } },
  leader: {
    width: '80px',
    cell: (r) => <Who person={r.leader} name={r.leaderName} />,
    edits: 'leader',
    sort: { by: 'leader', as: 'other' },
  },
  owner: {
    width: '80px',
    cell: (r) => <Who person={r.owner} name={r.ownerName} />,
    edits: 'owner',
  },
  measures: { width: 'minmax(200px, 2fr)' },
  doers: { width: '104px' },
  kind: { width: '80px' },
  criterion: { width: 'minmax(160px, 2fr)' },
  due: {
    width: '148px',
    cell: (r) => <Due row={r} />,
    edits: 'due',
    sort: { by: 'due', as: 'ascending' },
  },
  state: { width: '88px', sort: { by: 'state', as: 'ascending' } },
  progress: { width: 'minmax(200px, 2fr)' },
  effect: { width: 'minmax(128px, 1fr)', cell: (r) => <Effect row={r} />, end: true },
  finished: { width: '104px' },
  breaks: { width: '104px', cell: (r) => <Breaks breaks={r.breaks} /> },
  source: { width: '84px', cell: (r, { t }) => words(t).source(r.source) },
  mirror: { width: '112px' },
  tendency: {
    width: 'minmax(120px, 1fr)',
    edits: 'tendency',
    sort: { by: 'tendency', as: 'other' },
  },
  severity: { width: '72px', edits: 'severity', sort: { by: 'severity', as: 'descending' } },
  systemic: { width: '76px' },
  list: { width: '104px' },
  raised: { width: '92px', sort: { by: 'newest', as: 'descending' } },
  moved: { width: '92px', sort: { by: 'moved', as: 'descending' } },
  closed: { width: '92px' },
  reopened: { width: '72px', end: true },
  recurs: { width: 'minmax(120px, 1fr)' },
  foreign: { width: '100px' },
};
export const columnOf = (name: LedgerColumn): Column => columns[name];

/** A cell with all it says in its title, unless it shows more than words. */
export function Cell({ name, row, told }: { name: LedgerColumn; row: ProblemRow; told: Told }) {
  const own = columns[name].cell?.(row, told);
  if (own !== undefined) return own;
  const text = told.texts[name](row);
  if (!text) return <span className="dim">—</span>;
  return <span title={text}>{text.slice(0, SHOWN)}</span>;
}

/** Columns each page begins with. */
export const usual = {
  rectify: [
    'number',
    'title',
    'unit',
    'leader',
    'owner',
    'kind',
    'due',
    'state',
    'effect',
    'breaks',
  ],
  inspect: [
    'number',
    'title',
    'unit',
    'source',
    'tendency',
    'severity',
    'leader',
    'owner',
    'state',
    'raised',
    'breaks',
  ],
} as const satisfies Record<string, readonly LedgerColumn[]>;

/**
 * Columns of a view, in the order of the table; while it is narrowed to what does not move, the usual
 * ones say when each last did.
 */
export function columnsOf(
  { cols, silent }: Pick<LedgerView, 'cols' | 'silent'>,
  page: keyof typeof usual,
): LedgerColumn[] {
  const chosen = columnsIn(cols);
  if (chosen.length) return chosen;
  return usual[page].flatMap((c) => (silent && c === 'state' ? (['moved', c] as const) : [c]));
}
