import { newId } from '../../src/server/platform/ids.ts';
import type { testServer } from './server.ts';

type Server = Awaited<ReturnType<typeof testServer>>;

/** A session of a unit on the day of the test's clock, with one part of each kind, and a reading. */
export async function studied(
  server: Server,
  at: { readonly id: string; readonly path: string; readonly name: string },
  campaign: string,
  author: string,
) {
  const { db, now } = server.ctx;
  const [session, attendance, decision, reading] = [1, 2, 3, 4].map(() => newId(now())) as [
    string,
    string,
    string,
    string,
  ];
  const belongs = { org_id: at.id, org_path: at.path };
  const made = { created_at: now(), created_by: author, version: 1 };
  await db
    .insertInto('study_session')
    .values({
      ...belongs,
      ...made,
      id: session,
      campaign_id: campaign,
      form: 'group',
      topic: `${at.name}的学习`,
      serves: '物业报修平均等待九天',
      on_day: '2026-03-02',
      agenda: ['通报报修数据'],
      state: 'planned',
    })
    .execute();
  await db
    .insertInto('study_attendance')
    .values({
      ...belongs,
      id: attendance,
      session_id: session,
      guest: `${at.name}的来宾`,
      how: 'list',
      at: now(),
      entered_by: author,
    })
    .execute();
  await db
    .insertInto('study_decision')
    .values({
      ...belongs,
      ...made,
      id: decision,
      session_id: session,
      text: '备件由工程部先行垫付',
      state: 'open',
    })
    .execute();
  await db
    .insertInto('study_reading')
    .values({ ...belongs, ...made, id: reading, campaign_id: campaign, title: `${at.name}的书目` })
    .execute();
  return { session, attendance, decision, reading };
}
