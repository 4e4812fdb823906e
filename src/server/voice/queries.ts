import { type CompiledQuery, type Insertable, type Selectable, sql } from 'kysely';
import type { VoiceFilter } from '../../contract/voice/schemas.ts';
import { owedStates, type VoiceState } from '../../contract/voice/states.ts';
import { withNext } from '../platform/driver.ts';
import type {
  Voice,
  VoiceCommitment,
  VoicePicture,
  VoiceStep,
} from '../platform/schema.generated.ts';
import type { Trx } from '../platform/scope.ts';
import { containing, underAny } from '../platform/under.ts';

export type VoiceRow = Selectable<Voice>;
export type StepRow = Selectable<VoiceStep>;
export interface Key {
  readonly org_id: string;
  readonly id: string;
}

/** Opens the door to whistle-blowing for the rest of the transaction: the caller has the right. */
export async function openSealed(trx: Trx): Promise<void> {
  await sql`set local app.sealed = 'yes'`.execute(trx);
}

/** A query as it is sent together with others. */
const compiled = (query: { compile(): CompiledQuery }) => ({ compile: () => query.compile() });

/** A voice with its first step and its pictures. */
export interface NewVoice {
  readonly voice: Insertable<Voice> & { readonly id: string };
  readonly step: Insertable<VoiceStep>;
  readonly pictures: readonly Insertable<VoicePicture>[];
}

/** Writes voices; gives the ids of those that are new, as of some the code is there already. */
export async function insertVoices(trx: Trx, given: readonly NewVoice[]): Promise<Set<string>> {
  const made = await trx
    .insertInto('voice')
    .values(given.map((g) => g.voice))
    .onConflict((c) => c.columns(['code_hash', 'org_id']).doNothing())
    .returning('id')
    .execute();
  const fresh = new Set(made.map((r) => r.id));
  const news = given.filter((g) => fresh.has(g.voice.id));
  if (news.length === 0) return fresh;
  // These go with what comes next: nobody waits for each of them.
  await withNext(trx, compiled(trx.insertInto('voice_step').values(news.map((g) => g.step))));
  const pictures = news.flatMap((g) => g.pictures);
  if (pictures.length > 0) {
    const files = new Map(
      news.flatMap((g) =>
        g.pictures.map((p) => [
          p.hash!,
          { hash: p.hash!, size: p.size, created_at: `${g.step.on_day}T00:00Z` },
        ]),
      ),
    );
    // In one order everywhere: two batches with the same files wait for each other, not in a ring.
    const rows = [...files.values()].sort((a, b) => (a.hash < b.hash ? -1 : 1));
    const keep = trx.insertInto('file').values(rows);
    await withNext(trx, compiled(keep.onConflict((c) => c.doNothing())));
    await withNext(trx, compiled(trx.insertInto('voice_picture').values(pictures)));
  }
  return fresh;
}

const listed = (trx: Trx) =>
  trx
    .selectFrom('voice as v')
    .innerJoin('org as o', 'o.id', 'v.org_id')
    .innerJoin('org as h', 'h.id', 'v.handler_id')
    .selectAll('v')
    .select(['o.name as unit_name', 'h.name as handler_name'])
    .select(sql<boolean>`h.closed_on is not null`.as('handler_closed'));
export type ListedRow = Awaited<ReturnType<typeof voiceById>> & {};

export interface Selection {
  readonly paths: readonly string[];
  readonly filter: VoiceFilter;
  readonly sealed: boolean;
  readonly today: string;
}

/** A voice that should have been assigned or answered by now. */
const late = (today: string) => sql<boolean>`(
  (v.state = 'received' and v.assign_by < ${today}::date)
  or (v.state in ('received', 'assigned', 'working', 'returned') and v.answer_by < ${today}::date))`;

const shown = {
  triage: sql<boolean>`v.state in ('received', 'held') and v.main_id is null`,
  open: sql<boolean>`v.state in (${sql.join(owedStates)})`,
  returned: sql<boolean>`v.state = 'returned'`,
  held: sql<boolean>`v.state = 'held'`,
  done: sql<boolean>`v.state in ('answered', 'elsewhere', 'impossible', 'closed')`,
} as const;

function selected(trx: Trx, { paths, filter, sealed, today }: Selection) {
  const { kind, state, show, way, visit, from, to, q } = filter;
  const words = (q ?? '').split(/\s+/).filter(Boolean);
  return listed(trx)
    .where('v.sealed', '=', sealed)
    .where((e) => e.or([underAny('v.org_path', paths), underAny('v.handler_path', paths)]))
    .$if(kind !== undefined, (b) => b.where('v.kind', '=', kind!))
    .$if(state !== undefined, (b) => b.where('v.state', '=', state!))
    .$if(show === 'late', (b) => b.where(late(today)))
    .$if(show !== undefined && show !== 'late', (b) => b.where(shown[show as keyof typeof shown]))
    .$if(way !== undefined, (b) => b.where('v.way', '=', way!))
    .$if(visit !== undefined, (b) => b.where('v.visit_id', '=', visit!))
    .$if(from !== undefined, (b) => b.where('v.received_on', '>=', from!))
    .$if(to !== undefined, (b) => b.where('v.received_on', '<=', to!))
    .$if(words.length > 0, (b) =>
      b.where((e) =>
        e.and(
          words.map((w) =>
            e.or([
              e('v.number', 'ilike', containing(w)),
              sql<boolean>`(v.title || ' ' || v.text) ilike ${containing(w)}`,
            ]),
          ),
        ),
      ),
    );
}

/** Voices of a selection, newest day first; ids sort by the day they came. */
export async function listVoices(
  trx: Trx,
  selection: Selection,
  page: { readonly after?: string | undefined; readonly limit: number },
) {
  return selected(trx, selection)
    .$if(page.after !== undefined, (b) => b.where('v.id', '<', page.after!))
    .orderBy('v.id', 'desc')
    .limit(page.limit)
    .execute();
}

export async function countVoices(trx: Trx, selection: Selection) {
  const { today } = selection;
  const row = await trx
    .selectFrom(selected(trx, selection).as('v'))
    .select((e) => [
      e.fn.countAll<number>().filterWhere(shown.triage).as('triage'),
      e.fn.countAll<number>().filterWhere(shown.open).as('open'),
      e.fn.countAll<number>().filterWhere(late(today)).as('late'),
      e.fn.countAll<number>().filterWhere(shown.returned).as('returned'),
      e.fn.countAll<number>().filterWhere(shown.held).as('held'),
    ])
    .executeTakeFirstOrThrow();
  return {
    triage: Number(row.triage),
    open: Number(row.open),
    late: Number(row.late),
    returned: Number(row.returned),
    held: Number(row.held),
  };
}

export async function voiceById(trx: Trx, id: string) {
  return listed(trx).where('v.id', '=', id).executeTakeFirst();
}

/** Voices by id, the latest first. */
export async function voicesById(trx: Trx, ids: readonly string[]) {
  if (ids.length === 0) return [];
  return listed(trx).where('v.id', 'in', ids).orderBy('v.id', 'desc').execute();
}

export async function lockVoice(trx: Trx, id: string): Promise<void> {
  await sql`select from voice where id = ${id}::uuid for no key update`.execute(trx);
}

/** Several held in the order of their ids, whoever holds several. */
export async function lockVoices(trx: Trx, ids: readonly string[]): Promise<void> {
  await sql`select from voice where id = any (${ids as string[]}::uuid[]) order by id
    for no key update`.execute(trx);
}

/** The voice of a tracking code. Needs the door to whistle-blowing open: its person has the code. */
export async function voiceByCode(trx: Trx, hash: Buffer) {
  return listed(trx).where('v.code_hash', '=', hash).executeTakeFirst();
}

export async function togetherWith(trx: Trx, mainId: string): Promise<VoiceRow[]> {
  return trx.selectFrom('voice').selectAll().where('main_id', '=', mainId).orderBy('id').execute();
}

/** Voices by id as they are named beside others. */
export async function namedVoices(trx: Trx, ids: readonly string[]) {
  if (ids.length === 0) return [];
  return trx
    .selectFrom('voice')
    .select(['id', 'org_id', 'number', 'title', 'org_path', 'handler_path'])
    .where('id', 'in', ids)
    .where('sealed', '=', false)
    .execute();
}

export async function stepsOf(trx: Trx, key: Key): Promise<StepRow[]> {
  return trx
    .selectFrom('voice_step')
    .selectAll()
    .where('org_id', '=', key.org_id)
    .where('voice_id', '=', key.id)
    .orderBy('position')
    .execute();
}

export async function insertStep(trx: Trx, row: Omit<Insertable<VoiceStep>, 'position'>) {
  const { rows } = await sql<{ position: number }>`
    select coalesce(max(position), -1)::int + 1 as position from voice_step
    where org_id = ${row.org_id}::uuid and voice_id = ${row.voice_id}::uuid`.execute(trx);
  await trx
    .insertInto('voice_step')
    .values({ ...row, position: rows[0]!.position })
    .execute();
}

export async function updateVoice(
  trx: Trx,
  key: Key,
  values: Partial<Insertable<Voice>>,
): Promise<void> {
  await trx
    .updateTable('voice')
    .set(values)
    .set((e) => ({ version: e('version', '+', 1) }))
    .where('org_id', '=', key.org_id)
    .where('id', '=', key.id)
    .execute();
}

/** What hangs on a voice goes with it to the unit that handles it now. */
export async function handOn(trx: Trx, key: Key, path: string): Promise<void> {
  for (const table of ['voice_step', 'voice_picture'] as const)
    await trx
      .updateTable(table)
      .set({ handler_path: path })
      .where('org_id', '=', key.org_id)
      .where('voice_id', '=', key.id)
      .execute();
}

export async function picturesOf(trx: Trx, key: Key): Promise<Selectable<VoicePicture>[]> {
  return trx
    .selectFrom('voice_picture')
    .selectAll()
    .where('org_id', '=', key.org_id)
    .where('voice_id', '=', key.id)
    .where('erased_at', 'is', null)
    .orderBy('position')
    .execute();
}

/** Voices on which the person has had the word for long: answered up to a day. */
export async function lapsed(trx: Trx, upTo: string, limit: number): Promise<string[]> {
  const rows = await trx
    .selectFrom('voice')
    .select('id')
    .where('state', 'in', ['answered', 'elsewhere', 'impossible'] satisfies VoiceState[])
    .where('moved_on', '<=', upTo)
    .limit(limit)
    .execute();
  return rows.map((r) => r.id);
}

/** Voices closed so many months before a day that still have the contact somebody left. */
export async function agedContacts(
  trx: Trx,
  { today, months }: { readonly today: string; readonly months: number },
  limit: number,
): Promise<string[]> {
  const rows = await trx
    .selectFrom('voice')
    .select('id')
    .where('contact', 'is not', null)
    .where(sql<boolean>`closed_on <= ${today}::date - make_interval(months => ${months})`)
    .limit(limit)
    .execute();
  return rows.map((r) => r.id);
}

export async function insertCommitment(trx: Trx, row: Insertable<VoiceCommitment>): Promise<void> {
  await trx.insertInto('voice_commitment').values(row).execute();
}
