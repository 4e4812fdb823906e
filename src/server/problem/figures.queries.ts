import { type RawBuilder, sql } from 'kysely';
import type { Trx } from '../platform/scope.ts';
import { under } from '../platform/under.ts';
import type { StepRow } from './parts.queries.ts';
import {
  closing,
  type ListedRow,
  listing,
  type ProblemRow,
  reopenedBy,
  reopening,
} from './queries.ts';

/** A unit with everything under it, a campaign or all, and the days a paper speaks of. */
export interface Span {
  readonly path: string;
  /** All when none are named. */
  readonly campaigns: readonly string[] | undefined;
  readonly from: string;
  readonly to: string;
  readonly today: string;
  /** What was due up to this day was overdue on `to`. */
  readonly overdueThrough: string;
  /** What was due before this day was so by more than 30 days. */
  readonly longBefore: string;
  /** Moment at which `to` ends. */
  readonly until: Date;
}

/**
 * Problems that were on a list on the last day, with their state then: drafts and withdrawn ones
 * are on none. A past day is read from the steps taken until then, today from the rows. Of the
 * whole subtree, or of the rows `p` that a condition says.
 */
export const stood = (span: Span, within = under('p.org_path', span.path)): RawBuilder<unknown> => {
  const past = span.to < span.today;
  const then = sql`join lateral (select s.to_state, s.due from problem_step s
    where s.org_id = p.org_id and s.problem_id = p.id and s.on_day <= ${span.to}::date
    order by s.id desc limit 1) s on true`;
  return sql`select p.*, ${past ? sql`s.to_state` : sql`p.state`} as state_then,
      ${past ? sql`s.due` : sql`p.due`} as due_then,
      ${past ? reopenedBy('p', span.to) : sql`p.reopened`} as reopened_then
    from problem p ${past ? then : sql``}
    where ${within} ${ofCampaign(span, 'p')}
      and ${past ? sql`s.to_state` : sql`p.state`} not in ('draft', 'withdrawn')`;
};
export const ofCampaign = ({ campaigns }: Span, table: string) =>
  campaigns
    ? sql`and ${sql.ref(`${table}.campaign_id`)} = any (${campaigns as string[]}::uuid[])`
    : sql``;
export const overdue = (span: Span) =>
  sql`(t.state_then in ('open', 'working') and t.due_then <= ${span.overdueThrough}::date)`;

export async function all<Row>(trx: Trx, query: RawBuilder<Row>): Promise<Row[]> {
  return (await query.execute(trx)).rows;
}

export interface Standing {
  readonly total: number;
  readonly working: number;
  readonly underReview: number;
  readonly announced: number;
  readonly closed: number;
  readonly overdue: number;
  readonly longOverdue: number;
}

export async function standing(trx: Trx, span: Span): Promise<Standing> {
  const rows = await all(
    trx,
    sql<Standing>`with t as (${stood(span)}) select count(*)::int as total,
      count(*) filter (where state_then in ('open', 'working'))::int as working,
      count(*) filter (where state_then in ('applied', 'reviewed', 'confirmed'))::int as "underReview",
      count(*) filter (where state_then = 'notice')::int as announced,
      count(*) filter (where state_then = 'closed')::int as closed,
      count(*) filter (where ${overdue(span)})::int as overdue,
      count(*) filter (where ${overdue(span)} and due_then < ${span.longBefore}::date)::int
        as "longOverdue" from t`,
  );
  return rows[0]!;
}

export interface Moved {
  readonly raised: number;
  readonly applied: number;
  readonly closed: number;
  readonly returned: number;
  readonly reopened: number;
}

/** Problems that took each kind of step within the period, each counted once. */
export async function moved(trx: Trx, span: Span): Promise<Moved> {
  const once = (when: RawBuilder<unknown>) =>
    sql`count(distinct s.problem_id) filter (where ${when})::int`;
  const rows = await all(
    trx,
    sql<Moved>`select
      ${once(listing)} as raised,
      ${once(sql`s.step = 'apply'`)} as applied, ${once(closing)} as closed,
      ${once(sql`s.step in ('return', 'refuse')`)} as returned,
      ${once(reopening)} as reopened
    from problem_step s where ${under('s.org_path', span.path)} ${ofCampaign(span, 's')}
      and s.on_day between ${span.from}::date and ${span.to}::date`,
  );
  return rows[0]!;
}

export interface Funnel {
  readonly found: number;
  readonly measured: number;
  readonly done: number;
  readonly applied: number;
  readonly confirmed: number;
  readonly closed: number;
}

/** How far the problems of a list had come; measures for the long term are never done. */
export async function funnel(trx: Trx, span: Span): Promise<Funnel> {
  const past = span.to < span.today;
  // Of today it stands with the problem; of a past day it follows from the measures there were.
  const come = past
    ? sql`select t.*, m.done is not null as had, m.done as through from t left join (
        select org_id, problem_id,
          bool_and(kind = 'long-term' or coalesce(done_on <= ${span.to}::date, false)) as done
        from measure where ${under('org_path', span.path)} and state <> 'withdrawn'
          and created_at < ${span.until} group by 1, 2) m
        on m.org_id = t.org_id and m.problem_id = t.id`
    : sql`select t.*, measured as had, measured and all_done_on <= ${span.to}::date as through from t`;
  const rows = await all(
    trx,
    sql<Funnel>`with t as (${stood(span)}), c as (${come})
      select count(*)::int as found, count(*) filter (where had)::int as measured,
      count(*) filter (where through)::int as done,
      count(*) filter (where state_then in ('applied', 'reviewed', 'confirmed', 'notice', 'closed'))::int
        as applied,
      count(*) filter (where state_then in ('confirmed', 'notice', 'closed'))::int as confirmed,
      count(*) filter (where state_then = 'closed')::int as closed from c`,
  );
  return rows[0]!;
}

/** By unit directly under the one; its own rows stand under its own name. */
export async function byUnit(trx: Trx, span: Span) {
  return all(
    trx,
    sql<{ name: string; total: number; closed: number; overdue: number }>`
      with t as (${stood(span)})
      select coalesce(o.short_name, o.name) as name, g.total, g.closed, g.overdue from (
        select subpath(org_path, 0, least(nlevel(org_path), nlevel(${span.path}::ltree) + 1)) as path,
          count(*)::int as total, count(*) filter (where state_then = 'closed')::int as closed,
          count(*) filter (where ${overdue(span)})::int as overdue
        from t group by 1) g join org o on o.path = g.path
      order by g.overdue desc, g.total desc, o.position, o.path`,
  );
}

export async function byTendency(trx: Trx, span: Span) {
  return all(
    trx,
    sql<{ campaign: string; tendency: string | null; total: number; closed: number }>`
      with t as (${stood(span)})
      select campaign_id as campaign, tendency, count(*)::int as total,
        count(*) filter (where state_then = 'closed')::int as closed
      from t group by 1, 2`,
  );
}

export async function byKind(trx: Trx, span: Span) {
  return all(
    trx,
    sql<{ kind: string; total: number; done: number }>`with t as (${stood(span)})
      select m.kind, count(*)::int as total,
        count(*) filter (where m.done_on <= ${span.to}::date)::int as done
      from t join measure m on m.org_id = t.org_id and m.problem_id = t.id
      where m.state <> 'withdrawn' and m.created_at < ${span.until} group by 1`,
  );
}

/** Gaps in the chains of what is not closed; known of today alone. */
export async function byBreak(trx: Trx, span: Span) {
  return all(
    trx,
    sql<{ kind: string; n: number }>`with t as (${stood(span)})
      select b as kind, count(*)::int as n from t, unnest(t.breaks) b
      where state_then <> 'closed' group by 1`,
  );
}

export async function rechecks(trx: Trx, span: Span): Promise<{ held: number; failed: number }> {
  const rows = await all(
    trx,
    sql<{ held: number; failed: number }>`
      select count(*) filter (where r.state = 'held')::int as held,
        count(*) filter (where r.state = 'failed')::int as failed
      from recheck r join problem p on p.org_id = r.org_id and p.id = r.problem_id
      where ${under('r.org_path', span.path)} ${ofCampaign(span, 'p')}
        and r.on_day between ${span.from}::date and ${span.to}::date`,
  );
  return rows[0]!;
}

/** The longest overdue on the last day. */
export async function longestOverdue(trx: Trx, span: Span, limit: number) {
  return all(
    trx,
    sql<{ number: string; title: string; unit: string; due: string; days: number }>`
      with t as (${stood(span)})
      select t.number, t.title, coalesce(o.short_name, o.name) as unit, t.due_then as due,
        (${span.to}::date - t.due_then) as days
      from t join org o on o.id = t.org_id where ${overdue(span)}
      order by t.due_then, t.id limit ${limit}`,
  );
}

/** What was closed within the period and still is on its last day, the latest first. */
export async function closedIn(trx: Trx, span: Span, limit: number) {
  return all(
    trx,
    sql<ListedRow>`with t as (${stood(span)})
      select t.*, coalesce(o.short_name, o.name) as unit_name from t join org o on o.id = t.org_id
      where t.state_then = 'closed' and exists (select from problem_step s where s.org_id = t.org_id
        and s.problem_id = t.id and s.step = 'close'
        and s.on_day between ${span.from}::date and ${span.to}::date)
      order by t.closed_on desc, t.id limit ${limit}`,
  );
}

/** The step that confirmed each problem whose confirmation holds. */
export async function confirmations(
  trx: Trx,
  problems: readonly Pick<ProblemRow, 'org_id' | 'id' | 'confirmed_by'>[],
): Promise<Map<string, StepRow>> {
  const held = problems.filter((p) => p.confirmed_by !== null);
  if (held.length === 0) return new Map();
  const rows = await all(
    trx,
    sql<StepRow>`select distinct on (s.problem_id) s.*
      from problem_step s join unnest(${held.map((p) => p.org_id)}::uuid[],
        ${held.map((p) => p.id)}::uuid[]) as w (org_id, id)
        on s.org_id = w.org_id and s.problem_id = w.id
      where s.step = 'confirm' order by s.problem_id, s.id desc`,
  );
  return new Map(rows.map((s) => [s.problem_id, s]));
}
