import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testServer } from '../../../test/setup/server.ts';
import { makeWorld, type World } from '../../../test/setup/world.ts';
import type { Waiting } from '../../contract/today/operations.ts';

let server: Awaited<ReturnType<typeof testServer>>;
let world: World;
beforeAll(async () => {
  server = await testServer();
  world = await makeWorld(server);
});
afterAll(() => server.close());

const own = () => world.units.own;
/** Sets the world's problem of the own unit, as it would stand after its way there. */
async function stands(values: Record<string, unknown>) {
  const row = await server.ctx.db
    .updateTable('problem')
    .set(values as never)
    .where('org_id', '=', own().id)
    .returning(['id', 'number', 'notice_code'])
    .executeTakeFirstOrThrow();
  return row;
}
async function waiting(cookie: string, kind: string): Promise<Waiting[]> {
  const answer = await server.app.inject({ url: '/api/today', headers: { cookie } });
  expect(answer.statusCode).toBe(200);
  return (answer.json().rows as Waiting[]).filter((r) => r.id.startsWith(`${kind}:`));
}

describe('what waits of problems', () => {
  it('for whoever answers: what is over, wherever their rights lie', async () => {
    const { cookie, id: personId } = await world.signInAs('member', world.units.own);
    const { id } = await stands({ state: 'working', due: '2020-01-03', owner_id: personId });
    expect(await waiting(cookie, 'problem-own')).toMatchObject([
      { severity: 'overdue', due: '2020-01-03', link: `/my-problems?id=${id}&act=report` },
    ]);
    const other = await world.signInAs('member', world.units.own);
    expect(await waiting(other.cookie, 'problem-own')).toEqual([]);
  });

  it('to be reviewed, but not by who applied or answers', async () => {
    const mine = await world.signInAs('deputy', world.units.own);
    await stands({ state: 'applied', owner_id: mine.id });
    expect(await waiting(mine.cookie, 'problem-review')).toEqual([]);
    const other = await world.signInAs('deputy', world.units.own);
    expect(await waiting(other.cookie, 'problem-review')).toHaveLength(1);
    // Whose personal list it is on has it among their own, and does not review it.
    await stands({ list: 'personal', person_id: other.id });
    expect(await waiting(other.cookie, 'problem-review')).toEqual([]);
    const url = '/api/my/problems?of=me';
    const listed = await server.app.inject({ url, headers: { cookie: other.cookie } });
    expect(listed.json().rows).toMatchObject([{ person: { id: other.id } }]);
    await stands({ list: 'unit', person_id: null });
    const beside = await world.signInAs('deputy', world.units.sibling);
    expect(await waiting(beside.cookie, 'problem-review')).toEqual([]);
  });

  it('notices that are over are closed in place; objections come first', async () => {
    const { cookie } = await world.signInAs('office', world.units.parent);
    await stands({ state: 'notice', notice_until: '2026-01-05', notice_code: 'a'.repeat(24) });
    const [row] = await waiting(cookie, 'problem-close');
    expect(row!.action.call).toMatchObject({ operation: 'problem.settle' });
    await server.ctx.db
      .updateTable('objection')
      .set({ state: 'open' })
      .where('org_id', '=', own().id)
      .execute();
    expect(await waiting(cookie, 'problem-close')).toEqual([]);
    expect(await waiting(cookie, 'problem-objection')).toHaveLength(1);
  });
});

describe('the page of a public notice', () => {
  const url = `/notice/${'b'.repeat(24)}`;
  const form = (to: string, fields: Record<string, string>) =>
    server.app.inject({
      method: 'POST',
      url: to,
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        'accept-language': 'zh-CN',
      },
      payload: new URLSearchParams(fields).toString(),
    });
  const post = (text: string) => form(url, { text });
  const objections = async () =>
    server.ctx.db.selectFrom('objection').select(['text', 'person_id']).execute();

  it('is plain HTML without script, and what stands there cannot become code', async () => {
    await stands({
      state: 'notice',
      notice_until: '2099-01-01',
      notice_code: 'b'.repeat(24),
      title: '报修<script>慢</script>',
    });
    const answer = await server.app.inject({ url });
    expect(answer.statusCode).toBe(200);
    expect(answer.headers['content-security-policy']).toContain("default-src 'none'");
    expect(answer.headers['set-cookie']).toBeUndefined();
    expect(answer.body).not.toContain('<script');
    expect(answer.body).toContain('2099-01-01');
    expect((await server.app.inject({ url: '/notice/unknown' })).statusCode).toBe(404);
    expect((await server.app.inject({ url: `/notice/${'c'.repeat(24)}` })).statusCode).toBe(404);
  });

  it('takes an objection without a name, and keeps what was too short', async () => {
    const short = await post('慢"');
    expect(short.statusCode).toBe(422);
    expect(short.body).toContain('慢&quot;</textarea>');
    const sent = await post('上周报修仍然等了八天。');
    expect(sent.statusCode).toBe(200);
    expect(await objections()).toContainEqual({
      text: '上周报修仍然等了八天。',
      person_id: null,
    });
    expect(sent.body).not.toContain('<form');
  });

  it('gives a code that reads the answer; the form sent again is the same objection', async () => {
    const sending = { text: '夜里报修没有人接。', key: 'k'.repeat(32) };
    const codeIn = (body: string) => /<p class="code">([\w-]+)<\/p>/.exec(body)?.[1];
    const code = codeIn((await form(url, sending)).body)!;
    expect(code).toMatch(/^\w{4}-\w{4}-\w{4}$/);
    expect(codeIn((await form(url, sending)).body)).toBe(code);
    const rows = (await objections()).filter((o) => o.text === sending.text);
    expect(rows).toEqual([{ text: sending.text, person_id: null }]);
    const kept = await server.ctx.db.selectFrom('objection').selectAll().execute();
    expect(JSON.stringify(kept)).not.toContain(code.replaceAll('-', ''));
    const look = (typed: string) => form('/notice/track', { code: typed });
    expect((await look(code)).body).toContain('还没有答复');
    await server.ctx.db
      .updateTable('objection')
      .set({ state: 'dismissed', answer: '夜班已有两人值守' })
      .where('text', '=', sending.text)
      .execute();
    const answered = await look(code.toLowerCase().replaceAll('-', ' '));
    expect(answered.body).toContain('异议不成立');
    expect(answered.body).toContain('夜班已有两人值守');
    expect((await look('0000-0000-0000')).statusCode).toBe(404);
  });

  it('lists what is under notice now in a unit and below, with a code to scan', async () => {
    const listed = async (unit?: string) =>
      (await server.app.inject({ url: `/notice${unit ? `?unit=${unit}` : ''}` })).body;
    const { parent, sibling } = world.units;
    for (const body of [await listed(), await listed(own().id), await listed(parent.id)]) {
      expect(body).toContain(`href="${url}"`);
      expect(body).toContain('<svg');
    }
    expect(await listed(sibling.id)).not.toContain(url);
    await stands({ notice_until: '2020-01-01' });
    expect(await listed()).not.toContain(url);
    expect((await server.app.inject({ url })).body).not.toContain('<textarea');
  });
});
