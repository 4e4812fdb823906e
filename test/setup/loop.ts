import { newId } from '../../src/server/platform/ids.ts';
import type { testServer } from './server.ts';
import { frame } from './sweep.ts';

type Server = Awaited<ReturnType<typeof testServer>>;

/** A campaign of a unit, a draft problem in it with a measure, and one part of each kind. */
export async function looped(
  server: Server,
  at: { readonly id: string; readonly path: string; readonly name: string },
  author: string,
) {
  const { db, now } = server.ctx;
  const ids = Array.from({ length: 7 }, () => newId(now()));
  const [campaign, problem, measure, progress, extension, objection, recheck] = ids as [
    string,
    string,
    string,
    string,
    string,
    string,
    string,
  ];
  const belongs = { org_id: at.id, org_path: at.path };
  const made = { created_at: now(), created_by: author, version: 1 };
  const of = { ...belongs, problem_id: problem };
  await db
    .insertInto('campaign')
    .values({
      ...belongs,
      ...made,
      id: campaign,
      name: `${at.name}的活动`,
      theme: frame.theme,
      since: frame.since,
      rules: JSON.stringify(frame.rules),
      taxonomy: JSON.stringify(frame.taxonomy),
      required: '[]',
      templates: '[]',
    })
    .execute();
  await db
    .insertInto('problem')
    .values({
      ...belongs,
      ...made,
      id: problem,
      campaign_id: campaign,
      number: '2026-0900',
      list: 'unit',
      source: 'self',
      title: `${at.name}的问题`,
      facts: '物业报修平均等待九天，住户多次反映仍未缩短。',
      severity: 'ordinary',
      systemic: false,
      state: 'draft',
      raised_on: '2026-03-01',
      long_term: false,
      breaks: [],
      moved_on: '2026-03-01',
      reopened: 0,
    })
    .execute();
  await db
    .insertInto('measure')
    .values({
      ...of,
      ...made,
      id: measure,
      position: 0,
      text: '报修四十八小时内上门，逾时由值班经理回电说明。',
      kind: 'by-date',
      state: 'planned',
    })
    .execute();
  await db
    .insertInto('progress')
    .values({
      ...of,
      id: progress,
      on_day: '2026-03-01',
      text: '已排出值班表。',
      by_person: author,
      at: now(),
    })
    .execute();
  await db
    .insertInto('deadline_change')
    .values({
      ...of,
      id: extension,
      measure_id: measure,
      wanted: '2026-06-30',
      reason: '配件未到',
      state: 'asked',
      asked_by: author,
      asked_at: now(),
    })
    .execute();
  await db
    .insertInto('objection')
    .values({ ...of, id: objection, text: '仍在等待', at: now(), state: 'dismissed' })
    .execute();
  await db
    .insertInto('recheck')
    .values({ ...of, id: recheck, kind: 'planned', due: '2026-09-01', state: 'due' })
    .execute();
  const [institution, special] = [newId(now()), newId(now())];
  await db
    .insertInto('institution')
    .values({
      ...belongs,
      ...made,
      id: institution,
      kind: 'make',
      title: `${at.name}的制度`,
      provides: '报修四十八小时内上门。',
      in_force_on: '2026-03-01',
    })
    .execute();
  await db
    .insertInto('special')
    .values({
      ...belongs,
      ...made,
      id: special,
      campaign_id: campaign,
      name: `${at.name}的专项`,
      goal: '年底前报修平均两天内上门。',
      lead_id: at.id,
      since: '2026-03-01',
      due: '2026-12-31',
    })
    .execute();
  await db
    .insertInto('special_problem')
    .values({ ...of, special_id: special, added_by: author, added_at: now() })
    .execute();
  const ask = newId(now());
  await db
    .insertInto('special_ask')
    .values({
      ...of,
      id: ask,
      special_id: special,
      text: '写明报修等待怎么量。',
      asked_by: author,
      asked_at: now(),
      answer: '已写明。',
      answered_by: author,
      answered_at: now(),
    })
    .execute();
  return {
    institution,
    special,
    ask,
    campaign,
    problem,
    measure,
    progress,
    extension,
    objection,
    recheck,
  };
}
