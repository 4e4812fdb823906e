import { type Insertable, sql } from 'kysely';
import type { MeasureAnswer } from '../platform/schema.generated.ts';
import type { Trx } from '../platform/scope.ts';
import { underAny } from '../platform/under.ts';
import type { Key } from './queries.ts';

const answers = (trx: Trx) =>
  trx
    .selectFrom('measure_answer as a')
    .innerJoin('measure as m', (j) =>
      j.onRef('m.org_id', '=', 'a.org_id').onRef('m.id', '=', 'a.measure_id'),
    )
    .select(['a.org_id', 'a.id', 'a.org_path', 'a.measure_id', 'a.subject', 'a.by_person'])
    .select(['m.problem_id', 'a.withdrawn_at']);

export async function answersOfProblem(trx: Trx, problem: string) {
  return answers(trx)
    .where('m.problem_id', '=', problem)
    .where('a.withdrawn_at', 'is', null)
    .orderBy('a.id')
    .execute();
}

export async function answerById(trx: Trx, id: string) {
  return answers(trx).where('a.id', '=', id).executeTakeFirst();
}

/** A measure with where its problem lies. */
export async function measurePlace(trx: Trx, id: string) {
  return trx
    .selectFrom('measure')
    .select(['org_id', 'id', 'org_path', 'problem_id'])
    .where('id', '=', id)
    .executeTakeFirst();
}

export async function problemPlace(trx: Trx, id: string): Promise<string | undefined> {
  const row = await trx
    .selectFrom('problem')
    .select('org_path')
    .where('id', '=', id)
    .executeTakeFirst();
  return row?.org_path;
}

/** Writes a link; the same one again is the one that stands. Gives its id. */
export async function insertAnswer(trx: Trx, row: Insertable<MeasureAnswer>): Promise<string> {
  const made = await trx
    .insertInto('measure_answer')
    .values(row)
    .onConflict((c) =>
      c.columns(['org_id', 'measure_id', 'subject']).where('withdrawn_at', 'is', null).doNothing(),
    )
    .returning('id')
    .executeTakeFirst();
  if (made) return made.id;
  const known = await trx
    .selectFrom('measure_answer')
    .select('id')
    .where('org_id', '=', row.org_id)
    .where('measure_id', '=', row.measure_id)
    .where('subject', '=', row.subject)
    .where('withdrawn_at', 'is', null)
    .executeTakeFirstOrThrow();
  return known.id;
}

export async function withdrawAnswer(trx: Trx, key: Key, at: Date): Promise<void> {
  await trx
    .updateTable('measure_answer')
    .set({ withdrawn_at: at })
    .where('org_id', '=', key.org_id)
    .where('id', '=', key.id)
    .execute();
}

export interface MonthRow {
  readonly month: string;
  readonly received: number;
  readonly repeated: number;
  readonly due: number;
  readonly on_time: number;
  readonly answered: number;
  readonly rated: number;
  readonly content: number;
  readonly r1: number;
  readonly r2: number;
  readonly r3: number;
  readonly r4: number;
  readonly r5: number;
}

/**
 * Months under paths, the latest first. What came is counted by the month it came, time limits
 * by the month they ended, marks by the month of the answer they are about: an answer that was sent
 * back counts with the mark it got, whatever came later.
 */
export async function months(
  trx: Trx,
  paths: readonly string[],
  { first, today }: { readonly first: string; readonly today: string },
): Promise<MonthRow[]> {
  const mine = sql`not v.sealed and (${underAny('v.org_path', paths)} or ${underAny('v.handler_path', paths)})`;
  const month = (column: string) => sql`to_char(${sql.ref(column)}, 'YYYY-MM')`;
  const { rows } = await sql<MonthRow>`
    with months as (
      select to_char(m, 'YYYY-MM') as month
      from generate_series(${first}::date, ${today}::date, '1 month') m
    ), came as (
      select ${month('v.received_on')} as month, count(*)::int as received,
        count(*) filter (where v.returned > 0 or v.repeats_id is not null)::int as repeated
      from voice v where ${mine} and v.received_on >= ${first}::date group by 1
    ), owed as (
      -- By the limit it came under: sent back, it has a new one, but was late or not before that.
      select ${month('v.promised_by')} as month, count(*)::int as due,
        count(*) filter (where v.first_answered_on <= v.promised_by)::int as on_time
      from voice v where ${mine} and v.promised_by >= ${first}::date
        and (v.promised_by < ${today}::date or v.first_answered_on is not null)
        -- what was imported to learn from was answered elsewhere
        and v.state <> 'held' and not (v.way = 'import' and v.closed_on is not null and v.first_answered_on is null)
      group by 1
    ), said as (
      select ${month('a.on_day')} as month, count(*)::int as answered,
        count(p.rating)::int as rated, count(*) filter (where p.rating >= 3)::int as content,
        count(*) filter (where p.rating = 1)::int as r1,
        count(*) filter (where p.rating = 2)::int as r2,
        count(*) filter (where p.rating = 3)::int as r3,
        count(*) filter (where p.rating = 4)::int as r4,
        count(*) filter (where p.rating = 5)::int as r5
      from voice_step a
      join voice v on v.org_id = a.org_id and v.id = a.voice_id
      left join lateral (
        select n.rating from voice_step n
        where n.org_id = a.org_id and n.voice_id = a.voice_id and n.position > a.position
          and n.step in ('accept', 'return') order by n.position limit 1) p on true
      where ${mine} and a.on_day >= ${first}::date and a.step in ('answer', 'refer', 'decline')
      group by 1
    )
    select month, coalesce(received, 0) as received, coalesce(repeated, 0) as repeated,
      coalesce(due, 0) as due, coalesce(on_time, 0) as on_time,
      coalesce(answered, 0) as answered, coalesce(rated, 0) as rated,
      coalesce(content, 0) as content, coalesce(r1, 0) as r1, coalesce(r2, 0) as r2,
      coalesce(r3, 0) as r3, coalesce(r4, 0) as r4, coalesce(r5, 0) as r5
    from months left join came using (month) left join owed using (month)
      left join said using (month)
    order by month desc`.execute(trx);
  return rows;
}

export interface WaitingRow {
  readonly id: string;
  readonly number: string;
  readonly title: string | null;
  readonly state: string;
  readonly day: string;
  readonly unit_id: string;
  readonly unit_name: string;
}

/** Voices that wait for the desk, or for whoever handles them, the most pressing first. */
export async function waiting(
  trx: Trx,
  kind: 'triage' | 'answer' | 'sealed',
  paths: readonly string[],
  limit: number,
): Promise<WaitingRow[]> {
  const mine = {
    triage: sql`not v.sealed and v.state in ('received', 'held') and ${underAny('v.org_path', paths)}`,
    answer: sql`not v.sealed and v.main_id is null and v.state in ('assigned', 'working', 'returned')
      and ${underAny('v.handler_path', paths)}`,
    sealed: sql`v.sealed and v.state in ('received', 'assigned', 'working', 'returned')
      and (${underAny('v.org_path', paths)} or ${underAny('v.handler_path', paths)})`,
  }[kind];
  const { rows } = await sql<WaitingRow>`
    select v.id, v.number, v.title, v.state, o.id as unit_id, o.name as unit_name,
      (case when v.state in ('received', 'held') then v.assign_by else v.answer_by end) as day
    from voice v join org o on o.id = v.handler_id
    where v.closed_on is null and ${mine} order by day, v.id limit ${limit}`.execute(trx);
  return rows;
}

/** Units that handle voices whose last day is over: how many, and the oldest of those days. */
export async function lateByUnit(trx: Trx, today: string) {
  const { rows } = await sql<{
    id: string;
    path: string;
    name: string;
    count: number;
    oldest: string;
  }>`
    select o.id, o.path, o.name, count(*)::int as count,
      min(case when v.state = 'received' then v.assign_by else v.answer_by end) as oldest
    from voice v join org o on o.id = v.handler_id
    where not v.sealed and v.main_id is null and v.closed_on is null
      and (v.state = 'received' and v.assign_by < ${today}::date
        or v.state in ('assigned', 'working', 'returned') and v.answer_by < ${today}::date)
    group by o.id, o.path, o.name order by o.path`.execute(trx);
  return rows;
}
