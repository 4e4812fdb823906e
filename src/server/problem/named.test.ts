import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { formOf } from '../../../test/setup/form.ts';
import { testServer } from '../../../test/setup/server.ts';
import { makeWorld, type World } from '../../../test/setup/world.ts';
import type { ProblemRow, ProblemWhole } from '../../contract/problem/schemas.ts';
import type { Waiting } from '../../contract/today/operations.ts';
import { photo } from '../../office/media/photos.fixture.ts';
import { countsOfMeasures } from '../evidence/counts.service.ts';
import { newId } from '../platform/ids.ts';
import { EVERYWHERE, withScopes } from '../platform/scope.ts';

let server: Awaited<ReturnType<typeof testServer>>;
let world: World;
type Who = { id: string; cookie: string };
const who = {} as Record<'office' | 'liaison' | 'owner' | 'doer' | 'other' | 'employee', Who>;
let campaign: string;

beforeAll(async () => {
  server = await testServer();
  server.clock.now = new Date('2026-03-02T02:00:00Z');
  world = await makeWorld(server);
  const { parent, own, sibling } = world.units;
  who.office = await world.signInAs('office', parent);
  who.liaison = await world.signInAs('liaison', own);
  // Nobody below holds a right over any unit; two of them belong to another unit.
  who.owner = await world.signInAs(undefined, sibling);
  who.doer = await world.signInAs(undefined, sibling);
  who.other = await world.signInAs(undefined, sibling);
  who.employee = await world.signInAs(undefined, own);
  const made = await send(who.office, 'POST', '/api/campaigns', {
    unitId: parent.id,
    name: '学习教育',
    theme: '为民造福、真抓实干',
    since: '2026-03-01',
  });
  campaign = String(made.id);
});
afterAll(() => server.close());

async function send<T = Record<string, unknown>>(
  by: Who,
  method: 'GET' | 'POST',
  url: string,
  payload?: object,
): Promise<T> {
  const answer = await server.app.inject({
    method,
    url,
    ...(payload ? { payload } : {}),
    headers: { cookie: by.cookie },
  });
  return answer.json() as T;
}
const codeOf = async (...given: Parameters<typeof send>) =>
  String((await send(...given)).code ?? 'ok');
const mine = (by: Who, id: string) => send<ProblemWhole>(by, 'GET', `/api/my/problems/${id}`);

/** Every row of every table, jobs and record included, as text after the name of its table. */
async function everyRow(): Promise<string[]> {
  const { db } = server.ctx;
  const tables = await sql<{ schema: string; name: string }>`
    select schemaname as schema, tablename as name from pg_tables
    where schemaname not in ('pg_catalog', 'information_schema') order by 1, 2`.execute(db);
  const all: string[] = [];
  for (const { schema, name } of tables.rows) {
    const { rows } = await sql<{ row: string }>`
      select row_to_json(t)::text as row from ${sql.id(schema, name)} t`.execute(db);
    all.push(...rows.map((r) => `${name} ${r.row}`));
  }
  return all.sort();
}

const work = (ownerId: string, text: string) => ({
  text,
  due: '2026-03-31',
  ownerId,
  criterion: '平均上门天数不超过两天',
});

/** A problem with two measures, each somebody else's, that the unit has begun. */
async function begun(): Promise<ProblemWhole> {
  const { id } = await send<{ id: string }>(who.liaison, 'POST', '/api/problems', {
    unitId: world.units.own.id,
    campaignId: campaign,
    tendency: 'purpose.unasked',
    title: '物业报修平均等待九天，住户反复催办',
    facts: '二月抽查三十二张报修单，平均九天上门，最长二十一天。',
    severity: 'slight',
    ownerId: who.owner.id,
    leaderId: who.liaison.id,
    publish: true,
    measures: [
      work(who.owner.id, '报修四十八小时内上门，逾时回电。'),
      work(who.doer.id, '备件由班组先行垫付。'),
    ],
  });
  await send(who.liaison, 'POST', `/api/problems/${id}/steps`, { step: 'start', version: 1 });
  return mine(who.owner, id);
}

describe('whoever a row names, without a right over its unit', () => {
  it('tells how it goes, with evidence; somebody beside them does not know of it', async () => {
    const { id, measures, state } = await begun();
    expect(state).toBe('working');
    const words = { on: '2026-03-02', text: '已排出值班表，本周起执行。' };
    const told = await send(who.doer, 'POST', `/api/problems/${id}/progress`, words);
    expect(told.id).toBeDefined();
    const { payload, headers } = formOf({ name: '值班表.jpg', bytes: photo('jpeg') }, {});
    const add = (by: Who, to = String(told.id)) =>
      server.app.inject({
        method: 'POST',
        url: `/api/evidence/to/progress:${to}`,
        headers: { cookie: by.cookie, ...headers },
        payload,
      });
    expect((await add(who.doer)).statusCode).toBe(200);
    expect((await add(who.other)).json().code).toBe('not-found');
    for (const url of [`/api/problems/${id}/progress`, `/api/measures/${measures[0]!.id}/effect`])
      expect(await codeOf(who.other, 'POST', url, { ...words, doneOn: words.on, version: 1 })).toBe(
        'not-found',
      );
    const whole = await mine(who.owner, id);
    expect(whole.progress).toMatchObject([{ text: words.text, by: { id: who.doer.id } }]);
    // Of two measures none is meant by what was told of the whole; of a single one it is.
    const counted = async () =>
      [
        ...(await withScopes(server.ctx, EVERYWHERE, (trx) =>
          countsOfMeasures(
            trx,
            measures.map((m) => m.id),
          ),
        )),
      ].map(([m, n]) => [measures.findIndex((x) => x.id === m), n]);
    expect(await counted()).toEqual([]);
    const of = { ...words, measureId: measures[1]!.id };
    const second = await send(who.doer, 'POST', `/api/problems/${id}/progress`, of);
    await add(who.doer, String(second.id));
    expect(await counted()).toEqual([[1, 1]]);
    // What one told oneself is one's own to take back.
    const back = `/api/progress/${told.id}/withdraw`;
    expect(await codeOf(who.owner, 'POST', back, { reason: '记错了日期' })).toBe('not-allowed');
    expect(await codeOf(who.doer, 'POST', back, { reason: '记错了日期' })).toBe('ok');
    const third = await send(who.owner, 'POST', `/api/problems/${id}/progress`, words);
    await add(who.owner, String(third.id));
    const gone = { reason: '并入第一条', version: measures[1]!.version };
    const away = `/api/measures/${measures[1]!.id}/withdraw`;
    expect(await codeOf(who.liaison, 'POST', away, gone)).toBe('ok');
    expect((await counted()).find(([n]) => n === 0)).toEqual([0, 1]);
  });

  it('finishes the own measure and not that of another; the owner of the problem finishes any', async () => {
    const { id, measures } = await begun();
    const finish = (by: Who, n: number) =>
      codeOf(by, 'POST', `/api/measures/${measures[n]!.id}/effect`, {
        doneOn: '2026-03-02',
        effectText: '平均两天上门',
        effectOn: '2026-03-02',
        version: measures[n]!.version,
      });
    expect(await finish(who.doer, 0)).toBe('not-allowed');
    expect(await finish(who.doer, 1)).toBe('ok');
    expect(await finish(who.owner, 0)).toBe('ok');
    const { abilities } = await mine(who.doer, id);
    expect(abilities.measures[measures[0]!.id]!.finish).toEqual({ ok: false, why: 'not-allowed' });
    expect(abilities.change).toEqual({ ok: false, why: 'not-allowed' });
  });

  it('asks for a later deadline; nobody grants it for work that is their own', async () => {
    const { id, measures } = await begun();
    const ask = (by: Who, n: number) =>
      codeOf(by, 'POST', `/api/measures/${measures[n]!.id}/extensions`, {
        wanted: '2026-04-30',
        reason: '备件要月底才到货',
        version: measures[n]!.version,
      });
    expect(await ask(who.other, 1)).toBe('not-found');
    expect(await ask(who.doer, 0)).toBe('not-allowed');
    expect(await ask(who.owner, 1)).toBe('ok');
    const { extensions } = await mine(who.owner, id);
    // The right to decide comes later, over everything: the work stays their own.
    const decide = (by: Who) =>
      codeOf(by, 'POST', `/api/extensions/${extensions[0]!.id}/decision`, { grant: true });
    for (const by of [who.owner, who.doer]) {
      await granted(by, 'office');
      expect(await decide(by)).toBe('own-work');
      await taken(by);
    }
    expect(await decide(who.office)).toBe('ok');
  });

  it('applies for close-out as the owner; reviewing and confirming stay for others, whatever they hold', async () => {
    const { id } = await begun();
    const step = async (by: Who, path: string, name: string, reason?: string) => {
      const { version } = await send<ProblemWhole>(who.office, 'GET', `/api/problems/${id}`);
      const body = { step: name, version, ...(reason ? { reason } : {}) };
      return codeOf(by, 'POST', `/api/problems/${id}/${path}`, body);
    };
    // It still lacks effect and evidence: it was heard, and refused for what is missing.
    expect(await step(who.owner, 'steps', 'apply')).toBe('measures-open');
    expect(await step(who.doer, 'steps', 'apply')).toBe('not-allowed');
    expect(await step(who.other, 'steps', 'apply')).toBe('not-found');
    await server.ctx.db
      .updateTable('problem')
      .set({ state: 'applied', applied_by: who.owner.id })
      .where('id', '=', id)
      .execute();
    expect(await step(who.other, 'reviews', 'review')).toBe('not-allowed');
    for (const by of [who.owner, who.doer]) {
      await granted(by, 'office');
      expect(await step(by, 'reviews', 'review')).toBe('own-work');
      await taken(by);
    }
    expect(await step(who.owner, 'steps', 'recall', '还要补一张照片')).toBe('ok');
  });
});

describe('an employee of a unit', () => {
  it('raises a problem there in words, as a draft that the keeper of the list is told of', async () => {
    await liaisonPost();
    const given = await send<{ unit: { id: string }; campaigns: { id: string }[] }>(
      who.employee,
      'GET',
      '/api/problems/raising',
    );
    expect(given.unit.id).toBe(world.units.own.id);
    // Its own and that of the units above; nothing of the units beside.
    expect(given.campaigns.map((c) => c.id)).toContain(campaign);
    expect(given.campaigns.map((c) => c.id)).not.toContain(world.units.sibling.rows.campaign);
    const words = {
      unitId: given.unit.id,
      campaignId: campaign,
      title: '食堂排队超过半小时',
      facts: '十一点半到十二点平均等三十五分钟，夜班师傅常常吃不上热饭。',
    };
    const raise = (more: object) =>
      send(who.employee, 'POST', '/api/problems', { ...words, ...more });
    for (const more of [
      { publish: true },
      { ownerId: who.other.id },
      { origin: `session:${world.units.own.rows.session}` },
      { list: 'personal', personId: who.other.id },
      { measures: [work(who.employee.id, '增开一个窗口。')] },
    ])
      expect((await raise(more)).code).toBe('not-allowed');
    expect((await raise({ unitId: world.units.sibling.id })).code).toBe('not-found');
    const made = await raise({});
    expect(made.number).toMatch(/^2026-/);
    const raised = await send<{ rows: ProblemRow[] }>(
      who.employee,
      'GET',
      '/api/my/problems?of=raised',
    );
    expect(raised.rows).toMatchObject([{ id: made.id, state: 'draft', title: words.title }]);
    const elsewhere = await send<{ rows: ProblemRow[] }>(
      who.other,
      'GET',
      '/api/my/problems?of=raised',
    );
    expect(elsewhere.rows).toEqual([]);
    const told = await server.ctx.db
      .selectFrom('notice')
      .selectAll()
      .where('code', '=', 'problem:told-raised')
      .execute();
    // The holder of the post keeps no list by right: whoever does, nearest to the unit, is told.
    expect(told.map((n) => n.person_id)).not.toContain(world.units.own.rows.person);
    expect(told.map((n) => n.person_id)).toContain(who.liaison.id);
    expect(new Set(told.map((n) => n.link))).toEqual(new Set([`/problems?id=${made.id}`]));
  });

  it('objects to a close-out of the own unit or one above while its notice runs; unnamed to the others', async () => {
    const { id } = await begun();
    await server.ctx.db
      .updateTable('problem')
      .set({ state: 'notice', notice_until: '2026-03-09', notice_code: 'n'.repeat(24) })
      .where('id', '=', id)
      .execute();
    const notices = (by: Who) =>
      send<{ rows: ProblemRow[] }>(by, 'GET', '/api/my/problems?of=notices');
    expect((await notices(who.employee)).rows.map((r) => r.id)).toEqual([id]);
    expect((await notices(who.other)).rows).toEqual([]);
    const object = (by: Who) =>
      codeOf(by, 'POST', `/api/problems/${id}/objections`, { text: '我家的报修还没有人来。' });
    expect(await object(who.other)).toBe('not-found');
    expect(await object(who.employee)).toBe('ok');
    // Who spoke up is told to those who keep the list, not to everybody under the notice.
    const colleague = await world.signInAs(undefined, world.units.own);
    expect((await mine(colleague, id)).objections).toMatchObject([{ by: null }]);
    expect((await mine(who.employee, id)).objections).toMatchObject([
      { by: { id: who.employee.id } },
    ]);
    const seen = await send<ProblemWhole>(who.liaison, 'GET', `/api/problems/${id}`);
    expect(seen.objections).toMatchObject([{ by: { id: who.employee.id } }]);
  });

  it('objects without a name: a code reads the answer, and no table links it to the account', async () => {
    const { id } = await begun();
    await server.ctx.db
      .updateTable('problem')
      .set({ state: 'notice', notice_until: '2026-03-09', notice_code: 'u'.repeat(24) })
      .where('id', '=', id)
      .execute();
    const text = '夜里还是没有人接电话。';
    const object = (body: object) =>
      send<{ id: string; code: string | null }>(
        who.employee,
        'POST',
        `/api/problems/${id}/objections`,
        { text, ...body },
      );
    const { login } = await server.ctx.db
      .selectFrom('account')
      .select('login')
      .where('id', '=', who.employee.id)
      .executeTakeFirstOrThrow();
    const session = await server.ctx.db
      .selectFrom('session')
      .select('token_hash')
      .where('account_id', '=', who.employee.id)
      .execute();
    const marks = [who.employee.id, login, ...session.map((s) => s.token_hash.toString('hex'))];
    /** What every table holds of the account; that its session was used is no word of for what. */
    const ofMe = async () =>
      (await everyRow()).filter(
        (r) => !r.startsWith('session ') && marks.some((m) => r.includes(m)),
      );
    const before = await ofMe();
    const rows = new Set(await everyRow());
    // When the account was last seen says nothing of the objection: no row tells its time of day.
    const at = new Date(server.clock.now.getTime() + 83_456);
    server.clock.now = at;
    const unnamed = { unnamed: true, key: 'k'.repeat(32) };
    const made = await object(unnamed);
    expect(made.code).toMatch(/^\w{4}-\w{4}-\w{4}$/);
    expect(await object(unnamed)).toEqual(made);
    expect(await ofMe()).toEqual(before);
    const fresh = (await everyRow()).filter((r) => !rows.has(r) && !r.startsWith('session '));
    expect(fresh.length).toBeGreaterThan(2);
    const hex = at.getTime().toString(16).padStart(12, '0');
    for (const time of [`${hex.slice(0, 8)}-${hex.slice(8)}`, at.toISOString().slice(14, 23)])
      expect(fresh.filter((r) => r.includes(time))).toEqual([]);
    const about = (await everyRow()).filter((r) => r.includes(made.id));
    expect(about.map((r) => r.split(' ')[0])).toEqual(
      expect.arrayContaining(['objection', 'record_content']),
    );
    for (const secret of [...marks, unnamed.key, made.code!, made.code!.replaceAll('-', '')])
      expect(about.filter((r) => r.includes(secret))).toEqual([]);
    const looked = await server.app.inject({
      method: 'POST',
      url: '/notice/track',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      payload: new URLSearchParams({ code: made.code! }).toString(),
    });
    expect(looked.body).toContain(text);
    expect((await mine(who.employee, id)).objections).toMatchObject([{ by: null, text }]);
    // With a name it is theirs, so the search above can find it, and there is no code.
    expect((await object({})).code).toBeNull();
    expect((await ofMe()).length).toBeGreaterThan(before.length);
  });

  it('is told under «today» of what waits for them, without a right to see the unit', async () => {
    const { id } = await begun();
    server.clock.now = new Date('2026-03-31T02:00:00Z');
    await server.ctx.db
      .updateTable('session')
      .set({ seen_at: server.clock.now, expires_at: new Date('2026-04-30T00:00:00Z') })
      .execute();
    const { rows } = await send<{ rows: Waiting[] }>(who.doer, 'GET', '/api/today');
    const row = rows.find((r) => r.id === `problem-own:${id}`);
    expect(row).toMatchObject({
      severity: 'soon',
      due: '2026-03-31',
      link: `/my-problems?id=${id}&act=report`,
    });
    expect((await send<{ rows: Waiting[] }>(who.other, 'GET', '/api/today')).rows).toEqual([]);
  });
});

async function granted(by: Who, role: string): Promise<void> {
  const { id, path } = world.units.parent;
  const now = server.ctx.now();
  await server.ctx.db
    .insertInto('access_grant')
    .values({
      ...{ id: newId(now), person_id: by.id, role, org_id: id, org_path: path },
      ...{ since: new Date(now.getTime() - 60_000), created_at: now },
    })
    .execute();
}

const taken = (by: Who) =>
  server.ctx.db
    .updateTable('access_grant')
    .set({ until: new Date(server.ctx.now().getTime() - 1) })
    .where('person_id', '=', by.id)
    .execute();

/** The post of the own unit becomes that of its liaison. */
const liaisonPost = () =>
  server.ctx.db
    .updateTable('post')
    .set({ rank: 'liaison' })
    .where('id', '=', world.units.own.rows.post)
    .execute();
