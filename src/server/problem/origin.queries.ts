import { sql } from 'kysely';
import type { Trx } from '../platform/scope.ts';

export interface RaisedRow {
  readonly id: string;
  readonly number: string;
  readonly title: string;
  readonly state: string;
  readonly org_id: string;
  readonly org_path: string;
  readonly unit_name: string;
}

const briefs = (trx: Trx) =>
  trx
    .selectFrom('problem as p')
    .innerJoin('org', 'org.id', 'p.org_id')
    .select(['p.id', 'p.number', 'p.title', 'p.state', 'p.org_id', 'p.org_path'])
    .select(sql<string>`org.name`.as('unit_name'));

/** Problems raised from something (`<kind>:<id>`), the earliest first. */
export async function raisedFrom(trx: Trx, origin: string): Promise<RaisedRow[]> {
  return briefs(trx).where('p.origin', '=', origin).orderBy('p.id').execute();
}

export async function problemsById(trx: Trx, ids: readonly string[]): Promise<RaisedRow[]> {
  return ids.length === 0 ? [] : briefs(trx).where('p.id', 'in', ids).execute();
}
