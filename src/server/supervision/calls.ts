import { addWorkingDays, workingDaysBetween } from '../../contract/deadline/calendar.ts';
import { nextStep, type StepTaken } from '../../contract/deadline/escalation.ts';
import { groupBy } from '../../office/group.ts';
import { framesOf } from '../campaign/service.ts';
import { notify, type Telling } from '../notice/service.ts';
import * as person from '../person/service.ts';
import { newId } from '../platform/ids.ts';
import type { JobContext } from '../platform/jobs.ts';
import { EVERYWHERE, type Trx, withScopes } from '../platform/scope.ts';
import { ledgerLink, ownLink } from '../problem/service.ts';
import { record } from '../record/service.ts';
import { readSettings, workCalendar } from '../system/service.ts';
import * as queries from './calls.queries.ts';
import { type Rungs, rungsOnce } from './chain.ts';
import { rulesFor } from './climb.ts';
import { FIRST_ID } from './round.queries.ts';

const PAGE = 500;

/**
 * Calls on whoever leads those that owe a step on a problem: its unit has applied, and nobody reviews,
 * confirms, announces or closes. One level at a time, by the days a campaign calls silence. No letter
 * is drafted: the unit owes nothing, and those above do not write to themselves. Gives how many.
 */
export async function callOn(ctx: JobContext, today: string): Promise<number> {
  const rungs = rungsOnce(today);
  let called = 0;
  for (let after = FIRST_ID; ; ) {
    const page = await withScopes(ctx, EVERYWHERE, async (trx) => {
      const until = addWorkingDays(await workCalendar(trx), today, -1);
      const found = await queries.waitingProblems(trx, { until, after, limit: PAGE });
      called += await callPage(ctx, trx, found, today, rungs);
      return found;
    });
    if (page.length < PAGE) return called;
    after = page.at(-1)!.id;
  }
}

async function callPage(
  ctx: JobContext,
  trx: Trx,
  problems: readonly queries.WaitingProblem[],
  today: string,
  rungs: Rungs,
): Promise<number> {
  const calendar = await workCalendar(trx);
  const { deadline } = await readSettings(trx);
  const ids = problems.map((p) => p.id);
  const frames = await framesOf(
    trx,
    problems.map((p) => p.campaign_id),
  );
  const taken = groupBy(await queries.callsAbout(trx, ids), (c) => c.problem_id);
  const due: queries.NewCall[] = [];
  for (const p of problems) {
    const above = await rungs(trx, { id: p.org_id, path: p.org_path });
    const own = (taken.get(p.id) ?? []).filter((c) => c.state === p.state && c.arm === p.since);
    const matter = {
      ...{ due: null, setOn: p.since, doneOn: null, movedOn: p.since },
      steps: own.map(stepOf),
      held: above.map((r) => r.holder !== null),
    };
    const step = nextStep(calendar, rulesFor(deadline, frames.get(p.campaign_id)), matter, today);
    if (!step) continue;
    const rung = above[step.level]!;
    due.push({
      ...{ org_id: p.org_id, id: newId(ctx.now()), org_path: p.org_path, problem_id: p.id },
      ...{ state: p.state, arm: p.since, level: step.level, step_on: today },
      days: workingDaysBetween(calendar, p.since, today),
      ...{ unit_id: rung.unit.id, person_id: rung.holder!.id, post_name: rung.post },
    });
  }
  return call(ctx, trx, due, problems);
}

const stepOf = (call: queries.CallRow): StepTaken => ({
  ...{ level: call.level, on: call.step_on, reason: 'silence' },
  ...{ due: null, answeredOn: null, answerBy: null },
});

async function call(
  ctx: JobContext,
  trx: Trx,
  due: readonly queries.NewCall[],
  problems: readonly queries.WaitingProblem[],
): Promise<number> {
  const rows = await queries.insertCalls(trx, due);
  await record(
    trx,
    ctx,
    ...rows.map((row) => ({
      act: 'supervision.call' as const,
      subject: `problem:${row.problem_id}`,
      org: { id: row.org_id, path: row.org_path },
      content: {
        ...{ state: row.state, level: row.level, days: row.days },
        ...{ unit: row.unit_id, person: row.person_id },
      },
    })),
  );
  const byId = new Map(problems.map((p) => [p.id, p]));
  const readers = new Map<string, ReadonlySet<string>>();
  for (const { org_path: path } of rows)
    if (!readers.has(path))
      readers.set(path, await person.allWith(trx, 'problem.read', path, ctx.now()));
  await notify(
    trx,
    ctx,
    ...rows.map((row): Telling => {
      const { number, title } = byId.get(row.problem_id)!;
      // Whoever is called by the post they hold need not hold a right over the unit.
      const linkTo = readers.get(row.org_path)!.has(row.person_id) ? ledgerLink : ownLink;
      return {
        to: [row.person_id],
        code: `supervision:told-waiting-${row.state}`,
        params: { number, title, days: row.days },
        link: linkTo(row.problem_id),
        org: { id: row.org_id, path: row.org_path },
        key: `call:${row.id}`,
      };
    }),
  );
  return rows.length;
}
