import { sql } from 'kysely';
import type { Trx } from '../platform/scope.ts';
import { type Days, withRoom } from './queries.ts';

/*
 * Totals of units with very many rows under them (migration 0034, docs/decisions/0026). Whoever changes
 * a problem does nothing for them: the database writes the difference down.
 */

/**
 * Folds at most so many waiting differences in; how many they were. None while somebody else has the turn:
 * a move may hold it for long, and the next minute is soon enough.
 */
export async function fold(trx: Trx, most: number): Promise<number> {
  const { rows: turn } = await sql<{ mine: boolean }>`
    select pg_try_advisory_xact_lock(hashtextextended('problem totals', 0)) as mine`.execute(trx);
  if (!turn[0]!.mine) return 0;
  const { rows } = await sql<{ n: string }>`select totals_fold(${most}) as n`.execute(trx);
  return Number(rows[0]!.n);
}

/** Whoever changes totals or moves units does it one after the other. */
export async function holdTotals(trx: Trx): Promise<void> {
  await sql`select totals_turn()`.execute(trx);
}

/** What lies above a unit before everything under it moves. Under every scope. */
export async function moveTotals(trx: Trx, from: string, to: string): Promise<void> {
  await sql`select totals_move(${from}::ltree, ${to}::ltree)`.execute(trx);
}

export interface LargeUnit {
  readonly path: string;
  readonly kept: boolean;
}

/** Units with at least so many rows under them, the deepest first. */
export async function largeUnits(trx: Trx, many: number): Promise<LargeUnit[]> {
  const { rows } = await sql<LargeUnit>`select org_path as path, kept
    from totals_large(${many})`.execute(trx);
  return rows;
}

/** From here on totals of a unit are kept; they are still to be made, in the same transaction. */
export async function keep(trx: Trx, path: string, floor: string): Promise<void> {
  await sql`insert into problem_kept (org_path, floor) values (${path}::ltree, ${floor}::date)
    on conflict do nothing`.execute(trx);
}

/** Keeps totals of no other units than these. */
export async function keepOnly(trx: Trx, paths: readonly string[]): Promise<void> {
  await holdTotals(trx);
  const others = sql`not org_path = any (${paths as string[]}::ltree[])`;
  await sql`delete from problem_kept where ${others}`.execute(trx);
  await sql`delete from problem_total where ${others}`.execute(trx);
}

/** Brings the totals of a unit to what its rows say; how many were not so. */
export async function mend(trx: Trx, path: string): Promise<number> {
  await withRoom(trx);
  const { rows } = await sql<{ n: string }>`select totals_mend(${path}::ltree) as n`.execute(trx);
  return Number(rows[0]!.n);
}

/** Nothing asks for days before this one any more: in totals they become one. */
export async function raiseFloor(trx: Trx, day: string): Promise<void> {
  await sql`select totals_floor(${day}::date)`.execute(trx);
}

/** Rows of a kept unit that are something, by a word and a number whose meaning `what` says. */
export interface Tally {
  readonly path: string;
  readonly what: string;
  readonly word: string;
  readonly bucket: number;
  readonly n: number;
}

/** What totals are told by: a day and the days that part lights, age and silence on it. */
export interface TalliesAsked {
  readonly paths: readonly string[];
  readonly campaigns: readonly string[] | undefined;
  readonly days: Days;
  readonly longBefore: string;
  /** Of children only what a heat list shows. */
  readonly only?: readonly string[];
}

/** Days back that totals are told apart by, at least: of weeks, of age. */
const BACK = 91;

/**
 * Totals of those units that have some, with the differences that wait, in one statement: both are of
 * one moment. Units without are not in the answer, nor those not wholly within the scopes. Of `due`
 * the number is 0 long overdue, 1 overdue, 2 soon, 3 later; of `age` 0 to 3; of steps the week back;
 * of `lead` the days.
 */
export async function tallies(trx: Trx, asked: TalliesAsked): Promise<Tally[]> {
  const { days, only } = asked;
  const { campaigns: chosen } = asked;
  if (asked.paths.length === 0) return [];
  const to = sql`day_number(${days.today}::date)`;
  const inTime = (at: string) => sql`${sql.ref(at)} between ${to} - 55 and ${to}`;
  const given = days.campaigns.map(
    (c) => sql`(${c.id}::uuid, day_number(${c.soon}::date), day_number(${c.heardFrom}::date))`,
  );
  // Campaigns that are not in reach have no days: nothing of them is soon or silent.
  const campaigns = given.length
    ? sql`(values ${sql.join(given)}) d (id, soon, heard)`
    : sql`(select null::uuid as id, 0 as soon, 0 as heard where false) d`;
  const narrowed = sql`${chosen ? sql`and t.campaign_id = any (${chosen as string[]}::uuid[])` : sql``}
    ${only ? sql`and t.what = any (${only as string[]})` : sql``}`;
  const { rows } = await sql<Tally>`
    with kept as materialized (select org_path as path, (org_path::text || '0')::ltree as upto
        from problem_kept where org_path = any (${asked.paths as string[]}::ltree[])
          and floor <= ${days.today}::date - ${sql.lit(BACK)}),
      t as (select k.path, t.campaign_id, t.what, t.word, t.at, t.n
          from kept k join problem_total t on t.org_path = k.path where true ${narrowed}
        union all select k.path, t.campaign_id, t.what, t.word, t.at, t.n
          from kept k join problem_change t on t.org_path >= k.path and t.org_path < k.upto
          where true ${narrowed}),
      told as (select t.path, t.what, t.n, case when t.what like '%-twice' then '' else t.word end as word,
        case
          when t.what = 'due' then case when t.at < day_number(${asked.longBefore}::date) then 0
            when t.at <= day_number(${days.overdueThrough}::date) then 1
            when t.at <= d.soon then 2 else 3 end
          when t.what = 'moved' then coalesce((t.at < d.heard)::int, 0)
          when t.what = 'age' then case when t.at >= ${to} - 30 then 0 when t.at >= ${to} - 60 then 1
            when t.at >= ${to} - 90 then 2 else 3 end
          when t.what = 'come' then (t.at <= ${to})::int
          when t.what in ('raised', 'closed', 'reopened') then
            case when ${inTime('t.at')} then (${to} - t.at) / 7 end
          when t.what like '%-twice' then case when ${inTime('t.at')}
            and (${to} - t.at) / 7 = (${to} - t.at - t.word::int) / 7 and t.at + t.word::int <= ${to}
            then (${to} - t.at) / 7 end
          when t.what = 'lead' then t.at else 0 end as bucket
        from t left join ${campaigns} on d.id = t.campaign_id)
    select path, what, word, bucket, sum(n)::int as n from told where bucket is not null
    group by 1, 2, 3, 4 having sum(n) <> 0`.execute(trx);
  return rows;
}
