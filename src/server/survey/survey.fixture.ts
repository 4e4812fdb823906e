import type { testServer } from '../../../test/setup/server.ts';
import { makeWorld, type World } from '../../../test/setup/world.ts';
import type { SurveyResults, SurveyWhole } from '../../contract/survey/schemas.ts';

export const NOW = '2026-03-02T08:00:00Z';

export const questions = [
  {
    id: 'q1',
    kind: 'single',
    title: '今年报修过吗',
    options: [
      { id: 'yes', text: '报修过' },
      { id: 'no', text: '没有' },
    ],
    jumps: [{ option: 'no', to: 'q3' }],
  },
  { id: 'q2', kind: 'scale', title: '对报修服务满意吗', points: 5, satisfaction: true },
  { id: 'q3', kind: 'text', title: '还想说什么', required: false },
] as const;

export const fields = {
  title: '物业服务满意度',
  intro: '请您给物业报修服务打分，结果用来改进。',
  audience: 'unit',
  closesOn: '2026-03-20',
  form: { questions },
};

export const satisfied = (mark: number, text = '') => ({
  'q.q1': 'yes',
  'q.q2': String(mark),
  ...(text ? { 'q.q3': text } : {}),
});

/** A liaison of a unit who makes surveys, and phones that answer them. */
export async function surveyOffice(server: Awaited<ReturnType<typeof testServer>>) {
  const world: World = await makeWorld(server);
  const liaison = await world.signInAs('liaison', world.units.own);
  const later = new Date('2027-01-01T00:00:00Z');
  await server.ctx.db.updateTable('session').set({ expires_at: later, seen_at: later }).execute();

  async function ask<T = object>(
    method: 'GET' | 'POST' | 'PUT',
    path: string,
    body?: object,
    cookie = liaison.cookie,
  ) {
    const answer = await server.app.inject({
      method,
      url: `/api${path}`,
      headers: { cookie },
      ...(body ? { payload: body } : {}),
    });
    return { status: answer.statusCode, body: answer.json() as T & { code: string } };
  }

  const seen = async (id: string) => (await ask<SurveyWhole>('GET', `/surveys/${id}`)).body;

  /** A survey over the unit and its child, opened. */
  async function opened(more: object = {}): Promise<SurveyWhole> {
    const { own, child } = world.units;
    const made = await ask<{ id: string }>('POST', '/surveys', {
      unitId: own.id,
      ...fields,
      units: [{ unitId: own.id }, { unitId: child.id }],
      ...more,
    });
    const open = await ask('POST', `/surveys/${made.body.id}/open`, { version: 1 });
    if (open.status !== 200) throw new Error(JSON.stringify([made.body, open.body]));
    return seen(made.body.id);
  }

  let forms = 0;
  /** Sends the form as a phone without script does; every one is a form of its own. */
  async function fill(
    path: string,
    given: Record<string, string>,
    more: { readonly key?: string; readonly from?: string } = {},
  ) {
    forms++;
    const answer = await server.app.inject({
      method: 'POST',
      url: path,
      // Each from an address of its own, unless a test is about the address.
      remoteAddress: more.from ?? `10.1.${Math.floor(forms / 250)}.${(forms % 250) + 1}`,
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      payload: new URLSearchParams({
        key: more.key ?? `00000000-0000-4000-8000-${String(forms).padStart(12, '0')}`,
        go: 'send',
        ...given,
      }).toString(),
    });
    return { status: answer.statusCode, text: answer.body };
  }

  const linksOf = async (id: string) =>
    (await ask<{ links: { name: string | null; path: string }[] }>('POST', `/surveys/${id}/links`))
      .body.links;
  const close = async (id: string) =>
    ask('POST', `/surveys/${id}/close`, { version: (await seen(id)).version });
  const results = async (id: string) => ask<SurveyResults>('GET', `/surveys/${id}/results`);

  return { world, liaison, ask, seen, opened, fill, linksOf, close, results };
}
