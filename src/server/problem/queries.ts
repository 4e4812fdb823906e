import { type RawBuilder, type Selectable, type SqlBool, sql } from 'kysely';
import type { Tendencies } from '../../contract/campaign/taxonomy.ts';
import type { Calendar } from '../../contract/deadline/calendar.ts';
import type { ProblemFilter } from '../../contract/problem/schemas.ts';
import { endStates, type Light } from '../../contract/problem/states.ts';
import { withNext } from '../platform/driver.ts';
import type { Measure, Problem } from '../platform/schema.generated.ts';
import type { Trx } from '../platform/scope.ts';
import { containing, underAny } from '../platform/under.ts';
import {
  type After,
  byDeadline,
  inList,
  onPage,
  orders,
  owing,
  type Page,
} from './order.queries.ts';

export type { After } from './order.queries.ts';

export type ProblemRow = Selectable<Problem>;
export type MeasureRow = Selectable<Measure>;
export type ListedRow = ProblemRow & { readonly unit_name: string };

/** Counting stops here: beyond it a page says «more than». */
export const TOTAL_CAP = 10_000;

/** Days that lights and silence are told by: those of each campaign, and the usual ones. */
export interface Days {
  readonly today: string;
  /** `today` is a day that is over: rows are read by the steps taken until then. */
  readonly past: boolean;
  /** Moment at which the day ends. */
  readonly until: Date;
  readonly calendar: Calendar;
  /** What was due up to this day is overdue. */
  readonly overdueThrough: string;
  /** By campaign: its words, the last day that counts as near, the first that does not count as silent. */
  readonly campaigns: readonly {
    readonly id: string;
    readonly taxonomy: Tendencies;
    readonly soon: string;
    readonly heardFrom: string;
  }[];
}

export interface Selection {
  readonly paths: readonly string[];
  /** Those that the filter means; all when none are named. */
  readonly campaigns: readonly string[] | undefined;
  /** People of the unit that the filter names as confirmer. */
  readonly confirmers?: readonly string[] | undefined;
  readonly filter: Omit<ProblemFilter, 'under'>;
  readonly days: Days;
}

const byCampaign = (days: Days, pick: (c: Days['campaigns'][number]) => string) =>
  days.campaigns.length === 0
    ? sql<string>`${days.today}::date`
    : sql<string>`case p.campaign_id ${sql.join(
        days.campaigns.map((c) => sql`when ${c.id}::uuid then ${pick(c)}::date`),
        sql` `,
      )} end`;

const ended = sql<SqlBool>`p.state in (${inList(endStates)})`;

function lit(light: Light, days: Days): RawBuilder<SqlBool> {
  const soon = byCampaign(days, (c) => c.soon);
  switch (light) {
    case 'overdue':
      return sql`(${owing} and p.due <= ${days.overdueThrough}::date)`;
    case 'soon':
      return sql`(${owing} and p.due > ${days.overdueThrough}::date and p.due <= ${soon})`;
    case 'open':
      return sql`(${owing} and (p.due is null or p.due > ${soon}))`;
    case 'waiting':
      return sql`(not ${owing} and not ${ended})`;
    default:
      return sql`${ended}`;
  }
}

/** Of a past day nothing is said: what was told of a row meanwhile moves it without a step. */
const silentRows = (days: Days) =>
  days.past
    ? sql<SqlBool>`false`
    : sql<SqlBool>`(${owing} and p.moved_on < ${byCampaign(days, (c) => c.heardFrom)})`;

/** Steps `s` that are counted: onto a list, to the end, and back to work from there. */
export const listing = sql<SqlBool>`(s.to_state = 'open' and coalesce(s.from_state, 'draft') = 'draft')`;
export const closing = sql<SqlBool>`s.step = 'close'`;
export const confirming = sql<SqlBool>`s.step = 'confirm'`;
export const reopening = sql<SqlBool>`s.step in ('reopen', 'uphold')`;

/** How often a row `p` had been opened again by the end of a day. */
export const reopenedBy = (
  row: string,
  day: string,
) => sql`(select count(*)::int from problem_step s
  where s.org_id = ${sql.ref(`${row}.org_id`)} and s.problem_id = ${sql.ref(`${row}.id`)}
    and ${reopening} and s.on_day <= ${day}::date)`;

/**
 * The rows as `p`: of today, or with the state and deadline of a past day, from the last step
 * taken until then. What a chain lacks is known of today alone: of a past day nothing is said.
 */
const rowsOn = ({ past, today }: Days): RawBuilder<unknown> =>
  past
    ? sql`problem now join lateral (select s.to_state, s.due, s.on_day from problem_step s
        where s.org_id = now.org_id and s.problem_id = now.id and s.on_day <= ${today}::date
        order by s.id desc limit 1) then_ on true
      cross join lateral jsonb_populate_record(now, jsonb_build_object('state', then_.to_state,
        'due', then_.due, 'moved_on', then_.on_day, 'breaks', '[]'::jsonb,
        'reopened', ${reopenedBy('now', today)},
        'closed_on', case then_.to_state when 'closed' then then_.on_day end)) p`
    : sql`problem p`;

/** Measures of a row that there were on the day: the funnel counts by the same. */
const measuresThen = ({ until }: Days) => sql`select from measure m where m.org_id = p.org_id
  and m.problem_id = p.id and m.state <> 'withdrawn' and m.created_at < ${until}`;

/** A step taken within some days, whatever came after: what moved in a week is counted so. */
const tookWithin = (step: RawBuilder<unknown>, from?: string, to?: string) =>
  from || to
    ? sql<SqlBool>`exists (select from problem_step s where s.org_id = p.org_id
        and s.problem_id = p.id and ${step} and s.on_day between ${from ?? '-infinity'}::date
        and ${to ?? 'infinity'}::date)`
    : undefined;

const oneOf = (column: string, values: readonly string[], type = 'text') =>
  sql<SqlBool>`${sql.ref(column)} = any (${values as string[]}::${sql.raw(type)}[])`;

/** Condition of a selection; nothing beyond the scopes of the transaction comes in any case. */
function chosen({ paths, campaigns, confirmers, filter, days }: Selection): RawBuilder<SqlBool> {
  const f = filter;
  const all: (RawBuilder<SqlBool> | undefined)[] = [
    f.only ? sql`p.org_path = any (${paths as string[]}::ltree[])` : underAny('p.org_path', paths),
    campaigns ? oneOf('p.campaign_id', campaigns, 'uuid') : undefined,
    f.state && oneOf('p.state', f.state),
    // It follows from the filter; said so, an index of these alone is enough (migration 0040).
    f.state?.every((s) => !endStates.includes(s)) ? sql`not ${ended}` : undefined,
    f.light &&
      sql`(${sql.join(
        f.light.map((l) => lit(l, days)),
        sql` or `,
      )})`,
    f.severity && oneOf('p.severity', f.severity),
    f.source && oneOf('p.source', f.source),
    f.list ? sql`p.list = ${f.list}` : undefined,
    f.tendency
      ? sql`(p.tendency = ${f.tendency} or p.tendency like ${`${f.tendency.replace(/[\\%_]/g, '\\$&')}.%`})`
      : undefined,
    f.kind
      ? sql`exists (select from measure m where m.org_id = p.org_id and m.problem_id = p.id
          and m.kind = ${f.kind} and m.state <> 'withdrawn')`
      : undefined,
    f.systemic ? sql`p.systemic = ${f.systemic === 'yes'}` : undefined,
    f.owner ? sql`p.owner_id = ${f.owner}` : undefined,
    f.leader ? sql`p.leader_id = ${f.leader}` : undefined,
    // Written out, so that an index of these alone is seen to be enough (migration 0058).
    f.break && sql`(p.breaks && array[${inList(f.break)}] and not ${ended})`,
    f.silent ? silentRows(days) : undefined,
    f.reopened ? sql`p.reopened > 0` : undefined,
    f.claimed ? sql`(p.claimed and ${owing})` : undefined,
    f.recurs ? sql`p.recurs_of is not null` : undefined,
    f.dueFrom ? sql`p.due >= ${f.dueFrom}::date` : undefined,
    f.dueTo ? sql`p.due <= ${f.dueTo}::date` : undefined,
    f.raisedFrom ? sql`p.raised_on >= ${f.raisedFrom}::date` : undefined,
    f.raisedTo ? sql`p.raised_on <= ${f.raisedTo}::date` : undefined,
    f.closedFrom ? sql`p.closed_on >= ${f.closedFrom}::date` : undefined,
    f.closedTo ? sql`p.closed_on <= ${f.closedTo}::date` : undefined,
    tookWithin(listing, f.listedFrom, f.listedTo),
    tookWithin(closing, f.endedFrom, f.endedTo),
    tookWithin(reopening, f.reopenedFrom, f.reopenedTo),
    confirmers &&
      tookWithin(
        sql`${confirming} and s.by_person = any (${confirmers as string[]}::uuid[])`,
        undefined,
        days.today,
      ),
    confirmers && f.cameBack
      ? tookWithin(
          sql`${reopening} and s.blamed = any (${confirmers as string[]}::uuid[])`,
          undefined,
          days.today,
        )
      : undefined,
    f.origin ? sql`p.origin = ${f.origin}` : undefined,
    f.serves
      ? sql`(p.org_id, p.id) in (select m.org_id, m.problem_id from measure m
          where ${underAny('m.org_path', paths)} and m.serves = ${f.serves} and m.serves is not null
            and m.state <> 'withdrawn' and m.created_at < ${days.until})`
      : undefined,
    f.come && sql`(p.state not in ('draft', 'withdrawn') and exists (${measuresThen(days)}))`,
    f.come === 'done'
      ? sql`not exists (${measuresThen(days)} and m.kind <> 'long-term'
          and (m.done_on is null or m.done_on > ${days.today}::date))`
      : undefined,
    f.q
      ? sql`(p.title || ' ' || p.facts ilike ${containing(f.q)} or p.number = ${f.q})`
      : undefined,
  ];
  return sql.join(
    all.filter((c) => c !== undefined),
    sql` and `,
  ) as RawBuilder<SqlBool>;
}

/** One page of the ledger, with what the next page goes on from. */
export async function listProblems(
  trx: Trx,
  selection: Selection,
  page: Page,
): Promise<(ListedRow & { readonly sort_value: string })[]> {
  const { by, direction } = orders[page.sort];
  const rest = sql`where ${chosen(selection)} ${onPage(selection, page)}
    order by ${by} ${direction}, p.id ${direction} limit ${page.limit}`;
  // Of today first the keys, as far as an index alone gives them, then the rows of this page.
  const { rows } = await (selection.days.past
    ? sql<ListedRow & { sort_value: string }>`
        select p.*, o.name as unit_name, (${by})::text as sort_value
        from ${rowsOn(selection.days)} join org o on o.id = p.org_id ${rest}`
    : sql<ListedRow & { sort_value: string }>`
        with page as materialized (
          select p.org_path, p.id, (${by})::text as sort_value from problem p ${rest})
        select p.*, o.name as unit_name, page.sort_value from page
          join problem p on p.org_path = page.org_path and p.id = page.id
          join org o on o.id = p.org_id
        order by ${by} ${direction}, p.id ${direction}`
  ).execute(trx);
  return rows;
}

/** Ids of a page of the ledger, in its order: to read its rows in parts later. */
export async function listIds(trx: Trx, selection: Selection, page: Page): Promise<After[]> {
  const { by, direction } = orders[page.sort];
  const { rows } = await sql<After>`
    select (${by})::text as value, p.id from ${rowsOn(selection.days)}
    where ${chosen(selection)} ${onPage(selection, page)}
    order by ${by} ${direction}, p.id ${direction} limit ${page.limit}`.execute(trx);
  return rows;
}

/** Rows of a selection, counted up to so many. */
export async function countProblems(
  trx: Trx,
  selection: Selection,
  most = TOTAL_CAP,
): Promise<number> {
  const { rows } = await sql<{ n: number }>`select count(*)::int as n from
    (select from ${rowsOn(selection.days)} where ${chosen(selection)} ${byDeadline(selection)}
      limit ${most}) capped`.execute(trx);
  return rows[0]!.n;
}

export interface Counts {
  readonly state: string;
  readonly light: Light;
  readonly breaks: readonly string[];
  readonly silent: boolean;
  readonly n: number;
}

/**
 * Groups of very many rows stay in memory until the transaction ends: the planner takes their number
 * for much larger than it is, and would sort all rows on disk.
 */
export const withRoom = (trx: Trx): Promise<void> =>
  withNext(trx, sql`set local work_mem = '32MB'`);

/** Rows of a selection by state, light, breaks and silence: one pass, few groups. */
export async function countGroups(trx: Trx, selection: Selection): Promise<Counts[]> {
  const { days } = selection;
  const { rows } = await sql<Counts>`
    select state, light, breaks, silent, count(*)::int as n from (
      select p.state, p.breaks, ${silentRows(days)} as silent,
        case when ${ended} then 'done' when not ${owing} then 'waiting'
          when ${lit('overdue', days)} then 'overdue' when ${lit('soon', days)} then 'soon'
          else 'open' end as light
      from ${rowsOn(selection.days)} where ${chosen(selection)}) rows
    group by 1, 2, 3, 4`.execute(trx);
  return rows;
}

export async function problemById(trx: Trx, id: string): Promise<ListedRow | undefined> {
  const { rows } = await sql<ListedRow>`select p.*, o.name as unit_name
    from problem p join org o on o.id = p.org_id where p.id = ${id}`.execute(trx);
  return rows[0];
}

/** Problems of which somebody is owner or leader, has a measure, or that are on their personal list; those still open first. */
export async function problemsOfPerson(
  trx: Trx,
  personId: string,
  limit: number,
): Promise<ListedRow[]> {
  const { rows } = await sql<ListedRow>`select p.*, o.name as unit_name
    from problem p join org o on o.id = p.org_id
    where p.state <> 'withdrawn' and (p.owner_id = ${personId} or p.leader_id = ${personId}
      or (p.list = 'personal' and p.person_id = ${personId})
      or (p.org_id, p.id) in (select m.org_id, m.problem_id from measure m
        where m.owner_id = ${personId} and m.state <> 'withdrawn'))
    order by p.closed_on is not null, p.due, p.id limit ${limit}`.execute(trx);
  return rows;
}

/** Personal lists of the leaders of a unit: shown to everybody in it once they are no draft. */
export async function leadersProblems(
  trx: Trx,
  orgId: string,
  limit: number,
): Promise<ListedRow[]> {
  const { rows } = await sql<ListedRow>`select p.*, o.name as unit_name
    from problem p join org o on o.id = p.org_id
    where p.org_id = ${orgId} and p.list = 'personal' and p.state not in ('draft', 'withdrawn')
    order by p.closed_on is not null, p.due, p.id limit ${limit}`.execute(trx);
  return rows;
}

export async function measuresOf(
  trx: Trx,
  problems: readonly Pick<ProblemRow, 'org_id' | 'id'>[],
): Promise<MeasureRow[]> {
  if (problems.length === 0) return [];
  const { rows } = await sql<MeasureRow>`
    select m.* from unnest(${problems.map((p) => p.org_id)}::uuid[],
      ${problems.map((p) => p.id)}::uuid[]) as w (org_id, id)
    cross join lateral (select * from measure m
      where m.org_id = w.org_id and m.problem_id = w.id offset 0) m
    order by m.problem_id, m.position, m.id`.execute(trx);
  return rows;
}

/** What was told last of each problem by the end of the day, and stood then. */
export async function latestProgress(
  trx: Trx,
  problems: readonly Pick<ProblemRow, 'org_id' | 'id'>[],
  { until }: Days,
): Promise<Map<string, { on: string; text: string }>> {
  if (problems.length === 0) return new Map();
  const { rows } = await sql<{ id: string; on: string; text: string }>`
    select distinct on (g.problem_id) g.problem_id as id, g.on_day as "on", g.text
    from progress g join unnest(${problems.map((p) => p.org_id)}::uuid[],
      ${problems.map((p) => p.id)}::uuid[]) as w (org_id, id)
      on g.org_id = w.org_id and g.problem_id = w.id
    where g.at < ${until} and (g.withdrawn_at is null or g.withdrawn_at >= ${until})
    order by g.problem_id, g.on_day desc, g.id desc`.execute(trx);
  return new Map(rows.map(({ id, on, text }) => [id, { on, text }]));
}

/** Closed problems whose words are like these, the likest first. */
export async function similarClosed(
  trx: Trx,
  given: { readonly path: string; readonly except: string; readonly words: string },
): Promise<(ListedRow & { readonly likeness: number })[]> {
  const { rows } = await sql<ListedRow & { likeness: number }>`
    select * from (
      select p.*, o.name as unit_name, similarity(p.title, ${given.words}) as likeness
      from problem p join org o on o.id = p.org_id
      where ${underAny('p.org_path', [given.path])} and p.state = 'closed' and p.id <> ${given.except}
        and (p.title || ' ' || p.facts) % ${given.words}
      limit 200) near
    where likeness >= 0.3 order by likeness desc, id limit 5`.execute(trx);
  return rows;
}

/** Problems in which one has come back, the first of them first. */
export async function recurrencesOf(trx: Trx, id: string): Promise<ProblemRow[]> {
  const { rows } = await sql<ProblemRow>`select * from problem
    where recurs_of = ${id} and state <> 'withdrawn' order by id limit 20`.execute(trx);
  return rows;
}

export async function problemByNotice(trx: Trx, code: string): Promise<ListedRow | undefined> {
  const { rows } = await sql<ListedRow>`select p.*, o.name as unit_name
    from problem p join org o on o.id = p.org_id where p.notice_code = ${code}`.execute(trx);
  return rows[0];
}

/** What is under public notice on a day, of a unit with everything under it or of all; what ends first first. */
export async function noticesUnder(
  trx: Trx,
  { path, today }: { readonly path: string | undefined; readonly today: string },
  limit: number,
): Promise<ListedRow[]> {
  const { rows } = await sql<ListedRow>`select p.*, o.name as unit_name
    from problem p join org o on o.id = p.org_id
    where p.state = 'notice' and p.notice_until >= ${today}::date
      and ${path === undefined ? sql`true` : underAny('p.org_path', [path])}
    order by p.notice_until, p.id limit ${limit}`.execute(trx);
  return rows;
}

/** Problems by id that are in reach, in no order; as they stood on a day where one is given. */
export async function problemsById(
  trx: Trx,
  ids: readonly string[],
  days?: Days,
): Promise<ListedRow[]> {
  if (ids.length === 0) return [];
  // One after the other by its key. Where nothing is known of how rows lie yet, a join reads each unit whole,
  // or all ids anew for each unit.
  const from = days?.past
    ? sql`${rowsOn(days)} join org o on o.id = p.org_id where p.id = any (${ids as string[]}::uuid[])`
    : sql`unnest(${[...new Set(ids)]}::uuid[]) as w (id)
        cross join lateral (select * from problem p where p.id = w.id offset 0) p
        cross join lateral (select name from org o where o.id = p.org_id offset 0) o`;
  const { rows } = await sql<ListedRow>`select p.*, o.name as unit_name from ${from}`.execute(trx);
  return rows;
}
