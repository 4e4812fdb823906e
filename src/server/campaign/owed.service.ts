import { lastDayFor } from '../../contract/deadline/calendar.ts';
import {
  type Reminder,
  type ReminderPlan,
  remindersIn,
} from '../../contract/deadline/reminders.ts';
import { notify, type Telling } from '../notice/service.ts';
import * as person from '../person/service.ts';
import { dayOf } from '../platform/days.ts';
import type { JobContext } from '../platform/jobs.ts';
import { EVERYWHERE, type Trx, withScopes } from '../platform/scope.ts';
import { workCalendar } from '../system/service.ts';
import * as queries from './coverage.queries.ts';
import { listCampaigns, withNested } from './queries.ts';
import { rulesOf } from './service.ts';

const PAGE = 500;

interface Owed {
  readonly row: queries.MissingRow;
  readonly campaign: { readonly id: string; readonly name: string };
  readonly by: string;
  readonly reminder: Reminder;
}

/**
 * Reminds of the lists that units and leaders owe by a day of their campaign, before, on and after it as of
 * any deadline; how many people were told. A person is told once of a unit and day, however many lists
 * it owes and however often the round comes.
 *
 * @param since day up to which reminders were sent
 */
export async function remindOfLists(
  ctx: JobContext,
  plan: ReminderPlan,
  since: string,
): Promise<number> {
  const today = dayOf(ctx.now());
  const byUnit = new Map<string, Owed[]>();
  for (const owed of await owedOn(ctx, plan, { since, today })) {
    const { org_id } = owed.row;
    byUnit.set(org_id, [...(byUnit.get(org_id) ?? []), owed]);
  }
  let told = 0;
  for (const all of byUnit.values())
    await withScopes(ctx, EVERYWHERE, async (trx) => {
      const tellings = await tellingsOf(trx, ctx, all, today);
      await notify(trx, ctx, ...tellings);
      told += tellings.length;
    });
  return told;
}

/** Lists that are owed in open campaigns and have a reminder that came since. */
async function owedOn(
  ctx: JobContext,
  plan: ReminderPlan,
  { since, today }: { since: string; today: string },
): Promise<Owed[]> {
  return withScopes({ ...ctx, apart: true }, EVERYWHERE, async (trx) => {
    const calendar = await workCalendar(trx);
    const found: Owed[] = [];
    for (const campaign of await listCampaigns(trx, { closed: false })) {
      const after = campaign.since > since ? campaign.since : since;
      const reminderOf = (by: string) =>
        remindersIn(calendar, plan, by, { after, until: today }).at(-1);
      const rules = rulesOf(campaign).filter((r) => r.by !== null && reminderOf(r.by));
      if (rules.length === 0) continue;
      const filter = {
        ...{ rules, paths: [campaign.org_path], on: today },
        campaigns: await withNested(trx, campaign.id),
      };
      for (let page: Parameters<typeof queries.listMissing>[2] = { limit: PAGE }; ; ) {
        const rows = await queries.listMissing(trx, filter, page);
        for (const row of rows) {
          const reminder = row.by ? reminderOf(row.by) : undefined;
          if (!row.by || !reminder) continue;
          found.push({ row, campaign, by: lastDayFor(calendar, row.by), reminder });
        }
        const last = rows.at(-1);
        if (!last || rows.length < PAGE) break;
        page = {
          limit: PAGE,
          after: { path: last.path, list: last.list, key: last.person_id ?? '' },
        };
      }
    }
    return found;
  });
}

/** One telling for each person whom lists of a unit concern. */
async function tellingsOf(
  trx: Trx,
  ctx: JobContext,
  all: readonly Owed[],
  today: string,
): Promise<Telling[]> {
  const { org_id: id, path, org_name: unit } = all[0]!.row;
  const able = await person.nearestWith(trx, 'problem.write', path, ctx.now());
  const posts = await person.holdersOf(trx, id, today);
  const holding = (rank: string): string[] =>
    posts.filter((p) => p.rank === rank).flatMap((p) => p.holders.map((h) => h.personId));
  // Whoever keeps the list; when it is late, whoever is first there too.
  const keepers = [holding('liaison'), holding('first'), able].find((p) => p.length > 0) ?? [];
  const byPerson = new Map<string, Owed[]>();
  for (const owed of all) {
    const { row, reminder } = owed;
    const late = reminder.left < 0 ? holding('first') : [];
    for (const who of row.person_id ? [row.person_id] : new Set([...keepers, ...late]))
      byPerson.set(who, [...(byPerson.get(who) ?? []), owed]);
  }
  return [...byPerson].map(([who, owed]) => ({
    to: [who],
    ...said(unit, owed),
    link: able.includes(who)
      ? `/problems?at=${id}&campaign=${owed[0]!.campaign.id}&act=new`
      : '/mine?act=raise',
    org: { id, path },
    key: `lists-owed:${id}:${today}`,
  }));
}

function said(unit: string, owed: readonly Owed[]): Pick<Telling, 'code' | 'params'> {
  const [first] = owed as readonly [Owed, ...Owed[]];
  if (owed.length > 1) {
    const late = owed.filter((o) => o.reminder.left < 0).length;
    return { code: 'campaign:told-lists', params: { unit, count: owed.length, late } };
  }
  const { reminder, campaign, by, row } = first;
  const when = reminder.left > 0 ? 'soon' : reminder.left === 0 ? 'today' : 'late';
  const days = Math.abs(reminder.left);
  return {
    code: `campaign:told-${row.list}-${when}`,
    params: { unit, campaign: campaign.name, by, days },
  };
}
