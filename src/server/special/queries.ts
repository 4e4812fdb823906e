import { type Insertable, type Selectable, type SqlBool, sql } from 'kysely';
import type {
  Special,
  SpecialAsk,
  SpecialProblem,
  SpecialSignature,
} from '../platform/schema.generated.ts';
import type { Trx } from '../platform/scope.ts';

export type SpecialRow = Selectable<Special> & {
  readonly unit_name: string;
  readonly lead_name: string;
  readonly lead_path: string;
};
export type AskRow = Selectable<SpecialAsk>;
export type SignatureRow = Selectable<SpecialSignature>;

/** Special rectifications in reach, those running first. */
export async function listSpecials(
  trx: Trx,
  f: {
    readonly path?: string | undefined;
    readonly id?: string | undefined;
    readonly closed: boolean;
  },
): Promise<SpecialRow[]> {
  const { rows } = await sql<SpecialRow>`
    select s.*, o.name as unit_name, l.name as lead_name, l.path as lead_path
    from special s join org o on o.id = s.org_id join org l on l.id = s.lead_id
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

export async function lockSpecial(trx: Trx, id: string): Promise<SpecialRow | undefined> {
  const { rows } = await sql`select from special where id = ${id} for no key update`.execute(trx);
  return rows.length === 0 ? undefined : (await listSpecials(trx, { id, closed: true }))[0];
}

export async function insertSpecial(trx: Trx, row: Insertable<Special>): Promise<void> {
  await trx.insertInto('special').values(row).execute();
}

/** Sub-tasks of special rectifications, those in reach. */
export async function tasksOf(
  trx: Trx,
  ids: readonly string[],
): Promise<{ special_id: string; problem_id: string }[]> {
  if (ids.length === 0) return [];
  return trx
    .selectFrom('special_problem')
    .select(['special_id', 'problem_id'])
    .where('special_id', 'in', ids)
    .where('removed_at', 'is', null)
    .orderBy('added_at')
    .execute();
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

export async function insertAsk(trx: Trx, row: Insertable<SpecialAsk>): Promise<void> {
  await trx.insertInto('special_ask').values(row).execute();
}

/** Requests of the lead in reach, the first first. */
export async function asksOf(trx: Trx, ids: readonly string[]): Promise<AskRow[]> {
  if (ids.length === 0) return [];
  return trx
    .selectFrom('special_ask')
    .selectAll()
    .where('special_id', 'in', ids)
    .orderBy('id')
    .execute();
}

export async function answerAsk(
  trx: Trx,
  row: Pick<AskRow, 'org_id' | 'id'>,
  values: Pick<AskRow, 'answer' | 'answered_by' | 'answered_at'>,
): Promise<void> {
  await trx
    .updateTable('special_ask')
    .set(values)
    .where('org_id', '=', row.org_id)
    .where('id', '=', row.id)
    .execute();
}

export async function insertSignature(trx: Trx, row: Insertable<SpecialSignature>): Promise<void> {
  await trx.insertInto('special_signature').values(row).execute();
}

/** What was signed of special rectifications, the last last. */
export async function signaturesOf(trx: Trx, ids: readonly string[]): Promise<SignatureRow[]> {
  if (ids.length === 0) return [];
  return trx
    .selectFrom('special_signature')
    .selectAll()
    .where('special_id', 'in', ids)
    .orderBy('id')
    .execute();
}

/** Requests that units in reach have not answered, the first first. */
export async function asksOpen(trx: Trx, limit: number) {
  const { rows } = await sql<
    AskRow & { readonly name: string; readonly due: string; readonly unit_name: string }
  >`select a.*, s.name, s.due, o.name as unit_name from special_ask a
    join special s on s.id = a.special_id join org o on o.id = a.org_id
    where a.answered_at is null and s.closed_on is null
    order by a.id limit ${limit}`.execute(trx);
  return rows;
}
