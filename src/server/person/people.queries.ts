import { type Insertable, type Selectable, type SqlBool, sql } from 'kysely';
import { withNext } from '../platform/driver.ts';
import type { Person } from '../platform/schema.generated.ts';
import type { Trx } from '../platform/scope.ts';
import { containing, underAny } from '../platform/under.ts';

export type PersonRecord = Selectable<Person>;

export interface Filter {
  /** Only people under these paths. */
  readonly paths: readonly string[];
  readonly q?: string | undefined;
  readonly account?: 'yes' | 'no' | undefined;
  readonly post?: 'yes' | 'no' | undefined;
  readonly left: 'yes' | 'no';
  readonly today: string;
}

const holdsPost = (today: string) => sql<SqlBool>`exists (
  select from tenure t where t.person_id = p.id and t.withdrawn_at is null
    and t.since <= ${today}::date and (t.until is null or t.until > ${today}::date))`;
const hasAccount = sql<boolean>`exists (select from account a where a.id = p.id)`;

/** Name by its words, number by its beginning, mobile by its last digits. */
const says = (q: string) => {
  const begins = containing(q).slice(1);
  const digits = /^\d{4,}$/.test(q) ? sql<SqlBool>`right(p.mobile, 4) = ${q.slice(-4)}` : undefined;
  return sql<SqlBool>`(p.name ilike ${containing(q)} or p.number ilike ${begins}
    ${digits ? sql`or (${digits} and p.mobile like ${`%${q}`})` : sql``})`;
};

const filtered = (trx: Trx, f: Filter) =>
  trx
    .selectFrom('person as p')
    .where(underAny('p.org_path', f.paths))
    .where(
      f.left === 'yes'
        ? sql<SqlBool>`p.left_on <= ${f.today}::date`
        : sql<SqlBool>`(p.left_on is null or p.left_on > ${f.today}::date)`,
    )
    .$if(f.q !== undefined && f.q !== '', (q) => q.where(says(f.q!)))
    .$if(f.account !== undefined, (q) =>
      q.where(f.account === 'yes' ? sql<SqlBool>`${hasAccount}` : sql<SqlBool>`not ${hasAccount}`),
    )
    .$if(f.post !== undefined, (q) =>
      q.where(f.post === 'yes' ? holdsPost(f.today) : sql<SqlBool>`not ${holdsPost(f.today)}`),
    );

export async function countPeople(trx: Trx, filter: Filter): Promise<number> {
  const row = await filtered(trx, filter)
    .select((e) => e.fn.countAll<string>().as('count'))
    .executeTakeFirstOrThrow();
  return Number(row.count);
}

export async function listPeople(
  trx: Trx,
  filter: Filter,
  page: { order: 'unit' | 'name' | 'number'; offset: number; limit: number },
) {
  const first = { unit: 'p.org_path', name: 'p.name', number: 'p.number' } as const;
  return filtered(trx, filter)
    .innerJoin('org as o', 'o.id', 'p.org_id')
    .select(['p.id', 'p.name', 'p.number', 'p.mobile', 'p.left_on', 'p.org_id', 'p.org_path'])
    .select(['o.name as org_name', hasAccount.as('account')])
    .orderBy(first[page.order])
    .orderBy('p.name')
    .orderBy('p.id')
    .offset(page.offset)
    .limit(page.limit)
    .execute();
}

export async function findPerson(trx: Trx, id: string) {
  return trx
    .selectFrom('person as p')
    .innerJoin('org as o', 'o.id', 'p.org_id')
    .selectAll('p')
    .select('o.name as org_name')
    .where('p.id', '=', id)
    .executeTakeFirst();
}

/** The person, held until the transaction ends. */
export async function lockPerson(trx: Trx, id: string): Promise<PersonRecord | undefined> {
  return trx
    .selectFrom('person')
    .selectAll()
    .where('id', '=', id)
    .forNoKeyUpdate()
    .executeTakeFirst();
}

export async function accountOf(trx: Trx, id: string) {
  return trx
    .selectFrom('account')
    .select(['login', 'created_at'])
    .where('id', '=', id)
    .executeTakeFirst();
}

export async function insertPeople(trx: Trx, rows: readonly Insertable<Person>[]): Promise<void> {
  if (rows.length) await withNext(trx, trx.insertInto('person').values(rows));
}

export async function updatePerson(
  trx: Trx,
  id: string,
  values: Partial<Omit<Insertable<Person>, 'id'>>,
): Promise<PersonRecord> {
  return trx
    .updateTable('person')
    .set(values)
    .set((e) => ({ version: e('version', '+', 1) }))
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirstOrThrow();
}
