import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { callerOf, type Who } from '../../../test/setup/caller.ts';
import { formOf } from '../../../test/setup/form.ts';
import { runJobs, testServer } from '../../../test/setup/server.ts';
import { makeWorld, type World } from '../../../test/setup/world.ts';
import type { Institution } from '../../contract/institution/operations.ts';
import type { ProblemWhole } from '../../contract/problem/schemas.ts';
import type { Waiting } from '../../contract/today/operations.ts';

const PDF = '%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n';
let server: Awaited<ReturnType<typeof testServer>>;
let world: World;
const { send, ok, on } = callerOf(() => server);
const who = {} as Record<'office' | 'leader' | 'liaison' | 'owner', Who>;

beforeAll(async () => {
  server = await testServer();
  await on('2026-11-01');
  world = await makeWorld(server);
  const { parent, own } = world.units;
  who.office = await world.signInAs('office', parent);
  who.leader = await world.signInAs('leader', own);
  who.liaison = await world.signInAs('liaison', own);
  who.owner = await world.signInAs('member', own);
});
afterAll(() => server.close());

const get = (id: string) => ok<ProblemWhole>(who.office, 'GET', `/api/problems/${id}`);
const raise = async () =>
  (
    await ok<{ id: string }>(who.liaison, 'POST', '/api/problems', {
      unitId: world.units.own.id,
      campaignId: world.units.own.rows.campaign,
      title: '物业报修平均等待九天，住户反复催办',
      facts: '二月抽查三十二张报修单，平均九天上门，最长二十一天。',
      ownerId: who.owner.id,
      systemic: true,
    })
  ).id;

describe('rules', () => {
  const rule = (more: object, by = who.liaison) =>
    send<{ id: string; code: string }>(by, 'POST', '/api/institutions', {
      unitId: world.units.own.id,
      kind: 'make',
      title: '物业报修限时办法',
      provides: '报修四十八小时内上门，逾时由值班经理回电。',
      inForceOn: '2026-11-01',
      ...more,
    });
  const see = (id: string) => send<Institution>(who.office, 'GET', `/api/institutions/${id}`);
  const lacks = async (id: string) => (await get(id)).breaks.includes('no-institution');

  it('count only in force and since the problem came up, or when somebody says why they cover it', async () => {
    await on('2026-11-02');
    const id = await raise();
    const old = await rule({ title: '报修旧办法', inForceOn: '2025-01-01', problems: [id] });
    const coming = await rule({ title: '报修明年的办法', inForceOn: '2027-01-01', problems: [id] });
    expect([(await see(old.id)).standing, (await see(coming.id)).standing]).toEqual([
      'in-force',
      'coming',
    ]);
    expect(await lacks(id)).toBe(true);
    const cover = (by: Who) =>
      send(by, 'POST', `/api/institutions/${old.id}/covers`, {
        problemId: id,
        reason: '第九条已经写明限时上门，只是没有执行。',
      });
    expect(await cover(who.owner)).toMatchObject({ code: 'not-allowed' });
    expect(await cover(who.leader)).toMatchObject({ id: old.id });
    expect(await lacks(id)).toBe(false);
    // Taken away and put back, nobody has said it of the new link.
    const links = (body: object) =>
      send(who.liaison, 'POST', `/api/institutions/${old.id}/problems`, body);
    await links({ remove: [id] });
    await links({ add: [id] });
    expect(await lacks(id)).toBe(true);
    // The day comes, and nobody has to touch the problem.
    await on('2027-01-02');
    await runJobs(server, ['institution.round']);
    expect(await lacks(id)).toBe(false);
  });

  it('show their lineage both ways: what is amended goes on in new words, what is repealed ends', async () => {
    await on('2027-01-04');
    const id = await raise();
    const first = await rule({ title: '报修办法一', inForceOn: '2026-06-01', problems: [id] });
    expect(await lacks(id)).toBe(true);
    const amended = { kind: 'amend', follows: first.id, inForceOn: '2027-01-04' };
    const second = await rule({ title: '报修办法二', ...amended });
    expect(await lacks(id)).toBe(false);
    expect(await see(first.id)).toMatchObject({
      standing: 'amended',
      followedBy: [{ id: second.id, kind: 'amend' }],
    });
    expect((await rule({ title: '报修办法三', ...amended })).code).toBe('institution-unfit');
    // Another unit does not end it.
    const elsewhere = await world.signInAs('liaison', world.units.sibling);
    const given = {
      ...{ kind: 'repeal', follows: second.id, inForceOn: '2027-01-04' },
      title: '废止报修办法',
    };
    expect((await rule({ ...given, unitId: world.units.sibling.id }, elsewhere)).code).toBe(
      'institution-unfit',
    );
    const end = await rule(given);
    expect([(await see(first.id)).standing, (await see(second.id)).standing]).toEqual([
      'repealed',
      'repealed',
    ]);
    expect(await lacks(id)).toBe(true);
    await send(who.liaison, 'POST', `/api/institutions/${end.id}/withdraw`, {
      reason: '登记错了',
      version: 1,
    });
    expect(await lacks(id)).toBe(false);
  });

  it('are looked at after a year, under «today», with what they changed and the evidence', async () => {
    const { id } = await rule({ title: '备件领用办法', inForceOn: '2027-01-05' });
    expect((await see(id)).reviewOn).toBe('2028-01-05');
    await on('2028-01-05');
    await runJobs(server, ['institution.round', 'institution.round']);
    const told = await server.ctx.db
      .selectFrom('notice')
      .select('code')
      .where('link', '=', `/institutions?id=${id}`)
      .where('person_id', '=', who.liaison.id)
      .execute();
    expect(told.map((n) => n.code)).toEqual(['institution:told-review']);
    const waits = async () =>
      (await send<{ rows: Waiting[] }>(who.liaison, 'GET', '/api/today')).rows.some(
        (r) => r.id === `institution-review:${id}`,
      );
    expect(await waits()).toBe(true);
    const form = formOf({ name: '领用.pdf', bytes: Buffer.from(PDF) });
    const piece = await server.app.inject({
      method: 'POST',
      url: `/api/evidence/to/institution:${id}`,
      ...form,
      headers: { ...form.headers, cookie: who.liaison.cookie },
    });
    const review = (more: object) =>
      send(who.liaison, 'POST', `/api/institutions/${id}/reviews`, {
        ...{ on: '2028-01-05', finding: 'keeps', text: '执行一年，没有走样。', version: 1 },
        ...more,
      });
    const { id: evidence } = piece.json() as { id: string };
    expect(await review({})).toMatchObject({ code: 'institution-unfit' });
    const changed = '领用从三天减到半天';
    expect(await review({ changed })).toMatchObject({ code: 'institution-unfit' });
    expect(await review({ changed, evidence: [evidence] })).toMatchObject({ id });
    expect((await see(id)).reviews).toMatchObject([
      { changed, evidence: [{ id: evidence, name: '领用.pdf' }] },
    ]);
    expect(await waits()).toBe(false);
  });
});
