import { type RawBuilder, type SqlBool, sql } from 'kysely';
import type { ProblemState, Step } from '../../contract/problem/states.ts';
import type { Trx } from '../platform/scope.ts';
import { underAny } from '../platform/under.ts';
import { owing } from './order.queries.ts';
import type { ExtensionRow } from './parts.queries.ts';
import type { ListedRow } from './queries.ts';

/** What a row of «today» tells of a problem. */
export interface WaitingRow {
  readonly id: string;
  readonly number: string;
  readonly title: string;
  readonly version: number;
  readonly org_id: string;
  readonly unit_name: string;
  /** Day it hangs on, or since when it waits. */
  readonly day: string;
}

const columns = sql`p.id, p.number, p.title, p.version, p.org_id, o.name as unit_name`;

async function some(
  trx: Trx,
  scopes: readonly string[],
  given: { readonly day: RawBuilder<unknown>; readonly when: RawBuilder<SqlBool> },
  limit: number,
): Promise<WaitingRow[]> {
  const { rows } = await sql<WaitingRow>`select ${columns}, ${given.day} as day
    from problem p join org o on o.id = p.org_id
    where ${underAny('p.org_path', scopes)} and o.closed_on is null and ${given.when}
    order by ${given.day}, p.id limit ${limit}`.execute(trx);
  return rows;
}

/** Problems in a state that somebody else than those named must move on. */
export const inState = (
  trx: Trx,
  scopes: readonly string[],
  given: { readonly state: ProblemState; readonly personId: string },
  limit: number,
) =>
  some(
    trx,
    scopes,
    {
      day: sql`p.moved_on`,
      when: sql`p.state = ${given.state} and p.owner_id is distinct from ${given.personId}
        and p.person_id is distinct from ${given.personId}
        and p.applied_by is distinct from ${given.personId}
        and p.reviewed_by is distinct from ${given.personId}`,
    },
    limit,
  );

/** Those a ledger said are finished, which nobody saw yet. */
export const claimed = (trx: Trx, scopes: readonly string[], limit: number) =>
  some(trx, scopes, { day: sql`p.claim_until`, when: sql`p.claimed and ${owing}` }, limit);

/** Confirmed ones that no notice was given of yet. */
export const unannounced = (trx: Trx, scopes: readonly string[], limit: number) =>
  some(trx, scopes, { day: sql`p.moved_on`, when: sql`p.state = 'confirmed'` }, limit);

/** Notices that are over, without an objection still open. */
export const noticesOver = (trx: Trx, scopes: readonly string[], today: string, limit: number) =>
  some(
    trx,
    scopes,
    {
      day: sql`p.notice_until`,
      when: sql`p.state = 'notice' and p.notice_until < ${today}::date and not exists (select
        from objection b where b.org_id = p.org_id and b.problem_id = p.id and b.state = 'open')`,
    },
    limit,
  );

/** Problems under notice that somebody objects to, but for those whose own work they are. */
export const objectedTo = (trx: Trx, scopes: readonly string[], me: string, limit: number) =>
  some(
    trx,
    scopes,
    {
      day: sql`p.notice_until`,
      when: sql`p.state = 'notice' and exists (select
        from objection b where b.org_id = p.org_id and b.problem_id = p.id and b.state = 'open')
        and ${me}::uuid <> all (array_remove(array[p.owner_id, p.person_id, p.leader_id, p.applied_by,
          p.reviewed_by, p.confirmed_by], null))
        and not exists (select from measure m where m.org_id = p.org_id and m.problem_id = p.id
          and m.owner_id = ${me}::uuid)`,
    },
    limit,
  );

/** Closed problems that must be looked at again by a day. */
export const rechecksDue = (trx: Trx, scopes: readonly string[], until: string, limit: number) =>
  some(
    trx,
    scopes,
    {
      day: sql`(select min(r.due) from recheck r where r.org_id = p.org_id
        and r.problem_id = p.id and r.state = 'due')`,
      when: sql`p.state = 'closed' and exists (select from recheck r where r.org_id = p.org_id
        and r.problem_id = p.id and r.state = 'due' and r.due <= ${until}::date)`,
    },
    limit,
  );

/** Why problems at work came back to it, by id: of those whose last step was one of these. */
export async function sentBack(
  trx: Trx,
  rows: readonly Pick<ListedRow, 'org_id' | 'id'>[],
  steps: readonly Step[],
): Promise<ReadonlyMap<string, string>> {
  if (rows.length === 0) return new Map();
  // A deadline that is moved takes nothing further.
  const found = await sql<{ id: string; reason: string | null }>`
    select w.id, last.reason
    from unnest(${rows.map((r) => r.org_id)}::uuid[], ${rows.map((r) => r.id)}::uuid[]) as w (org_id, id)
      cross join lateral (select s.step, s.reason from problem_step s
        where s.org_id = w.org_id and s.problem_id = w.id and s.step <> 'extend'
        order by s.id desc limit 1) last
    where last.step = any (${steps as string[]})`.execute(trx);
  return new Map(found.rows.map((r) => [r.id, r.reason ?? '']));
}

type AskedRow = WaitingRow &
  ExtensionRow & {
    readonly owner_id: string | null;
    readonly measure_owner_id: string | null;
    readonly person_id: string | null;
  };

/** Deadlines asked to be moved that nobody has decided. */
export async function extensionsAsked(
  trx: Trx,
  scopes: readonly string[],
  limit: number,
): Promise<AskedRow[]> {
  const { rows } = await sql<AskedRow>`
    select e.*, ${columns}, e.wanted as day, p.owner_id, p.person_id, m.owner_id as measure_owner_id
    from deadline_change e join problem p on p.org_id = e.org_id and p.id = e.problem_id
      join measure m on m.org_id = e.org_id and m.id = e.measure_id
      join org o on o.id = p.org_id
    where ${underAny('e.org_path', scopes)} and e.state = 'asked' and o.closed_on is null
    order by e.wanted, p.id limit ${limit}`.execute(trx);
  return rows;
}
