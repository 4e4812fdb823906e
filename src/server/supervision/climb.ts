import {
  addWorkingDays,
  type Calendar,
  workingDaysBetween,
} from '../../contract/deadline/calendar.ts';
import { type NextStep, nextStep, type StepTaken } from '../../contract/deadline/escalation.ts';
import { daysLeft } from '../../contract/deadline/lights.ts';
import { goneOf } from '../../contract/supervision/verdicts.ts';
import { groupBy } from '../../office/group.ts';
import { type CampaignFrame, framesOf } from '../campaign/service.ts';
import { notify, type Telling } from '../notice/service.ts';
import { dayOf } from '../platform/days.ts';
import { takeTurns } from '../platform/db.ts';
import { newId } from '../platform/ids.ts';
import type { JobContext } from '../platform/jobs.ts';
import { EVERYWHERE, type Trx, withScopes } from '../platform/scope.ts';
import { readSettings, workCalendar } from '../system/service.ts';
import { type Rung, type Rungs, rungsOnce } from './chain.ts';
import { letterLink, noteLetters } from './note.ts';
import * as letters from './queries.ts';
import * as queries from './round.queries.ts';
import { matterFacts } from './service.ts';

/** So many problems fit one letter. */
const MOST = 30;
/** Problems looked at, and letters written, in one go. */
const PAGE = 500;

/** Takes the steps that are due; gives how many letters were drafted. */
export async function climb(ctx: JobContext, today: string): Promise<number> {
  const rungs = rungsOnce(today);
  const due: Due[] = [];
  for (let after = queries.FIRST_ID; ; ) {
    const page = await withScopes(ctx, EVERYWHERE, async (trx) => {
      const calendar = await workCalendar(trx);
      const until = addWorkingDays(calendar, today, -1);
      const given = { dueUntil: until, movedUntil: until, after, limit: PAGE };
      const found = await queries.stuckProblems(trx, given);
      due.push(...(await climbPage(trx, found, { today, calendar, rungs })));
      return found;
    });
    if (page.length < PAGE) break;
    after = page.at(-1)!.id;
  }
  // What one unit owes stays together: it is gathered in a letter.
  const byUnit = [...groupBy(due, (d) => d.problem.org_id).values()];
  let drafted = 0;
  for (const some of batches(byUnit, PAGE))
    drafted += await withScopes(ctx, EVERYWHERE, async (trx) =>
      draft(ctx, trx, some, { today, calendar: await workCalendar(trx) }),
    );
  return drafted;
}

/** Whole groups, joined until they are about so many. */
function batches<T>(groups: readonly T[][], size: number): T[][] {
  const made: T[][] = [];
  for (const group of groups) {
    const last = made.at(-1);
    if (last && last.length + group.length <= size) last.push(...group);
    else made.push([...group]);
  }
  return made;
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
  trx: Trx,
  problems: readonly queries.StuckProblem[],
  on: On,
): Promise<Due[]> {
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
  return due;
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

type Today = Pick<On, 'today' | 'calendar'>;

function letterFor(ctx: JobContext, { problem, step, rung }: Due, { today, calendar }: Today) {
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
    main_id: null as string | null,
    version: 1,
  };
}

type Drafted = ReturnType<typeof letterFor>;

/** Puts into one letter what one post asks of a unit for one reason, so many at most. */
function gathered(rows: readonly Drafted[]): Drafted[] {
  const letters = groupBy(rows, (r) =>
    [r.org_id, r.issuer_id, r.answerer_id, r.level, r.reason].join(' '),
  );
  return [...letters.values()].flatMap((all) =>
    all.map((row, i) => {
      const main = all[i - (i % MOST)]!;
      return main === row ? row : { ...row, main_id: main.id };
    }),
  );
}

/** Drafts letters, all at once; steps that were taken meanwhile are left out. */
async function draft(ctx: JobContext, trx: Trx, due: readonly Due[], on: Today): Promise<number> {
  // Another server may be at it: a letter is whole, or it is the other's.
  await takeTurns(trx, 'supervision letters');
  const ids = due.map((d) => d.problem.id);
  const keyOf = (l: Pick<letters.LetterRow, 'problem_id' | 'reason' | 'arm' | 'level'>) =>
    [l.problem_id, l.reason, l.arm, l.level].join(' ');
  const taken = new Set((await queries.lettersAbout(trx, ids)).map(keyOf));
  const fresh = due.map((d) => letterFor(ctx, d, on)).filter((l) => !taken.has(keyOf(l)));
  const rows = await letters.insertLetters(trx, gathered(fresh));
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
  const mains = rows.filter((r) => r.main_id === null);
  await tellDrafted(
    ctx,
    trx,
    await letters.lettersById(
      trx,
      mains.map((r) => r.id),
    ),
  );
  return mains.length;
}

/** Tells whose signature drafts wait for. */
async function tellDrafted(
  ctx: JobContext,
  trx: Trx,
  drafts: readonly letters.SeenLetter[],
): Promise<void> {
  await notify(
    trx,
    ctx,
    ...drafts.map((row): Telling => {
      const { problem_number: number, problem_title: title, days, unit_name: unit } = row;
      const many = row.carried > 0;
      return {
        to: [row.answerer_id!],
        code: `supervision:told-draft-${row.reason}${many ? '-many' : ''}`,
        params: many ? { unit, title, count: row.carried + 1 } : { number, title, days },
        link: letterLink(row.id),
        org: { id: row.org_id, path: row.org_path },
        key: `letter-draft:${row.id}`,
      };
    }),
  );
}

/** Ends drafts nobody signed that are about what is no longer so; each entry says why it is not. */
export async function lapse(ctx: JobContext): Promise<void> {
  for (;;) {
    const ended = await withScopes(ctx, EVERYWHERE, async (trx) => {
      const stale = await queries.staleDrafts(trx, PAGE);
      const heirs = await letters.lapseLetters(
        trx,
        stale.map((row) => row.id),
        ctx.now(),
      );
      await noteLetters(
        trx,
        ctx,
        'lapse',
        stale.map((row) => ({ row, content: { gone: goneOf(matterFacts(row)) } })),
      );
      // The letter they were told of is gone; the rest of it waits under another address.
      await tellDrafted(ctx, trx, heirs);
      return stale.length;
    });
    if (ended < PAGE) return;
  }
}
