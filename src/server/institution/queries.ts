import { type Insertable, type RawBuilder, type Selectable, type SqlBool, sql } from 'kysely';
import type {
  Institution,
  InstitutionProblem,
  InstitutionReview,
} from '../platform/schema.generated.ts';
import type { Trx } from '../platform/scope.ts';
import { containing, under } from '../platform/under.ts';

export type InstitutionRow = Selectable<Institution> & { readonly unit_name: string };
export type ReviewRow = Selectable<InstitutionReview>;

export interface Filter {
  /** A unit: what holds for it or lies under it, or lies under it alone. */
  readonly path?: string | undefined;
  readonly onlyUnder: boolean;
  /** Those that answer a problem of these. */
  readonly campaigns?: readonly string[] | undefined;
  readonly inForceTo?: string | undefined;
  readonly kind?: string | undefined;
  readonly reviewBy?: string | undefined;
  readonly standing?: 'in-force' | 'over' | undefined;
  readonly today: string;
  readonly withoutProblems: boolean;
  readonly q?: string | undefined;
}

const chosen = (trx: Trx, f: Filter) =>
  trx
    .selectFrom('institution as i')
    .$if(f.path !== undefined, (q) =>
      q.where(
        f.onlyUnder
          ? under('i.org_path', f.path!)
          : sql<SqlBool>`(i.org_path @> ${f.path!}::ltree or i.org_path <@ ${f.path!}::ltree)`,
      ),
    )
    .$if(f.campaigns !== undefined, (q) =>
      q.where(
        sql<SqlBool>`exists (select from institution_problem l
          join problem p on p.org_id = l.org_id and p.id = l.problem_id
          where l.institution_id = i.id and l.removed_at is null
            and p.campaign_id = any (${f.campaigns as string[]}::uuid[]))`,
      ),
    )
    .$if(f.inForceTo !== undefined, (q) =>
      q.where(
        sql<SqlBool>`i.in_force_on <= ${f.inForceTo!}::date
          and (i.withdrawn_on is null or i.withdrawn_on > ${f.inForceTo!}::date)`,
      ),
    )
    .$if(f.kind !== undefined, (q) => q.where('i.kind', '=', f.kind!))
    .$if(f.reviewBy !== undefined, (q) =>
      q
        .where('i.review_on', '<=', f.reviewBy!)
        .where('i.withdrawn_on', 'is', null)
        .where(sql<SqlBool>`not ${overOn(f.today)}`),
    )
    .$if(f.standing === 'in-force', (q) =>
      q
        .where('i.kind', '<>', 'repeal')
        .where('i.withdrawn_on', 'is', null)
        .where('i.in_force_on', '<=', f.today)
        .where(sql<SqlBool>`not ${overOn(f.today)}`),
    )
    .$if(f.standing === 'over', (q) =>
      q.where(sql<SqlBool>`(i.withdrawn_on is not null or ${overOn(f.today)})`),
    )
    .$if(f.withoutProblems, (q) =>
      q.where(
        sql<SqlBool>`not exists (select from institution_problem l
          where l.institution_id = i.id and l.removed_at is null)`,
      ),
    )
    .$if(f.q !== undefined, (q) =>
      q.where(sql<SqlBool>`i.title || ' ' || i.provides ilike ${containing(f.q!)}`),
    );

/** Rules in reach, the newest in force first. */
export async function listInstitutions(
  trx: Trx,
  filter: Filter,
  page: {
    readonly after?: { readonly on: string; readonly id: string } | undefined;
    readonly limit: number;
  },
): Promise<InstitutionRow[]> {
  const { after } = page;
  return chosen(trx, filter)
    .innerJoin('org', 'org.id', 'i.org_id')
    .selectAll('i')
    .select('org.name as unit_name')
    .$if(after !== undefined, (q) =>
      q.where(sql<SqlBool>`(i.in_force_on, i.id) < (${after!.on}::date, ${after!.id}::uuid)`),
    )
    .orderBy('i.in_force_on', 'desc')
    .orderBy('i.id', 'desc')
    .limit(page.limit)
    .execute();
}

export async function countInstitutions(trx: Trx, filter: Filter): Promise<number> {
  const row = await chosen(trx, filter)
    .select((e) => e.fn.countAll<string>().as('n'))
    .executeTakeFirstOrThrow();
  return Number(row.n);
}

export async function institutionsById(
  trx: Trx,
  ids: readonly string[],
): Promise<InstitutionRow[]> {
  if (ids.length === 0) return [];
  return trx
    .selectFrom('institution as i')
    .innerJoin('org', 'org.id', 'i.org_id')
    .selectAll('i')
    .select('org.name as unit_name')
    .where('i.id', 'in', ids)
    .execute();
}

/** Rows held in the order of their ids, whoever holds several. */
export async function lockInstitutions(
  trx: Trx,
  ids: readonly string[],
): Promise<Selectable<Institution>[]> {
  return trx
    .selectFrom('institution')
    .selectAll()
    .where('id', 'in', ids)
    .orderBy('id')
    .forNoKeyUpdate()
    .execute();
}

export async function insertInstitution(trx: Trx, row: Insertable<Institution>): Promise<void> {
  await trx.insertInto('institution').values(row).execute();
}

export async function insertReview(trx: Trx, row: Insertable<InstitutionReview>): Promise<void> {
  await trx.insertInto('institution_review').values(row).execute();
}

export async function reviewsOf(trx: Trx, ids: readonly string[]): Promise<ReviewRow[]> {
  if (ids.length === 0) return [];
  return trx
    .selectFrom('institution_review')
    .selectAll()
    .where('institution_id', 'in', ids)
    .orderBy('id')
    .execute();
}

/** Links of rules with problems in reach that hold. */
export async function linksOf(
  trx: Trx,
  ids: readonly string[],
): Promise<
  Pick<
    Selectable<InstitutionProblem>,
    'institution_id' | 'problem_id' | 'covers' | 'covers_by' | 'added_by'
  >[]
> {
  if (ids.length === 0) return [];
  return trx
    .selectFrom('institution_problem')
    .select(['institution_id', 'problem_id', 'covers', 'covers_by', 'added_by'])
    .where('institution_id', 'in', ids)
    .where('removed_at', 'is', null)
    .execute();
}

/** Puts links; one that was taken away comes back. */
export async function putLinks(
  trx: Trx,
  rows: readonly Insertable<InstitutionProblem>[],
): Promise<void> {
  if (rows.length === 0) return;
  await trx
    .insertInto('institution_problem')
    .values(rows)
    .onConflict((c) =>
      c.columns(['org_id', 'problem_id', 'institution_id']).doUpdateSet({ removed_at: null }),
    )
    .execute();
}

export async function removeLinks(
  trx: Trx,
  id: string,
  problemIds: readonly string[],
  at: Date,
): Promise<void> {
  if (problemIds.length === 0) return;
  await trx
    .updateTable('institution_problem')
    .set({ removed_at: at, covers: null, covers_by: null, covers_at: null })
    .where('institution_id', '=', id)
    .where('problem_id', 'in', problemIds)
    .where('removed_at', 'is', null)
    .execute();
}

/** Says of a link why the rule covers the problem. */
export async function coverLink(
  trx: Trx,
  link: { readonly institution_id: string; readonly problem_id: string },
  values: Pick<Selectable<InstitutionProblem>, 'covers' | 'covers_by' | 'covers_at'>,
): Promise<void> {
  await trx
    .updateTable('institution_problem')
    .set(values)
    .where('institution_id', '=', link.institution_id)
    .where('problem_id', '=', link.problem_id)
    .execute();
}

/**
 * Rules with everything that follows them on a day, each line named by the rule it begins with: an
 * amendment goes on where its rule stood, a repeal ends them all.
 */
const lines = (today: string, of: RawBuilder<unknown>) => sql`
  with recursive line as (
    select i.id as root, i.id, i.kind, i.in_force_on from institution i
      where ${of} and i.withdrawn_on is null
    union
    select line.root, n.id, n.kind, n.in_force_on from line
      join institution n on n.follows = line.id
      where n.withdrawn_on is null and n.in_force_on <= ${today}::date),
  rule as (
    select root, bool_or(kind = 'repeal') as ended,
      max(in_force_on) filter (where kind <> 'repeal' and in_force_on <= ${today}::date) as since
    from line group by root)`;

/** Which links count: the rule holds, and is no older than the problem or was said to cover it. */
const counting = sql<SqlBool>`not rule.ended and rule.since is not null
  and (rule.since >= p.raised_on or l.covers is not null)`;

/**
 * How many rules answer each problem that hold on a day and were made or amended since it came up, or
 * were said to cover it; rules of units above count too.
 */
export async function countFor(
  trx: Trx,
  problemIds: readonly string[],
  today: string,
): Promise<ReadonlyMap<string, number>> {
  if (problemIds.length === 0) return new Map();
  const ids = sql`any (${problemIds as string[]}::uuid[])`;
  const { rows } = await sql<{ problem_id: string; n: number }>`
    ${lines(
      today,
      sql`i.id in (select institution_id from institution_problem
      where problem_id = ${ids} and removed_at is null)`,
    )}
    select l.problem_id, count(*)::int as n from institution_problem l
      join rule on rule.root = l.institution_id
      join problem p on p.org_id = l.org_id and p.id = l.problem_id
    where l.problem_id = ${ids} and l.removed_at is null and ${counting}
    group by l.problem_id`.execute(trx);
  return new Map(rows.map((r) => [r.problem_id, r.n]));
}

/** Rules that were ended on or before a day, by a repeal of them or of what amended them. */
export async function endedOf(
  trx: Trx,
  ids: readonly string[],
  today: string,
): Promise<ReadonlySet<string>> {
  if (ids.length === 0) return new Set();
  const { rows } = await sql<{ root: string }>`
    ${lines(today, sql`i.id = any (${ids as string[]}::uuid[])`)}
    select root from rule where ended`.execute(trx);
  return new Set(rows.map((r) => r.root));
}

/** Links of rules that count for their problem today: `<rule> <problem>`. */
export async function countingLinks(
  trx: Trx,
  ids: readonly string[],
  today: string,
): Promise<ReadonlySet<string>> {
  if (ids.length === 0) return new Set();
  const { rows } = await sql<{ link: string }>`
    ${lines(today, sql`i.id = any (${ids as string[]}::uuid[])`)}
    select l.institution_id || ' ' || l.problem_id as link from institution_problem l
      join rule on rule.root = l.institution_id
      join problem p on p.org_id = l.org_id and p.id = l.problem_id
    where l.removed_at is null and ${counting}`.execute(trx);
  return new Set(rows.map((r) => r.link));
}

/** What follows rules that was not withdrawn, whatever it names before it, the first first. */
export async function followersOf(
  trx: Trx,
  ids: readonly string[],
): Promise<Pick<InstitutionRow, 'id' | 'title' | 'kind' | 'follows' | 'in_force_on'>[]> {
  if (ids.length === 0) return [];
  return trx
    .selectFrom('institution')
    .select(['id', 'title', 'kind', 'follows', 'in_force_on'])
    .where('follows', 'in', ids)
    .where('withdrawn_on', 'is', null)
    .orderBy('in_force_on')
    .orderBy('id')
    .execute();
}

/** Rules before one, the nearest first. */
export async function before(trx: Trx, id: string): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    with recursive line as (
      select i.id, i.follows, 0 as n from institution i where i.id = ${id}
      union all
      select i.id, i.follows, line.n + 1 from line join institution i on i.id = line.follows
        where line.n < 100)
    select id from line order by n`.execute(trx);
  return rows.map((r) => r.id);
}

/** Something took its place, or ended it, on a day or before. */
const overOn = (today: string) => sql<SqlBool>`exists (
  select from institution n where n.follows = i.id and n.withdrawn_on is null
    and n.in_force_on <= ${today}::date)`;

/** Problems not settled that hang on rules and on what these follow, in their order. */
export async function problemsOn(trx: Trx, ids: readonly string[]): Promise<string[]> {
  if (ids.length === 0) return [];
  const { rows } = await sql<{ id: string }>`
    select distinct p.id from institution_problem l
      join problem p on p.org_id = l.org_id and p.id = l.problem_id
    where l.institution_id = any (${ids as string[]}::uuid[]) and l.removed_at is null
      and p.systemic and p.state not in ('closed', 'withdrawn')
    order by p.id`.execute(trx);
  return rows.map((r) => r.id);
}

/** Rules whose effect is to be looked at by a day, the first first. */
export async function toReview(trx: Trx, by: string, today: string, limit: number) {
  const { rows } = await sql<InstitutionRow & { readonly review_on: string }>`
    select i.*, o.name as unit_name from institution i join org o on o.id = i.org_id
    where i.review_on <= ${by}::date and i.withdrawn_on is null and i.kind <> 'repeal'
      and o.closed_on is null and not ${overOn(today)}
    order by i.review_on, i.id limit ${limit}`.execute(trx);
  return rows;
}

/** Rules that come into force, or end others, on one of some days. */
export async function turningOn(trx: Trx, from: string, to: string): Promise<string[]> {
  const rows = await trx
    .selectFrom('institution')
    .select('id')
    .where('withdrawn_on', 'is', null)
    .where('in_force_on', '>=', from)
    .where('in_force_on', '<=', to)
    .orderBy('id')
    .execute();
  return rows.map((r) => r.id);
}
