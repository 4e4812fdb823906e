import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testServer } from '../../../test/setup/server.ts';
import { folded, keepTotals, totalsHold } from '../../../test/setup/totals.ts';
import { makeWorld, type World } from '../../../test/setup/world.ts';
import { breakKinds, problemStates } from '../../contract/problem/states.ts';
import { addDays, dayOf } from '../platform/days.ts';
import { newId } from '../platform/ids.ts';
import { JobError } from '../platform/jobs.ts';
import { EVERYWHERE, withScopes } from '../platform/scope.ts';
import { checkAll } from './totals.jobs.ts';

let server: Awaited<ReturnType<typeof testServer>>;
let world: World;
type Who = { id: string; cookie: string };
const who = {} as Record<'office' | 'own' | 'two' | 'admin', Who>;
let campaigns: string[];
const units: { id: string; path: string }[] = [];

/** A stream of numbers below one that is the same in every run (mulberry32). */
function stream(seed: number): () => number {
  let a = seed;
  return () => {
    a = (a + 0x6d2b79f5) | 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}
const random = stream(20);
const upTo = (n: number) => Math.floor(random() * n);
const oneOf = <T>(list: readonly T[]): T => list[upTo(list.length)]!;

async function call(by: Who, url: string, payload?: object) {
  const method = payload ? 'POST' : 'GET';
  const headers = { cookie: by.cookie };
  const answer = await server.app.inject({ method, url, headers, ...(payload ? { payload } : {}) });
  expect(answer.statusCode, answer.body).toBe(200);
  return answer.json();
}

beforeAll(async () => {
  server = await testServer();
  world = await makeWorld(server);
  const { parent, own, child, sibling } = world.units;
  who.office = await world.signInAs('office', parent);
  who.admin = await world.signInAs('administrator', parent);
  who.own = await world.signInAs('office', own);
  who.two = await world.signInAs('office', child);
  await server.ctx.db
    .insertInto('access_grant')
    .values({
      ...{ id: newId(server.ctx.now()), person_id: who.two.id, role: 'office' },
      ...{ org_id: sibling.id, org_path: sibling.path },
      ...{ since: server.ctx.now(), created_at: server.ctx.now() },
    })
    .execute();
  const frame = { theme: '为民造福', since: '2026-01-01' };
  campaigns = [];
  for (const name of ['学习教育', '回头看'])
    campaigns.push(
      (
        await call(who.office, '/api/campaigns', {
          ...{ unitId: parent.id, name, ...frame, parentId: campaigns[0] ?? null },
        })
      ).id,
    );
  for (const at of [own, sibling, child])
    for (const name of ['甲所', '乙所'])
      await call(who.admin, '/api/org/units', { parentId: at.id, name, kind: 'branch' });
  await see();
});
afterAll(() => server.close());

/** The units there are now; some move. */
async function see(): Promise<void> {
  const { rows } = await sql<{ id: string; path: string }>`select id, path from org
    where closed_on is null order by path`.execute(server.ctx.db);
  units.splice(0, units.length, ...rows);
}

/** Sets the clock to another day; whoever was signed in stays so. */
async function later(days: number): Promise<void> {
  server.clock.now = new Date(server.clock.now.getTime() + days * 86_400_000);
  const until = new Date(server.clock.now.getTime() + 86_400_000);
  await server.ctx.db
    .updateTable('session')
    .set({ seen_at: server.clock.now, expires_at: until })
    .execute();
}

const day = (within: number, from = -within) =>
  addDays(dayOf(server.ctx.now()), from + upTo(within - from));

/** Changes rows as services do: under the ordinary role, several at a time. */
const inUnit = (at: { path: string }, work: Parameters<typeof withScopes<void>>[2]) =>
  withScopes(server.ctx, [at.path], work);

async function raise(): Promise<void> {
  const at = oneOf(units);
  const number = String(newId(server.ctx.now())).slice(-12);
  const rows = Array.from({ length: 1 + upTo(4) }, (_, k) => {
    const state = oneOf(problemStates);
    return {
      ...{ org_id: at.id, org_path: at.path, id: newId(server.ctx.now()), number: `${number}${k}` },
      ...{ campaign_id: oneOf(campaigns), list: 'unit', source: 'self', title: '报修等待太久' },
      ...{
        facts: '二月抽查三十二张报修单，平均九天上门。',
        severity: 'slight',
        systemic: false,
        state,
      },
      ...{ raised_on: day(200, -200), due: random() < 0.2 ? null : day(60, -120) },
      ...{ long_term: false, breaks: breakKinds.filter(() => random() < 0.2) },
      ...{ moved_on: day(1, -400), reopened: upTo(2), created_at: server.ctx.now() },
      ...{ created_by: who.office.id, version: 1 },
      closed_on: state === 'closed' ? day(1, -30) : null,
    };
  });
  await inUnit(at, async (trx) => {
    await trx.insertInto('problem').values(rows).execute();
  });
}

interface Known {
  readonly id: string;
  readonly org_id: string;
  readonly org_path: string;
  readonly campaign_id: string;
  readonly state: string;
}
async function some(): Promise<Known[]> {
  const { rows } = await sql<Known>`select id, org_id, org_path, campaign_id, state from problem
    order by md5(id || ${String(random())}) limit 3`.execute(server.ctx.db);
  return rows.filter((r) => r.org_id === rows[0]!.org_id);
}

async function change(): Promise<void> {
  const rows = await some();
  if (!rows[0]) return;
  await inUnit({ path: rows[0].org_path }, async (trx) => {
    const kind = upTo(4);
    await trx
      .updateTable('problem')
      .set(
        [
          { state: oneOf(problemStates), moved_on: day(1, -20) },
          { due: day(40, -80) },
          { breaks: breakKinds.filter(() => random() < 0.3), raised_on: day(1, -200) },
          { title: '报修等待还是太久', reopened: 1 },
        ][kind]!,
      )
      .where(
        'id',
        'in',
        rows.map((r) => r.id),
      )
      .execute();
  });
}

async function measures(): Promise<void> {
  const rows = await some();
  if (!rows[0]) return;
  await inUnit({ path: rows[0].org_path }, async (trx) => {
    const done = () => (random() < 0.6 ? day(1, -60) : null);
    await trx
      .insertInto('measure')
      .values(
        rows.map((r) => ({
          ...{ org_id: r.org_id, org_path: r.org_path, id: newId(server.ctx.now()) },
          ...{ problem_id: r.id, position: 0, text: '四十八小时内上门。', state: 'working' },
          ...{ kind: oneOf(['by-date', 'at-once', 'long-term']), done_on: done() },
          ...{ created_at: server.ctx.now(), created_by: who.office.id, version: 1 },
        })),
      )
      .execute();
    const more = await trx.selectFrom('measure').selectAll().limit(5).execute();
    await trx
      .updateTable('measure')
      .set(random() < 0.3 ? { state: 'withdrawn' } : { done_on: done() })
      .where('id', '=', oneOf(more).id)
      .execute();
  });
}

const STEPS = [
  ['publish', 'draft', 'open'],
  ['raise', null, 'open'],
  ['start', 'open', 'working'],
  ['apply', 'working', 'applied'],
  ['confirm', 'reviewed', 'confirmed'],
  ['close', 'notice', 'closed'],
  ['close', 'notice', 'closed'],
  ['reopen', 'closed', 'working'],
  ['uphold', 'notice', 'working'],
] as const;
async function steps(): Promise<void> {
  const rows = await some();
  if (!rows[0]) return;
  await inUnit({ path: rows[0].org_path }, async (trx) => {
    const made = rows.flatMap((r) =>
      Array.from({ length: 1 + upTo(5) }, () => {
        const [step, from_state, to_state] = oneOf(STEPS);
        return {
          ...{ org_id: r.org_id, org_path: r.org_path, id: newId(server.ctx.now()) },
          ...{ problem_id: r.id, campaign_id: r.campaign_id, step, from_state, to_state },
          ...{ on_day: day(1, -70), at: server.ctx.now() },
        };
      }),
    );
    await trx.insertInto('problem_step').values(made).execute();
  });
}

async function versionOf(id: string): Promise<number> {
  const { rows } = await sql<{ version: number }>`select version from org where id = ${id}`.execute(
    server.ctx.db,
  );
  return rows[0]!.version;
}

/** A unit goes beneath another, with all under it. */
async function move(): Promise<void> {
  const unit = oneOf(units);
  const to = oneOf(units);
  if (to.path.startsWith(unit.path) || unit.path.split('.').length === 1) return;
  const version = await versionOf(unit.id);
  await call(who.admin, `/api/org/units/${unit.id}/move`, { version, parentId: to.id });
  await see();
}

/** A unit is taken up in another, which gets its problems. */
async function merge(): Promise<void> {
  const [from, into] = [oneOf(units), oneOf(units)];
  const fixed = [world.units.own.id, world.units.child.id, world.units.sibling.id];
  if (into.path.startsWith(from.path) || fixed.includes(from.id) || from.path.split('.').length < 3)
    return;
  const version = await versionOf(from.id);
  await call(who.admin, `/api/org/units/${from.id}/merge`, { version, intoId: into.id });
  await see();
}

/** Everything pages tell of units, to everybody who may ask. */
async function told(): Promise<Record<string, unknown>> {
  const out: Record<string, unknown> = {};
  const ask = async (by: keyof typeof who, url: string) => {
    const headers = { cookie: who[by].cookie };
    const answer = await server.app.inject({ method: 'GET', url, headers });
    out[`${by} ${url}`] = answer.statusCode === 200 ? answer.json() : answer.statusCode;
  };
  for (const by of ['office', 'own', 'two'] as const) {
    await ask(by, '/api/problems/counts');
    await ask(by, `/api/problems/counts?campaign=${campaigns[1]}`);
  }
  for (const { id } of units) {
    await ask('office', `/api/cockpit?under=${id}`);
    await ask('own', `/api/cockpit?under=${id}&campaign=${campaigns[0]}&nested=yes`);
    await ask('two', `/api/problems/counts?under=${id}`);
  }
  return out;
}

/** The same counted from the rows, as if no totals were kept. */
async function counted(): Promise<Record<string, unknown>> {
  const { db } = server.ctx;
  const { rows } = await sql<{
    org_path: string;
    floor: string;
  }>`select * from problem_kept`.execute(db);
  await sql`delete from problem_kept`.execute(db);
  try {
    return await told();
  } finally {
    await db.insertInto('problem_kept').values(rows).execute();
  }
}

describe('kept totals are what the rows say', () => {
  it('through any history, to everybody, folded or not', { timeout: 120_000 }, async () => {
    await keepTotals(server);
    const acts = [raise, raise, change, change, measures, steps, steps, () => later(1 + upTo(9))];
    for (let round = 0; round < 8; round++) {
      for (let k = 0; k < 12; k++) await oneOf(acts)();
      await oneOf([move, merge, move])();
      expect(await told()).toEqual(await counted());
      if (random() < 0.5) await folded(server);
      for (let k = 0; k < 4; k++) await oneOf(acts)();
      await oneOf([move, merge])();
      expect(await told()).toEqual(await counted());
    }
    await totalsHold(server);
  });

  it('through the night, when old days become one', async () => {
    await later(200);
    const ctx = { ...server.ctx, signal: new AbortController().signal };
    await checkAll(ctx, 1);
    for (let k = 0; k < 20; k++) await oneOf([raise, change, measures, steps])();
    expect(await told()).toEqual(await counted());
    await checkAll(ctx, 3);
    expect(await told()).toEqual(await counted());
  });

  it('and nothing is left of a change that was taken back', async () => {
    await folded(server);
    const before = await told();
    await withScopes(server.ctx, EVERYWHERE, async (trx) => {
      await sql`update problem set state = 'closed', reopened = reopened + 1`.execute(trx);
      const { rows } = await sql<{
        n: number;
      }>`select count(*)::int as n from problem_change`.execute(trx);
      expect(rows[0]!.n).toBeGreaterThan(0);
      throw new Error('killed');
    }).catch((error: Error) => expect(error.message).toBe('killed'));
    expect(await told()).toEqual(before);
  });

  it('the check of the night finds what is wrong, says so and puts it right', async () => {
    await sql`update problem_total set n = n + 7 where what = 'state' and word = 'closed'
      and nlevel(org_path) = 1`.execute(server.ctx.db);
    expect(await told()).not.toEqual(await counted());
    const ctx = { ...server.ctx, signal: new AbortController().signal };
    const found = await checkAll(ctx, 1).catch((error: JobError) => error);
    expect(found).toBeInstanceOf(JobError);
    expect(found).toMatchObject({ code: 'problem:totals-mended', params: { units: 1 } });
    expect(await told()).toEqual(await counted());
    await checkAll(ctx, 1);
  });

  it('tell how many rows a filter has, where they know, and else how far they were counted', async () => {
    const at = units.find((u) => u.path.split('.').length > 1)!;
    await inUnit(at, async (trx) => {
      await sql`insert into problem (org_id, org_path, id, number, campaign_id, list, source, title, facts,
          severity, systemic, state, raised_on, due, long_term, breaks, moved_on, reopened, created_at,
          created_by, version)
        select ${at.id}::uuid, ${at.path}::ltree, gen_random_uuid(), 'm' || n, ${campaigns[0]!}, 'unit',
          'self', '报修等待太久', '平均九天上门。', 'slight', false, (${[...problemStates]}::text[])[1 + n % 9],
          ${day(200, -200)}::date, ${dayOf(server.ctx.now())}::date - 40 + n % 80, false,
          case when n % 3 = 0 then array['no-evidence'] else '{}' end,
          ${dayOf(server.ctx.now())}::date - n % 90, 0, now(), ${who.office.id}::uuid, 1
        from generate_series(1, 12000) n`.execute(trx);
    });
    const totals = async () => {
      const out: Record<string, { total: number; more: boolean }> = {};
      for (const filter of [
        ...['', '&state=open', '&state=closed,notice', '&light=overdue', '&light=soon'],
        ...['&break=no-evidence', '&silent=yes', '&light=overdue&severity=slight'],
        `&campaign=${campaigns[0]}&light=waiting`,
      ]) {
        const page = await call(who.office, `/api/problems?limit=1${filter}`);
        out[filter] = { total: page.total, more: page.more };
      }
      return out;
    };
    const kept = await totals();
    const rows = await sql<{ n: number }>`select count(*)::int as n from problem`.execute(
      server.ctx.db,
    );
    expect(kept['']).toEqual({ total: rows.rows[0]!.n, more: false });
    expect(kept['&light=soon']!.total).toBeGreaterThan(0);
    // Without totals they are counted: one by one up to ten thousand.
    await sql`create table kept_before as select * from problem_kept`.execute(server.ctx.db);
    await sql`delete from problem_kept`.execute(server.ctx.db);
    const one = await totals();
    expect(one['']).toEqual({ total: 10_000, more: true });
    expect({ ...one, '': kept[''] }).toEqual(kept);
    await sql`insert into problem_kept select * from kept_before`.execute(server.ctx.db);
    // Under a unit with very many rows they are counted no further than a page needs.
    const grown = (n: number) =>
      sql`update problem_total set n = n + ${n} where what = 'state'
      and word = 'closed' and nlevel(org_path) = 1`.execute(server.ctx.db);
    await folded(server);
    await grown(200_000);
    const many = await totals();
    expect(many['&light=overdue&severity=slight']).toEqual({ total: 1_000, more: true });
    expect(many['&light=overdue']).toEqual(kept['&light=overdue']);
    await grown(-200_000);
  });
});
