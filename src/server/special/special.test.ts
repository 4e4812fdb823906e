import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { callerOf, type Who } from '../../../test/setup/caller.ts';
import { testServer } from '../../../test/setup/server.ts';
import { makeWorld, type World } from '../../../test/setup/world.ts';
import type { ProblemWhole } from '../../contract/problem/schemas.ts';
import type { SpecialWhole } from '../../contract/special/operations.ts';
import type { Waiting } from '../../contract/today/operations.ts';

let server: Awaited<ReturnType<typeof testServer>>;
let world: World;
const { send, ok, codeOf, on } = callerOf(() => server);
const who = {} as Record<
  'office' | 'chief' | 'lead' | 'clerk' | 'own' | 'deputy' | 'stand' | 'liaison' | 'other',
  Who
>;
let lead: { id: string; path: string };
let campaign: string;
let special: string;

const template = {
  title: '报修积压未清',
  facts: '十月底仍有一百二十张报修单超过七天未上门。',
  tendency: 'purpose.unasked',
  measure: '逐件核对，十二月底前全部上门。',
  criterion: '没有超过七天的报修单',
};
const fields = () => ({
  name: '报修积压专项整治',
  goal: '年底前报修平均两天内上门。',
  leadId: lead.id,
  since: '2026-10-08',
  due: '2026-12-31',
  template,
});

beforeAll(async () => {
  server = await testServer();
  await on('2026-10-08');
  world = await makeWorld(server);
  const { parent, own, sibling } = world.units;
  lead = await world.unit('企业管理部', parent, { code: 'CQ', position: 5 });
  who.office = await world.signInAs('office', parent);
  who.chief = await world.signInAs('leader', parent);
  who.lead = await world.signInAs('leader', lead);
  who.clerk = await world.signInAs('liaison', lead);
  who.own = await world.signInAs('leader', own);
  who.deputy = await world.signInAs('deputy', own);
  who.stand = await world.signInAs('deputy', own);
  who.liaison = await world.signInAs('liaison', own);
  who.other = await world.signInAs('leader', sibling);
  const made = { unitId: parent.id, name: '学习教育', theme: '为民造福', since: '2026-03-01' };
  campaign = (await ok<{ id: string }>(who.office, 'POST', '/api/campaigns', made)).id;
  const opened = { unitId: parent.id, campaignId: campaign, ...fields() };
  special = (await ok<{ id: string }>(who.office, 'POST', '/api/specials', opened)).id;
});
afterAll(() => server.close());

const at = (more = '') => `/api/specials/${special}${more}`;
const get = (by: Who) => ok<SpecialWhole>(by, 'GET', at());
const taskOf = async (unit: { id: string }) =>
  (await get(who.office)).rows.find((r) => r.unit.id === unit.id)!;
const today = async (by: Who) =>
  (await ok<{ rows: Waiting[] }>(by, 'GET', '/api/today')).rows
    .map((r) => r.id)
    .filter((id) => id.startsWith('special-'));
const noticesOf = async (by: Who) =>
  (
    await server.ctx.db
      .selectFrom('notice')
      .select('code')
      .where('person_id', '=', by.id)
      .where('code', 'like', 'special:%')
      .orderBy('id')
      .execute()
  ).map((n) => n.code);
const closeTasks = (...units: { id: string }[]) =>
  server.ctx.db
    .updateTable('problem')
    .set({ state: 'closed', closed_on: '2026-12-10' })
    .where('origin', '=', `special:${special}`)
    .where(
      'org_id',
      'in',
      units.map((u) => u.id),
    )
    .execute();
const sign = (by: Who, unit: { id: string }) =>
  codeOf(by, 'POST', at('/consents'), { unitId: unit.id });
const close = async (by: Who) => {
  const { version } = await get(who.office);
  return codeOf(by, 'POST', at('/close'), { outcome: '积压全部清完', version });
};

describe('sub-tasks', () => {
  const give = (tasks: object[]) => send(who.office, 'POST', at('/tasks'), { tasks });
  const given = (unit: { id: string }, owner: Who, more: object = {}) => ({
    unitId: unit.id,
    ownerId: owner.id,
    due: '2026-11-30',
    ...more,
  });

  it('come on the list of each unit with who does it, until when and how it is judged', async () => {
    const { own, sibling } = world.units;
    const leads = { leaderId: who.other.id, criterion: '没有超过三天的报修单' };
    expect(await give([given(sibling, who.other, { ...leads, due: '2027-01-10' })])).toMatchObject({
      code: 'special-unfit',
      issues: [{ path: 'tasks.0.due' }],
    });
    // Nobody holds the first post of these units.
    expect(await give([given(own, who.liaison)])).toMatchObject({ code: 'special-unfit' });
    const tasks = [
      given(sibling, who.other, leads),
      given(own, who.liaison, { leaderId: who.own.id }),
      given(lead, who.clerk, { leaderId: who.lead.id }),
    ];
    expect(await give(tasks)).toEqual({ made: 3, added: 0 });
    // Sent again, nobody has it twice.
    expect(await give(tasks)).toEqual({ made: 0, added: 0 });
    const { rows } = await get(who.office);
    expect(rows.map((r) => [r.state, r.due])).toEqual(Array(3).fill(['open', '2026-11-30']));
    const task = await ok<ProblemWhole>(
      who.other,
      'GET',
      `/api/problems/${(await taskOf(sibling)).id}`,
    );
    expect(task).toMatchObject({
      owner: { id: who.other.id },
      leader: { id: who.other.id },
      measures: [{ text: template.measure, criterion: leads.criterion, due: '2026-11-30' }],
      breaks: [],
    });
  });

  it('need what they begin with', async () => {
    const { parent, own } = world.units;
    const bare = { ...fields(), unitId: parent.id, campaignId: campaign, template: null };
    const { id } = await ok<{ id: string }>(who.office, 'POST', '/api/specials', bare);
    expect(
      await send(who.office, 'POST', `/api/specials/${id}/tasks`, {
        tasks: [given(own, who.liaison, { leaderId: who.own.id })],
      }),
    ).toMatchObject({ code: 'special-unfit', issues: [{ code: 'special:unfit-template' }] });
  });
});

describe('the lead department', () => {
  it('is told, and sees every sub-task, which its units do not of each other', async () => {
    const { own, sibling } = world.units;
    expect(await noticesOf(who.lead)).toContain('special:told-lead');
    const seen = await get(who.clerk);
    expect([seen.rows.length, seen.units.length, seen.tasks]).toEqual([3, 3, 3]);
    expect(seen.joint).toMatchObject({ open: 3, asked: 0, finding: null });
    expect(seen.joint!.missing).toHaveLength(3);
    expect(seen.abilities).toMatchObject({ steer: { ok: true }, change: { ok: false } });
    const part = await get(who.own);
    expect([part.rows.length, part.units.length, part.joint]).toEqual([1, 1, null]);
    const theirs = (await taskOf(sibling)).id;
    const read = (by: Who, id: string) => codeOf(by, 'GET', at(`/tasks/${id}`));
    expect(await read(who.clerk, theirs)).toBe('ok');
    expect(await read(who.own, theirs)).toBe('not-found');
    // Nothing else of the unit comes into reach.
    expect(await read(who.clerk, sibling.rows.problem)).toBe('not-found');
    expect(await codeOf(who.clerk, 'GET', `/api/problems/${theirs}`)).toBe('not-found');
    const { own: mine } = { own: (await taskOf(own)).id };
    const whole = await ok<ProblemWhole>(who.lead, 'GET', at(`/tasks/${mine}`));
    expect(whole.abilities.change).toEqual({ ok: false, why: 'not-allowed' });
  });

  it('reminds a unit, once a day, and shows it by lights', async () => {
    await on('2026-12-02');
    const { own } = world.units;
    const remind = (by: Who) => send(by, 'POST', at('/reminders'), { unitId: own.id });
    expect(await remind(who.own)).toMatchObject({ code: 'not-allowed' });
    expect(await remind(who.clerk)).toEqual({ told: 1 });
    await remind(who.clerk);
    expect(await noticesOf(who.liaison)).toEqual(['special:told-remind']);
    const { units } = await get(who.clerk);
    expect(units.find((u) => u.unit.id === own.id)).toMatchObject({
      lights: { overdue: 1, soon: 0, open: 0, waiting: 0, done: 0 },
      due: '2026-11-30',
    });
  });

  it('asks for a change that its unit answers, and confirms nothing of its own unit', async () => {
    const { own } = world.units;
    const { id } = await taskOf(own);
    const ask = (by: Who) =>
      send<{ id: string; code?: string }>(by, 'POST', at(`/tasks/${id}/asks`), {
        text: '口径要写明怎么抽查。',
      });
    expect(await ask(who.own)).toMatchObject({ code: 'not-allowed' });
    const asked = await ask(who.clerk);
    expect((await ask(who.clerk)).id).toBe(asked.id);
    expect(await today(who.liaison)).toEqual([`special-answer:${asked.id}`]);
    const answer = (by: Who) =>
      codeOf(by, 'POST', at(`/asks/${asked.id}/answer`), { text: '已写明抽查三处。' });
    expect(await answer(who.other)).toBe('not-found');
    expect(await answer(who.liaison)).toBe('ok');
    expect(await answer(who.liaison)).toBe('special-answered');
    expect(await noticesOf(who.clerk)).toContain('special:told-answer');
    expect(await today(who.liaison)).toEqual([]);
    // Even with the right over everything, those of the lead do not confirm what is their own.
    const task = await taskOf(lead);
    const mighty = await world.signInAs('office', lead);
    await server.ctx.db
      .updateTable('access_grant')
      .set({ org_id: world.units.parent.id, org_path: world.units.parent.path })
      .where('person_id', '=', mighty.id)
      .execute();
    await server.ctx.db
      .updateTable('problem')
      .set({ state: 'reviewed', applied_by: who.clerk.id, reviewed_by: who.lead.id })
      .where('id', '=', task.id)
      .execute();
    const { version } = await ok<ProblemWhole>(who.office, 'GET', `/api/problems/${task.id}`);
    const judge = (by: Who, step: object) =>
      codeOf(by, 'POST', `/api/problems/${task.id}/confirmations`, { version, ...step });
    const finding = { ways: ['spot'], seen: '抽看报修单', on: '2026-12-02' };
    expect(await judge(mighty, { step: 'confirm', finding })).toBe('not-outside');
    expect(await judge(who.lead, { step: 'confirm', finding })).toBe('not-allowed');
    expect(await judge(who.office, { step: 'refuse', reason: '还没有全部上门' })).toBe('ok');
  });
});

describe('the joint closing', () => {
  it('waits for every sub-task, every unit and the lead, and says who is missing', async () => {
    await on('2026-12-11');
    const { own, sibling } = world.units;
    expect(await sign(who.own, own)).toBe('special-open');
    await closeTasks(own, sibling);
    expect(await close(who.office)).toBe('special-open');
    // Each signs for their own unit, once, and nobody from above for them.
    expect(await sign(who.chief, own)).toBe('not-allowed');
    expect(await sign(who.deputy, own)).toBe('not-allowed');
    expect(await today(who.own)).toEqual([`special-consent:${special}:${own.id}`]);
    const consent = (by: Who) =>
      send<{ id: string }>(by, 'POST', at('/consents'), { unitId: own.id, words: '同意' });
    const [first, second] = [await consent(who.own), await consent(who.own)];
    expect(second).toEqual(first);
    expect(await today(who.own)).toEqual([]);
    await closeTasks(lead);
    expect(await close(who.office)).toBe('special-consent');
    const { joint } = await get(who.clerk);
    expect(joint!.missing.map((u) => u.id).sort()).toEqual([lead.id, sibling.id].sort());
    // Whoever holds the first post may sign, whatever their right; and whoever a leader lent theirs to.
    await holdsFirst(who.stand, lead);
    expect(await sign(who.stand, lead)).toBe('ok');
    await lent(who.deputy, who.other, sibling);
    expect(await sign(who.deputy, sibling)).toBe('ok');
    expect(await close(who.office)).toBe('special-finding');
    const find = (by: Who) => codeOf(by, 'POST', at('/findings'), { words: '抽查五处，属实。' });
    expect(await find(who.chief)).toBe('not-allowed');
    expect(await find(who.own)).toBe('not-allowed');
    expect(await today(who.lead)).toEqual([`special-find:${special}:${lead.id}`]);
    expect(await find(who.lead)).toBe('ok');
    expect(await find(who.lead)).toBe('ok');
    expect(await today(who.office)).toEqual([`special-close:${special}:${world.units.parent.id}`]);
  });

  it('wants new signatures for what changed since, and closes for everybody', async () => {
    const { own } = world.units;
    const { id } = await taskOf(own);
    const reopen = { reopened: 1, state: 'working', closed_on: null };
    const set = (values: object) =>
      server.ctx.db.updateTable('problem').set(values).where('id', '=', id).execute();
    await set(reopen);
    expect(await close(who.office)).toBe('special-open');
    await set({ state: 'closed', closed_on: '2026-12-11' });
    expect(await close(who.office)).toBe('special-consent');
    expect((await get(who.clerk)).joint).toMatchObject({
      missing: [{ id: own.id }],
      finding: null,
    });
    expect(await sign(who.own, own)).toBe('ok');
    expect(await close(who.office)).toBe('special-finding');
    await ok(who.lead, 'POST', at('/findings'), { words: '复查属实。' });
    expect(await close(who.lead)).toBe('not-allowed');
    expect(await close(who.office)).toBe('ok');
    expect(await close(who.office)).toBe('special-closed');
    expect(await sign(who.own, own)).toBe('special-closed');
    const entries = await server.ctx.db
      .selectFrom('record_entry')
      .select('act')
      .where('subject', '=', `special:${special}`)
      .orderBy('id')
      .execute();
    const acts = entries.map((e) => e.act.slice('special.'.length));
    expect(acts).toEqual([
      ...['create', 'assign', 'assign', 'remind', 'remind', 'ask', 'answer'],
      ...['consent', 'consent', 'consent', 'find', 'consent', 'find', 'close'],
    ]);
  });
});

/** Gives somebody the first post of a unit. */
async function holdsFirst(by: Who, unit: { id: string; path: string }): Promise<void> {
  const { id } = await ok<{ id: string }>(
    who.office,
    'POST',
    `/api/person/units/${unit.id}/posts`,
    {
      name: '部长',
      rank: 'first',
      since: '2026-01-01',
    },
  );
  await ok(who.office, 'POST', `/api/person/posts/${id}/tenures`, {
    personId: by.id,
    kind: 'acting',
    since: '2026-01-01',
  });
}

/** A leader lends somebody the right over their unit while they are away. */
async function lent(to: Who, from: Who, unit: { id: string; path: string }): Promise<void> {
  const { id: source } = await server.ctx.db
    .selectFrom('access_grant')
    .select('id')
    .where('person_id', '=', from.id)
    .executeTakeFirstOrThrow();
  const now = server.ctx.now();
  await server.ctx.db
    .insertInto('access_grant')
    .values({
      ...{ id: crypto.randomUUID(), person_id: to.id, role: 'leader', org_id: unit.id },
      ...{ org_path: unit.path, since: new Date(now.getTime() - 60_000), created_at: now },
      from_grant: source,
    })
    .execute();
}
