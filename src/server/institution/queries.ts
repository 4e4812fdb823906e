import { type Insertable, type Selectable, type SqlBool, sql } from 'kysely';
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
      q.where('i.review_on', '<=', f.reviewBy!).where('i.withdrawn_on', 'is', null),
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

export async function lockInstitution(
  trx: Trx,
  id: string,
): Promise<Selectable<Institution> | undefined> {
  return trx
    .selectFrom('institution')
    .selectAll()
    .where('id', '=', id)
    .forNoKeyUpdate()
    .executeTakeFirst();
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
): Promise<Pick<Selectable<InstitutionProblem>, 'institution_id' | 'problem_id'>[]> {
  if (ids.length === 0) return [];
  return trx
    .selectFrom('institution_problem')
    .select(['institution_id', 'problem_id'])
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
    .set({ removed_at: at })
    .where('institution_id', '=', id)
    .where('problem_id', 'in', problemIds)
    .where('removed_at', 'is', null)
    .execute();
}

/** How many standing rules answer each problem; rules of units above count too. */
export async function countFor(
  trx: Trx,
  problemIds: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  if (problemIds.length === 0) return new Map();
  const rows = await trx
    .selectFrom('institution_problem')
    .select(['problem_id'])
    .select((e) => e.fn.countAll<string>().as('n'))
    .where('problem_id', 'in', problemIds)
    .where('removed_at', 'is', null)
    .groupBy('problem_id')
    .execute();
  return new Map(rows.map((r) => [r.problem_id, Number(r.n)]));
}
