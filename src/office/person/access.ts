import type { Translate } from '../../contract/messages/index.ts';
import type { Role } from '../../contract/permissions.ts';
import { operationsOf } from '../../contract/person/access.ts';
import { csvText, inert } from '../table/csv.ts';

/** A right in force, as the report on access tells it. */
export interface AccessRow {
  readonly unit: string;
  readonly unitCode: string | null;
  readonly unitPath: string;
  readonly person: string;
  readonly personNumber: string | null;
  readonly personUnit: string;
  readonly role: Role;
  /** Days, both included; open when null. */
  readonly since: string;
  readonly through: string | null;
  readonly by: string | null;
  readonly lentBy: string | null;
  readonly reason: string | null;
}

/**
 * Who may do what, where and since when, as CSV that spreadsheets open: UTF-8 with a byte-order
 * mark, one line a right, the operations it opens in the last column.
 */
export function accessCsv(rows: readonly AccessRow[], t: Translate): string {
  const head = [
    t('person:unit'),
    t('person:unit-code'),
    t('person:name'),
    t('person:number'),
    t('person:own-unit'),
    t('person:role'),
    t('person:since'),
    t('person:through'),
    t('person:granted-by'),
    t('person:lent-by'),
    t('person:reason'),
    t('person:operations-count'),
    t('person:operations'),
  ];
  const lines = rows.map((r) => {
    const reachable = operationsOf(r.role);
    return [
      ...[r.unit, r.unitCode ?? '', r.person, r.personNumber ?? '', r.personUnit].map(inert),
      t(`identity:role-${r.role}`),
      r.since,
      r.through ?? t('person:no-end'),
      ...[r.by ?? t('person:by-setup'), r.lentBy ?? '', r.reason ?? ''].map(inert),
      reachable.length,
      reachable.join(' '),
    ];
  });
  return `\ufeff${csvText([head, ...lines])}`;
}
