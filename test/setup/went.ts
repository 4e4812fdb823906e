import { newId } from '../../src/server/platform/ids.ts';
import type { testServer } from './server.ts';

type Server = Awaited<ReturnType<typeof testServer>>;
export type Steps = readonly (readonly [day: string, step: string, to: string])[];

/** What who confirmed saw; the figure was short of its target. */
const saw = (day: string) => ({
  ...{ seen_ways: ['spot', 'people'], seen: '问了二十个打饭的人', seen_on: day },
  despite: '高峰已错开',
});

/** A problem that went its way on the days told, with one measure; whoever confirmed answers when it comes back. */
export async function went(
  server: Server,
  given: { at: { id: string; path: string }; campaign: string; title: string },
  steps: Steps,
  more: {
    due?: string;
    effect?: number;
    confirmedBy?: string;
    serves?: string;
    origin?: string;
  } = {},
): Promise<string> {
  const { at, campaign, title } = given;
  let confirmer: string | undefined;
  const { db } = server.ctx;
  const [id, now] = [newId(new Date(`${steps[0]![0]}T01:00:00Z`)), server.ctx.now()];
  const { id: someone } = await db
    .selectFrom('person')
    .select('id')
    .limit(1)
    .executeTakeFirstOrThrow();
  const belongs = { org_id: at.id, org_path: at.path };
  const [last, , state] = steps.at(-1)!;
  const closed = state === 'closed' ? last : null;
  const back = steps.filter(([, step]) => step === 'reopen' || step === 'uphold').length;
  await db
    .insertInto('problem')
    .values({
      ...belongs,
      id,
      campaign_id: campaign,
      number: `N-${title}`,
      list: 'unit',
      source: 'voice',
      origin: more.origin ?? null,
      tendency: 'haste',
      title,
      facts: `${title}，住户多次反映。`,
      severity: 'ordinary',
      systemic: false,
      owner_name: '王立新',
      leader_name: '李守成',
      state,
      raised_on: steps[0]![0],
      due: more.due ?? null,
      long_term: false,
      breaks: [],
      moved_on: last,
      closed_on: closed,
      confirmed_by: steps.some(([, step]) => step === 'confirm')
        ? (more.confirmedBy ?? someone)
        : null,
      reopened: back,
      created_at: now,
      created_by: someone,
      version: 1,
    })
    .execute();
  await db
    .insertInto('measure')
    .values({
      ...belongs,
      id: newId(now),
      problem_id: id,
      position: 0,
      text: '报修四十八小时内上门',
      kind: 'by-date',
      due: more.due ?? null,
      criterion: '平均上门天数不超过两天',
      figure: '平均上门天数',
      figure_unit: '天',
      baseline: '9',
      target: '2',
      state: more.effect === undefined ? 'working' : 'done',
      done_on: more.effect === undefined ? null : '2026-03-14',
      effect: more.effect === undefined ? null : String(more.effect),
      effect_on: more.effect === undefined ? null : '2026-03-14',
      serves: more.serves ?? null,
      created_at: new Date(`${steps[0]![0]}T02:00:00Z`),
      created_by: someone,
      version: 1,
    })
    .execute();
  for (const [i, [day, step, to]] of steps.entries()) {
    if (step === 'confirm') confirmer = more.confirmedBy;
    const blamed = step === 'reopen' || step === 'uphold' ? (confirmer ?? null) : null;
    await db
      .insertInto('problem_step')
      .values({
        ...belongs,
        id: newId(new Date(`${day}T03:00:00Z`)),
        problem_id: id,
        campaign_id: campaign,
        step,
        from_state: steps[i - 1]?.[2] ?? null,
        to_state: to,
        ...(step === 'confirm' ? saw(day) : {}),
        due: more.due ?? null,
        on_day: day,
        at: new Date(`${day}T03:00:00Z`),
        by_person: step === 'confirm' ? (confirmer ?? null) : null,
        blamed,
      })
      .execute();
  }
  return id;
}
