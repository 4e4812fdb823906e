import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runJobs, testServer } from '../../../test/setup/server.ts';
import { makeWorld, type World } from '../../../test/setup/world.ts';
import type { ProblemWhole } from '../../contract/problem/schemas.ts';
import type { Letter } from '../../contract/supervision/operations.ts';
import { newId } from '../platform/ids.ts';

type Who = { id: string; cookie: string };
let server: Awaited<ReturnType<typeof testServer>>;
let world: World;
let problem: string;
const who = {} as Record<'office' | 'chief' | 'owner' | 'leader' | 'other', Who>;

beforeAll(async () => {
  server = await testServer();
  server.clock.now = new Date('2026-03-02T02:00:00Z');
  world = await makeWorld(server);
  const { parent, own, sibling } = world.units;
  who.office = await world.signInAs('office', parent);
  who.chief = await world.signInAs('leader', parent);
  // Named in the row, and without a right over any unit.
  who.owner = await world.signInAs(undefined, sibling);
  who.leader = await world.signInAs(undefined, own);
  who.other = await world.signInAs(undefined, own);
  const { id: campaign } = await send<{ id: string }>(who.office, 'POST', '/api/campaigns', {
    unitId: parent.id,
    name: '学习教育',
    theme: '为民造福',
    since: '2026-03-01',
  });
  ({ id: problem } = await send<{ id: string }>(who.office, 'POST', '/api/problems', {
    unitId: own.id,
    campaignId: campaign,
    tendency: 'purpose.unasked',
    title: '物业报修平均等待九天',
    facts: '二月抽查三十二张报修单，平均九天上门。',
    ownerId: who.owner.id,
    leaderId: who.leader.id,
    publish: true,
    measures: [
      {
        text: '报修四十八小时内上门，逾时回电。',
        due: '2026-03-31',
        ownerId: who.owner.id,
        criterion: '平均上门天数不超过两天',
      },
    ],
  }));
});
afterAll(() => server.close());

async function send<T>(by: Who, method: 'GET' | 'POST', url: string, payload?: object) {
  const answer = await server.app.inject({
    method,
    url,
    ...(payload ? { payload } : {}),
    headers: { cookie: by.cookie },
  });
  expect(answer.statusCode, answer.body).toBe(200);
  return answer.json() as T;
}

/** Nine in the morning of a working day, with its round. */
async function on(day: string): Promise<void> {
  const now = new Date(`${day}T01:00:00Z`);
  server.clock.now = now;
  const expires_at = new Date(now.getTime() + 86_400_000);
  await server.ctx.db.updateTable('session').set({ seen_at: now, expires_at }).execute();
  await runJobs(server, ['supervision.round']);
}

const linkTo = async (person: Who): Promise<string | null> =>
  (
    await server.ctx.db
      .selectFrom('notice')
      .select('link')
      .where('person_id', '=', person.id)
      .orderBy('id', 'desc')
      .limit(1)
      .executeTakeFirstOrThrow()
  ).link;

describe('whoever is named, without a right over the unit', () => {
  it('is reminded with a link to where they tell how it goes', async () => {
    await on('2026-03-31');
    expect(await linkTo(who.owner)).toBe(`/my-problems?id=${problem}&act=report`);
    const whole = await send<ProblemWhole>(who.owner, 'GET', `/api/my/problems/${problem}`);
    expect(whole.abilities.report).toEqual({ ok: true });
    await on('2026-04-01');
    expect(await linkTo(who.leader)).toBe(`/my-problems?id=${problem}`);
    await send<ProblemWhole>(who.leader, 'GET', `/api/my/problems/${problem}`);
  });

  it('reads a letter they were sent, is led to the problem, and answers', async () => {
    const row = await server.ctx.db
      .selectFrom('problem')
      .selectAll()
      .where('id', '=', problem)
      .executeTakeFirstOrThrow();
    const letter = newId(server.ctx.now());
    await server.ctx.db
      .insertInto('supervision_letter')
      .values({
        ...{ org_id: row.org_id, org_path: row.org_path, id: letter, problem_id: problem },
        ...{ reason: 'overdue', arm: '2026-03-31', level: 0, step_on: '2026-04-01', days: 1 },
        ...{ issuer_id: world.units.parent.id, answerer_id: who.chief.id, post_name: '经理' },
        ...{ state: 'draft', told: [], version: 1 },
      })
      .execute();
    const url = `/api/supervision/letters/${letter}`;
    await send(who.chief, 'POST', `${url}/sign`, { answerBy: '2026-04-10', version: 1 });
    for (const person of [who.owner, who.leader]) {
      expect(await linkTo(person)).toBe(`/supervision?letter=${letter}&act=answer`);
      const seen = await send<Letter>(person, 'GET', url);
      expect(seen.abilities.answer).toEqual({ ok: true });
      expect(seen.problem.mine).toBe(true);
    }
    const text = '轮值表已排定，下周起执行。';
    const { version } = await send<Letter>(who.owner, 'GET', url);
    expect(await send<Letter>(who.owner, 'POST', `${url}/answer`, { text, version })).toMatchObject(
      {
        state: 'answered',
      },
    );
    const hidden = await server.app.inject({ url, headers: { cookie: who.other.cookie } });
    expect(hidden.json().code).toBe('not-found');
  });
});
