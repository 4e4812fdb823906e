import { sql } from 'kysely';
import type { Tendencies } from '../../contract/campaign/taxonomy.ts';
import type { Executor } from '../platform/db.ts';
import { withNext } from '../platform/driver.ts';
import { KEPT } from '../platform/prepared.ts';
import type { Trx } from '../platform/scope.ts';

export interface NewEntry {
  readonly id: string;
  readonly at: Date;
  readonly actor: string;
  readonly act: string;
  readonly subject: string;
  readonly org_id: string;
  readonly org_path: string;
  /** Bytes as the database writes them: `\\x…`. */
  readonly commitment: string;
  readonly salt: string;
  /** Canonical JSON. */
  readonly content: string;
}

/** Entries with their contents, one statement however many. It goes with the end of the change. */
export async function insertEntries(trx: Trx, entries: readonly NewEntry[]): Promise<void> {
  const insert = sql`${sql.raw(KEPT)}
    with given as materialized (
      select * from json_to_recordset(${JSON.stringify(entries)}::json) as g
        (id uuid, at timestamptz, actor text, act text, subject text, org_id uuid, org_path ltree,
         commitment bytea, salt bytea, content text)
    ), entry as (
      insert into record_entry (id, at, actor, act, subject, org_id, org_path, commitment)
      select id, at, actor, act, subject, org_id, org_path, commitment from given
    )
    insert into record_content (entry_id, org_path, salt, content)
    select id, org_path, salt, content from given`;
  await withNext(trx, insert);
}

/** Microseconds and zone written out: the text that enters the leaf, whatever the session's zone. */
export const momentOf = (column: string) =>
  sql<string>`to_char(${sql.ref(column)} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`;

export interface Wanted {
  readonly ids?: readonly string[] | undefined;
  readonly actor?: string | undefined;
  readonly act?: string | undefined;
  readonly acts?: readonly string[] | undefined;
  readonly subject?: string | undefined;
  /** Besides those of the subject: loads of these units that brought the one with the id. */
  readonly loaded?: { readonly id: string; readonly under: readonly string[] } | undefined;
  /** Besides those of the subject: what happened at these posts to the person with the id. */
  readonly held?: { readonly id: string; readonly posts: readonly string[] } | undefined;
  readonly from?: Date | undefined;
  /** Not included. */
  readonly until?: Date | undefined;
  readonly after?: string | undefined;
  readonly limit: number;
  readonly oldestFirst?: boolean;
}

export type EntryRow = Awaited<ReturnType<typeof listEntries>>[number];

/** Entries in reach with their contents, newest first unless asked otherwise. */
export async function listEntries(db: Executor, wanted: Wanted) {
  const {
    ids,
    actor,
    act,
    acts,
    subject,
    loaded,
    held,
    from,
    until,
    after,
    limit,
    oldestFirst = false,
  } = wanted;
  return db
    .selectFrom('record_entry as e')
    .leftJoin('record_content as c', 'c.entry_id', 'e.id')
    .select(['e.id', 'e.actor', 'e.act', 'e.subject', 'e.org_id', 'e.algorithm', 'e.commitment'])
    .select(['e.position', 'c.salt', 'c.content', momentOf('e.at').as('moment')])
    .$if(ids !== undefined, (q) => q.where('e.id', 'in', ids!))
    .$if(actor !== undefined, (q) => q.where('e.actor', '=', actor!))
    .$if(act !== undefined, (q) => q.where('e.act', '=', act!))
    .$if(acts !== undefined, (q) => q.where('e.act', 'in', acts!))
    .$if(subject !== undefined, (q) =>
      q.where((x) =>
        x.or([
          x('e.subject', '=', subject!),
          ...(loaded && loaded.under.length > 0 ? [bringing(loaded)] : []),
          ...(held && held.posts.length > 0 ? [naming(held)] : []),
        ]),
      ),
    )
    .$if(from !== undefined, (q) => q.where('e.at', '>=', from!))
    .$if(until !== undefined, (q) => q.where('e.at', '<', until!))
    .$if(after !== undefined, (q) => q.where('e.id', oldestFirst ? '>' : '<', after!))
    .orderBy('e.id', oldestFirst ? 'asc' : 'desc')
    .limit(limit)
    .execute();
}

export async function countEntries(
  db: Executor,
  { ids, subject }: Pick<Wanted, 'ids' | 'subject'>,
): Promise<number> {
  const { count } = await db
    .selectFrom('record_entry')
    .select((x) => x.fn.countAll<string>().as('count'))
    .$if(ids !== undefined, (q) => q.where('id', 'in', ids!))
    .$if(subject !== undefined, (q) => q.where('subject', '=', subject!))
    .executeTakeFirstOrThrow();
  return Number(count);
}

/** A load is one entry for all units under one: the id stands in its content. */
const bringing = ({ id, under }: NonNullable<Wanted['loaded']>) =>
  sql<boolean>`(e.act = 'org.load' and e.subject = any(${under.map((u) => `org:${u}`)})
    and strpos(c.content, ${`"id":"${id}"`}) > 0)`;

/** Appointments stand with the post, and name the person in their content. */
const naming = ({ id, posts }: NonNullable<Wanted['held']>) =>
  sql<boolean>`(e.subject = any(${posts.map((p) => `post:${p}`)}) and strpos(c.content, ${id}) > 0)`;

/** Posts that somebody holds or held, those in reach. */
export async function postsOf(db: Executor, personId: string): Promise<string[]> {
  const rows = await db
    .selectFrom('tenure')
    .select('post_id')
    .distinct()
    .where('person_id', '=', personId)
    .execute();
  return rows.map((r) => r.post_id);
}

export async function personNames(
  db: Executor,
  ids: readonly string[],
): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map();
  const rows = await db
    .selectFrom('person')
    .select(['id', 'name'])
    .where('id', 'in', ids)
    .execute();
  return new Map(rows.map((r) => [r.id, r.name]));
}

export async function orgNames(db: Executor, ids: readonly string[]): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map();
  const rows = await db.selectFrom('org').select(['id', 'name']).where('id', 'in', ids).execute();
  return new Map(rows.map((r) => [r.id, r.name]));
}

export async function postNames(
  db: Executor,
  ids: readonly string[],
): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map();
  const rows = await db.selectFrom('post').select(['id', 'name']).where('id', 'in', ids).execute();
  return new Map(rows.map((r) => [r.id, r.name]));
}

/**
 * What rows of the loop in reach are called, by id. Not voices: by its number whoever spoke is answered,
 * and the record is read by people who may not read voices.
 */
export async function thingNames(
  db: Executor,
  ids: readonly string[],
): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map();
  const these = sql`id = any (${ids as string[]}::uuid[])`;
  const { rows } = await sql<{ id: string; name: string }>`
    select id, number || ' ' || title as name from problem where ${these}
    union all select id, text from measure where ${these}
    union all select id, topic from study_session where ${these}
    union all select id, name from special where ${these}
    union all select id, title from institution where ${these}
    union all select id, name from campaign where ${these}`.execute(db);
  return new Map(rows.map((r) => [r.id, r.name]));
}

/** The groups of tendencies that a problem is told by. */
export async function taxonomyOf(db: Executor, problem: string): Promise<Tendencies | undefined> {
  const { rows } = await sql<{ taxonomy: Tendencies }>`select c.taxonomy from problem p
    join campaign c on c.id = p.campaign_id where p.id = ${problem}::uuid`.execute(db);
  return rows[0]?.taxonomy;
}

/** Units that have been above a unit, now or before. */
export async function parentsOf(db: Executor, id: string): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select parent_id as id from org where id = ${id}::uuid and parent_id is not null
    union select parent_id from org_past where org_id = ${id}::uuid and parent_id is not null
  `.execute(db);
  return rows.map((r) => r.id);
}

/** Entries that still have a content, by subject or id, of which the record may forget it. */
export async function erasable(
  trx: Trx,
  given: { subjects: readonly string[]; ids: readonly string[]; before?: Date; limit: number },
): Promise<string[]> {
  const { subjects, ids, before, limit } = given;
  const rows = await trx
    .selectFrom('record_entry as e')
    .innerJoin('record_content as c', 'c.entry_id', 'e.id')
    .select('e.id')
    .where((x) =>
      before
        ? x('e.at', '<', before)
        : x.or([
            ...(subjects.length > 0 ? [x('e.subject', 'in', subjects)] : []),
            ...(ids.length > 0 ? [x('e.id', 'in', ids)] : []),
          ]),
    )
    .where('e.act', 'not like', 'record.%')
    .orderBy('e.id')
    .limit(limit)
    .execute();
  return rows.map((r) => r.id);
}

export async function deleteContents(trx: Trx, ids: readonly string[]): Promise<void> {
  await trx.deleteFrom('record_content').where('entry_id', 'in', ids).execute();
}
