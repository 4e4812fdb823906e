import { LEAST_SHOWN } from '../../contract/voice/states.ts';
import { COOL_PEOPLE, HOT_PEOPLE } from '../../contract/voice/topics.ts';
import { type Cluster, heatOfGroup } from '../../text/clusters.ts';
import { notify } from '../notice/service.ts';
import { firstOf } from '../person/service.ts';
import { addDays, dayOf } from '../platform/days.ts';
import { takeTurns } from '../platform/db.ts';
import { newId } from '../platform/ids.ts';
import type { JobContext } from '../platform/jobs.ts';
import { EVERYWHERE, type Trx, withScopes } from '../platform/scope.ts';
import { inThread } from '../platform/thread.ts';
import * as queries from './hot.queries.ts';
import { textThread, topicsOf } from './topic.service.ts';
import type { TextJob } from './topic.worker.ts';

/** Voices looked at in a round; the latest. */
const MOST = 20_000;
const RECENT = 30;
const DAY_MS = 86_400_000;

const numberOf = (day: string): number => Math.floor(Date.parse(`${day}T00:00:00Z`) / DAY_MS);

/** One round: groups all voices anew, keeps the groups that were known, tells of those that rise. */
export async function round(ctx: JobContext): Promise<void> {
  const rows = await withScopes(ctx, EVERYWHERE, (trx) => queries.toGroup(trx, MOST));
  const texts = rows.map((r) => ({
    title: r.title ?? '',
    text: r.text ?? '',
    day: numberOf(r.received_on),
  }));
  const job: TextJob = { kind: 'group', texts };
  const groups =
    rows.length === 0 ? [] : await inThread<Cluster[]>(textThread, job, { signal: ctx.signal });
  await withScopes(ctx, EVERYWHERE, async (trx) => {
    await takeTurns(trx, 'voice hot');
    await keep(ctx, trx, rows, groups);
  });
}

/** Distinct people of a group: by hash where it is known, else each text that says something new. */
const personOf = (rows: readonly queries.GroupedRow[], i: number, first: number): string =>
  rows[i]!.author ? rows[i]!.author.toString('hex') : `text ${first}`;

/** A group of fewer than five people is nobody's to see as one. */
function shown(rows: readonly queries.GroupedRow[], groups: readonly Cluster[]): Cluster[] {
  return groups.filter(({ members, first }) => {
    const people = new Set(members.map((i, k) => personOf(rows, i, first[k]!)));
    return people.size >= LEAST_SHOWN;
  });
}

async function keep(
  ctx: JobContext,
  trx: Trx,
  rows: readonly queries.GroupedRow[],
  groups: readonly Cluster[],
): Promise<void> {
  const known = new Map((await queries.openHot(trx)).map((h) => [h.id, h]));
  const kept = shown(rows, groups);
  const ids = matched(rows, kept, new Set(known.keys()));
  const belongs = new Map<number, string>();
  for (const [g, group] of kept.entries()) {
    const before = known.get(ids[g] ?? '');
    const id = before?.id ?? newId(ctx.now());
    for (const i of group.members) belongs.set(i, id);
    await save(ctx, trx, rows, group, id, before);
    known.delete(id);
  }
  for (const gone of known.values()) await queries.closeHot(trx, gone, dayOf(ctx.now()));
  const moved = new Map<string | null, string[]>();
  rows.forEach((row, i) => {
    const to = belongs.get(i) ?? null;
    if (to !== row.hot_id) moved.set(to, [...(moved.get(to) ?? []), row.id]);
  });
  for (const [to, voices] of moved) await queries.markHot(trx, voices, to);
}

/** Which known group each one goes on: the one most of its voices were in, each once. */
function matched(
  rows: readonly queries.GroupedRow[],
  groups: readonly Cluster[],
  known: ReadonlySet<string>,
): (string | undefined)[] {
  const shares = groups.flatMap(({ members }, g) => {
    const times = new Map<string, number>();
    for (const i of members) {
      const id = rows[i]!.hot_id;
      if (id && known.has(id)) times.set(id, (times.get(id) ?? 0) + 1);
    }
    return [...times].map(([id, n]) => ({ g, id, n }));
  });
  shares.sort((a, b) => b.n - a.n || a.g - b.g || (a.id < b.id ? -1 : 1));
  const ids: (string | undefined)[] = groups.map(() => undefined);
  const taken = new Set<string>();
  for (const { g, id } of shares) {
    if (ids[g] !== undefined || taken.has(id)) continue;
    ids[g] = id;
    taken.add(id);
  }
  return ids;
}

type Known = Awaited<ReturnType<typeof queries.openHot>>[number];

async function save(
  ctx: JobContext,
  trx: Trx,
  rows: readonly queries.GroupedRow[],
  group: Cluster,
  id: string,
  before: Known | undefined,
): Promise<void> {
  const today = dayOf(ctx.now());
  const members = group.members.map((i, k) => {
    const person = personOf(rows, i, group.first[k]!);
    return { ...rows[i]!, person, day: numberOf(rows[i]!.received_on), repeat: false, at: i };
  });
  const seen = new Set<string>();
  members.forEach((m, k) => {
    m.repeat = group.first[k] !== m.at || seen.has(m.person);
    seen.add(m.person);
  });
  const heat = heatOfGroup(members);
  const since = addDays(today, -RECENT + 1);
  const recent = members.filter((m) => m.received_on >= since);
  const recentPeople = new Set(recent.map((m) => m.person)).size;
  const typical = rows[group.typical]!;
  const place = await placeOf(trx, members);
  const stays = before?.hot_since && recentPeople >= COOL_PEOPLE ? before.hot_since : null;
  const rises = !stays && recentPeople >= HOT_PEOPLE;
  const days = members.map((m) => m.received_on).sort();
  const title = typical.title ?? '';
  await queries.saveHot(trx, {
    ...place,
    ...{ id, title, place: group.places[0]?.name ?? null },
    topic: await topicOf(trx, members, typical),
    ...{ first_on: days[0]!, last_on: days.at(-1)! },
    ...{ texts: heat.texts, people: heat.people, likes: heat.likes, repeats: heat.repeats },
    ...{ peak: heat.peak, heat: heat.heat, recent: recent.length, recent_people: recentPeople },
    months: JSON.stringify(monthsOf(days)),
    typical_id: typical.id,
    hot_since: rises ? today : stays,
    rises: (before?.rises ?? 0) + (rises ? 1 : 0),
    ...{ closed_on: null, seen_on: today },
  });
  if (rises) await warn(ctx, trx, { id, title, ...place }, (before?.rises ?? 0) + 1, recentPeople);
}

/** Months from the first to the last, with how many voices came in each. */
function monthsOf(days: readonly string[]): { month: string; texts: number }[] {
  const months: { month: string; texts: number }[] = [];
  for (const day of days) {
    const month = day.slice(0, 7);
    if (months.at(-1)?.month === month) months.at(-1)!.texts++;
    else months.push({ month, texts: 1 });
  }
  return months;
}

/** The unit that all of them lie under, and the one that handles most. */
async function placeOf(trx: Trx, members: readonly queries.GroupedRow[]) {
  const labels = members[0]!.org_path.split('.');
  let depth = labels.length;
  for (const { org_path } of members) {
    const other = org_path.split('.');
    let same = 0;
    while (same < depth && other[same] === labels[same]) same++;
    depth = same;
  }
  const path = labels.slice(0, depth).join('.');
  const [unit] = await queries.unitsAt(trx, [path]);
  const times = new Map<string, number>();
  for (const m of members) times.set(m.handler_id, (times.get(m.handler_id) ?? 0) + 1);
  const [handler] = [...times].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))[0]!;
  const handled = members.find((m) => m.handler_id === handler)!;
  return {
    org_id: unit!.id,
    org_path: path,
    handler_id: handler,
    handler_path: handled.handler_path,
  };
}

/** What most of them are about: as people said, else as the model is sure of the typical one. */
async function topicOf(
  trx: Trx,
  members: readonly queries.GroupedRow[],
  typical: queries.GroupedRow,
): Promise<string | null> {
  const times = new Map<string, number>();
  for (const { topic } of members) if (topic) times.set(topic, (times.get(topic) ?? 0) + 1);
  const [most] = [...times].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
  if (most) return most[0];
  const { topics, sure } = await topicsOf(trx, {
    title: typical.title ?? '',
    text: typical.text ?? '',
  });
  return sure ? topics[0]!.topic : null;
}

/** Tells whoever is first responsible, once for each time that it rises. */
async function warn(
  ctx: JobContext,
  trx: Trx,
  hot: {
    readonly id: string;
    readonly title: string;
    readonly handler_id: string;
    readonly handler_path: string;
  },
  rise: number,
  people: number,
): Promise<void> {
  const first = await firstOf(trx, hot.handler_path, dayOf(ctx.now()));
  if (!first) return;
  await notify(trx, ctx, {
    to: [first.holder.personId],
    code: 'hot:notice',
    params: { title: hot.title, people, days: RECENT },
    link: `/voices?tab=hot&hot=${hot.id}`,
    org: { id: hot.handler_id, path: hot.handler_path },
    key: `voice-hot:${hot.id}:${rise}`,
  });
}
