import { type Insertable, type Selectable, sql } from 'kysely';
import type { SupervisionCall } from '../platform/schema.generated.ts';
import type { Trx } from '../platform/scope.ts';

export type CallRow = Selectable<SupervisionCall>;
export type NewCall = Insertable<SupervisionCall>;

/** A problem on which others than its unit owe the next step, and since when. */
export interface WaitingProblem {
  readonly org_id: string;
  readonly org_path: string;
  readonly id: string;
  readonly campaign_id: string;
  readonly number: string;
  readonly title: string;
  readonly state: string;
  readonly since: string;
}

/** Problems that wait for a step of others since up to a day, by id after one. */
export async function waitingProblems(
  trx: Trx,
  given: { readonly until: string; readonly after: string; readonly limit: number },
): Promise<WaitingProblem[]> {
  // A public notice runs its time; then somebody is to close.
  const since = sql`greatest(p.moved_on, case p.state when 'notice' then p.notice_until end)`;
  const { rows } = await sql<WaitingProblem>`
    select p.org_id, p.org_path, p.id, p.campaign_id, p.number, p.title, p.state, ${since} as since
    from problem p join org o on o.id = p.org_id join campaign c on c.id = p.campaign_id
    where p.state in ('applied', 'reviewed', 'confirmed', 'notice') and o.closed_on is null
      and c.closed_on is null and p.id > ${given.after}::uuid and ${since} <= ${given.until}::date
    order by p.id limit ${given.limit}`.execute(trx);
  return rows;
}

/** Who was called on about problems, in the order in which they were. */
export async function callsAbout(trx: Trx, problems: readonly string[]): Promise<CallRow[]> {
  if (problems.length === 0) return [];
  const { rows } = await sql<CallRow>`select * from supervision_call
    where problem_id = any(${problems}::uuid[]) order by id`.execute(trx);
  return rows;
}

/** Writes calls down; gives those that had not been made. */
export async function insertCalls(trx: Trx, rows: readonly NewCall[]): Promise<CallRow[]> {
  if (rows.length === 0) return [];
  return trx
    .insertInto('supervision_call')
    .values(rows)
    .onConflict((c) => c.doNothing())
    .returningAll()
    .execute();
}
