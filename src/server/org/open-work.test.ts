import { afterAll, beforeAll, expect, it } from 'vitest';
import { testServer } from '../../../test/setup/server.ts';
import { makeWorld, type World } from '../../../test/setup/world.ts';
import { openWorkKinds, type Unit } from '../../contract/org/operations.ts';
import { newId } from '../platform/ids.ts';

let server: Awaited<ReturnType<typeof testServer>>;
let world: World;
let office: { id: string; cookie: string };
beforeAll(async () => {
  server = await testServer();
  world = await makeWorld(server);
  office = await world.signInAs('office', world.units.parent);
});
afterAll(() => server.close());

async function call(url: string, payload?: object) {
  const answer = await server.app.inject({
    method: payload ? 'POST' : 'GET',
    url,
    headers: { cookie: office.cookie },
    ...(payload ? { payload } : {}),
  });
  return { status: answer.statusCode, body: answer.json() };
}
const make = async (name: string): Promise<Unit> =>
  (await call('/api/org/units', { parentId: world.units.parent.id, name, kind: 'branch' })).body;

/** Gives rows of the own unit of the world to another, as if they had been made there. */
async function filled(unit: Unit, states: Readonly<Record<string, object>>): Promise<void> {
  const { db } = server.ctx;
  const { own } = world.units;
  const rows = {
    campaign: own.rows.campaign,
    special: own.rows.special,
    survey: own.rows.survey,
    ballot: own.rows.ballot,
    visit: own.rows.visit,
  };
  for (const [table, id] of Object.entries(rows)) {
    const row = await db
      .selectFrom(table as 'visit')
      .selectAll()
      .where('id', '=', id)
      .executeTakeFirstOrThrow();
    const json = Object.fromEntries(
      Object.entries(row).map(([k, v]) => [
        k,
        v !== null && typeof v === 'object' && !(v instanceof Date) ? JSON.stringify(v) : v,
      ]),
    );
    const at = { id: newId(server.ctx.now()), org_id: unit.id, org_path: unit.path };
    await db
      .insertInto(table as 'visit')
      .values({ ...json, ...at, ...states[table] } as never)
      .execute();
  }
}

it('a unit closes when nothing of it runs: each kind is told before, and refused with its number', async () => {
  const unit = await make('水暖队');
  const hash = 'f'.repeat(64);
  await filled(unit, {
    survey: { state: 'open', form_hash: hash },
    ballot: { state: 'frozen' },
    special: { lead_id: unit.id },
  });
  const { body } = await call(`/api/org/units/${unit.id}/affected`);
  expect(body.open).toEqual({
    ...Object.fromEntries(openWorkKinds.map((kind) => [kind, 0])),
    ...{ specials: 1, surveys: 1, ballots: 1, campaigns: 1 },
  });
  const close = () => call(`/api/org/units/${unit.id}/close`, { version: unit.version });
  expect((await close()).body).toMatchObject({
    code: 'has-open-work',
    issues: [
      { code: 'org:has-open-specials', params: { count: 1 } },
      { code: 'org:has-open-surveys', params: { count: 1 } },
      { code: 'org:has-open-ballots', params: { count: 1 } },
      { code: 'org:has-open-campaigns', params: { count: 1 } },
    ],
  });
  const { db } = server.ctx;
  const set = (table: 'special' | 'survey' | 'ballot' | 'campaign', values: object) =>
    db
      .updateTable(table)
      .set(values as never)
      .where('org_id', '=', unit.id)
      .execute();
  await set('special', { closed_on: '2026-03-01' });
  await set('survey', { state: 'closed' });
  await set('ballot', { state: 'cancelled' });
  expect((await close()).body.issues).toHaveLength(1);
  await set('campaign', { closed_on: '2026-03-01' });
  expect((await close()).status).toBe(200);
});

it('what was settled for a unit does not pass to another: a merger waits for surveys and ballots', async () => {
  const [unit, into] = [await make('电工队'), await make('综合队')];
  await filled(unit, { ballot: { state: 'open' }, special: { closed_on: '2026-03-01' } });
  const merge = () =>
    call(`/api/org/units/${unit.id}/merge`, { version: unit.version, intoId: into.id });
  expect((await merge()).body).toMatchObject({
    code: 'has-open-work',
    issues: [{ code: 'org:has-open-ballots', params: { count: 1 } }],
  });
  await server.ctx.db
    .updateTable('ballot')
    .set({ state: 'cancelled' })
    .where('org_id', '=', unit.id)
    .execute();
  expect((await merge()).status).toBe(200);
});

it('a merger passes on voices with all that hangs on them, visits, campaigns, readings and learned words', async () => {
  const { sibling } = world.units;
  const { db } = server.ctx;
  const into = await make('承接的分公司');
  const word = { kind: 'heading', learned_at: server.ctx.now(), learned_by: office.id };
  const words = (at: { id: string; path: string }, ...all: string[]) =>
    db
      .insertInto('ledger_word')
      .values(
        all.map((w) => ({
          ...{ id: newId(server.ctx.now()), org_id: at.id, org_path: at.path },
          ...{ ...word, word: w, meaning: `${at.id}` },
        })),
      )
      .execute();
  await words(sibling, '事项', '牵头人');
  await words(into, '事项');
  const version = (await call(`/api/org/units/${sibling.id}`)).body.unit.version;
  await db
    .updateTable('study_decision')
    .set({ state: 'done' })
    .where('org_id', '=', sibling.id)
    .execute();
  const merged = await call(`/api/org/units/${sibling.id}/merge`, { version, intoId: into.id });
  expect(merged.status, JSON.stringify(merged.body)).toBe(200);
  const rows = async (table: string) =>
    (
      await db
        .selectFrom(table as 'visit')
        .select(['org_id', 'org_path'])
        .where('org_id', 'in', [sibling.id, into.id])
        .execute()
    ).map((r) => [r.org_id, r.org_path]);
  for (const table of [
    ...['voice', 'voice_step', 'voice_place', 'visit', 'campaign', 'study_reading'],
  ]) {
    const found = await rows(table);
    expect(found.length, table).toBeGreaterThan(0);
    for (const row of found) expect(row, table).toEqual([into.id, into.path]);
  }
  const handled = await db
    .selectFrom('voice')
    .select('id')
    .where((e) => e.or([e('handler_id', '=', sibling.id), e('handler_path', '=', sibling.path)]))
    .execute();
  expect(handled).toEqual([]);
  // The whistle-blowing too, unseen by who merged it.
  const sealed = await db
    .selectFrom('voice')
    .select('org_id')
    .where('id', '=', sibling.rows.report)
    .executeTakeFirstOrThrow();
  expect(sealed.org_id).toBe(into.id);
  // What the other unit had learned itself goes before; the rest is learned now.
  const learned = await db
    .selectFrom('ledger_word')
    .select(['word', 'meaning'])
    .where('org_id', '=', into.id)
    .orderBy('word')
    .execute();
  expect(learned).toEqual(
    [
      { word: '事项', meaning: into.id },
      { word: '牵头人', meaning: sibling.id },
    ].sort((a, b) => (a.word < b.word ? -1 : 1)),
  );
});

it('a campaign closes when all that was begun in it is over, and says what is not', async () => {
  const { own } = world.units;
  const { db } = server.ctx;
  const close = () =>
    call(`/api/campaigns/${own.rows.campaign}/close`, { on: '2026-03-02', version: 1 });
  expect((await close()).body).toMatchObject({
    code: 'has-open-work',
    issues: [
      { code: 'org:has-open-problems', params: { count: 1 } },
      { code: 'org:has-open-specials', params: { count: 1 } },
      { code: 'org:has-open-decisions', params: { count: 1 } },
    ],
  });
  const of = (id: string) => ({ org_id: own.id, id });
  await db
    .updateTable('problem')
    .set({ state: 'withdrawn' })
    .where('id', '=', of(own.rows.problem).id)
    .execute();
  await db
    .updateTable('special')
    .set({ closed_on: '2026-03-01' })
    .where('id', '=', own.rows.special)
    .execute();
  expect((await close()).body.issues).toEqual([
    expect.objectContaining({ code: 'org:has-open-decisions' }),
  ]);
  await db
    .updateTable('study_decision')
    .set({ state: 'done' })
    .where('id', '=', own.rows.decision)
    .execute();
  expect((await close()).status).toBe(200);
});
