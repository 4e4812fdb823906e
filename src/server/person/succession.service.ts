import type { Context, RequestContext } from '../platform/context.ts';
import { dayOf, startOf } from '../platform/days.ts';
import { AppError } from '../platform/error.ts';
import { newId } from '../platform/ids.ts';
import type { Trx } from '../platform/scope.ts';
import { record } from '../record/service.ts';
import * as grants from './grants.queries.ts';
import { notePerson } from './people.service.ts';
import * as posts from './posts.queries.ts';
import * as queries from './succession.queries.ts';

/** Also the command line, where nobody is signed in. */
type Ctx = Context & Pick<Partial<RequestContext>, 'me'>;

interface Place {
  readonly id: string;
  readonly path: string;
}

/** What of people a unit has that closes, merges or splits: people, open posts, those held, rights. */
export async function countsAt(trx: Trx, ctx: Ctx, unitId: string, on: string) {
  const { people, posts: held } = await queries.countAt(trx, [unitId], on);
  return {
    people,
    posts: await queries.countPosts(trx, unitId),
    held,
    grants: (await queries.openGrantsAt(trx, unitId, ctx.now())).length,
  };
}

/** Refuses to close units while people belong to them or hold posts there; says how many. */
export async function demandEmpty(trx: Trx, orgIds: readonly string[], on: string): Promise<void> {
  const params = await queries.countAt(trx, orgIds, on);
  if (params.people + params.posts > 0)
    throw new AppError('has-people', [{ code: 'org:has-people', params }]);
}

/** A unit that closes empty: its vacant posts close, rights over it end. On record. */
export async function endAt(trx: Trx, ctx: Ctx, unit: Place, on: string): Promise<void> {
  const closed = [];
  for (const post of await posts.lockPosts(trx, [unit.id])) {
    await posts.updatePost(trx, post, { closed_on: post.since > on ? post.since : on });
    closed.push(post.id);
  }
  const open = await queries.openGrantsAt(trx, unit.id, ctx.now());
  const from = momentOf(ctx, on);
  for (const grant of open) await endGrant(trx, ctx, grant, from);
  if (closed.length + open.length > 0)
    await note(trx, ctx, unit, { posts: closed, grants: open.map((g) => g.id) });
}

/**
 * What a unit leaves to another that takes its place: its people, its open posts with those who
 * hold them, and rights over it. Posts and tenures end here and begin there, so that either unit
 * keeps its own history; a first post becomes a deputy's where there is a first one already.
 * Rights come to reach the whole of the new unit. That follows from the merger, on record with it:
 * whoever may merge needs no right to give them.
 */
export async function passOn(
  trx: Trx,
  ctx: RequestContext,
  from: Place,
  to: Place,
  on: string,
): Promise<void> {
  const people = await queries.movePeople(trx, from.id, to);
  for (const id of people) await notePerson(trx, ctx, 'move', id, { from: from.id });
  const moved = await passPosts(trx, ctx, from, to, on);
  const rights = await passGrants(trx, ctx, from, to, on);
  if (moved.length + rights.length > 0)
    await note(trx, ctx, from, { to: to.id, posts: moved, grants: rights });
}

async function passPosts(trx: Trx, ctx: RequestContext, from: Place, to: Place, on: string) {
  let hasFirst = (await posts.lockPosts(trx, [to.id])).some((p) => p.rank === 'first');
  let position = (await posts.lastPosition(trx, to.id)) + 1;
  const moved = [];
  for (const post of await posts.lockPosts(trx, [from.id])) {
    const since = post.since > on ? post.since : on;
    const rank = post.rank === 'first' && hasFirst ? 'deputy' : post.rank;
    hasFirst ||= rank === 'first';
    const at = { id: newId(ctx.now()), org_id: to.id, org_path: to.path };
    const { name } = post;
    await posts.insertPosts(trx, [{ ...at, name, rank, since, position: position++, version: 1 }]);
    for (const t of await posts.tenuresOfPosts(trx, [post.id])) {
      if (t.until !== null && t.until <= on) continue;
      const begun = t.since >= on;
      await posts.updateTenure(trx, t, begun ? { withdrawn_at: ctx.now() } : { until: on });
      const held = { post_id: at.id, person_id: t.person_id, kind: t.kind, document: t.document };
      const days = { since: [t.since, since].sort().at(-1)!, until: t.until };
      await posts.insertTenures(trx, [
        { ...at, ...held, ...days, id: newId(ctx.now()), version: 1 },
      ]);
    }
    await posts.updatePost(trx, post, { closed_on: since });
    moved.push({ from: post.id, to: at.id });
  }
  return moved;
}

/** The moment from which a change of a day holds for rights: of today's, at once. */
const momentOf = (ctx: Ctx, on: string): Date => (on < dayOf(ctx.now()) ? startOf(on) : ctx.now());

/**
 * Ends a right as of a moment, where it was there before; it was in use until now all the same,
 * and `revoked_at` says so.
 */
async function endGrant(trx: Trx, ctx: Ctx, grant: grants.GrantRow, from: Date): Promise<void> {
  await grants.updateGrant(trx, grant.id, {
    revoked_at: ctx.now(),
    revoked_by: ctx.me?.id ?? null,
    ...(grant.since < from ? { until: from } : {}),
  });
}

/**
 * Each ends here and begins there, both as of the day; one that was lent comes from the new one
 * of its lender. Who has the same right there already gets no second one.
 */
async function passGrants(trx: Trx, ctx: RequestContext, from: Place, to: Place, on: string) {
  const now = ctx.now();
  const day = momentOf(ctx, on);
  const there = await queries.openGrantsAt(trx, to.id, now);
  const same = (g: grants.GrantRow) =>
    there.find(
      (h) =>
        h.person_id === g.person_id &&
        h.role === g.role &&
        h.since <= g.since &&
        h.until === null &&
        h.from_grant === null,
    );
  const ids = new Map<string, string>();
  const open = await queries.openGrantsAt(trx, from.id, now);
  // What is lent comes after what it was lent from.
  for (const g of open.sort(
    (a, b) => Number(a.from_grant !== null) - Number(b.from_grant !== null),
  )) {
    await endGrant(trx, ctx, g, day);
    const id = same(g)?.id ?? newId(now);
    ids.set(g.id, id);
    if (same(g)) continue;
    const since = new Date(Math.max(+g.since, +day));
    const source = g.from_grant === null ? null : (ids.get(g.from_grant) ?? g.from_grant);
    const at = { id, org_id: to.id, org_path: to.path, from_grant: source, since };
    const made = { created_at: now, created_by: ctx.me?.id ?? null };
    await grants.insertGrants(trx, [{ ...g, ...at, ...made }]);
  }
  return [...ids].map(([a, b]) => ({ from: a, to: b }));
}

const note = (trx: Trx, ctx: Ctx, unit: Place, content: object) =>
  record(trx, ctx, { act: 'person.pass-on', subject: `org:${unit.id}`, org: unit, content });
