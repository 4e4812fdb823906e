import { newId } from '../../src/server/platform/ids.ts';
import type { testServer } from './server.ts';

type Server = Awaited<ReturnType<typeof testServer>>;

/** A survey of a unit that is not open yet, and a question in its bank. */
export async function surveyed(
  server: Server,
  at: { readonly id: string; readonly path: string; readonly name: string },
  author: string,
) {
  const { db, now } = server.ctx;
  const [survey, question] = [newId(now()), newId(now())] as [string, string];
  const belongs = { org_id: at.id, org_path: at.path, created_at: now(), created_by: author };
  await db
    .insertInto('survey')
    .values({
      ...belongs,
      id: survey,
      title: `${at.name}的问卷`,
      intro: '听听大家的意见。',
      audience: 'open',
      anonymous: true,
      needs: false,
      form: JSON.stringify({ questions: [] }),
      units: '[]',
      roll: '[]',
      state: 'draft',
      closes_on: '2026-04-01',
      version: 1,
    })
    .execute();
  await db
    .insertInto('survey_bank')
    .values({
      ...belongs,
      id: question,
      topic: '服务',
      question: JSON.stringify({
        id: 'a',
        kind: 'scale',
        title: `${at.name}的题`,
        required: true,
        points: 5,
      }),
    })
    .execute();
  return { survey, question };
}
