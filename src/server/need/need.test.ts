import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testServer } from '../../../test/setup/server.ts';
import { makeWorld, type World } from '../../../test/setup/world.ts';
import type { AnswerRow, NeedRow, PlanRow } from '../../contract/need/operations.ts';

let server: Awaited<ReturnType<typeof testServer>>;
let world: World;
let cookie: string;

beforeAll(async () => {
  server = await testServer();
  world = await makeWorld(server);
  cookie = (await world.signInAs('office', world.units.own)).cookie;
});
afterAll(() => server.close());

async function ask<T = object>(method: 'GET' | 'POST', path: string, body?: object, as = cookie) {
  const answer = await server.app.inject({
    method,
    url: `/api/needs${path}`,
    headers: { cookie: as },
    ...(body ? { payload: body } : {}),
  });
  return { status: answer.statusCode, body: answer.json() as T & { code: string } };
}

type Figures = Record<'needs' | 'plans', Record<string, { answered: number; not: number }>>;
const figures = async () => (await ask<Figures>('GET', '/figures')).body;
const needs = async (query: string) =>
  (await ask<{ rows: NeedRow[]; total: number }>('GET', `?${query}`)).body;
const plans = async (query: string) =>
  (await ask<{ rows: PlanRow[]; total: number }>('GET', `/plans?${query}`)).body;

describe('needs and plans', () => {
  it('point at each other; figures have as many rows behind them', async () => {
    const { rows } = world.units.own;
    const subject = `voice:${rows.voice}`;
    const before = await figures();
    for (const plan of [`decision:${rows.decision}`, `special:${rows.special}`]) {
      const made = await ask<{ id: string }>('POST', '/answers', { plan, subject });
      expect(made.status).toBe(200);
      // The same again is the one that stands.
      const again = await ask<{ id: string }>('POST', '/answers', { plan, subject });
      expect(again.body.id).toBe(made.body.id);
      const of = await ask<{ rows: AnswerRow[]; change: { ok: boolean } }>(
        'GET',
        `/answers?plan=${plan}`,
      );
      expect(of.body.rows).toMatchObject([{ subject, link: `/voices?id=${rows.voice}` }]);
      expect(of.body.change.ok).toBe(true);
    }
    const [need] = (await needs(`subject=${subject}`)).rows;
    expect(need!.answers.map((a) => a.kind).sort()).toEqual([
      'decision',
      'institution',
      'measure',
      'special',
    ]);
    expect(need!.answers.find((a) => a.kind === 'special')!.link).toBe(
      `/specials?id=${rows.special}`,
    );
    const after = await figures();
    expect(after.plans.special!.answered).toBe(before.plans.special!.answered + 1);
    for (const [kind, f] of Object.entries(after.needs)) {
      expect((await needs(`kind=${kind}&answered=yes`)).total).toBe(f.answered);
      expect((await needs(`kind=${kind}&answered=no`)).total).toBe(f.not);
    }
    for (const [kind, f] of Object.entries(after.plans)) {
      expect((await plans(`kind=${kind}&answered=yes`)).total).toBe(f.answered);
      expect((await plans(`kind=${kind}&answered=no`)).total).toBe(f.not);
    }
    const stays = (await plans('kind=special&answered=yes')).rows.map((r) => r.plan);
    expect(stays).toEqual([`special:${rows.special}`]);
  });

  it('taken back, a plan answers none and says so', async () => {
    const { rows } = world.units.child;
    const plan = `special:${rows.special}`;
    const made = await ask<{ id: string }>('POST', '/answers', {
      plan,
      subject: `voice:${rows.voice}`,
    });
    for (let k = 0; k < 2; k++)
      expect((await ask('POST', `/answers/${made.body.id}/withdraw`)).status).toBe(200);
    expect((await ask<{ rows: unknown[] }>('GET', `/answers?plan=${plan}`)).body.rows).toEqual([]);
    expect((await plans('kind=special&answered=no')).rows.map((r) => r.plan)).toContain(plan);
    const acts = await server.ctx.db
      .selectFrom('record_entry')
      .select('act')
      .where('subject', '=', plan)
      .where('act', 'like', 'need.%')
      .orderBy('at')
      .orderBy('id')
      .execute();
    expect(acts.map((a) => a.act).sort()).toEqual(['need.link', 'need.unlink']);
  });

  it('never reaches whistle-blowing, nor what lies elsewhere', async () => {
    const { own, sibling } = world.units;
    const plan = `special:${own.rows.special}`;
    for (const subject of [`voice:${own.rows.report}`, `voice:${sibling.rows.voice}`]) {
      const refused = await ask('POST', '/answers', { plan, subject });
      expect(refused.body).toMatchObject({
        code: 'voice-unfit',
        issues: [{ code: 'need:unfit', path: 'subject' }],
      });
    }
    expect((await needs(`subject=voice:${own.rows.report}`)).rows).toEqual([]);
    const other = await ask('POST', '/answers', {
      plan: `special:${sibling.rows.special}`,
      subject: `voice:${own.rows.voice}`,
    });
    expect(other.status).toBe(404);
  });
});
