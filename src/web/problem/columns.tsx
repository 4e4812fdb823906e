import type { ReactNode } from 'react';
import type { Translate } from '../../contract/messages/index.ts';
import type { ProblemRow } from '../../contract/problem/schemas.ts';
import { words } from '../../contract/problem/words.ts';
import { Breaks, Due, Effect, standing, Who } from './parts.tsx';

/** Fields that are written in place. */
export const editables = ['title', 'leader', 'owner', 'severity', 'tendency', 'due'] as const;
export type Editable = (typeof editables)[number];

export interface Told {
  readonly t: Translate;
}

interface Column {
  /** Width of the track, as CSS grid has it. */
  readonly width: string;
  readonly cell: (row: ProblemRow, told: Told) => ReactNode;
  readonly edits?: Editable;
  readonly end?: true;
}

const kindsOf = ({ t }: Told, row: ProblemRow): string =>
  [...new Set(standing(row.measures).map((m) => words(t).kind(m.kind)))].join(t('web.mark-list')) ||
  '—';

/** Columns of the ledger, in their order; headings in the catalogue. */
export const columns = {
  number: { width: '92px', cell: (r) => <span className="tabular">{r.number}</span> },
  title: { width: 'minmax(220px, 3fr)', cell: (r) => r.title, edits: 'title' },
  unit: { width: 'minmax(96px, 1fr)', cell: (r) => <span title={r.unit.name}>{r.unit.name}</span> },
  leader: {
    width: '80px',
    cell: (r) => <Who person={r.leader} name={r.leaderName} />,
    edits: 'leader',
  },
  owner: {
    width: '80px',
    cell: (r) => <Who person={r.owner} name={r.ownerName} />,
    edits: 'owner',
  },
  kind: { width: '80px', cell: (r, told) => kindsOf(told, r) },
  due: { width: '148px', cell: (r) => <Due row={r} />, edits: 'due' },
  state: { width: '88px', cell: (r, { t }) => words(t).state(r.state) },
  effect: { width: 'minmax(92px, 1fr)', cell: (r) => <Effect row={r} />, end: true },
  breaks: { width: '116px', cell: (r) => <Breaks breaks={r.breaks} /> },
  source: { width: '84px', cell: (r, { t }) => words(t).source(r.source) },
  mirror: { width: '112px', cell: (r, { t }) => (r.mirror ? words(t).mirror(r.mirror) : '—') },
  tendency: {
    width: 'minmax(120px, 1fr)',
    cell: (r) => r.tendencyName ?? '—',
    edits: 'tendency',
  },
  severity: { width: '64px', cell: (r, { t }) => words(t).severity(r.severity), edits: 'severity' },
  systemic: { width: '76px', cell: (r, { t }) => (r.systemic ? t('problem:systemic') : '—') },
  list: {
    width: '104px',
    cell: (r, { t }) => (r.list === 'personal' && r.person ? r.person.name : words(t).list(r.list)),
  },
  raised: { width: '92px', cell: (r) => <span className="tabular">{r.raisedOn}</span> },
  moved: { width: '92px', cell: (r) => <span className="tabular">{r.movedOn}</span> },
  closed: { width: '92px', cell: (r) => <span className="tabular">{r.closedOn ?? '—'}</span> },
  reopened: { width: '72px', cell: (r) => (r.reopened > 0 ? r.reopened : '—'), end: true },
  foreign: { width: '100px', cell: (r) => r.foreignNumber ?? '—' },
} as const satisfies Record<string, Column>;
export type ColumnName = keyof typeof columns;
export const columnNames = Object.keys(columns) as ColumnName[];
export const columnOf = (name: ColumnName): Column => columns[name];

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
} as const satisfies Record<string, readonly ColumnName[]>;

/** Columns of a view, in the order of the table. */
export function columnsOf(cols: string | undefined, page: keyof typeof usual): ColumnName[] {
  const chosen = cols?.split(',').filter((c): c is ColumnName => c in columns);
  return chosen?.length ? chosen : [...usual[page]];
}
