import type { Context, RequestContext } from '../platform/context.ts';
import { AppError } from '../platform/error.ts';
import { newId } from '../platform/ids.ts';
import type { Trx } from '../platform/scope.ts';
import { record } from '../record/service.ts';
import * as grants from './grants.queries.ts';
import { notePerson } from './people.service.ts';
import * as posts from './posts.queries.ts';
import { may } from './shapes.ts';
import * as queries from './succession.queries.ts';

/** Also the command line, where nobody is signed in. */
type Ctx = Context & Pick<Partial<RequestContext>, 'me'>;

interface Place {
  readonly id: string;
  readonly path: string;
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
  const end = { revoked_at: ctx.now(), revoked_by: ctx.me?.id ?? null };
  for (const grant of open) await grants.updateGrant(trx, grant.id, end);
  if (closed.length + open.length > 0)
    await note(trx, ctx, unit, { posts: closed, grants: open.map((g) => g.id) });
}

/**
 * What a unit leaves to another that takes its place: its people, its open posts with those who
 * hold them, and rights over it. Posts and tenures end here and begin there, so that either unit
 * keeps its own history; a first post becomes a deputy's where there is a first one already.
 * Rights reach the whole of the new unit: whoever moves them must be allowed to give them there.
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
  const rights = await passGrants(trx, ctx, from, to);
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

/** Each ends here and begins there; one that was lent comes from the new one of its lender. */
async function passGrants(trx: Trx, ctx: RequestContext, from: Place, to: Place) {
  const now = ctx.now();
  const open = await queries.openGrantsAt(trx, from.id, now);
  if (open.length > 0 && !may(ctx, 'grant.manage', to.path).ok) throw new AppError('not-allowed');
  const ids = new Map(open.map((g) => [g.id, newId(now)]));
  // What is lent comes after what it was lent from.
  for (const g of open.sort(
    (a, b) => Number(a.from_grant !== null) - Number(b.from_grant !== null),
  )) {
    await grants.updateGrant(trx, g.id, { revoked_at: now, revoked_by: ctx.me?.id ?? null });
    const source = g.from_grant === null ? null : (ids.get(g.from_grant) ?? g.from_grant);
    const there = { id: ids.get(g.id)!, org_id: to.id, org_path: to.path, from_grant: source };
    await grants.insertGrants(trx, [{ ...g, ...there, since: new Date(Math.max(+g.since, +now)) }]);
  }
  return [...ids].map(([a, b]) => ({ from: a, to: b }));
}

const note = (trx: Trx, ctx: Ctx, unit: Place, content: object) =>
  record(trx, ctx, { act: 'person.pass-on', subject: `org:${unit.id}`, org: unit, content });
