import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testServer } from '../../../test/setup/server.ts';
import { recount } from '../../contract/ballot/recount.ts';
import { createTranslator } from '../../contract/messages/index.ts';
import { problemStates } from '../../contract/problem/states.ts';
import { fieldsOf, fieldText } from '../../web/record/fields.ts';
import { dayOf } from '../platform/days.ts';
import { fillDemo } from './service.ts';

let server: Awaited<ReturnType<typeof testServer>>;
beforeAll(async () => {
  server = await testServer();
  // The first unit begins on the day the database was made.
  server.clock.now = new Date();
});
afterAll(() => server.close());

async function counts() {
  const of = async (
    table:
      | 'org'
      | 'person'
      | 'post'
      | 'tenure'
      | 'duty'
      | 'campaign'
      | 'problem'
      | 'study_session'
      | 'study_reading'
      | 'institution'
      | 'institution_review'
      | 'special'
      | 'special_problem'
      | 'voice'
      | 'visit'
      | 'voice_place'
      | 'survey'
      | 'survey_answer'
      | 'ballot'
      | 'ballot_envelope'
      | 'supervision_letter'
      | 'record_entry',
  ) => {
    const row = await server.ctx.db
      .selectFrom(table)
      .select((e) => e.fn.countAll<string>().as('n'))
      .executeTakeFirstOrThrow();
    return Number(row.n);
  };
  return {
    units: await of('org'),
    people: await of('person'),
    posts: await of('post'),
    tenures: await of('tenure'),
    duties: await of('duty'),
    campaigns: await of('campaign'),
    problems: await of('problem'),
    sessions: await of('study_session'),
    readings: await of('study_reading'),
    institutions: await of('institution'),
    reviews: await of('institution_review'),
    specials: await of('special'),
    tasks: await of('special_problem'),
    voices: await of('voice'),
    visits: await of('visit'),
    places: await of('voice_place'),
    surveys: await of('survey'),
    answers: await of('survey_answer'),
    ballots: await of('ballot'),
    envelopes: await of('ballot_envelope'),
    letters: await of('supervision_letter'),
    entries: await of('record_entry'),
  };
}

describe('the organisation of the demonstration', () => {
  it('is filled by the services, on record, with vacant posts to be seen', async () => {
    await fillDemo(server.ctx);
    const found = await counts();
    expect(found.units).toBeGreaterThan(20);
    expect(found.tenures).toBe(found.people);
    expect(found.posts).toBeGreaterThan(found.tenures);
    expect(found.duties).toBeGreaterThan(20);
    expect(found.letters).toBeGreaterThan(0);
    const { units, people, posts, tenures, duties } = found;
    const entries = await server.ctx.db
      .selectFrom('record_entry')
      .select('act')
      .where('act', '~', '^(org|person|duty)\\.')
      .execute();
    expect(entries).toHaveLength(units + people + posts + tenures + duties);
  });

  it('has a campaign with sessions of every kind of end', async () => {
    const { campaigns, sessions, problems, readings } = await counts();
    expect(campaigns).toBe(1);
    expect(sessions).toBeGreaterThanOrEqual(20);
    const decisions = server.ctx.db.selectFrom('study_decision').select('benefited');
    const told = await decisions.where('beneficiaries', 'is not', null).execute();
    expect(told.some((d) => d.benefited !== null)).toBe(true);
    expect(told.some((d) => d.benefited === null)).toBe(true);
    expect(problems).toBeGreaterThan(8);
    expect(readings).toBeGreaterThan(3);
    const held = await server.ctx.db.selectFrom('study_session').select('state').execute();
    expect(held.some((s) => s.state === 'planned')).toBe(true);
    // Of the lists that are owed some are late, some have time.
    const today = dayOf(server.ctx.now());
    const { required } = await server.ctx.db
      .selectFrom('campaign')
      .select('required')
      .executeTakeFirstOrThrow();
    const late = (required as { by: string }[]).map((r) => r.by < today);
    expect(new Set(late)).toEqual(new Set([true, false]));
  });

  it('has voices on their way, marks of every kind, and visits', async () => {
    const { voices, visits, places } = await counts();
    expect(voices).toBeGreaterThanOrEqual(18);
    expect(visits).toBe(4);
    expect(places).toBe(6);
    const rows = await server.ctx.db.selectFrom('voice').select(['state', 'rating']).execute();
    for (const state of ['received', 'assigned', 'working', 'answered', 'returned', 'closed'])
      expect([state, rows.some((r) => r.state === state)]).toEqual([state, true]);
    expect(new Set(rows.map((r) => r.rating))).toEqual(new Set([null, 2, 3, 4, 5]));
  });

  it('has a matter that is hot, and what people said on visits', async () => {
    const { db } = server.ctx;
    const hot = await db.selectFrom('voice_hot').selectAll().execute();
    expect(hot.map((h) => h.title)).toEqual([expect.stringContaining('电梯')]);
    const said = await db
      .selectFrom('voice')
      .select('visit_id')
      .where('visit_id', 'is not', null)
      .execute();
    expect(said).toHaveLength(3);
  });

  it('has problems in every state but the withdrawn, with deadlines over and near', async () => {
    const today = new Date().toISOString().slice(0, 10);
    const rows = await server.ctx.db.selectFrom('problem').select(['state', 'due']).execute();
    expect(new Set(rows.map((r) => r.state))).toEqual(
      new Set(problemStates.filter((s) => s !== 'withdrawn')),
    );
    const working = rows.filter((r) => r.state === 'working' && r.due !== null);
    expect(working.some((r) => r.due! < today)).toBe(true);
    expect(working.some((r) => r.due! > today)).toBe(true);
  });

  it('has rules that answer problems, one of them to be looked at, and a special rectification', async () => {
    const { institutions, reviews, specials, tasks } = await counts();
    expect({ institutions, reviews, specials, tasks }).toEqual({
      institutions: 4,
      reviews: 1,
      specials: 1,
      tasks: 7,
    });
    const answered = await server.ctx.db.selectFrom('institution_problem').selectAll().execute();
    expect(answered).toHaveLength(5);
  });

  it('has a survey with results by unit, too few answers in some, and a needs survey that runs', async () => {
    const { surveys, answers } = await counts();
    expect({ surveys, answers }).toEqual({ surveys: 2, answers: 163 });
    const states = await server.ctx.db.selectFrom('survey').select('state').orderBy('id').execute();
    expect(states.map((s) => s.state)).toEqual(['closed', 'open']);
  });

  it('has a ballot that is published and holds when counted anew, one that runs, one to be frozen', async () => {
    expect(await counts()).toMatchObject({ ballots: 3, envelopes: 8 });
    const rows = await server.ctx.db
      .selectFrom('ballot')
      .select(['state', 'bulletin'])
      .orderBy('id')
      .execute();
    expect(rows.map((r) => r.state)).toEqual(['published', 'open', 'draft']);
    const counted = recount(rows[0]!.bulletin!);
    expect(counted).toMatchObject({ ok: true, votes: 33, faults: [] });
    const { electorates, overall } = counted.results;
    // Nobody of the last electorate voted: nothing of it is told, the others share its weight.
    expect(electorates[3]!.items.every((i) => i.mean === null)).toBe(true);
    expect(overall.every((o) => o.low! < o.mean! && o.mean! < o.high!)).toBe(true);
  });

  it('is not filled twice', async () => {
    const before = await counts();
    await fillDemo(server.ctx);
    expect(await counts()).toEqual(before);
  });
});

it('every field of what it wrote down has a name', async () => {
  const rows = await server.ctx.db
    .selectFrom('record_entry as e')
    .innerJoin('record_content as c', 'c.entry_id', 'e.id')
    .select(['e.act', 'c.content'])
    .execute();
  const t = createTranslator('zh-CN');
  expect(rows.length).toBeGreaterThan(500);
  const nameless = new Set<string>();
  for (const { act, content } of rows)
    for (const [path] of fieldsOf(JSON.parse(content))) {
      // Places in a list are numbers, electorates of a ballot capitals.
      const bare = fieldText(t, path, act)
        .split(' · ')
        .filter((part) => /^[a-z]\w*$/.test(part));
      for (const part of bare) nameless.add(`${act}: ${part}`);
    }
  expect([...nameless].sort()).toEqual([]);
});
