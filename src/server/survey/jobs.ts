import { whoAnswers } from '../duty/service.ts';
import { notify } from '../notice/service.ts';
import { dayOf } from '../platform/days.ts';
import { type Job, type JobContext, JobError } from '../platform/jobs.ts';
import { EVERYWHERE, withScopes } from '../platform/scope.ts';
import { end } from './end.ts';
import * as queries from './queries.ts';
import { overdue } from './waiting.queries.ts';

/** Closes surveys whose last day is over, each in a transaction of its own, and tells who asked. */
async function closeDue(ctx: JobContext): Promise<void> {
  const today = dayOf(ctx.now());
  const ids = await withScopes(ctx, EVERYWHERE, (trx) => overdue(trx, today));
  let failed = 0;
  for (const id of ids) {
    // One that cannot be closed keeps no other open.
    await closeOne(ctx, id, today).catch(() => failed++);
    if (ctx.signal.aborted) return;
  }
  if (failed > 0) throw new JobError('survey:job-not-closed', { count: failed });
}

async function closeOne(ctx: JobContext, id: string, today: string): Promise<void> {
  await withScopes(ctx, EVERYWHERE, async (trx) => {
    await queries.lockSurvey(trx, id);
    const row = await queries.surveyById(trx, id);
    // Somebody, or another server, has closed it meanwhile.
    if (row?.state !== 'open') return;
    await end({ ...ctx, actor: 'service:survey' }, trx, row);
    const org = { id: row.org_id, path: row.org_path };
    const answering = await whoAnswers(trx, org, { on: today });
    const first = answering.chain.flatMap(({ holder }) => holder?.personId ?? [])[0];
    await notify(trx, ctx, {
      to: [row.created_by, ...(first ? [first] : [])],
      code: 'survey:told-closed',
      params: { title: row.title, answers: row.answers, unit: row.unit_name },
      link: `/surveys?survey=${id}&act=results`,
      org,
      key: `survey-closed:${id}`,
    });
  });
}

export const surveyJobs: readonly Job[] = [
  // Hourly: when a day is over depends on where they are.
  { name: 'survey.close', cron: '15 * * * *', run: closeDue },
];
