import { type Insertable, type Selectable, type SqlBool, sql } from 'kysely';
import type { InPersonKind } from '../../contract/duty/operations.ts';
import { withNext } from '../platform/driver.ts';
import type { Duty, DutyAcknowledgement, DutyAct } from '../platform/schema.generated.ts';
import type { Trx } from '../platform/scope.ts';
import { under } from '../platform/under.ts';
import { changeHeld } from '../platform/version.ts';

export type DutyRow = Selectable<Duty>;
export type ActRow = Selectable<DutyAct>;
/** Duties of a unit that hold on a day, in the order of the list. */
export async function dutiesOn(trx: Trx, orgId: string, on: string): Promise<DutyRow[]> {
  return trx
    .selectFrom('duty')
    .selectAll()
    .where('org_id', '=', orgId)
    .where('since', '<=', on)
    .where((e) => e.or([e('closed_on', 'is', null), e('closed_on', '>', on)]))
    .orderBy('position')
    .orderBy('id')
    .execute();
}

/** Units under a path with a duty of a line whose title stands in a text, on a day. */
export async function dutiesSaid(trx: Trx, path: string, text: string, on: string) {
  return trx
    .selectFrom('duty as d')
    .innerJoin('org as o', 'o.id', 'd.org_id')
    .select(['d.org_id', 'o.name as unit_name', 'd.title'])
    .where(under('d.org_path', path))
    .where('d.kind', 'in', ['line', 'part'])
    .where('d.since', '<=', on)
    .where((e) => e.or([e('d.closed_on', 'is', null), e('d.closed_on', '>', on)]))
    .where('o.closed_on', 'is', null)
    .where(sql<SqlBool>`char_length(d.title) >= 2 and position(d.title in ${text}) > 0`)
    .orderBy('d.org_path')
    .orderBy('d.id')
    .limit(10)
    .execute();
}

/** Duties of units that do not end before a day, held until the transaction ends. */
export async function lockDutiesOf(
  trx: Trx,
  orgIds: readonly string[],
  on: string,
): Promise<DutyRow[]> {
  return trx
    .selectFrom('duty')
    .selectAll()
    .where(sql<SqlBool>`org_id in (select unnest(${orgIds}::uuid[]))`)
    .where((e) => e.or([e('closed_on', 'is', null), e('closed_on', '>', on)]))
    .orderBy('id')
    .forNoKeyUpdate()
    .execute();
}

export async function lockDuty(trx: Trx, id: string): Promise<DutyRow | undefined> {
  return trx
    .selectFrom('duty')
    .selectAll()
    .where('id', '=', id)
    .forNoKeyUpdate()
    .executeTakeFirst();
}

export async function insertDuties(trx: Trx, rows: readonly Insertable<Duty>[]): Promise<void> {
  if (rows.length) await withNext(trx, trx.insertInto('duty').values(rows));
}

export async function updateDuty(
  trx: Trx,
  row: Pick<DutyRow, 'org_id' | 'id'>,
  values: Partial<Insertable<Duty>>,
): Promise<void> {
  await changeHeld(trx, 'duty', row, values);
}

export async function lastDutyPosition(trx: Trx, orgId: string): Promise<number> {
  const row = await trx
    .selectFrom('duty')
    .select((e) => e.fn.max('position').as('position'))
    .where('org_id', '=', orgId)
    .executeTakeFirst();
  return row?.position ?? -1;
}

export type SignatureRow = Pick<
  Selectable<DutyAcknowledgement>,
  'id' | 'duty_id' | 'wording' | 'person_id' | 'at'
> & { readonly signed: string };

export async function signaturesOf(
  trx: Trx,
  orgId: string,
  dutyIds: readonly string[],
): Promise<SignatureRow[]> {
  if (dutyIds.length === 0) return [];
  return trx
    .selectFrom('duty_acknowledgement')
    .select(['id', 'duty_id', 'wording', 'person_id', 'at'])
    .select(sql<string>`signature ->> 'kind'`.as('signed'))
    .where('org_id', '=', orgId)
    .where('duty_id', 'in', dutyIds)
    .orderBy('at')
    .execute();
}

export async function insertSignature(
  trx: Trx,
  row: Insertable<DutyAcknowledgement>,
): Promise<void> {
  await withNext(trx, trx.insertInto('duty_acknowledgement').values(row));
}

export async function insertAct(trx: Trx, row: Insertable<DutyAct>): Promise<void> {
  await withNext(trx, trx.insertInto('duty_act').values(row));
}

export async function lockAct(trx: Trx, id: string): Promise<ActRow | undefined> {
  return trx
    .selectFrom('duty_act')
    .selectAll()
    .where('id', '=', id)
    .forNoKeyUpdate()
    .executeTakeFirst();
}

export async function updateAct(
  trx: Trx,
  row: Pick<ActRow, 'org_id' | 'id'>,
  values: Partial<Insertable<DutyAct>>,
): Promise<void> {
  await changeHeld(trx, 'duty_act', row, values);
}

export interface ActFilter {
  readonly paths: readonly string[];
  readonly kind?: InPersonKind | undefined;
  readonly person?: string | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  /** Day and id of the last row of the page before. */
  readonly after?: { readonly on: string; readonly id: string } | undefined;
  readonly limit: number;
}

export type ListedAct = ActRow & { readonly unit_name: string; readonly unit_closed: boolean };

/** Acts under paths, newest first. */
export async function listActs(trx: Trx, filter: ActFilter): Promise<ListedAct[]> {
  const { paths, kind, person, from, to, after, limit } = filter;
  return trx
    .selectFrom('duty_act as a')
    .innerJoin('org', 'org.id', 'a.org_id')
    .selectAll('a')
    .select(['org.name as unit_name'])
    .select(sql<boolean>`org.closed_on is not null`.as('unit_closed'))
    .where(within('a.org_path', paths))
    .$if(kind !== undefined, (q) => q.where('a.kind', '=', kind!))
    .$if(person !== undefined, (q) => q.where('a.person_id', '=', person!))
    .$if(from !== undefined, (q) => q.where('a.on_day', '>=', from!))
    .$if(to !== undefined, (q) => q.where('a.on_day', '<=', to!))
    .$if(after !== undefined, (q) =>
      q.where(sql<SqlBool>`(a.on_day, a.id) < (${after!.on}::date, ${after!.id}::uuid)`),
    )
    .orderBy('a.on_day', 'desc')
    .orderBy('a.id', 'desc')
    .limit(limit)
    .execute();
}

const within = (column: string, paths: readonly string[]) =>
  paths.includes('')
    ? sql<SqlBool>`true`
    : sql<SqlBool>`${sql.ref(column)} <@ any (${`{${paths.join(',')}}`}::ltree[])`;

export interface GapRow {
  readonly kind: string;
  readonly org_id: string;
  readonly org_name: string;
  readonly path: string;
  readonly what: string | null;
  /** Orders the gaps of one kind in one unit. */
  readonly key: string;
}

/**
 * What is missing on a day in the chains of open units under paths, in the order of the tree.
 * One select a kind, each cut to the page, so that a page costs no more than its rows where
 * gaps are many.
 */
export async function listGaps(
  trx: Trx,
  filter: {
    readonly paths: readonly string[];
    /** One unit alone, not those under it. */
    readonly only?: string;
    readonly kind?: string | undefined;
    readonly on: string;
    readonly after?: { readonly path: string; readonly kind: string; readonly key: string };
    readonly limit: number;
  },
): Promise<GapRow[]> {
  const { on, after, limit } = filter;
  const held = sql`exists (select from tenure t where t.org_id = p.org_id and t.post_id = p.id
    and t.withdrawn_at is null and t.since <= ${on}::date and (t.until is null or t.until > ${on}::date))`;
  const standing = (t: string) => sql`${sql.ref(`${t}.since`)} <= ${on}::date
    and (${sql.ref(`${t}.closed_on`)} is null or ${sql.ref(`${t}.closed_on`)} > ${on}::date)`;
  const none = sql`null::text`;
  const whole = sql`''`;
  const dutyOf = sql`join duty d on d.org_id = o.id and ${standing('d')}`;
  const postOf = sql`join post p on p.org_id = o.id and ${standing('p')}`;
  const kinds: Record<string, { what: typeof none; key: typeof none; from: typeof none }> = {
    'no-first-post': {
      what: none,
      key: whole,
      from: sql`where not exists (select from post p
        where p.org_id = o.id and p.rank = 'first' and ${standing('p')})`,
    },
    'first-vacant': {
      what: sql`p.name`,
      key: sql`p.id::text`,
      from: sql`${postOf} where p.rank = 'first' and not ${held}`,
    },
    'no-duties': {
      what: none,
      key: whole,
      from: sql`where exists (select from post p where p.org_id = o.id and ${standing('p')})
        and not exists (select from duty d where d.org_id = o.id and ${standing('d')})`,
    },
    'line-vacant': {
      what: sql`d.title`,
      key: sql`d.id::text`,
      from: sql`${dutyOf} left join post p on p.org_id = d.org_id and p.id = d.post_id
        where d.kind <> 'part' and (p.id is null or not ${standing('p')}
          or p.rank <> 'first' and not ${held})`,
    },
    'part-open': {
      what: sql`d.title`,
      key: sql`d.id::text`,
      from: sql`${dutyOf} left join org dep on dep.id = d.department_id
        where d.kind = 'part' and (dep.id is null or dep.closed_on <= ${on}::date)`,
    },
    'not-acknowledged': {
      what: sql`d.title`,
      key: sql`d.id::text`,
      from: sql`${dutyOf} where exists (select from tenure t
        where t.org_id = d.org_id and t.post_id = d.post_id
          and t.withdrawn_at is null and t.since <= ${on}::date
          and (t.until is null or t.until > ${on}::date)
          and not exists (select from duty_acknowledgement a where a.org_id = d.org_id
            and a.duty_id = d.id and a.wording = d.wording and a.person_id = t.person_id))`,
    },
  };
  const chosen = Object.entries(kinds).filter(([k]) => !filter.kind || k === filter.kind);
  const selects = chosen.map(
    ([kind, { what, key, from }]) => sql`(select * from (
      select ${sql.lit(kind)} as kind, o.id as org_id, o.name as org_name, o.path as path,
        ${what} as what, ${key} as key from org o ${from} and o.closed_on is null
        and ${filter.only ? sql`o.id = ${filter.only}::uuid` : within('o.path', filter.paths)}
        ${after ? sql`and o.path >= ${after.path}::ltree` : sql``}) g
      ${after ? sql`where (path, kind, key) > (${after.path}::ltree, ${after.kind}, ${after.key})` : sql``}
      order by path, key limit ${limit})`,
  );
  const { rows } = await sql<GapRow>`select * from (${sql.join(selects, sql` union all `)}) gaps
    order by path, kind, key limit ${limit}`.execute(trx);
  return rows;
}
