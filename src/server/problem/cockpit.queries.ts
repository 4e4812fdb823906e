import { sql } from 'kysely';
import type { Trx } from '../platform/scope.ts';
import { under } from '../platform/under.ts';
import { all, ofCampaign, overdue, type Span, stood } from './figures.queries.ts';

/** Half of the problems took at most so many calendar days from one step to the other. */
export interface Leads {
  readonly toStart: number | null;
  readonly toApply: number | null;
  readonly toConfirm: number | null;
  readonly toClose: number | null;
  readonly whole: number | null;
}

/** Median days between the steps of problems, as far as they had come on the last day. */
export async function leadTimes(trx: Trx, span: Span): Promise<Leads> {
  const median = (from: string, to: string) => sql`percentile_cont(0.5) within group
    (order by ${sql.ref(to)} - ${sql.ref(from)}) filter (where ${sql.ref(to)} >= ${sql.ref(from)})`;
  const rows = await all(
    trx,
    sql<Leads>`with way as (select s.problem_id,
        min(s.on_day) filter (where s.to_state = 'open') as listed,
        min(s.on_day) filter (where s.step = 'start') as started,
        max(s.on_day) filter (where s.step = 'apply') as applied,
        max(s.on_day) filter (where s.step = 'confirm') as confirmed,
        max(s.on_day) filter (where s.step = 'close') as closed
      from problem_step s where ${under('s.org_path', span.path)} ${ofCampaign(span, 's')}
        and s.on_day <= ${span.to}::date group by s.problem_id)
    select ${median('listed', 'started')} as "toStart", ${median('started', 'applied')} as "toApply",
      ${median('applied', 'confirmed')} as "toConfirm", ${median('confirmed', 'closed')} as "toClose",
      ${median('listed', 'closed')} as whole from way`,
  );
  return rows[0]!;
}

export interface Heat {
  readonly id: string;
  readonly name: string;
  /** Whether it has units under it. */
  readonly more: boolean;
  readonly total: number;
  readonly open: number;
  readonly overdue: number;
  readonly longOverdue: number;
  readonly closed: number;
  readonly reopened: number;
  /** Problems opened and closed in each of the last weeks, the oldest first. */
  readonly raisedByWeek: readonly number[];
  readonly closedByWeek: readonly number[];
}

const WEEKS = 8;

/** Units directly under one, those first that most need attention; its own rows as itself. */
export async function heat(trx: Trx, span: Span, limit: number): Promise<Heat[]> {
  const child = (column: string) =>
    sql`subpath(${sql.ref(column)}, 0, least(nlevel(${sql.ref(column)}), nlevel(${span.path}::ltree) + 1))`;
  const weekly = (
    kind: 'raised' | 'closed',
  ) => sql`(select array_agg(coalesce(w.${sql.ref(kind)}, 0)::int
    order by n desc) from generate_series(${sql.lit(WEEKS - 1)}, 0, -1) n
    left join weeks w on w.path = g.path and w.week = n)`;
  return all(
    trx,
    sql<Heat>`with t as (${stood(span)}),
      weeks as (select ${child('s.org_path')} as path, (${span.to}::date - s.on_day) / 7 as week,
          count(distinct s.problem_id) filter (where s.to_state = 'open'
            and coalesce(s.from_state, 'draft') = 'draft') as raised,
          count(distinct s.problem_id) filter (where s.step = 'close') as closed
        from problem_step s where ${under('s.org_path', span.path)} ${ofCampaign(span, 's')}
          and s.on_day > ${span.to}::date - ${sql.lit(WEEKS * 7)} and s.on_day <= ${span.to}::date
        group by 1, 2),
      g as (select ${child('org_path')} as path, count(*)::int as total,
          count(*) filter (where state_then <> 'closed')::int as open,
          count(*) filter (where ${overdue(span)})::int as overdue,
          count(*) filter (where ${overdue(span)} and due_then < ${span.longBefore}::date)::int as long_overdue,
          count(*) filter (where state_then = 'closed')::int as closed,
          count(*) filter (where reopened > 0)::int as reopened
        from t group by 1)
    select o.id, coalesce(o.short_name, o.name) as name,
      o.units > 1 and o.path <> ${span.path}::ltree as more,
      g.total, g.open, g.overdue, g.long_overdue as "longOverdue", g.closed, g.reopened,
      ${weekly('raised')} as "raisedByWeek", ${weekly('closed')} as "closedByWeek"
    from g join org o on o.path = g.path
    order by g.long_overdue desc, g.overdue desc, g.open desc, o.path limit ${limit}`,
  );
}

/** Open problems by calendar days since they entered a list: up to 30, 60, 90, and beyond. */
export async function ageing(trx: Trx, span: Span): Promise<readonly number[]> {
  const age = sql`(${span.to}::date - raised_on)`;
  const rows = await all(
    trx,
    sql<{ n: number[] }>`with t as (${stood(span)})
      select array[count(*) filter (where ${age} <= 30), count(*) filter (where ${age} between 31 and 60),
        count(*) filter (where ${age} between 61 and 90), count(*) filter (where ${age} > 90)]::int[] as n
      from t where state_then <> 'closed'`,
  );
  return rows[0]!.n;
}

/** Problems that were said to answer a rule in force by the last day, and rules of the period. */
export async function rules(trx: Trx, span: Span): Promise<number> {
  const rows = await all(
    trx,
    sql<{ n: number }>`select count(*)::int as n from institution i
      where ${under('i.org_path', span.path)} and i.withdrawn_on is null
        and i.in_force_on <= ${span.to}::date`,
  );
  return rows[0]!.n;
}
