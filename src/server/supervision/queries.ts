import { type Insertable, type Selectable, type SqlBool, sql } from 'kysely';
import type { LetterState } from '../../contract/supervision/operations.ts';
import type { SupervisionLetter } from '../platform/schema.generated.ts';
import type { Trx } from '../platform/scope.ts';
import { underAny } from '../platform/under.ts';

export type LetterRow = Selectable<SupervisionLetter>;

/** A letter with the words of what it is about. */
export interface SeenLetter extends LetterRow {
  readonly unit_name: string;
  readonly unit_closed: boolean;
  readonly campaign_closed: boolean;
  readonly issuer_name: string;
  readonly issuer_short: string | null;
  readonly issuer_path: string;
  readonly problem_number: string;
  readonly problem_title: string;
  readonly problem_state: string;
  readonly problem_due: string | null;
  readonly problem_moved: string;
  readonly measure_text: string | null;
  readonly owner_id: string | null;
  readonly owner_name: string | null;
  readonly leader_id: string | null;
  /** How many problems it carries beyond its own. */
  readonly carried: number;
}

const seen = sql`
  select l.*, o.name as unit_name, o.closed_on is not null as unit_closed,
    c.closed_on is not null as campaign_closed,
    i.name as issuer_name, i.short_name as issuer_short, i.path as issuer_path,
    p.number as problem_number, p.title as problem_title, p.state as problem_state,
    p.due as problem_due, p.moved_on as problem_moved, m.text as measure_text,
    coalesce(m.owner_id, p.owner_id) as owner_id, coalesce(m.owner_name, p.owner_name) as owner_name,
    p.leader_id, (select count(*)::int from supervision_letter c
      where c.org_id = l.org_id and c.main_id = l.id) as carried
  from supervision_letter l join org o on o.id = l.org_id join org i on i.id = l.issuer_id
    join problem p on p.org_id = l.org_id and p.id = l.problem_id
    join campaign c on c.id = p.campaign_id
    left join measure m on m.org_id = l.org_id and m.id = l.measure_id`;

export interface LetterFilter {
  readonly paths: readonly string[];
  readonly state?: LetterState | 'late' | undefined;
  readonly problem?: string | undefined;
  readonly after?: string | undefined;
  readonly today: string;
  readonly limit: number;
}

/** Whether a letter is about a problem, alone or with others. */
const about = (problem: string) => sql<SqlBool>`(l.problem_id = ${problem}::uuid or exists (
  select from supervision_letter c where c.org_id = l.org_id and c.main_id = l.id
    and c.problem_id = ${problem}::uuid))`;

/** Letters under paths, the newest first. */
export async function listLetters(trx: Trx, filter: LetterFilter): Promise<SeenLetter[]> {
  const { paths, state, problem, after, today, limit } = filter;
  const conditions = [
    sql<SqlBool>`l.main_id is null`,
    underAny('l.org_path', paths),
    ...(state === 'late' ? [sql<SqlBool>`l.state = 'sent' and l.answer_by < ${today}::date`] : []),
    ...(state && state !== 'late' ? [sql<SqlBool>`l.state = ${state}`] : []),
    ...(problem ? [about(problem)] : []),
    ...(after ? [sql<SqlBool>`l.id < ${after}::uuid`] : []),
  ];
  const { rows } = await sql<SeenLetter>`${seen}
    where ${sql.join(conditions, sql` and `)} order by l.id desc limit ${limit}`.execute(trx);
  return rows;
}

export async function letterById(trx: Trx, id: string): Promise<SeenLetter | undefined> {
  const { rows } =
    await sql<SeenLetter>`${seen} where l.id = ${id}::uuid and l.main_id is null`.execute(trx);
  return rows[0];
}

export async function lettersById(trx: Trx, ids: readonly string[]): Promise<SeenLetter[]> {
  if (ids.length === 0) return [];
  const { rows } = await sql<SeenLetter>`${seen}
    where l.id = any(${ids}::uuid[]) order by l.id`.execute(trx);
  return rows;
}

/** What letters carry beyond their own problems. */
export async function carriedBy(trx: Trx, ids: readonly string[]): Promise<SeenLetter[]> {
  if (ids.length === 0) return [];
  const { rows } = await sql<SeenLetter>`${seen}
    where l.main_id = any(${ids}::uuid[]) order by l.id`.execute(trx);
  return rows;
}

/** {@link letterById}, held until the transaction ends. */
export async function lockLetter(trx: Trx, id: string): Promise<SeenLetter | undefined> {
  await sql`select from supervision_letter 
    where id = ${id}::uuid or main_id = ${id}::uuid order by id for no key update`.execute(trx);
  return letterById(trx, id);
}

/** Holds the problems a letter is about as they are until the transaction ends. */
export async function holdProblems(trx: Trx, { org_id, id }: Pick<LetterRow, 'org_id' | 'id'>) {
  await sql`select from problem where org_id = ${org_id}::uuid and id in (
      select problem_id from supervision_letter
      where org_id = ${org_id}::uuid and (id = ${id}::uuid or main_id = ${id}::uuid))
    order by id for share`.execute(trx);
}

/** Letters sent to somebody that they have not answered. */
export async function lettersTo(trx: Trx, person: string, limit: number): Promise<SeenLetter[]> {
  const { rows } = await sql<SeenLetter>`${seen}
    where l.state = 'sent' and l.main_id is null and l.told @> array[${person}]::uuid[]
    order by l.answer_by limit ${limit}`.execute(trx);
  return rows;
}

/** Drafts that wait for a signature at units under these paths. */
export async function draftsFor(
  trx: Trx,
  paths: readonly string[],
  limit: number,
): Promise<SeenLetter[]> {
  const { rows } = await sql<SeenLetter>`${seen}
    where l.state = 'draft' and l.main_id is null and ${underAny('i.path', paths)} order by l.id limit ${limit}`.execute(
    trx,
  );
  return rows;
}

/** Drafts that wait for the signature of somebody by the post they hold. */
export async function draftsOf(trx: Trx, person: string, limit: number): Promise<SeenLetter[]> {
  const { rows } = await sql<SeenLetter>`${seen}
    where l.state = 'draft' and l.main_id is null and l.answerer_id = ${person}::uuid order by l.id limit ${limit}`.execute(
    trx,
  );
  return rows;
}

/** Writes drafts; gives those whose step had not been taken already. */
export async function insertLetters(
  trx: Trx,
  rows: readonly Insertable<SupervisionLetter>[],
): Promise<LetterRow[]> {
  if (rows.length === 0) return [];
  return trx
    .insertInto('supervision_letter')
    .values(rows)
    .onConflict((c) => c.doNothing())
    .returningAll()
    .execute();
}

/**
 * Ends drafts that nobody signed. What a draft carried and still holds goes on without it, the first
 * of it carrying the rest; gives those.
 */
export async function lapseLetters(
  trx: Trx,
  ids: readonly string[],
  now: Date,
): Promise<SeenLetter[]> {
  if (ids.length === 0) return [];
  await sql`update supervision_letter set state = 'lapsed', ended_at = ${now}, main_id = null,
      version = version + 1
    where id = any(${ids}::uuid[]) and state = 'draft'`.execute(trx);
  const { rows } = await sql<{ id: string; main_id: string | null }>`
    with heir as (select org_id, main_id, min(id::text)::uuid as id from supervision_letter
      where main_id = any(${ids}::uuid[]) group by org_id, main_id)
    update supervision_letter l set main_id = nullif(h.id, l.id), version = version + 1
    from heir h where l.org_id = h.org_id and l.main_id = h.main_id
    returning l.id, l.main_id`.execute(trx);
  const heirs = rows.filter((r) => r.main_id === null).map((r) => r.id);
  return lettersById(trx, heirs);
}

/** Changes a letter, and with it what it carries; the number is of the letter alone. */
export async function updateLetter(
  trx: Trx,
  row: Pick<LetterRow, 'org_id' | 'id'>,
  values: Partial<Insertable<SupervisionLetter>>,
): Promise<void> {
  const { year: _, number: __, ...shared } = values;
  for (const [key, set] of [
    ['id', values],
    ['main_id', shared],
  ] as const)
    await trx
      .updateTable('supervision_letter')
      .set(set)
      .set((e) => ({ version: e('version', '+', 1) }))
      .where('org_id', '=', row.org_id)
      .where(key, '=', row.id)
      .execute();
}

/** The next number of a unit in a year. The caller takes turns for it. */
export async function nextNumber(trx: Trx, issuer: string, year: number): Promise<number> {
  const { rows } = await sql<{ next: number }>`
    select coalesce(max(number), 0) + 1 as next from supervision_letter
    where issuer_id = ${issuer}::uuid and year = ${year}`.execute(trx);
  return rows[0]!.next;
}
