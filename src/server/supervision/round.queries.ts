import { sql } from 'kysely';
import type { Trx } from '../platform/scope.ts';
import type { LetterRow, SeenLetter } from './queries.ts';

/** Before every id. */
export const FIRST_ID = '00000000-0000-0000-0000-000000000000';

export async function roundDone(trx: Trx, day: string): Promise<boolean> {
  const row = await trx
    .selectFrom('supervision_round')
    .select('on_day')
    .where('on_day', '=', day)
    .executeTakeFirst();
  return row !== undefined;
}

/** The newest day before one on which the round was done. */
export async function lastRound(trx: Trx, before: string): Promise<string | undefined> {
  const row = await trx
    .selectFrom('supervision_round')
    .select((e) => e.fn.max('on_day').as('day'))
    .where('on_day', '<', before)
    .executeTakeFirst();
  return row?.day ?? undefined;
}

export async function markRound(
  trx: Trx,
  day: string,
  now: Date,
  counts: { readonly reminders: number; readonly letters: number },
): Promise<void> {
  await trx
    .insertInto('supervision_round')
    .values({ on_day: day, done_at: now, ...counts })
    .onConflict((c) => c.doNothing())
    .execute();
}

/** An owed measure with a deadline, and whom it concerns. */
export interface OwedMeasure {
  readonly org_id: string;
  readonly org_path: string;
  readonly id: string;
  readonly problem_id: string;
  readonly number: string;
  readonly title: string;
  readonly due: string;
  readonly set_at: Date;
  readonly owner_id: string | null;
  readonly leader_id: string | null;
}

/**
 * The day a measure is owed on: {@link owedOn} in SQL. What is claimed to be finished is owed to be shown
 * by another day.
 */
const owedOn = sql`(case when m.claimed and p.claim_until is not null
  then greatest(m.due, p.claim_until) else m.due end)`;
/** When a deadline was set: with the measure, or by the last extension that was granted. */
const setAt = sql`coalesce((select max(d.decided_at) from deadline_change d
  where d.org_id = m.org_id and d.measure_id = m.id and d.state = 'granted'), m.created_at)`;
const standing = sql`p.state in ('open', 'working') and o.closed_on is null and c.closed_on is null`;

/** Owed measures due up to a day, in the order of their ids after one. */
export async function owedMeasures(
  trx: Trx,
  given: { readonly until: string; readonly after: string; readonly limit: number },
): Promise<OwedMeasure[]> {
  const { rows } = await sql<OwedMeasure>`
    select m.org_id, m.org_path, m.id, m.problem_id, p.number, p.title, ${owedOn} as due,
      ${setAt} as set_at,
      coalesce(m.owner_id, p.owner_id) as owner_id, p.leader_id
    from measure m join problem p on p.org_id = m.org_id and p.id = m.problem_id
      join org o on o.id = m.org_id join campaign c on c.id = p.campaign_id
    where m.due <= ${given.until}::date and ${owedOn} <= ${given.until}::date and m.state in ('planned', 'working') and ${standing}
      and m.id > ${given.after}::uuid
    order by m.id limit ${given.limit}`.execute(trx);
  return rows;
}

/** Notes that reminders are sent; gives those that had not been. */
export async function insertReminders(
  trx: Trx,
  rows: readonly {
    readonly org_id: string;
    readonly org_path: string;
    readonly measure_id: string;
    readonly key: string;
    readonly on_day: string;
  }[],
): Promise<ReadonlySet<string>> {
  if (rows.length === 0) return new Set();
  const made = await trx
    .insertInto('reminder')
    .values(rows)
    .onConflict((c) => c.doNothing())
    .returning('measure_id')
    .execute();
  return new Set(made.map((r) => r.measure_id));
}

/** A problem on which a unit owes work that is late or silent. */
export interface StuckProblem {
  readonly org_id: string;
  readonly org_path: string;
  readonly id: string;
  readonly campaign_id: string;
  readonly number: string;
  readonly title: string;
  readonly due: string | null;
  readonly moved_on: string;
  /** The measure whose deadline is the next one owed, and when that was set. */
  readonly measure_id: string | null;
  readonly set_at: Date;
}

/**
 * Problems whose next deadline is up to one day, or that nobody moved since another, after an
 * id. More than are stuck: each is looked at by its own campaign's rules.
 */
export async function stuckProblems(
  trx: Trx,
  given: {
    readonly dueUntil: string;
    readonly movedUntil: string;
    readonly after: string;
    readonly limit: number;
  },
): Promise<StuckProblem[]> {
  const { rows } = await sql<StuckProblem>`
    select p.org_id, p.org_path, p.id, p.campaign_id, p.number, p.title, p.due, p.moved_on,
      m.id as measure_id, coalesce(m.set_at, p.created_at) as set_at
    from problem p join org o on o.id = p.org_id join campaign c on c.id = p.campaign_id
      left join lateral (select m.id, ${setAt} as set_at from measure m
        where m.org_id = p.org_id and m.problem_id = p.id and ${owedOn} = p.due
          and m.state in ('planned', 'working') order by m.position limit 1) m on true
    where ${standing} and p.id > ${given.after}::uuid
      and (p.due <= ${given.dueUntil}::date or p.moved_on <= ${given.movedUntil}::date)
    order by p.id limit ${given.limit}`.execute(trx);
  return rows;
}

/** Letters about these problems, in the order in which they were drafted. */
export async function lettersAbout(trx: Trx, problems: readonly string[]): Promise<LetterRow[]> {
  if (problems.length === 0) return [];
  return trx
    .selectFrom('supervision_letter')
    .selectAll()
    .where('problem_id', 'in', problems)
    .orderBy('id')
    .execute();
}

export type StaleDraft = Pick<
  SeenLetter,
  | 'id'
  | 'org_id'
  | 'org_path'
  | 'problem_id'
  | 'main_id'
  | 'reason'
  | 'arm'
  | 'problem_state'
  | 'problem_due'
  | 'problem_moved'
  | 'unit_closed'
  | 'campaign_closed'
>;

/**
 * Drafts about what is no longer so: the work is done, the deadline was extended, something
 * was done again, or the unit or the campaign is over.
 */
export async function staleDrafts(trx: Trx, limit: number): Promise<StaleDraft[]> {
  const { rows } = await sql<StaleDraft>`
    select l.org_id, l.org_path, l.id, l.problem_id, l.main_id, l.reason, l.arm,
      p.state as problem_state, p.due as problem_due, p.moved_on as problem_moved,
      o.closed_on is not null as unit_closed, c.closed_on is not null as campaign_closed
    from supervision_letter l
    join problem p on p.org_id = l.org_id and p.id = l.problem_id
    join org o on o.id = l.org_id join campaign c on c.id = p.campaign_id
    where l.state = 'draft' and (not (${standing})
      or l.reason = 'overdue' and p.due is distinct from l.arm
      or l.reason = 'silence' and p.moved_on <> l.arm)
    order by l.id limit ${limit}`.execute(trx);
  return rows;
}
