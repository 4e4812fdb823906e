import { sql } from 'kysely';
import { withNext } from '../platform/driver.ts';
import type { Trx } from '../platform/scope.ts';

export interface PassedProblem {
  readonly id: string;
  readonly number: string;
  readonly before: string;
}

/**
 * Gives problems of a unit to another under numbers from one on; the number they had stays as that of
 * the sender. What hangs on them follows in the same transaction: until then references wait.
 */
export async function passProblems(
  trx: Trx,
  from: string,
  to: { readonly id: string; readonly path: string },
  numbers: { readonly year: number; readonly first: number },
): Promise<PassedProblem[]> {
  await withNext(trx, sql`set constraints all deferred`);
  const { rows } = await sql<PassedProblem>`
    with moved as (select id, number, row_number() over (order by id) - 1 as k
      from problem where org_id = ${from}::uuid)
    update problem p set org_id = ${to.id}, org_path = ${to.path}, version = p.version + 1,
      number = ${`${numbers.year}-`} || lpad((${numbers.first}::int + k)::text,
        greatest(4, length((${numbers.first}::int + k)::text)), '0'),
      foreign_number = coalesce(p.foreign_number, p.number)
    from moved where p.org_id = ${from}::uuid and p.id = moved.id
    returning p.id, p.number, moved.number as before`.execute(trx);
  return rows;
}

export async function countAll(trx: Trx, orgId: string): Promise<number> {
  const { rows } = await sql<{ n: number }>`select count(*)::int as n from problem
    where org_id = ${orgId}::uuid`.execute(trx);
  return rows[0]!.n;
}
