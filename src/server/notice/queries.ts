import { type Insertable, type SqlBool, sql } from 'kysely';
import type { Language } from '../../contract/messages/index.ts';
import { withNext } from '../platform/driver.ts';
import type { Notice } from '../platform/schema.generated.ts';
import type { Trx } from '../platform/scope.ts';

/**
 * Writes notices; those whose key the person was told already are left out. The conflict names
 * no columns: looking at them would need the right to read other people's notices.
 */
export async function insertNotices(trx: Trx, rows: readonly Insertable<Notice>[]): Promise<void> {
  await withNext(
    trx,
    trx
      .insertInto('notice')
      .values(rows)
      .onConflict((c) => c.doNothing()),
  );
}

export interface NoticeRow {
  readonly id: string;
  readonly code: string;
  readonly params: Record<string, string | number>;
  readonly link: string | null;
  readonly org_name: string;
  readonly created_at: Date;
  readonly read_at: Date | null;
}

/** Unread ones first, newest first, after the one named. */
export async function noticesOf(
  trx: Trx,
  personId: string,
  after: { id: string; read: boolean } | undefined,
  limit: number,
): Promise<NoticeRow[]> {
  const unread = sql<boolean>`(n.read_at is null)`;
  return trx
    .selectFrom('notice as n')
    .innerJoin('org', 'org.id', 'n.org_id')
    .select(['n.id', 'n.code', 'n.link', 'org.name as org_name', 'n.created_at', 'n.read_at'])
    .select(sql<Record<string, string | number>>`n.params`.as('params'))
    .where('n.person_id', '=', personId)
    .$if(after !== undefined, (q) =>
      q.where(sql<SqlBool>`(${unread}, n.id) < (${!after!.read}, ${after!.id}::uuid)`),
    )
    .orderBy(unread, 'desc')
    .orderBy('n.id', 'desc')
    .limit(limit)
    .execute();
}

export async function findNotice(
  trx: Trx,
  personId: string,
  id: string,
): Promise<{ id: string; read_at: Date | null } | undefined> {
  return trx
    .selectFrom('notice')
    .select(['id', 'read_at'])
    .where('person_id', '=', personId)
    .where('id', '=', id)
    .executeTakeFirst();
}

export async function countUnread(trx: Trx, personId: string): Promise<number> {
  const row = await trx
    .selectFrom('notice')
    .select((e) => e.fn.countAll<string>().as('count'))
    .where('person_id', '=', personId)
    .where('read_at', 'is', null)
    .executeTakeFirstOrThrow();
  return Number(row.count);
}

/** Marks one notice, or all up to one, as read. */
export async function markRead(
  trx: Trx,
  personId: string,
  which: { id: string } | { upTo: string },
  now: Date,
): Promise<void> {
  await trx
    .updateTable('notice')
    .set({ read_at: now })
    .where('person_id', '=', personId)
    .where('read_at', 'is', null)
    .$if('id' in which, (q) => q.where('id', '=', (which as { id: string }).id))
    .$if('upTo' in which, (q) => q.where('id', '<=', (which as { upTo: string }).upTo))
    .execute();
}

export type MailChoice = 'at-once' | 'digest' | 'no';

export interface Preference {
  readonly mail: MailChoice;
  readonly language: Language;
  readonly version: number;
  /** Where mail goes; nothing once the person has left. */
  readonly address: string | null;
}

const preferenceColumns = sql<Preference>`
  select p.id, coalesce(c.mail, 'at-once') as mail, coalesce(c.language, 'zh-CN') as language,
    coalesce(c.version, 0) as version, case when p.left_on is null then p.email end as address
  from person p left join notice_preference c on c.person_id = p.id`;

/** How people want to be told. Needs the scopes of the people, or everywhere. */
export async function preferenceOf(trx: Trx, personId: string): Promise<Preference | undefined> {
  const { rows } = await sql<Preference>`${preferenceColumns} where p.id = ${personId}`.execute(
    trx,
  );
  return rows[0];
}

/** Saves over the version its owner saw (0: none yet); false when it is another. */
export async function savePreference(
  trx: Trx,
  personId: string,
  input: { mail: MailChoice; language: Language; version: number },
): Promise<boolean> {
  const values = { mail: input.mail, language: input.language, version: input.version + 1 };
  if (input.version === 0) {
    const made = await trx
      .insertInto('notice_preference')
      .values({ person_id: personId, ...values })
      .onConflict((c) => c.doNothing())
      .executeTakeFirst();
    return (made.numInsertedOrUpdatedRows ?? 0n) > 0n;
  }
  const changed = await trx
    .updateTable('notice_preference')
    .set(values)
    .where('person_id', '=', personId)
    .where('version', '=', input.version)
    .executeTakeFirst();
  return changed.numUpdatedRows > 0n;
}

export interface ToMail extends Preference {
  readonly notice_id: string;
  readonly person_id: string;
  readonly code: string;
  readonly params: Record<string, string | number>;
  readonly link: string | null;
  readonly read_at: Date | null;
}

/** Notices not yet mailed, with how their people want to be told: those named, or one person's. */
export async function unmailed(
  trx: Trx,
  which: { ids: readonly string[] } | { personId: string } | 'digest',
): Promise<ToMail[]> {
  const condition =
    which === 'digest'
      ? sql`n.read_at is null and coalesce(c.mail, 'at-once') = 'digest'`
      : 'ids' in which
        ? sql`n.id = any(${which.ids}::uuid[])`
        : sql`n.person_id = ${which.personId} and n.read_at is null`;
  const { rows } = await sql<ToMail>`
    select n.id as notice_id, n.person_id, n.code, n.params, n.link, n.read_at,
      coalesce(c.mail, 'at-once') as mail, coalesce(c.language, 'zh-CN') as language,
      coalesce(c.version, 0) as version, case when p.left_on is null then p.email end as address
    from notice n join person p on p.id = n.person_id
    left join notice_preference c on c.person_id = p.id
    where n.mailed_at is null and ${condition} order by n.person_id, n.id`.execute(trx);
  return rows;
}

export async function markMailed(trx: Trx, ids: readonly string[], now: Date): Promise<void> {
  await trx.updateTable('notice').set({ mailed_at: now }).where('id', 'in', ids).execute();
}
