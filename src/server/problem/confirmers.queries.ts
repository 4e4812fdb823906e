import { sql } from 'kysely';
import type { Trx } from '../platform/scope.ts';
import { under } from '../platform/under.ts';
import { all, ofCampaign, type Span } from './figures.queries.ts';
import { confirming, reopening } from './queries.ts';

export interface Confirmer {
  readonly id: string;
  readonly name: string;
  readonly confirmed: number;
  readonly reopened: number;
}

/**
 * By unit of whoever confirmed, in the order of the tree: problems they confirmed until the last day, and
 * those of them that were opened again against them. Each problem counts once a unit.
 */
export async function byConfirmer(trx: Trx, span: Span, limit: number): Promise<Confirmer[]> {
  return all(
    trx,
    sql<Confirmer>`with w as (select c.org_id,
        count(distinct s.problem_id) filter (where ${confirming})::int as confirmed,
        count(distinct s.problem_id) filter (where ${reopening})::int as reopened
      from problem_step s
        join person c on c.id = case when ${confirming} then s.by_person else s.blamed end
      where ${under('s.org_path', span.path)} ${ofCampaign(span, 's')}
        and s.on_day <= ${span.to}::date and (${confirming} or ${reopening}) group by 1)
      select o.id, coalesce(o.short_name, o.name) as name, w.confirmed, w.reopened
      from w join org o on o.id = w.org_id where w.confirmed > 0 order by o.path limit ${limit}`,
  );
}
