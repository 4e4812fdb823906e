import { notify } from '../notice/service.ts';
import * as person from '../person/service.ts';
import { addDays, dayOf, hourOf } from '../platform/days.ts';
import type { Job, JobContext } from '../platform/jobs.ts';
import { EVERYWHERE, withScopes } from '../platform/scope.ts';
import * as queries from './queries.ts';
import { holdsAnew } from './service.ts';

/** Nobody is written to before this hour. */
const FROM_HOUR = 7;
/** Days before its day that a review is told of, and again on the day. */
const AHEAD = 14;
/** Days without a server that are made up for. */
const BACK = 31;
const MOST = 500;

/** Tells those who keep a rule that its effect is to be looked at; the same day is told once. */
async function remind(ctx: JobContext, today: string): Promise<void> {
  await withScopes(ctx, EVERYWHERE, async (trx) => {
    for (const r of await queries.toReview(trx, addDays(today, AHEAD), today, MOST)) {
      const due = r.review_on <= today;
      await notify(trx, ctx, {
        to: await person.nearestWith(trx, 'problem.write', r.org_path, ctx.now()),
        code: due ? 'institution:told-review' : 'institution:told-review-soon',
        params: { title: r.title, day: r.review_on },
        link: `/institutions?id=${r.id}`,
        org: { id: r.org_id, path: r.org_path },
        key: `institution-review:${r.id}:${r.review_on}:${due ? 'due' : 'soon'}`,
      });
    }
  });
}

/** Rules that came into force or ended others these days: problems learn of it. */
async function turn(ctx: JobContext, today: string): Promise<void> {
  const ids = await withScopes(ctx, EVERYWHERE, (trx) =>
    queries.turningOn(trx, addDays(today, -BACK), today),
  );
  for (const id of ids) {
    await withScopes(ctx, EVERYWHERE, (trx) => holdsAnew(ctx, trx, id));
    if (ctx.signal.aborted) return;
  }
}

export const institutionJobs: readonly Job[] = [
  {
    name: 'institution.round',
    cron: '25 * * * *',
    run: async (ctx) => {
      if (hourOf(ctx.now()) < FROM_HOUR) return;
      const today = dayOf(ctx.now());
      await remind(ctx, today);
      await turn(ctx, today);
    },
  },
];
