import { type RawBuilder, type SqlBool, sql } from 'kysely';
import type { Sort } from '../../contract/problem/schemas.ts';
import {
  type Light,
  owingStates,
  problemStates,
  severities,
} from '../../contract/problem/states.ts';
import type { Selection } from './queries.ts';

export interface After {
  readonly value: string;
  readonly id: string;
}
export interface Page {
  readonly sort: Sort;
  readonly after?: After | undefined;
  readonly limit: number;
}

export const inList = (values: readonly string[]) => sql.join(values.map((v) => sql.lit(v)));
export const owing = sql<SqlBool>`p.state in (${inList(owingStates)})`;
const up = sql.raw('asc');
const down = sql.raw('desc');
/** Its place on the way; the last is all that is left, as the index has it. */
const byState = sql`case p.state ${sql.join(
  problemStates.slice(0, -1).map((s, k) => sql`when ${sql.lit(s)} then ${sql.lit(k)}`),
  sql` `,
)} else ${sql.lit(problemStates.length - 1)} end`;
/** The gravest first. */
const bySeverity = [...severities].reverse();

/**
 * What a page is sorted by, with a value for rows that have none; ties by id. A deadline counts while
 * work is owed: what is settled comes last. Each has an index with the same words (migrations 0034 and 0057).
 */
export const orders = {
  newest: { by: sql`p.id`, type: 'uuid', direction: down },
  due: {
    by: sql`case when ${owing} and p.due is not null then p.due else 'infinity' end`,
    type: 'date',
    direction: up,
  },
  unit: { by: sql`p.org_path`, type: 'ltree', direction: up },
  severity: {
    by: sql`case p.severity when 'grave' then 0 when 'ordinary' then 1 else 2 end`,
    type: 'int',
    direction: up,
  },
  moved: { by: sql`p.moved_on`, type: 'date', direction: down },
  // The longest without a move first, of what owes work.
  still: {
    by: sql`case when ${owing} then p.moved_on else 'infinity' end`,
    type: 'date',
    direction: up,
  },
  state: {
    by: byState,
    type: 'int',
    direction: up,
  },
  // Rows without one come last: no code begins with z, no id is all f.
  tendency: {
    by: sql`case when p.tendency is null then 'zz' else p.tendency end`,
    type: 'text',
    direction: up,
  },
  leader: {
    by: sql`case when p.leader_id is null then 'ffffffff-ffff-ffff-ffff-ffffffffffff'
      else p.leader_id end`,
    type: 'uuid',
    direction: up,
  },
} as const satisfies Record<
  Sort,
  { by: RawBuilder<unknown>; type: string; direction: RawBuilder<unknown> }
>;

/** Where in its order a page lies: after what was shown, and within what its filter leaves of it. */
export function onPage(selection: Selection, { sort, after }: Page): RawBuilder<unknown> {
  const { by, type, direction } = orders[sort];
  const beyond = after
    ? sql`and (${by}, p.id) ${sql.raw(direction === down ? '<' : '>')}
        (${after.value}::${sql.raw(type)}, ${after.id}::uuid)`
    : sql``;
  return sql`${within(selection, sort)} ${beyond}`;
}

/**
 * What a filter says of the place in an order. It follows from the filter; said so, the index begins
 * there, and not with millions of rows that the filter leaves out.
 */
function within(selection: Selection, sort: Sort) {
  const { state, severity } = selection.filter;
  const { by } = orders[sort];
  const ranks = (all: readonly string[], chosen: readonly string[]) => {
    const places = chosen.map((c) => all.indexOf(c));
    return sql`and ${by} between ${sql.lit(Math.min(...places))} and ${sql.lit(Math.max(...places))}`;
  };
  if (selection.days.past) return sql``;
  if (sort === 'state' && state) return ranks(problemStates, state);
  if (sort === 'severity' && severity) return ranks(bySeverity, severity);
  if (sort === 'still' && selection.filter.silent) {
    const heardFrom = selection.days.campaigns
      .map((c) => c.heardFrom)
      .sort()
      .at(-1);
    return sql`and ${by} < ${heardFrom ?? selection.days.today}::date`;
  }
  return sort === 'due' ? byDeadline(selection) : sql``;
}

/** Where in the order by deadline lies what a filter leaves. */
export function byDeadline({ filter: { state, light }, days }: Selection): RawBuilder<unknown> {
  const { by } = orders.due;
  const only = (...some: Light[]) => light?.every((l) => some.includes(l));
  if (days.past) return sql``;
  if ((state && !state.some((s) => owingStates.includes(s))) || only('waiting', 'done'))
    return sql`and ${by} = 'infinity'`;
  const from =
    light && !light.includes('overdue') ? sql`and ${by} > ${days.overdueThrough}::date` : sql``;
  const soon = [days.overdueThrough, ...days.campaigns.map((c) => c.soon)].sort().at(-1);
  const last = only('overdue') ? days.overdueThrough : only('overdue', 'soon') ? soon : undefined;
  return last ? sql`${from} and ${by} <= ${last}::date` : from;
}
