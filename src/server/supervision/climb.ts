import {
  addWorkingDays,
  type Calendar,
  workingDaysBetween,
} from '../../contract/deadline/calendar.ts';
import { type NextStep, nextStep, type StepTaken } from '../../contract/deadline/escalation.ts';
import { daysLeft } from '../../contract/deadline/lights.ts';
import { groupBy } from '../../office/group.ts';
import { type CampaignFrame, framesOf } from '../campaign/service.ts';
import { notify, type Telling } from '../notice/service.ts';
import { dayOf } from '../platform/days.ts';
import { newId } from '../platform/ids.ts';
import type { JobContext } from '../platform/jobs.ts';
import { EVERYWHERE, type Trx, withScopes } from '../platform/scope.ts';
import { readSettings, workCalendar } from '../system/service.ts';
import { type Rung, type Rungs, rungsOnce } from './chain.ts';
import { letterLink, noteLetters } from './note.ts';
import * as letters from './queries.ts';
import * as queries from './round.queries.ts';

/** Problems looked at, and letters written, in one go. */
const PAGE = 500;

/** Takes the steps that are due; gives how many letters were drafted. */
export async function climb(ctx: JobContext, today: string): Promise<number> {
  const rungs = rungsOnce(today);
  let drafted = 0;
  for (let after = queries.FIRST_ID; ; ) {
    const page = await withScopes(ctx, EVERYWHERE, async (trx) => {
      const calendar = await workCalendar(trx);
      const until = addWorkingDays(calendar, today, -1);
      const given = { dueUntil: until, movedUntil: until, after, limit: PAGE };
      const found = await queries.stuckProblems(trx, given);
      drafted += await climbPage(ctx, trx, found, { today, calendar, rungs });
      return found;
    });
    if (page.length < PAGE) return drafted;
    after = page.at(-1)!.id;
  }
}

interface On {
  readonly today: string;
  readonly calendar: Calendar;
  readonly rungs: Rungs;
}
interface Due {
  readonly problem: queries.StuckProblem;
  readonly step: NextStep;
  readonly rung: Rung;
}

async function climbPage(
  ctx: JobContext,
  trx: Trx,
  problems: readonly queries.StuckProblem[],
  on: On,
): Promise<number> {
  const { deadline } = await readSettings(trx);
  const frames = await framesOf(
    trx,
    problems.map((p) => p.campaign_id),
  );
  const ids = problems.map((p) => p.id);
  const taken = groupBy(await queries.lettersAbout(trx, ids), (l) => l.problem_id);
  const due: Due[] = [];
  for (const problem of problems) {
    const above = await on.rungs(trx, { id: problem.org_id, path: problem.org_path });
    const matter = {
      due: problem.due,
      setOn: dayOf(problem.set_at),
      doneOn: null,
      movedOn: problem.moved_on,
      steps: (taken.get(problem.id) ?? []).map(stepOf),
      held: above.map((r) => r.holder !== null),
    };
    const rules = rulesFor(deadline, frames.get(problem.campaign_id));
    const step = nextStep(on.calendar, rules, matter, on.today);
    if (step) due.push({ problem, step, rung: above[step.level]! });
  }
  return draft(ctx, trx, due, on);
}

export const rulesFor = (
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

function letterFor(ctx: JobContext, { problem, step, rung }: Due, { today, calendar }: On) {
  const late = step.reason === 'overdue';
  return {
    org_id: problem.org_id,
    id: newId(ctx.now()),
    org_path: problem.org_path,
    problem_id: problem.id,
    measure_id: late ? problem.measure_id : null,
    reason: step.reason,
    arm: late ? problem.due! : problem.moved_on,
    level: step.level,
    step_on: today,
    days: late
      ? -daysLeft(calendar, problem.due!, today)
      : workingDaysBetween(calendar, problem.moved_on, today),
    issuer_id: rung.unit.id,
    answerer_id: rung.holder!.id,
    post_name: rung.post,
    state: 'draft',
    told: [],
    version: 1,
  };
}

/** Drafts the letters of a page, all at once; those that were drafted already are left out. */
async function draft(ctx: JobContext, trx: Trx, due: readonly Due[], on: On): Promise<number> {
  const rows = await letters.insertLetters(
    trx,
    due.map((d) => letterFor(ctx, d, on)),
  );
  const byProblem = new Map(due.map((d) => [d.problem.id, d.problem]));
  await noteLetters(
    trx,
    ctx,
    'draft',
    rows.map((row) => ({
      row,
      content: {
        ...{ level: row.level, reason: row.reason, days: row.days },
        ...{ issuer: row.issuer_id, answers: row.answerer_id },
      },
    })),
  );
  await notify(
    trx,
    ctx,
    ...rows.map((row): Telling => {
      const { number, title } = byProblem.get(row.problem_id)!;
      return {
        to: [row.answerer_id!],
        code: `supervision:told-draft-${row.reason}`,
        params: { number, title, days: row.days },
        link: letterLink(row.id),
        org: { id: row.org_id, path: row.org_path },
        key: `letter-draft:${row.id}`,
      };
    }),
  );
  return rows.length;
}

/** Ends drafts nobody signed that are about what is no longer so. */
export async function lapse(ctx: JobContext): Promise<void> {
  for (;;) {
    const ended = await withScopes(ctx, EVERYWHERE, async (trx) => {
      const stale = await queries.staleDrafts(trx, PAGE);
      await letters.lapseLetters(
        trx,
        stale.map((row) => row.id),
        ctx.now(),
      );
      await noteLetters(
        trx,
        ctx,
        'lapse',
        stale.map((row) => ({ row, content: {} })),
      );
      return stale.length;
    });
    if (ended < PAGE) return;
  }
}
