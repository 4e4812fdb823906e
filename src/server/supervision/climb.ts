import {
  addWorkingDays,
  type Calendar,
  workingDaysBetween,
} from '../../contract/deadline/calendar.ts';
import { type NextStep, nextStep, type StepTaken } from '../../contract/deadline/escalation.ts';
import { daysLeft } from '../../contract/deadline/lights.ts';
import { type CampaignFrame, framesOf } from '../campaign/service.ts';
import { notify } from '../notice/service.ts';
import { dayOf } from '../platform/days.ts';
import { newId } from '../platform/ids.ts';
import type { JobContext } from '../platform/jobs.ts';
import { EVERYWHERE, type Trx, withScopes } from '../platform/scope.ts';
import { readSettings, workCalendar } from '../system/service.ts';
import { type Rung, rungsAbove } from './chain.ts';
import { letterLink, noteLetter } from './note.ts';
import * as letters from './queries.ts';
import * as queries from './round.queries.ts';

const PAGE = 200;

/** Takes the steps that are due; gives how many letters were drafted. */
export async function climb(ctx: JobContext, today: string): Promise<number> {
  let drafted = 0;
  for (let after = queries.FIRST_ID; ; ) {
    const page = await withScopes(ctx, EVERYWHERE, async (trx) => {
      const calendar = await workCalendar(trx);
      const found = await queries.stuckProblems(trx, {
        dueUntil: addWorkingDays(calendar, today, -1),
        movedUntil: addWorkingDays(calendar, today, -1),
        after,
        limit: PAGE,
      });
      drafted += await climbPage(ctx, trx, found, { today, calendar });
      return found;
    });
    if (page.length < PAGE) return drafted;
    after = page.at(-1)!.id;
  }
}

async function climbPage(
  ctx: JobContext,
  trx: Trx,
  problems: readonly queries.StuckProblem[],
  { today, calendar }: { readonly today: string; readonly calendar: Calendar },
): Promise<number> {
  const { deadline } = await readSettings(trx);
  const frames = await framesOf(
    trx,
    problems.map((p) => p.campaign_id),
  );
  const taken = await queries.lettersAbout(
    trx,
    problems.map((p) => p.id),
  );
  const rungs = new Map<string, readonly Rung[]>();
  let drafted = 0;
  for (const problem of problems) {
    const place = { id: problem.org_id, path: problem.org_path };
    const above = rungs.get(place.id) ?? (await rungsAbove(trx, place, today));
    rungs.set(place.id, above);
    const step = nextStep(
      calendar,
      rulesFor(deadline, frames.get(problem.campaign_id)),
      {
        due: problem.due,
        setOn: dayOf(problem.set_at),
        doneOn: null,
        movedOn: problem.moved_on,
        steps: taken.filter((l) => l.problem_id === problem.id).map(stepOf),
        held: above.map((r) => r.holder !== null),
      },
      today,
    );
    if (step && (await draft(ctx, trx, problem, step, above[step.level]!, { today, calendar })))
      drafted++;
  }
  return drafted;
}

const rulesFor = (
  deadline: { readonly escalateAfter: number; readonly escalateStep: number },
  frame: CampaignFrame | undefined,
) => ({
  overdue: deadline.escalateAfter,
  step: deadline.escalateStep,
  silence: frame?.rules.silenceDays ?? 0,
});

const stepOf = (letter: letters.LetterRow): StepTaken => ({
  level: letter.level,
  on: letter.step_on,
  reason: letter.reason as StepTaken['reason'],
  due: letter.reason === 'overdue' ? letter.arm : null,
  answeredOn: letter.answered_at && dayOf(letter.answered_at),
  answerBy: letter.state === 'sent' ? letter.answer_by : null,
});

async function draft(
  ctx: JobContext,
  trx: Trx,
  problem: queries.StuckProblem,
  step: NextStep,
  rung: Rung,
  { today, calendar }: { readonly today: string; readonly calendar: Calendar },
): Promise<boolean> {
  const late = step.reason === 'overdue';
  const days = late
    ? -daysLeft(calendar, problem.due!, today)
    : workingDaysBetween(calendar, problem.moved_on, today);
  const row = await letters.insertLetter(trx, {
    org_id: problem.org_id,
    id: newId(ctx.now()),
    org_path: problem.org_path,
    problem_id: problem.id,
    measure_id: late ? problem.measure_id : null,
    reason: step.reason,
    arm: late ? problem.due! : problem.moved_on,
    level: step.level,
    step_on: today,
    days,
    issuer_id: rung.unit.id,
    answerer_id: rung.holder!.id,
    post_name: rung.post,
    state: 'draft',
    told: [],
    version: 1,
  });
  if (!row) return false;
  await noteLetter(trx, ctx, 'draft', row, {
    level: step.level,
    reason: step.reason,
    days,
    issuer: rung.unit.id,
    answers: rung.holder!.id,
  });
  await notify(trx, ctx, {
    to: [rung.holder!.id],
    code: `supervision:told-draft-${step.reason}`,
    params: { number: problem.number, title: problem.title, days },
    link: letterLink(row.id),
    org: { id: problem.org_id, path: problem.org_path },
    key: `letter-draft:${row.id}`,
  });
  return true;
}

/** Ends drafts nobody signed that are about what is no longer so. */
export async function lapse(ctx: JobContext): Promise<void> {
  for (;;) {
    const ended = await withScopes(ctx, EVERYWHERE, async (trx) => {
      const stale = await queries.staleDrafts(trx, PAGE);
      for (const row of stale) {
        await letters.updateLetter(trx, row, { state: 'lapsed', ended_at: ctx.now() });
        await noteLetter(trx, ctx, 'lapse', row, {});
      }
      return stale.length;
    });
    if (ended < PAGE) return;
  }
}
