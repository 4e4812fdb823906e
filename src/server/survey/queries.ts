import { type Insertable, type Selectable, type SqlBool, sql } from 'kysely';
import type { Answers, Form, Question } from '../../contract/survey/form.ts';
import type { SurveyFilter } from '../../contract/survey/schemas.ts';
import type {
  Survey,
  SurveyAnswer,
  SurveyBank,
  SurveyInvite,
  SurveyToken,
  SurveyUnit,
} from '../platform/schema.generated.ts';
import type { Trx } from '../platform/scope.ts';
import { containing, underAny } from '../platform/under.ts';

export type Key = Pick<Selectable<Survey>, 'org_id' | 'id'>;
/** A survey as it stands, without how many have answered: what each answer needs. */
export type SurveyRow = Omit<Selectable<Survey>, 'form' | 'units' | 'roll'> & {
  readonly form: Form;
  readonly units: readonly { unitId: string; people?: number | null }[];
  readonly roll: readonly { unitId: string; name: string }[];
  readonly unit_name: string;
  readonly unit_closed: boolean;
};
export type ListedRow = SurveyRow & {
  readonly answers: number;
  readonly asked: number | null;
  readonly answered_by: number;
};

const answers = sql<number>`(select count(*)::int from survey_answer a
  where a.org_id = s.org_id and a.survey_id = s.id)`;
/** Whoever is on the roll; else the people of the units, where every one is known. */
const asked = sql<number | null>`(case when s.audience = 'roll'
  then case when s.state = 'draft' then jsonb_array_length(s.roll) else
    (select count(*)::int from survey_invite i where i.org_id = s.org_id and i.survey_id = s.id) end
  else (select case when count(*) = count(people) then sum(people)::int end from survey_unit u
    where u.org_id = s.org_id and u.survey_id = s.id) end)`;
const answeredBy = sql<number>`(
  (select count(distinct m.measure_id)::int from measure_answer m
    where m.subject = 'survey:' || s.id and m.withdrawn_at is null)
  + (select count(distinct n.plan_id)::int from need_answer n
    where n.subject = 'survey:' || s.id and n.withdrawn_at is null))`;

const surveys = (trx: Trx) =>
  trx
    .selectFrom('survey as s')
    .innerJoin('org', 'org.id', 's.org_id')
    .selectAll('s')
    .select('org.name as unit_name')
    .select(sql<boolean>`org.closed_on is not null`.as('unit_closed'));

/** Surveys with how many have answered: counting takes longer with each answer. */
export const listed = (trx: Trx) =>
  surveys(trx)
    .select(answers.as('answers'))
    .select(asked.as('asked'))
    .select(answeredBy.as('answered_by'));

export async function listSurveys(
  trx: Trx,
  paths: readonly string[],
  f: SurveyFilter,
): Promise<ListedRow[]> {
  const rows = await listed(trx)
    .where(underAny('s.org_path', paths))
    .$if(f.state !== undefined, (q) => q.where('s.state', '=', f.state!))
    .$if(f.state === undefined, (q) => q.where('s.state', '<>', 'withdrawn'))
    .$if(f.needs !== undefined, (q) => q.where('s.needs', '=', true))
    .$if(f.needs === 'unanswered', (q) => q.where(sql<SqlBool>`${answeredBy} = 0`))
    .$if(f.q !== undefined && f.q !== '', (q) =>
      q.where(sql<SqlBool>`s.title ilike ${containing(f.q!)}`),
    )
    .orderBy('s.id', 'desc')
    .limit(500)
    .execute();
  return rows as unknown as ListedRow[];
}

export async function surveyById(trx: Trx, id: string): Promise<ListedRow | undefined> {
  const row = await listed(trx).where('s.id', '=', id).executeTakeFirst();
  return row as unknown as ListedRow | undefined;
}

export async function bareSurvey(trx: Trx, id: string): Promise<SurveyRow | undefined> {
  const row = await surveys(trx).where('s.id', '=', id).executeTakeFirst();
  return row as unknown as SurveyRow | undefined;
}

/** Shared by those who answer, alone by whoever closes or changes it. */
export async function lockSurvey(
  trx: Trx,
  id: string,
  how: 'share' | 'alone' = 'alone',
): Promise<void> {
  await trx
    .selectFrom('survey')
    .select('id')
    .where('id', '=', id)
    .$if(how === 'alone', (q) => q.forNoKeyUpdate())
    .$if(how === 'share', (q) => q.forShare())
    .execute();
}

export async function insertSurvey(trx: Trx, row: Insertable<Survey>): Promise<void> {
  await trx.insertInto('survey').values(row).execute();
}

export async function updateSurvey(
  trx: Trx,
  key: Key,
  values: Partial<Insertable<Survey>>,
): Promise<void> {
  await trx
    .updateTable('survey')
    .set(values)
    .set((e) => ({ version: e('version', '+', 1) }))
    .where('org_id', '=', key.org_id)
    .where('id', '=', key.id)
    .execute();
}

export type UnitRow = Selectable<SurveyUnit> & {
  readonly name: string;
  readonly answers: number;
  readonly invited: number;
};

export async function unitsOf(trx: Trx, key: Key): Promise<UnitRow[]> {
  return trx
    .selectFrom('survey_unit as u')
    .innerJoin('org', 'org.id', 'u.unit_id')
    .selectAll('u')
    .select('org.name')
    .select(
      sql<number>`(select count(*)::int from survey_answer a
        where a.org_id = u.org_id and a.survey_id = u.survey_id and a.unit_row = u.id)`.as(
        'answers',
      ),
    )
    .select(
      sql<number>`(select count(*)::int from survey_invite i
        where i.org_id = u.org_id and i.survey_id = u.survey_id and i.unit_row = u.id)`.as(
        'invited',
      ),
    )
    .where('u.org_id', '=', key.org_id)
    .where('u.survey_id', '=', key.id)
    .orderBy('u.position')
    .execute();
}

export async function invitesOf(trx: Trx, key: Key) {
  return trx
    .selectFrom('survey_invite as i')
    .innerJoin('survey_unit as u', (j) =>
      j.onRef('u.org_id', '=', 'i.org_id').onRef('u.id', '=', 'i.unit_row'),
    )
    .select(['i.id', 'i.name', 'i.unit_row', 'i.person_id', 'u.unit_id'])
    .select(
      sql<boolean>`exists (select from survey_answer a
        where a.org_id = i.org_id and a.survey_id = i.survey_id and a.invite_id = i.id)`.as(
        'answered',
      ),
    )
    .where('i.org_id', '=', key.org_id)
    .where('i.survey_id', '=', key.id)
    .orderBy('i.id')
    .execute();
}

/** Units and roll, once the survey is opened. */
export async function insertParts(
  trx: Trx,
  units: readonly Insertable<SurveyUnit>[],
  invites: readonly Insertable<SurveyInvite>[],
): Promise<void> {
  await insertMany(units, (rows) => trx.insertInto('survey_unit').values(rows).execute());
  await insertMany(invites, (rows) => trx.insertInto('survey_invite').values(rows).execute());
}

export async function insertTokens(
  trx: Trx,
  rows: readonly Insertable<SurveyToken>[],
): Promise<void> {
  await insertMany(rows, (some) => trx.insertInto('survey_token').values(some).execute());
}

/** A statement takes 65,535 parameters. */
async function insertMany<T>(
  rows: readonly T[],
  insert: (rows: readonly T[]) => Promise<unknown>,
): Promise<void> {
  for (let k = 0; k < rows.length; k += 2000) await insert(rows.slice(k, k + 2000));
}

/** Links that are not used hold no more: all of them, or those of one person. */
export async function voidTokens(trx: Trx, key: Key, invite?: string): Promise<void> {
  await trx
    .updateTable('survey_token')
    .set({ state: 'void' })
    .where('org_id', '=', key.org_id)
    .where('survey_id', '=', key.id)
    .where('state', '=', 'out')
    .$if(invite !== undefined, (q) => q.where('invite_id', '=', invite!))
    .execute();
}

/** The unit of a survey that a code belongs to. */
export async function unitByCode(trx: Trx, code: string) {
  return trx.selectFrom('survey_unit').selectAll().where('code', '=', code).executeTakeFirst();
}

export async function tokenByHash(trx: Trx, hash: Buffer, lock = false) {
  return trx
    .selectFrom('survey_token')
    .selectAll()
    .where('hash', '=', hash)
    .$if(lock, (q) => q.forNoKeyUpdate())
    .executeTakeFirst();
}

export async function updateToken(
  trx: Trx,
  key: Key,
  values: Partial<Insertable<SurveyToken>>,
): Promise<void> {
  await trx
    .updateTable('survey_token')
    .set(values)
    .where('org_id', '=', key.org_id)
    .where('id', '=', key.id)
    .execute();
}

/** Writes answers; one with an id that is there already is the same form sent again. */
export async function insertAnswers(
  trx: Trx,
  rows: readonly Insertable<SurveyAnswer>[],
): Promise<void> {
  await insertMany(rows, (some) =>
    trx
      .insertInto('survey_answer')
      .values(some)
      .onConflict((c) => c.columns(['org_id', 'id']).doNothing())
      .execute(),
  );
}

/** Writes an answer by name; false where the person has one, or the same form came before. */
export async function insertNamed(trx: Trx, row: Insertable<SurveyAnswer>): Promise<boolean> {
  const made = await trx
    .insertInto('survey_answer')
    .values(row)
    .onConflict((c) => c.doNothing())
    .returning('id')
    .executeTakeFirst();
  return made !== undefined;
}

export interface AnswerRow {
  readonly id: string;
  readonly unit_row: string;
  readonly answers: Answers;
}

export async function answersOf(trx: Trx, key: Key): Promise<AnswerRow[]> {
  const rows = await trx
    .selectFrom('survey_answer')
    .select(['id', 'unit_row', 'answers'])
    .where('org_id', '=', key.org_id)
    .where('survey_id', '=', key.id)
    .orderBy('id')
    .execute();
  return rows as unknown as AnswerRow[];
}

export type BankRow = Omit<Selectable<SurveyBank>, 'question'> & {
  readonly question: Question;
  readonly unit_name: string;
};

const bank = (trx: Trx) =>
  trx
    .selectFrom('survey_bank as b')
    .innerJoin('org', 'org.id', 'b.org_id')
    .selectAll('b')
    .select('org.name as unit_name');

export async function bankRows(
  trx: Trx,
  paths: readonly string[],
  q: string | undefined,
): Promise<BankRow[]> {
  const above = sql.join(
    paths.map((p) => sql`${p}::ltree <@ b.org_path`),
    sql` or `,
  );
  const rows = await bank(trx)
    .where('b.withdrawn_at', 'is', null)
    .where(sql<SqlBool>`(${underAny('b.org_path', paths)} or ${above})`)
    .$if(q !== undefined && q !== '', (s) =>
      s.where(sql<SqlBool>`b.topic || ' ' || (b.question ->> 'title') ilike ${containing(q!)}`),
    )
    .orderBy('b.topic')
    .orderBy('b.id')
    .limit(500)
    .execute();
  return rows as unknown as BankRow[];
}

export async function bankById(trx: Trx, id: string): Promise<BankRow | undefined> {
  const row = await bank(trx).where('b.id', '=', id).executeTakeFirst();
  return row as unknown as BankRow | undefined;
}

export async function insertBank(trx: Trx, row: Insertable<SurveyBank>): Promise<void> {
  await trx.insertInto('survey_bank').values(row).execute();
}

export async function withdrawBank(trx: Trx, key: Key, at: Date): Promise<void> {
  await trx
    .updateTable('survey_bank')
    .set({ withdrawn_at: at })
    .where('org_id', '=', key.org_id)
    .where('id', '=', key.id)
    .execute();
}

/** Class of each unit. */
export async function classesOf(
  trx: Trx,
  ids: readonly string[],
): Promise<Map<string, { name: string; class: string; path: string; closed: boolean }>> {
  if (ids.length === 0) return new Map();
  const rows = await trx
    .selectFrom('org')
    .select(['id', 'name', 'class', 'path', 'closed_on'])
    .where(sql<SqlBool>`id in (select unnest(${ids}::uuid[]))`)
    .execute();
  return new Map(
    rows.map((r) => [
      r.id,
      { name: r.name, class: r.class ?? '', path: r.path, closed: r.closed_on !== null },
    ]),
  );
}
