import { type SqlBool, sql } from 'kysely';
import type { PostRank } from '../../contract/person/schemas.ts';
import type { Trx } from '../platform/scope.ts';
import { containing, underAny } from '../platform/under.ts';

export interface Choice {
  readonly paths: readonly string[];
  /** Only people of this unit itself. */
  readonly unit?: string | undefined;
  readonly rank?: PostRank | undefined;
  readonly words?: string | undefined;
  /** Only people of exactly these names. */
  readonly names?: readonly string[] | undefined;
  readonly today: string;
}

const held = (today: string) => sql`tenure t
  join post on post.org_id = t.org_id and post.id = t.post_id
  where t.person_id = p.id and t.withdrawn_at is null and t.since <= ${today}::date
    and (t.until is null or t.until > ${today}::date)`;

/** People who are there on a day, with their first post and whether they can sign in. */
export async function chosen(trx: Trx, choice: Choice, limit: number) {
  const { today, words, rank, names, unit } = choice;
  const post = sql<string | null>`(select post.name from ${held(today)}
    order by array_position(array['first', 'deputy', 'liaison', 'member'], post.rank), post.position
    limit 1)`;
  return trx
    .selectFrom('person as p')
    .innerJoin('org as o', 'o.id', 'p.org_id')
    .select(['p.id', 'p.name', 'p.org_id', 'p.org_path', 'o.name as unit_name'])
    .select(post.as('post'))
    .select(sql<number>`(count(*) over ())::int`.as('total'))
    .where(underAny('p.org_path', choice.paths))
    .where(sql<SqlBool>`(p.left_on is null or p.left_on > ${today}::date)`)
    .where('p.erased_at', 'is', null)
    .$if(unit !== undefined, (q) => q.where('p.org_id', '=', unit!))
    .$if(names !== undefined, (q) => q.where(sql<SqlBool>`p.name = any(${names}::text[])`))
    .$if(rank !== undefined, (q) =>
      q.where(sql<SqlBool>`exists (select from ${held(today)} and post.rank = ${rank})`),
    )
    .$if(words !== undefined && words !== '', (q) =>
      q.where(
        sql<SqlBool>`(p.name ilike ${containing(words!)} or exists (
          select from ${held(today)} and post.name ilike ${containing(words!)}))`,
      ),
    )
    .orderBy('p.org_path')
    .orderBy('p.name')
    .orderBy('p.id')
    .limit(limit)
    .execute();
}
