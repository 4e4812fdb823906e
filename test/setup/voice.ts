import { newId } from '../../src/server/platform/ids.ts';
import { EVERYWHERE, withScopes } from '../../src/server/platform/scope.ts';
import { receive } from '../../src/server/voice/intake.service.ts';
import { keepPictures } from '../../src/server/voice/pictures.ts';
import type { testServer } from './server.ts';

type Server = Awaited<ReturnType<typeof testServer>>;

/** A picture of one white point. */
export const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGP4DwABAQEAG7buVgAAAABJRU5ErkJggg==',
  'base64',
);

/** Voices of a unit on the day of the test's clock, one of them whistle-blowing; a place, a visit. */
export async function voiced(
  server: Server,
  at: { readonly id: string; readonly path: string; readonly name: string },
  loop: { readonly measure: string; readonly institution: string },
  author: string,
) {
  const { ctx } = server;
  const { db, now } = ctx;
  const belongs = { org_id: at.id, org_path: at.path };
  const made = { created_at: now(), created_by: author, version: 1 };
  const raise = async (kind: 'help' | 'report', what: string, contact?: string) => {
    const pictures = await keepPictures(ctx, kind, [{ bytes: PNG }]);
    return withScopes(ctx, EVERYWHERE, (trx) =>
      receive(ctx, trx, {
        unit: at,
        kind,
        way: 'page',
        text: `${at.name}的${what}：楼道灯坏了三天。`,
        key: `${at.id} ${what} ${'k'.repeat(20)}`,
        pictures,
        contact,
      }),
    );
  };
  const voice = await raise('help', '诉求');
  const other = await raise('help', '另一件');
  const report = await raise('report', '举报', '13900000000');
  const [merge, place, visit, answer] = [1, 2, 3, 4].map(() => newId(now())) as [
    string,
    string,
    string,
    string,
  ];
  await db
    .insertInto('voice_merge')
    .values({
      ...belongs,
      id: merge,
      handler_path: at.path,
      voice_id: voice.id,
      main_id: other.id,
      reason: '同一件事',
      state: 'asked',
      asked_by: author,
      asked_on: '2026-03-02',
    })
    .execute();
  await db
    .insertInto('voice_place')
    .values({ ...belongs, ...made, id: place, code: at.id.slice(-8), name: `${at.name}大厅` })
    .execute();
  await db
    .insertInto('visit')
    .values({
      ...belongs,
      ...made,
      id: visit,
      kind: 'petition',
      purpose: `${at.name}的走访`,
      place: '便民服务点',
      on_day: '2026-03-02',
      state: 'planned',
    })
    .execute();
  await db
    .insertInto('measure_answer')
    .values({
      ...belongs,
      id: answer,
      measure_id: loop.measure,
      subject: `voice:${voice.id}`,
      by_person: author,
      at: now(),
    })
    .execute();
  const needAnswer = newId(now());
  await db
    .insertInto('need_answer')
    .values({
      ...belongs,
      id: needAnswer,
      plan_kind: 'institution',
      plan_id: loop.institution,
      subject: `voice:${voice.id}`,
      by_person: author,
      at: now(),
    })
    .execute();
  const hot = newId(now());
  await db
    .insertInto('voice_hot')
    .values({
      ...belongs,
      ...{ id: hot, handler_id: at.id, handler_path: at.path, title: `${at.name}的热点` },
      ...{
        first_on: '2026-02-02',
        last_on: '2026-03-02',
        texts: 6,
        people: 5,
        likes: 0,
        repeats: 0,
      },
      ...{ peak: 6, recent: 6, recent_people: 5, heat: 11, months: '[]', typical_id: voice.id },
      ...{ hot_since: '2026-03-02', rises: 1, seen_on: '2026-03-02' },
    })
    .execute();
  const ballot = newId(now());
  await db
    .insertInto('ballot')
    .values({
      ...belongs,
      ...made,
      id: ballot,
      title: `${at.name}的测评`,
      items: JSON.stringify([{ id: 'i1', text: '领导班子' }]),
      options: JSON.stringify([{ id: 'good', text: '优秀', score: 100 }]),
      electorates: JSON.stringify([{ id: 'A', name: '职工', weight: 1 }]),
      state: 'draft',
    })
    .execute();
  return {
    hot,
    ballot,
    voice: voice.id,
    report: report.id,
    merge,
    place,
    visit,
    answer,
    needAnswer,
  };
}
