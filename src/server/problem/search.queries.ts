import { sql } from 'kysely';
import type { Trx } from '../platform/scope.ts';
import { containing, underAny } from '../platform/under.ts';

export interface FoundRow {
  readonly id: string;
  readonly number: string;
  readonly title: string;
  readonly unit_name: string;
}

/** Problems with all the words in title or facts, or of the number; those still open first, then the newest. */
export async function searchProblems(
  trx: Trx,
  paths: readonly string[],
  words: string,
  limit: number,
): Promise<FoundRow[]> {
  const all = words.split(/\s+/).map((w) => sql`p.title || ' ' || p.facts ilike ${containing(w)}`);
  const { rows } = await sql<FoundRow>`
    select p.id, p.number, p.title, o.name as unit_name
    from problem p join org o on o.id = p.org_id
    where ${underAny('p.org_path', paths)} and p.state <> 'withdrawn'
      and ((${sql.join(all, sql` and `)}) or p.number = ${words})
    order by (p.state = 'closed'), p.id desc limit ${limit}`.execute(trx);
  return rows;
}
