import type { Translate } from '../../../contract/messages/index.ts';
import { size } from '../measures.ts';
import type { Block, Column, Paper } from '../model.ts';
import { type Provenance, provenanceNote } from './provenance.ts';

/** A problem with what is done about it, in the words of the ledger; '' where nothing is known. */
export interface LedgerRow {
  readonly number: string;
  readonly source: string;
  readonly tendency: string;
  readonly facts: string;
  readonly cause: string;
  readonly unit: string;
  readonly leader: string;
  readonly owner: string;
  readonly objective: string;
  readonly measures: string;
  readonly kind: string;
  readonly due: string;
  readonly progress: string;
  readonly effect: string;
  readonly done: string;
  readonly closedOn: string;
}

export interface LedgerInput {
  /** Unit whose ledger it is, with its full name. */
  readonly unit: string;
  readonly rows: readonly LedgerRow[];
  readonly provenance: Provenance;
}

type Field = keyof LedgerRow | 'position';
interface Place {
  readonly field: Field;
  readonly key: string;
  readonly width: number;
  readonly align?: Column['align'];
}

const listed: readonly Place[] = [
  { field: 'position', key: 'document:column-position', width: 10, align: 'center' },
  { field: 'number', key: 'document:column-number', width: 22, align: 'center' },
  { field: 'source', key: 'document:column-source', width: 22 },
  { field: 'tendency', key: 'document:column-tendency', width: 24 },
  { field: 'facts', key: 'document:column-facts', width: 80 },
  { field: 'cause', key: 'document:column-cause', width: 46 },
  { field: 'unit', key: 'document:column-unit', width: 24 },
  { field: 'leader', key: 'document:column-leader', width: 15, align: 'center' },
  { field: 'owner', key: 'document:column-owner', width: 15, align: 'center' },
];

const rectified: readonly Place[] = [
  { field: 'position', key: 'document:column-position', width: 8, align: 'center' },
  { field: 'source', key: 'document:column-source', width: 14 },
  { field: 'tendency', key: 'document:column-tendency', width: 15 },
  { field: 'facts', key: 'document:column-facts', width: 38 },
  { field: 'cause', key: 'document:column-cause', width: 24 },
  { field: 'unit', key: 'document:column-unit', width: 15 },
  { field: 'leader', key: 'document:column-leader', width: 12, align: 'center' },
  { field: 'owner', key: 'document:column-owner', width: 12, align: 'center' },
  { field: 'objective', key: 'document:column-objective', width: 20 },
  { field: 'measures', key: 'document:column-measures', width: 34 },
  { field: 'kind', key: 'document:column-kind', width: 12, align: 'center' },
  { field: 'due', key: 'document:column-due', width: 22, align: 'center' },
  { field: 'progress', key: 'document:column-progress', width: 22 },
  { field: 'effect', key: 'document:column-effect', width: 20 },
  { field: 'done', key: 'document:column-done', width: 10, align: 'center' },
  { field: 'closedOn', key: 'document:column-closed', width: 22, align: 'center' },
];

/** 问题清单: what was found, why, and who answers for it. */
export function problemListPaper(input: LedgerInput, t: Translate): Paper {
  return sheet(input, t('document:title-list', { unit: input.unit }), listed, size[5], t);
}

/** 整改台账: the list with measures, time limits, progress and effect. */
export function ledgerPaper(input: LedgerInput, t: Translate): Paper {
  return sheet(input, t('document:title-ledger', { unit: input.unit }), rectified, size.small5, t);
}

/** The ledger as the table of an annex. */
export function ledgerTable(rows: readonly LedgerRow[], t: Translate): Block {
  return table(rows, rectified, size.small5, t);
}

function sheet(
  { rows, provenance }: LedgerInput,
  title: string,
  places: readonly Place[],
  points: number,
  t: Translate,
): Paper {
  return {
    head: { kind: 'none' },
    title,
    orientation: 'landscape',
    body:
      rows.length > 0
        ? [table(rows, places, points, t)]
        : [{ kind: 'paragraph', text: t('document:no-rows') }],
    note: provenanceNote(provenance, t),
  };
}

function table(
  rows: readonly LedgerRow[],
  places: readonly Place[],
  points: number,
  t: Translate,
): Block {
  return {
    kind: 'table',
    size: points,
    columns: places.map(({ key, width, align }) => ({
      heading: t(key),
      width,
      ...(align ? { align } : {}),
    })),
    rows: rows.map((row, i) =>
      places.map(({ field }) => (field === 'position' ? String(i + 1) : row[field])),
    ),
  };
}
