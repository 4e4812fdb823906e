import { type CompiledQuery, sql } from 'kysely';
import type { Answers } from '../../contract/survey/form.ts';
import { withNext } from '../platform/driver.ts';
import type { Trx } from '../platform/scope.ts';
import type { Key } from './queries.ts';

type Placed = Key & { readonly org_path: string };

/**
 * Spends links that are out, each by a form; gives by which form each of them is spent then,
 * nothing for those that hold no more.
 */
export async function spendTokens(
  trx: Trx,
  { org_id, id }: Key,
  passes: readonly (readonly [string, Buffer])[],
): Promise<Map<string, Buffer | null>> {
  if (passes.length === 0) return new Map();
  const ids = passes.map(([token]) => token);
  const given = sql`unnest(${ids}::uuid[],
    ${passes.map(([, by]) => by)}::bytea[]) as g (id, taken)`;
  await sql`select from survey_token where org_id = ${org_id}::uuid and survey_id = ${id}::uuid
    and id = any (${ids}::uuid[]) order by id for no key update`.execute(trx);
  await sql`update survey_token t set state = 'spent', answers = null, taken = g.taken
    from ${given}
    where t.org_id = ${org_id}::uuid and t.survey_id = ${id}::uuid and t.id = g.id
      and t.id = any (${ids}::uuid[]) and t.state = 'out'`.execute(trx);
  const { rows } = await sql<{ id: string; taken: Buffer | null; state: string }>`
    select id, taken, state from survey_token
    where org_id = ${org_id}::uuid and survey_id = ${id}::uuid
      and id = any (${ids}::uuid[])`.execute(trx);
  const spent = rows.filter((r) => r.state === 'spent');
  return new Map(spent.map((r) => [r.id, r.taken ?? Buffer.alloc(0)]));
}

/** Marks phones as having answered, each by a form; gives by which form each of them is marked then. */
export async function markDevices(
  trx: Trx,
  { org_id, org_path, id }: Placed,
  passes: readonly (readonly [string, Buffer])[],
): Promise<Map<string, Buffer>> {
  if (passes.length === 0) return new Map();
  const marks = passes.map(([mark]) => Buffer.from(mark, 'hex'));
  await trx
    .insertInto('survey_device')
    .values(
      passes.map(([, taken], i) => ({
        org_id,
        org_path,
        survey_id: id,
        mark: marks[i]!,
        taken,
      })),
    )
    .onConflict((c) => c.doNothing())
    .execute();
  const { rows } = await sql<{ mark: Buffer; taken: Buffer }>`
    select mark, taken from survey_device
    where org_id = ${org_id}::uuid and survey_id = ${id}::uuid
      and mark = any (${marks}::bytea[])`.execute(trx);
  return new Map(rows.map((r) => [r.mark.toString('hex'), r.taken]));
}

/** Answers of a survey that runs, sealed or, of older ones, as they were given. */
export async function lyingAnswers(trx: Trx, key: Key) {
  const rows = await trx
    .selectFrom('survey_answer')
    .select(['id', 'answers', 'sealed'])
    .where('org_id', '=', key.org_id)
    .where('survey_id', '=', key.id)
    .execute();
  return rows as { id: string; answers: Answers | null; sealed: string | null }[];
}

export async function tokenIds(trx: Trx, key: Key): Promise<string[]> {
  const rows = await trx
    .selectFrom('survey_token')
    .select('id')
    .where('org_id', '=', key.org_id)
    .where('survey_id', '=', key.id)
    .execute();
  return rows.map((r) => r.id);
}

const compiled = (query: { compile(): CompiledQuery }) => ({ compile: () => query.compile() });

/** Writes an answer anew, open and under another id: where it lies and by what it was written says nothing more. */
export async function rewriteAnswer(
  trx: Trx,
  key: Key,
  id: string,
  answers: Answers,
): Promise<void> {
  const update = trx
    .updateTable('survey_answer')
    .set({ id, answers: JSON.stringify(answers), sealed: null })
    .where('org_id', '=', key.org_id)
    .where('id', '=', key.id);
  await withNext(trx, compiled(update));
}

/** The same with a link; which form spent it goes. */
export async function rewriteToken(trx: Trx, key: Key, id: string): Promise<void> {
  const update = trx
    .updateTable('survey_token')
    .set({ id, taken: null })
    .where('org_id', '=', key.org_id)
    .where('id', '=', key.id);
  await withNext(trx, compiled(update));
}

/** Forgets which phones have answered. */
export async function dropDevices(trx: Trx, key: Key): Promise<void> {
  await trx
    .deleteFrom('survey_device')
    .where('org_id', '=', key.org_id)
    .where('survey_id', '=', key.id)
    .execute();
}
