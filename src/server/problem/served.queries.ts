import { sql } from 'kysely';
import type { Trx } from '../platform/scope.ts';
import { under } from '../platform/under.ts';
import { all, type Span, stood } from './figures.queries.ts';
import type { MeasureRow } from './queries.ts';

/** A business figure of a unit with the problems whose measures serve it. */
export interface ServedRow {
  readonly serves: string;
  /** On a list, and of these confirmed from outside. */
  readonly problems: number;
  readonly confirmed: number;
}

/** A measure of a problem that was confirmed, with what came of it. */
export type ServedEffectRow = MeasureRow & {
  readonly number: string;
  readonly title: string;
  readonly unit_name: string;
};

/** Measures `m` that serve a business figure, with their problems as they stood on the last day. */
const serving = (span: Span) => sql`t as (${stood(
  span,
  sql`(p.org_id, p.id) in (select s.org_id, s.problem_id from measure s
    where ${under('s.org_path', span.path)} and s.serves is not null)`,
)}), m as (select m.*, t.number, t.title,
    t.state_then in ('confirmed', 'notice', 'closed') as held
  from t join measure m on m.org_id = t.org_id and m.problem_id = t.id
  where m.serves is not null and m.state <> 'withdrawn' and m.created_at < ${span.until})`;

/** Business figures that measures of a unit and under it serve, those of most problems first. */
export const served = (trx: Trx, span: Span, limit: number): Promise<ServedRow[]> =>
  all(
    trx,
    sql<ServedRow>`with ${serving(span)}
      select m.serves, count(distinct m.problem_id)::int as problems,
        count(distinct m.problem_id) filter (where m.held)::int as confirmed
      from m group by 1 order by 2 desc, 3 desc, 1 limit ${limit}`,
  );

/** What came of them until the last day, the latest few of each business figure. */
export async function servedEffects(
  trx: Trx,
  span: Span,
  figures: readonly string[],
  each: number,
): Promise<ServedEffectRow[]> {
  if (figures.length === 0) return [];
  return all(
    trx,
    sql<ServedEffectRow>`with ${serving(span)}, e as (select m.*,
        row_number() over (partition by m.serves order by m.effect_on desc, m.id) as place
      from m where m.held and m.effect_on <= ${span.to}::date
        and m.serves = any (${figures as string[]}::text[]))
      select e.*, coalesce(o.short_name, o.name) as unit_name
      from e join org o on o.id = e.org_id where e.place <= ${each} order by e.serves, e.place`,
  );
}
