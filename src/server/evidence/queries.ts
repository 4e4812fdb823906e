import { type Insertable, type RawBuilder, type Selectable, sql } from 'kysely';
import type { SubjectKind } from '../../contract/evidence/operations.ts';
import type { Evidence } from '../platform/schema.generated.ts';
import type { Trx } from '../platform/scope.ts';

export type EvidenceRow = Selectable<Evidence>;

/** Where something lies that evidence belongs to, and how far it has come. */
export interface SubjectRow {
  readonly org_id: string;
  readonly org_path: string;
  readonly unit_closed: boolean;
  /** Whether the caller answers for it, whatever their rights. */
  readonly mine: boolean;
  readonly locked: boolean;
  /** Under what the record tells of it. */
  readonly topic: string;
}

const ofProblem = (table: string, person: string) =>
  sql`(${sql.ref(`${table}.owner_id`)} = ${person}::uuid or ${sql.ref(`${table}.leader_id`)} = ${person}::uuid)`;
/** Once somebody has confirmed the effect, what was relied on stays. */
const settled = (table: string) =>
  sql`${sql.ref(`${table}.state`)} in ('confirmed', 'notice', 'closed')`;
const onProblem = { locked: settled('p'), topic: sql`'problem:' || p.id` };

/** The rows of each kind: where they stand, whose they are, when they are settled. */
const kinds: Record<
  SubjectKind,
  {
    readonly from: RawBuilder<unknown>;
    readonly mine: (person: string) => RawBuilder<unknown>;
    readonly locked: RawBuilder<unknown>;
    readonly topic: RawBuilder<unknown>;
  }
> = {
  problem: {
    from: sql`problem s`,
    mine: (person) => ofProblem('s', person),
    locked: settled('s'),
    topic: sql`'problem:' || s.id`,
  },
  measure: {
    from: sql`measure s join problem p on p.org_id = s.org_id and p.id = s.problem_id`,
    mine: (person) => sql`(s.owner_id = ${person}::uuid or ${ofProblem('p', person)})`,
    ...onProblem,
  },
  progress: {
    from: sql`progress s join problem p on p.org_id = s.org_id and p.id = s.problem_id`,
    mine: (person) => sql`(s.by_person = ${person}::uuid or ${ofProblem('p', person)})`,
    ...onProblem,
  },
  recheck: {
    from: sql`recheck s join problem p on p.org_id = s.org_id and p.id = s.problem_id`,
    mine: (person) => sql`s.by_person = ${person}::uuid`,
    locked: sql`s.state <> 'due'`,
    topic: onProblem.topic,
  },
  'duty-act': {
    from: sql`duty_act s`,
    mine: (person) => sql`s.person_id = ${person}::uuid`,
    locked: sql`false`,
    topic: sql`'duty-act:' || s.id`,
  },
  session: {
    from: sql`study_session s`,
    mine: (person) => sql`s.host_id = ${person}::uuid`,
    locked: sql`s.state = 'withdrawn'`,
    topic: sql`'session:' || s.id`,
  },
  reading: {
    from: sql`study_reading s`,
    mine: () => sql`false`,
    locked: sql`s.withdrawn_at is not null`,
    topic: sql`'reading:' || s.id`,
  },
  institution: {
    from: sql`institution s`,
    mine: () => sql`false`,
    locked: sql`s.withdrawn_on is not null`,
    topic: sql`'institution:' || s.id`,
  },
  special: {
    from: sql`special s`,
    mine: () => sql`false`,
    locked: sql`s.closed_on is not null`,
    topic: sql`'special:' || s.id`,
  },
};

/** The row evidence belongs to, as far as the transaction sees it. */
export async function subjectRow(
  trx: Trx,
  kind: SubjectKind,
  id: string,
  person: string,
): Promise<SubjectRow | undefined> {
  const { from, mine, locked, topic } = kinds[kind];
  const { rows } = await sql<SubjectRow>`
    select s.org_id, s.org_path, o.closed_on is not null as unit_closed,
      coalesce(${mine(person)}, false) as mine, ${locked} as locked, ${topic} as topic
    from ${from} join org o on o.id = s.org_id where s.id = ${id}::uuid`.execute(trx);
  return rows[0];
}

export async function evidenceOf(trx: Trx, subject: string): Promise<EvidenceRow[]> {
  return trx
    .selectFrom('evidence')
    .selectAll()
    .where('subject', '=', subject)
    .orderBy('id')
    .execute();
}

export async function countsOfMeasures(
  trx: Trx,
  measures: readonly string[],
): Promise<Map<string, number>> {
  if (measures.length === 0) return new Map();
  const { rows } = await sql<{ id: string; count: number }>`
    with asked as (select unnest(${measures}::uuid[]) as id)
    select m.id, count(*)::int as count from (
      select id, 'measure:' || id as subject from asked
      union all
      select s.id, 'progress:' || p.id from asked a join measure s on s.id = a.id
        join progress p on p.org_id = s.org_id and p.problem_id = s.problem_id
      where p.withdrawn_at is null and (p.measure_id = s.id
        or p.measure_id is null and s.state <> 'withdrawn' and not exists (select from measure o
          where o.org_id = s.org_id and o.problem_id = s.problem_id and o.id <> s.id
            and o.state <> 'withdrawn'))
    ) m join evidence e on e.subject = m.subject
    where e.withdrawn_at is null and e.erased_at is null group by m.id`.execute(trx);
  return new Map(rows.map((r) => [r.id, r.count]));
}

export async function evidenceById(trx: Trx, id: string): Promise<EvidenceRow | undefined> {
  return trx.selectFrom('evidence').selectAll().where('id', '=', id).executeTakeFirst();
}

export async function lockEvidence(trx: Trx, id: string): Promise<EvidenceRow | undefined> {
  return trx
    .selectFrom('evidence')
    .selectAll()
    .where('id', '=', id)
    .forNoKeyUpdate()
    .executeTakeFirst();
}

export async function insertFiles(
  trx: Trx,
  files: readonly { readonly hash: string; readonly size: number; readonly created_at: Date }[],
): Promise<void> {
  await trx
    .insertInto('file')
    .values(files)
    .onConflict((c) => c.doNothing())
    .execute();
}

/** Writes a piece; gives nothing when the same file stands there already. */
export async function insertEvidence(
  trx: Trx,
  row: Insertable<Evidence>,
): Promise<EvidenceRow | undefined> {
  return trx
    .insertInto('evidence')
    .values(row)
    .onConflict((c) =>
      c.columns(['org_id', 'subject', 'hash']).where('withdrawn_at', 'is', null).doNothing(),
    )
    .returningAll()
    .executeTakeFirst();
}

export async function sameFile(
  trx: Trx,
  subject: string,
  hash: string,
): Promise<EvidenceRow | undefined> {
  return trx
    .selectFrom('evidence')
    .selectAll()
    .where('subject', '=', subject)
    .where('hash', '=', hash)
    .where('withdrawn_at', 'is', null)
    .executeTakeFirst();
}

export async function updateEvidence(
  trx: Trx,
  row: Pick<EvidenceRow, 'org_id' | 'id'>,
  values: Partial<Insertable<Evidence>>,
): Promise<EvidenceRow> {
  return trx
    .updateTable('evidence')
    .set(values)
    .set((e) => ({ version: e('version', '+', 1) }))
    .where('org_id', '=', row.org_id)
    .where('id', '=', row.id)
    .returningAll()
    .executeTakeFirstOrThrow();
}

/** Notes which entries of the record tell of a piece. */
export async function addEntries(
  trx: Trx,
  row: Pick<EvidenceRow, 'org_id' | 'id'>,
  entries: readonly string[],
): Promise<void> {
  await sql`update evidence set entries = entries || ${entries}::uuid[]
    where org_id = ${row.org_id} and id = ${row.id}`.execute(trx);
}

/**
 * Those of the files that no row names any more, in any table that refers to files. Needs to
 * see all rows; locks the files, so that nobody names one in the meantime.
 */
export async function unnamed(trx: Trx, hashes: readonly string[]): Promise<string[]> {
  await sql`select from file where hash = any(${hashes}::text[]) for update`.execute(trx);
  const { rows: places } = await sql<{ table: string; column: string }>`
    select c.conrelid::regclass::text as table, a.attname as column
    from pg_constraint c join pg_attribute a on a.attrelid = c.conrelid and a.attnum = c.conkey[1]
    where c.contype = 'f' and c.confrelid = 'file'::regclass`.execute(trx);
  const named = sql.join(
    places.map(
      ({ table, column }) =>
        sql`exists (select from ${sql.table(table)} where ${sql.ref(column)} = h)`,
    ),
    sql` or `,
  );
  const { rows } = await sql<{ hash: string }>`
    select h as hash from unnest(${hashes}::text[]) as t (h) where not (${named})`.execute(trx);
  return rows.map((r) => r.hash);
}
