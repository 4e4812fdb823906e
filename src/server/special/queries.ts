import { type Insertable, type Selectable, type SqlBool, sql } from 'kysely';
import type { Special, SpecialProblem } from '../platform/schema.generated.ts';
import type { Trx } from '../platform/scope.ts';

export type SpecialRow = Selectable<Special> & {
  readonly unit_name: string;
  readonly lead_name: string;
  readonly tasks: number;
  readonly settled: number;
};

/** Special rectifications in reach with their sub-tasks counted, those running first. */
export async function listSpecials(
  trx: Trx,
  f: {
    readonly path?: string | undefined;
    readonly id?: string | undefined;
    readonly closed: boolean;
  },
): Promise<SpecialRow[]> {
  const { rows } = await sql<SpecialRow>`
    select s.*, o.name as unit_name, l.name as lead_name,
      coalesce(t.tasks, 0)::int as tasks, coalesce(t.settled, 0)::int as settled
    from special s join org o on o.id = s.org_id join org l on l.id = s.lead_id
    left join lateral (select count(*) as tasks,
        count(*) filter (where p.state in ('closed', 'withdrawn')) as settled
      from special_problem k join problem p on p.org_id = k.org_id and p.id = k.problem_id
      where k.special_id = s.id and k.removed_at is null) t on true
    where ${
      f.path === undefined
        ? sql<SqlBool>`true`
        : sql<SqlBool>`(s.org_path @> ${f.path}::ltree or s.org_path <@ ${f.path}::ltree)`
    }
      ${f.id ? sql`and s.id = ${f.id}` : sql``}
      ${f.closed ? sql`` : sql`and s.closed_on is null`}
    order by s.closed_on is not null, s.due, s.id`.execute(trx);
  return rows;
}

export async function lockSpecial(trx: Trx, id: string): Promise<Selectable<Special> | undefined> {
  return trx
    .selectFrom('special')
    .selectAll()
    .where('id', '=', id)
    .forNoKeyUpdate()
    .executeTakeFirst();
}

export async function insertSpecial(trx: Trx, row: Insertable<Special>): Promise<void> {
  await trx.insertInto('special').values(row).execute();
}

/** Problems that are sub-tasks, those in reach. */
export async function taskIds(trx: Trx, id: string): Promise<string[]> {
  const rows = await trx
    .selectFrom('special_problem')
    .select('problem_id')
    .where('special_id', '=', id)
    .where('removed_at', 'is', null)
    .orderBy('added_at')
    .execute();
  return rows.map((r) => r.problem_id);
}

/** Takes problems in; one that is in already stays. Gives how many came. */
export async function putTasks(
  trx: Trx,
  rows: readonly Insertable<SpecialProblem>[],
): Promise<number> {
  if (rows.length === 0) return 0;
  const { numInsertedOrUpdatedRows } = await trx
    .insertInto('special_problem')
    .values(rows)
    .onConflict((c) => c.columns(['org_id', 'problem_id', 'special_id']).doNothing())
    .executeTakeFirst();
  return Number(numInsertedOrUpdatedRows ?? 0);
}
