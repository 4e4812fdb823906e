import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { testServer } from '../../../test/setup/server.ts';
import { makeWorld, type World } from '../../../test/setup/world.ts';
import type { Answerer, Duty, Gap, InPersonAct } from '../../contract/duty/operations.ts';
import { newId } from '../platform/ids.ts';

let server: Awaited<ReturnType<typeof testServer>>;
let world: World;
let office: string;
/** Signed in as the first responsible person of «own». */
let leader: { id: string; cookie: string };
let posts: Record<'top' | 'first' | 'deputy' | 'liaison', string>;

beforeAll(async () => {
  server = await testServer();
  world = await makeWorld(server);
  office = (await world.signInAs('office', world.units.parent)).cookie;
  leader = await world.signInAs('leader', world.units.own);
  posts = {
    top: await post(world.units.parent, '董事长', 'first'),
    first: await post(world.units.own, '经理', 'first'),
    deputy: await post(world.units.own, '副经理（分管生产）', 'deputy'),
    liaison: await post(world.units.own, '联络员', 'liaison'),
  };
  await hold(posts.top, world.units.parent, await world.person('郑总管', world.units.parent));
  await hold(posts.first, world.units.own, leader.id);
});
afterAll(() => server.close());
beforeEach(() => {
  server.clock.now = new Date('2026-03-02T08:00:00Z');
});

interface At {
  readonly id: string;
  readonly path: string;
}

async function post(at: At, name: string, rank: string): Promise<string> {
  const id = newId(server.ctx.now());
  await server.ctx.db
    .insertInto('post')
    .values({
      id,
      org_id: at.id,
      org_path: at.path,
      name,
      rank,
      position: 0,
      since: '2024-01-01',
      version: 1,
    })
    .execute();
  return id;
}

async function hold(postId: string, at: At, personId: string, more: object = {}): Promise<void> {
  await server.ctx.db
    .insertInto('tenure')
    .values({
      id: newId(server.ctx.now()),
      org_id: at.id,
      org_path: at.path,
      post_id: postId,
      person_id: personId,
      kind: 'regular',
      since: '2025-01-01',
      version: 1,
      ...more,
    })
    .execute();
}

async function ask<T>(cookie: string, method: 'GET' | 'POST' | 'PUT', path: string, body?: object) {
  const answer = await server.app.inject({
    method,
    url: `/api/duty${path}`,
    headers: { cookie },
    ...(body ? { payload: body } : {}),
  });
  return {
    status: answer.statusCode,
    body: answer.json() as T & { code?: string; issues?: { code: string; path?: string }[] },
  };
}

interface Matrix {
  duties: Duty[];
  gaps: Gap[];
}
const matrixOf = async (id: string, on?: string) =>
  (await ask<Matrix>(office, 'GET', `/units/${id}${on ? `?on=${on}` : ''}`)).body;
const ownDuty = async (kind: string): Promise<Duty> =>
  (await matrixOf(world.units.own.id)).duties.find((d) => d.kind === kind)!;
const typed = { kind: 'typed', name: '任leader' };

async function assign(kind: string, postId: string): Promise<Duty> {
  const { id, title, text, version } = await ownDuty(kind);
  const changed = await ask(office, 'PUT', `/duties/${id}`, { title, text, postId, version });
  expect(changed.status).toBe(200);
  return ownDuty(kind);
}

describe('the chain of responsibility of a unit', () => {
  it('is written down in one step, with a line for each deputy, and again changes nothing', async () => {
    const fresh = await world.unit('测绘院', world.units.parent);
    await post(fresh, '院长', 'first');
    await post(fresh, '副院长', 'deputy');
    await post(fresh, '总工程师', 'deputy');
    const start = () => ask<{ made: number }>(office, 'POST', `/units/${fresh.id}/start`);
    expect((await start()).body.made).toBe(7);
    expect((await start()).body.made).toBe(0);
    const { duties } = await matrixOf(fresh.id);
    expect(duties.map((d) => d.title)).toContain('分管领域（总工程师）');
    expect(duties.find((d) => d.kind === 'first')?.seat?.name).toBe('院长');
  });

  it('gives a duty only to a post of the unit that can carry it', async () => {
    const { id, title, text, version } = await ownDuty('first');
    const put = (more: object) =>
      ask(office, 'PUT', `/duties/${id}`, { title, text, version, ...more });
    for (const [more, issue] of [
      [{ postId: posts.top }, 'duty:unfit-postId'],
      [{ postId: posts.deputy }, 'duty:unfit-rank'],
      [{ departmentId: world.units.child.id }, 'duty:unfit-departmentId'],
    ] as const) {
      const { status, body } = await put(more);
      expect([status, body.code, body.issues?.[0]?.code]).toEqual([422, 'duty-unfit', issue]);
    }
    const part = await ownDuty('part');
    const given = { title: part.title, text: part.text, version: part.version };
    const foreign = { ...given, departmentId: world.units.sibling.id };
    expect((await ask(office, 'PUT', `/duties/${part.id}`, foreign)).body.code).toBe('duty-unfit');
    const inside = { ...given, departmentId: world.units.child.id };
    expect((await ask(office, 'PUT', `/duties/${part.id}`, inside)).status).toBe(200);
  });

  it('has one whole', async () => {
    const second = { kind: 'first', title: '主体责任', text: '再写一条主体责任。' };
    const { body } = await ask(office, 'POST', `/units/${world.units.own.id}/duties`, second);
    expect(body.issues?.[0]?.code).toBe('duty:unfit-first');
  });

  it('reads as it was on an earlier day, and refuses who edits an old version', async () => {
    const before = await ownDuty('liaison');
    const changed = { title: '联络与催办', text: before.text, version: before.version };
    expect((await ask(office, 'PUT', `/duties/${before.id}`, changed)).status).toBe(200);
    const titles = async (on?: string) =>
      (await matrixOf(world.units.own.id, on)).duties.map((d) => d.title);
    expect(await titles()).toContain('联络与催办');
    expect(await titles('2026-02-01')).toContain('联络员职责');
    expect(await titles('2026-02-01')).not.toContain('联络与催办');
    expect((await ask(office, 'PUT', `/duties/${before.id}`, changed)).body.code).toBe(
      'duty-closed',
    );
    const now = await ownDuty('liaison');
    const stale = { ...changed, version: now.version + 1 };
    expect((await ask(office, 'PUT', `/duties/${now.id}`, stale)).body.code).toBe('conflict');
  });
});

describe('an acknowledgement', () => {
  it('is signed by the holder alone, once, and anew after the wording changed', async () => {
    const duty = await assign('first', posts.first);
    expect(duty.waiting.map((w) => w.id)).toEqual([leader.id]);
    const sign = (cookie: string, d: Duty, signature: object = typed) =>
      ask(cookie, 'POST', `/duties/${d.id}/acknowledge`, { version: d.version, signature });
    expect((await sign(office, duty)).body.code).toBe('not-holder');
    const wrong = await sign(leader.cookie, duty, { kind: 'typed', name: '别人' });
    expect(wrong.body.issues?.[0]).toMatchObject({ code: 'duty:signature-typed' });
    const dot = { kind: 'drawn', strokes: [[5, 5, 6, 6]] };
    expect((await sign(leader.cookie, duty, dot)).body.code).toBe('signature-unfit');
    const both = await Promise.all([sign(leader.cookie, duty), sign(leader.cookie, duty)]);
    expect(both.map((b) => b.status).sort()).toEqual([200, 409]);
    const signed = await ownDuty('first');
    expect(signed.acknowledged).toMatchObject([{ personId: leader.id, signed: 'typed' }]);
    expect(signed.waiting).toEqual([]);

    const { title, version } = signed;
    const text = '第一责任人负总责，并每季度向职工代表报告整改成效。';
    const wording = { title, text, postId: posts.first, version };
    await ask(office, 'PUT', `/duties/${signed.id}`, wording);
    const again = await ownDuty('first');
    expect(again.acknowledged).toEqual([]);
    expect(again.waiting).toHaveLength(1);
    const drawn = { kind: 'drawn', strokes: [[100, 200, 300, 400, 500, 200]] };
    expect((await sign(leader.cookie, again, drawn)).status).toBe(200);
    expect((await ownDuty('first')).acknowledged).toMatchObject([{ signed: 'drawn' }]);
  });

  it('is on the record with the words that were signed', async () => {
    const duty = await ownDuty('first');
    const { rows } = await readRecord(`duty:${duty.id}`);
    const signed = rows.filter((r) => r.act === 'duty.acknowledge').at(-1)!;
    expect(JSON.parse(signed.content)).toMatchObject({ text: duty.text, person: leader.id });
  });
});

async function readRecord(subject: string) {
  const rows = await server.ctx.db
    .selectFrom('record_entry as e')
    .innerJoin('record_content as c', 'c.entry_id', 'e.id')
    .where('e.subject', '=', subject)
    .orderBy('e.id')
    .select(['e.act', 'c.content'])
    .execute();
  return { rows };
}

describe('who answers', () => {
  interface Answers {
    answers: Answerer | null;
    chain: Answerer[];
  }
  const answersOf = async (id: string, query = '') =>
    (await ask<Answers>(leader.cookie, 'GET', `/units/${id}/answers${query}`)).body;

  it('is the first responsible person, and above them step by step, beyond what one may see', async () => {
    const { answers, chain } = await answersOf(world.units.own.id);
    expect(answers?.holder?.personId).toBe(leader.id);
    expect(chain.map((c) => `${c.unit.name}${c.post}`)).toEqual(['三分公司经理', '城建集团董事长']);
    expect(chain[1]?.holder?.name).toBe('郑总管');
  });

  it('is found above where a unit has no first post', async () => {
    expect((await answersOf(world.units.child.id)).answers?.holder?.personId).toBe(leader.id);
  });

  it('walks up past a vacant post, and past a deputy who is gone', async () => {
    const line = { kind: 'line', title: '安全生产', text: '分管领域安全整改。' };
    const { body } = await ask<{ id: string }>(
      office,
      'POST',
      `/units/${world.units.own.id}/duties`,
      { ...line, postId: posts.deputy },
    );
    const query = `?duty=${body.id}`;
    expect((await answersOf(world.units.own.id, query)).answers?.post).toBe('经理');
    const deputy = await world.person('林分管', world.units.sibling);
    await hold(posts.deputy, world.units.own, deputy, { until: '2026-04-01', kind: 'acting' });
    const held = (await answersOf(world.units.own.id, query)).answers;
    // The holder comes from a unit the asker may not see; the name is known all the same.
    expect(held).toMatchObject({ as: 'line', holder: { name: '林分管', kind: 'acting' } });
    const later = await answersOf(world.units.own.id, `${query}&on=2026-04-01`);
    expect(later.answers?.post).toBe('经理');
    expect(later.chain.map((c) => c.holder !== null)).toEqual([false, true, true]);
  });

  it('is nobody when every post is vacant', async () => {
    expect((await answersOf(world.units.own.id, '?on=2023-01-01')).answers).toBeNull();
  });
});

describe('gaps', () => {
  const kindsOf = (gaps: readonly Gap[]) => gaps.map((g) => `${g.unit.name} ${g.kind}`);
  interface Page {
    rows: Gap[];
    next: string | null;
  }

  it('name the unit, the kind and what is missing', async () => {
    const all = await ask<Page>(office, 'GET', '/gaps?limit=200');
    const found = kindsOf(all.body.rows);
    expect(found).toContain('五分公司 no-first-post');
    expect(found).toContain('三分公司 part-open');
    expect(found).not.toContain('三分公司 no-first-post');
    expect(found).not.toContain('老厂区留守处 no-first-post');
    const bare = await world.unit('造价中心', world.units.parent);
    await post(bare, '主任', 'first');
    expect(kindsOf((await matrixOf(bare.id)).gaps)).toEqual([
      '造价中心 first-vacant',
      '造价中心 no-duties',
    ]);
  });

  it('come page by page without loss or repetition', async () => {
    const whole = (await ask<Page>(office, 'GET', '/gaps?limit=200')).body.rows;
    const pages: Gap[] = [];
    let after = '';
    do {
      const query = after ? `&after=${encodeURIComponent(after)}` : '';
      const { body } = await ask<Page>(office, 'GET', `/gaps?limit=3${query}`);
      pages.push(...body.rows);
      after = body.next ?? '';
    } while (after);
    expect(pages).toEqual(whole);
    expect((await ask(office, 'GET', '/gaps?after=x')).status).toBe(400);
  });

  it('of one kind are all of it', async () => {
    const one = (await ask<Page>(office, 'GET', '/gaps?kind=part-open')).body.rows;
    expect(new Set(one.map((g) => g.kind))).toEqual(new Set(['part-open']));
  });
});

describe('duties done in person', () => {
  const act = {
    kind: 'coordinate',
    on: '2026-02-27',
    about: '物业报修平均等待九天',
    what: '召集物业、工程、财务三家现场协调，明确备件采购由工程部先行垫付。',
  };
  const url = () => `/units/${world.units.own.id}/acts`;

  it('are recorded for who held the post on that day, about a matter', async () => {
    const given = { ...act, personId: leader.id };
    const made = await ask<{ id: string }>(leader.cookie, 'POST', url(), given);
    expect(made.status).toBe(200);
    const { body } = await ask<{ rows: InPersonAct[] }>(office, 'GET', '/acts?kind=coordinate');
    expect(body.rows[0]).toMatchObject({ id: made.body.id, post: '经理', about: act.about });
    const early = { ...given, on: '2024-12-31' };
    expect((await ask(leader.cookie, 'POST', url(), early)).body.code).toBe('not-holder');
    const late = await ask(leader.cookie, 'POST', url(), { ...given, on: '2026-03-03' });
    expect(late.body.issues?.[0]).toMatchObject({ code: 'duty:act-to-come', path: 'on' });
    const empty = { ...given, about: '' };
    expect((await ask(leader.cookie, 'POST', url(), empty)).body.issues?.[0]?.path).toBe('about');
  });

  it('are corrected, and withdrawn with a reason, but never gone', async () => {
    const given = { ...act, kind: 'inquire', personId: leader.id };
    const { id } = (await ask<{ id: string }>(leader.cookie, 'POST', url(), given)).body;
    const outcome = '等待时间由九天降到三天。';
    const more = { ...given, outcome, version: 1 };
    expect((await ask(leader.cookie, 'PUT', `/acts/${id}`, more)).status).toBe(200);
    expect((await ask(leader.cookie, 'PUT', `/acts/${id}`, more)).body.code).toBe('conflict');
    const reason = { reason: '与另一条重复', version: 2 };
    expect((await ask(leader.cookie, 'POST', `/acts/${id}/withdraw`, reason)).status).toBe(200);
    const again = { ...reason, version: 3 };
    expect((await ask(leader.cookie, 'POST', `/acts/${id}/withdraw`, again)).body.code).toBe(
      'act-withdrawn',
    );
    const { body } = await ask<{ rows: InPersonAct[] }>(office, 'GET', '/acts?kind=inquire');
    expect(body.rows[0]).toMatchObject({ outcome, withdrawn: { reason: '与另一条重复' } });
  });

  it('come page by page, newest first', async () => {
    const first = await ask<{ rows: InPersonAct[]; next: string }>(office, 'GET', '/acts?limit=2');
    const next = `/acts?limit=2&after=${encodeURIComponent(first.body.next)}`;
    const second = await ask<{ rows: InPersonAct[] }>(office, 'GET', next);
    const ids = [...first.body.rows, ...second.body.rows].map((r) => r.id);
    expect(new Set(ids).size).toBe(4);
    expect((await ask(office, 'GET', '/acts?after=nonsense')).status).toBe(400);
  });
});
