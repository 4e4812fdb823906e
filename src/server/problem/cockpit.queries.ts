import { type RawBuilder, type SqlBool, sql } from 'kysely';
import type { Trx } from '../platform/scope.ts';
import { under } from '../platform/under.ts';
import { all, ofCampaign, overdue, type Span, stood } from './figures.queries.ts';
import { closing, listing } from './queries.ts';

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
        ${span.to < span.today ? sql`and s.on_day <= ${span.to}::date` : sql``} group by s.problem_id)
    select ${median('listed', 'started')} as "toStart", ${median('started', 'applied')} as "toApply",
      ${median('applied', 'confirmed')} as "toConfirm", ${median('confirmed', 'closed')} as "toClose",
      ${median('listed', 'closed')} as whole from way`,
  );
  return rows[0]!;
}

export interface Heat {
  readonly id: string;
  readonly path: string;
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

/** Of all units of a heat list, those too that it has no room for. */
export interface Sums {
  readonly overdue: number;
  readonly longOverdue: number;
  /** Open problems by calendar days since they entered a list: up to 30, 60, 90, and beyond. */
  readonly ageing: readonly number[];
}

const WEEKS = 8;

/**
 * Units directly under one, those first that most need attention, its own rows as itself; and the
 * sums of all, from the same pass over the rows. Without those whose totals are kept.
 */
export async function heat(
  trx: Trx,
  span: Span,
  limit: number,
  except: readonly string[] = [],
): Promise<{ units: Heat[]; sums: Sums }> {
  const weekly = (
    kind: 'raised' | 'closed',
  ) => sql`(select array_agg(coalesce(w.${sql.ref(kind)}, 0)::int
    order by n desc) from generate_series(${sql.lit(WEEKS - 1)}, 0, -1) n
    left join weeks w on w.path = g.path and w.week = n)`;
  // One range of the index after the other: nothing to sort, however many rows there are.
  const inPart = sql<SqlBool>`p.org_path >= part.path and p.org_path < part.upto`;
  const age = sql`(${span.to}::date - raised_on)`;
  const aged = (within: RawBuilder<unknown>) =>
    sql`count(*) filter (where state_then <> 'closed' and ${within})`;
  const found = await all(
    trx,
    sql<Heat & { sums: Sums }>`with
      own as (select id, path from org where path = ${span.path}::ltree),
      part as (select path, path || '000000000000' as upto from own
        union all select o.path, (o.path::text || '0')::ltree from org o join own on o.parent_id = own.id
          where o.path <> all (${except as string[]}::ltree[])),
      weeks as (select part.path, s.week, s.raised, s.closed from part cross join lateral (
        select (${span.to}::date - s.on_day) / 7 as week,
          count(distinct s.problem_id) filter (where ${listing}) as raised,
          count(distinct s.problem_id) filter (where ${closing}) as closed
        from problem_step s where s.org_path >= part.path and s.org_path < part.upto
          ${ofCampaign(span, 's')} and s.on_day > ${span.to}::date - ${sql.lit(WEEKS * 7)}
          and s.on_day <= ${span.to}::date group by 1) s),
      g as (select part.path, n.* from part cross join lateral (select count(*)::int as total,
          count(*) filter (where state_then <> 'closed')::int as open,
          count(*) filter (where ${overdue(span)})::int as overdue,
          count(*) filter (where ${overdue(span)} and due_then < ${span.longBefore}::date)::int as long_overdue,
          count(*) filter (where state_then = 'closed')::int as closed,
          count(*) filter (where reopened_then > 0)::int as reopened,
          ${aged(sql`${age} <= 30`)} as a, ${aged(sql`${age} between 31 and 60`)} as b,
          ${aged(sql`${age} between 61 and 90`)} as c, ${aged(sql`${age} > 90`)} as d
        from (${stood(span, inPart)}) t) n where n.total > 0),
      sums as (select json_build_object('overdue', sum(overdue), 'longOverdue', sum(long_overdue),
        'ageing', json_build_array(sum(a), sum(b), sum(c), sum(d))) as sums from g)
    select o.id, o.path, coalesce(o.short_name, o.name) as name,
      o.units > 1 and o.path <> ${span.path}::ltree as more,
      g.total, g.open, g.overdue, g.long_overdue as "longOverdue", g.closed, g.reopened,
      ${weekly('raised')} as "raisedByWeek", ${weekly('closed')} as "closedByWeek", sums.sums
    from g join org o on o.path = g.path cross join sums
    order by g.long_overdue desc, g.overdue desc, g.open desc, o.path limit ${limit}`,
  );
  return {
    units: found.map(({ sums: _, ...unit }) => unit),
    sums: found[0]?.sums ?? { overdue: 0, longOverdue: 0, ageing: [0, 0, 0, 0] },
  };
}

/** How units are shown that lie directly under one. */
export async function unitsShown(trx: Trx, paths: readonly string[]) {
  return all(
    trx,
    sql<Pick<Heat, 'id' | 'path' | 'name' | 'more'>>`
      select id, path, coalesce(short_name, name) as name, units > 1 as more
      from org where path = any (${paths as string[]}::ltree[])`,
  );
}

/** Paths of the units directly under one. */
export async function childPaths(trx: Trx, path: string): Promise<string[]> {
  const rows = await all(
    trx,
    sql<{ path: string }>`select o.path from org o
      where o.parent_id = (select id from org where path = ${path}::ltree)`,
  );
  return rows.map((r) => r.path);
}
