import { addWorkingDays } from '../../contract/deadline/calendar.ts';
import { createTranslator } from '../../contract/messages/index.ts';
import { dayOf } from '../platform/days.ts';
import type { Job, JobContext } from '../platform/jobs.ts';
import { EVERYWHERE, withScopes } from '../platform/scope.ts';
import { readSettings, workCalendar } from '../system/service.ts';
import { round } from './hot.round.ts';
import * as queries from './queries.ts';
import { remind } from './remind.ts';
import { noteStep, take } from './steps.service.ts';
import { learn } from './topic.service.ts';

/** Voices closed in one transaction. */
const BATCH = 100;

/**
 * An answer on which the person has said nothing for the days set is taken for good: the voice
 * closes without a mark, and can still be sent back.
 */
async function lapse(ctx: JobContext): Promise<void> {
  const { voice: limits } = await readSettings(ctx.db);
  const calendar = await workCalendar(ctx.db);
  const upTo = addWorkingDays(calendar, dayOf(ctx.now()), -limits.closeAfter);
  const text = createTranslator('zh-CN')('voice:told-lapse');
  for (;;) {
    const done = await withScopes(ctx, EVERYWHERE, async (trx) => {
      await queries.openSealed(trx);
      const ids = await queries.lapsed(trx, upTo, BATCH);
      for (const id of ids) {
        await queries.lockVoice(trx, id);
        const row = (await queries.voiceById(trx, id))!;
        if (row.closed_on === null) await take(ctx, trx, row, 'lapse', { text });
      }
      return ids.length;
    });
    if (done < BATCH || ctx.signal.aborted) return;
  }
}

/** Erases contacts of voices that were closed long ago, with an entry each; nobody needs them any more. */
async function forgetContacts(ctx: JobContext): Promise<void> {
  const { voice: limits } = await readSettings(ctx.db);
  const age = { today: dayOf(ctx.now()), months: limits.contactMonths };
  for (;;) {
    const done = await withScopes(ctx, EVERYWHERE, async (trx) => {
      await queries.openSealed(trx);
      const ids = await queries.agedContacts(trx, age, BATCH);
      for (const id of ids) {
        await queries.lockVoice(trx, id);
        const row = (await queries.voiceById(trx, id))!;
        // Sent back, or taken out by the person, at this moment.
        if (row.contact === null || row.closed_on === null) continue;
        await queries.updateVoice(trx, row, { contact: null });
        await noteStep(ctx, trx, row, 'erase-contact', {});
      }
      return ids.length;
    });
    if (done < BATCH || ctx.signal.aborted) return;
  }
}

export const voiceJobs: readonly Job[] = [
  // At night, by the clock of most who use it (UTC).
  { name: 'voice.lapse', cron: '20 17 * * *', run: lapse },
  // Hourly: the hour at which people are written to depends on where they are.
  { name: 'voice.remind', cron: '40 * * * *', run: remind },
  { name: 'voice.contacts', cron: '50 17 * * *', run: forgetContacts },
  { name: 'voice.learn', cron: '40 17 * * *', run: learn },
  // Several times a day: a matter can become hot in a morning.
  { name: 'voice.hot', cron: '10 */3 * * *', run: round },
];
