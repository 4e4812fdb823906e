import type { z } from 'zod';
import type { Operations } from '../../contract/operations.ts';
import type { Post, PostRank, Tenure } from '../../contract/person/schemas.ts';
import { canHold } from '../../contract/person/verdicts.ts';
import type { ActOf } from '../../contract/record/acts.ts';
import * as org from '../org/service.ts';
import type { RequestContext } from '../platform/context.ts';
import { addDays, dayOf } from '../platform/days.ts';
import { AppError } from '../platform/error.ts';
import { newId } from '../platform/ids.ts';
import { inScopes, type Trx } from '../platform/scope.ts';
import { record } from '../record/service.ts';
import { lockedPerson } from './people.service.ts';
import * as queries from './posts.queries.ts';
import { nameOf } from './service.ts';
import { demandYes, may, tenuresWithNames } from './shapes.ts';

type Body<N extends keyof Operations> = z.output<
  Operations[N] extends { readonly body: infer B } ? B : never
>;
type Query<N extends keyof Operations> = z.output<
  Operations[N] extends { readonly query: infer Q } ? Q : never
>;

const holdsOn = (t: Pick<Tenure, 'since' | 'until'>, on: string): boolean =>
  t.since <= on && (t.until === null || t.until > on);

function postOf(
  row: queries.PostRow,
  orgName: string,
  history: readonly Tenure[],
  on: string,
): Post {
  const rank = ['regular', 'concurrent', 'acting'];
  const held = history.filter((t) => t.post.id === row.id);
  return {
    id: row.id,
    unit: { id: row.org_id, name: orgName },
    name: row.name,
    rank: row.rank as PostRank,
    position: row.position,
    since: row.since,
    closedOn: row.closed_on,
    version: row.version,
    holders: held
      .filter((t) => holdsOn(t, on))
      .sort((a, b) => rank.indexOf(a.kind) - rank.indexOf(b.kind)),
    history: held,
  };
}

/** Posts of a unit as of a day, with holders and all who held them. */
export async function ofUnit(
  ctx: RequestContext,
  orgId: string,
  query: { on?: string | undefined },
) {
  return inScopes(ctx, async (trx) => {
    const unit = await org.seen(ctx, trx, orgId);
    const on = query.on ?? dayOf(ctx.now());
    const rows = await queries.postsAt(trx, orgId, on);
    const history = await tenuresWithNames(trx, await queries.tenuresAt(trx, orgId));
    return {
      posts: rows.map((row) => postOf(row, unit.name, history, on)),
      abilities: {
        manage: unit.closedOn
          ? { ok: false, why: 'unit-closed' }
          : may(ctx, 'person.manage', unit.path),
      },
    };
  });
}

/** A post in reach as its editor saw it, held while it changes. */
async function lockedPost(
  ctx: RequestContext,
  trx: Trx,
  id: string,
  version?: number,
): Promise<queries.PostRow> {
  const row = await queries.lockPost(trx, id);
  if (!row || !org.inReach(ctx, row.org_path)) throw new AppError('not-found');
  if (version !== undefined && row.version !== version) throw new AppError('conflict');
  return row;
}

async function notePost(
  trx: Trx,
  ctx: RequestContext,
  act: ActOf<'person'>,
  row: queries.PostRow,
): Promise<Post> {
  const unit = await org.seen(ctx, trx, row.org_id);
  const history = await tenuresWithNames(trx, await queries.tenuresAt(trx, row.org_id));
  const post = postOf(row, unit.name, history, dayOf(ctx.now()));
  const { holders: _, history: __, ...content } = post;
  await record(trx, ctx, {
    act: `person.${act}`,
    subject: `post:${row.id}`,
    org: { id: row.org_id, path: row.org_path },
    content: { post: content },
  });
  return post;
}

/** A day between two others, both included. Throws `day-refused` with the span. */
function dayWithin(day: string, earliest: string, latest: string, path: string): string {
  if (day < earliest || day > latest)
    throw new AppError('day-refused', [
      { code: 'person:day-span', path, params: { day, earliest, latest } },
    ]);
  return day;
}

/** Appointments are entered ahead, but not for a year nobody plans for. */
const farOff = (ctx: RequestContext): string => addDays(dayOf(ctx.now()), 366);
const LONG_AGO = '1949-10-01';

export async function make(
  ctx: RequestContext,
  orgId: string,
  input: Body<'person.make-post'>,
): Promise<Post> {
  return inScopes(ctx, async (trx) => {
    const place = await org.placeOf(ctx, trx, orgId);
    const since = dayWithin(input.since ?? dayOf(ctx.now()), LONG_AGO, farOff(ctx), 'since');
    const row = {
      id: newId(ctx.now()),
      org_id: place.id,
      org_path: place.path,
      name: input.name,
      rank: input.rank,
      position: (await queries.lastPosition(trx, place.id)) + 1,
      since,
      closed_on: null,
      version: 1,
    };
    await queries.insertPosts(trx, [row]);
    return notePost(trx, ctx, 'make-post', row);
  });
}

export async function change(
  ctx: RequestContext,
  id: string,
  input: Body<'person.change-post'>,
): Promise<Post> {
  return inScopes(ctx, async (trx) => {
    const row = await lockedPost(ctx, trx, id, input.version);
    if (row.closed_on !== null) throw new AppError('post-closed');
    const { name, rank, position } = input;
    return notePost(
      trx,
      ctx,
      'change-post',
      await queries.updatePost(trx, row, { name, rank, position }),
    );
  });
}

export async function close(
  ctx: RequestContext,
  id: string,
  input: Body<'person.close-post'>,
): Promise<Post> {
  return inScopes(ctx, async (trx) => {
    const row = await lockedPost(ctx, trx, id, input.version);
    if (row.closed_on !== null) throw new AppError('post-closed');
    dayWithin(input.on, row.since, farOff(ctx), 'on');
    const held = await queries.tenuresOfPosts(trx, [row.id]);
    if (held.some((t) => t.until === null || t.until > input.on)) throw new AppError('post-held');
    return notePost(
      trx,
      ctx,
      'close-post',
      await queries.updatePost(trx, row, { closed_on: input.on }),
    );
  });
}

async function noteTenure(
  trx: Trx,
  ctx: RequestContext,
  act: ActOf<'person'>,
  id: string,
): Promise<Tenure> {
  const row = (await queries.tenureLine(trx, id))!;
  const [tenure] = await tenuresWithNames(trx, [row]);
  await record(trx, ctx, {
    act: `person.${act}`,
    subject: `post:${row.post_id}`,
    org: { id: row.org_id, path: row.org_path },
    content: { tenure: tenure! },
  });
  return tenure!;
}

interface Wanted {
  readonly personId: string;
  readonly kind: Tenure['kind'];
  readonly since: string;
  readonly until: string | null;
  readonly document?: string | undefined;
}

/** Puts somebody into a post that is locked, when the verdict lets them hold it. */
async function begin(
  trx: Trx,
  ctx: RequestContext,
  post: queries.PostRow,
  wanted: Wanted,
): Promise<Tenure> {
  const person = await lockedPerson(ctx, trx, wanted.personId);
  const others = await queries.tenuresOfPosts(trx, [post.id]);
  const { personId, kind, since, until } = wanted;
  if (until !== null && until <= since)
    throw new AppError('day-refused', [{ code: 'person:until-before', path: 'until' }]);
  dayWithin(since, post.since, farOff(ctx), 'since');
  demandYes(
    canHold(
      { personId, kind, since, until },
      { since: post.since, closedOn: post.closed_on },
      { leftOn: person.left_on },
      others.map((t) => ({
        personId: t.person_id,
        kind: t.kind,
        since: t.since,
        until: t.until,
      })),
    ),
  );
  const id = newId(ctx.now());
  await queries.insertTenures(trx, [
    {
      id,
      org_id: post.org_id,
      org_path: post.org_path,
      post_id: post.id,
      person_id: personId,
      kind,
      since,
      until,
      document: wanted.document || null,
      version: 1,
    },
  ]);
  return noteTenure(trx, ctx, 'appoint', id);
}

export async function appoint(
  ctx: RequestContext,
  postId: string,
  input: Body<'person.appoint'>,
): Promise<Tenure> {
  return inScopes(ctx, async (trx) => {
    const post = await lockedPost(ctx, trx, postId);
    return begin(trx, ctx, post, { ...input, until: input.until ?? null });
  });
}

/** A tenure of a post in reach; its post is locked, so that changes take turns. */
async function lockedTenure(ctx: RequestContext, trx: Trx, id: string, version: number) {
  const found = await queries.findTenure(trx, id);
  if (!found || !org.inReach(ctx, found.org_path)) throw new AppError('not-found');
  const post = await lockedPost(ctx, trx, found.post_id);
  const row = await queries.findTenure(trx, id);
  if (!row) throw new AppError('not-found');
  if (row.version !== version) throw new AppError('conflict');
  return { row, post };
}

/** Ends a tenure on a day that is after its beginning and not after its own end. */
async function finish(
  trx: Trx,
  ctx: RequestContext,
  row: queries.TenureRow,
  end: { on: string; document?: string | undefined },
): Promise<Tenure> {
  if (row.until !== null && row.until <= dayOf(ctx.now())) throw new AppError('tenure-over');
  const latest = row.until ?? farOff(ctx);
  dayWithin(end.on, addDays(row.since, 1), latest, 'on');
  await queries.updateTenure(trx, row, { until: end.on, until_document: end.document || null });
  return noteTenure(trx, ctx, 'end-tenure', row.id);
}

export async function end(
  ctx: RequestContext,
  id: string,
  input: Body<'person.end-tenure'>,
): Promise<Tenure> {
  return inScopes(ctx, async (trx) => {
    const { row } = await lockedTenure(ctx, trx, id, input.version);
    return finish(trx, ctx, row, input);
  });
}

/** One ends and another begins on the same day, under one document: the post is never vacant. */
export async function handOver(
  ctx: RequestContext,
  postId: string,
  input: Body<'person.hand-over'>,
) {
  return inScopes(ctx, async (trx) => {
    const { row, post } = await lockedTenure(ctx, trx, input.tenureId, input.version);
    if (post.id !== postId) throw new AppError('not-found');
    const { on, document } = input;
    const ended = await finish(trx, ctx, row, { on, document });
    const begun = await begin(trx, ctx, post, { ...input, since: on, until: null });
    return { ended, begun };
  });
}

/** A tenure entered by mistake never was: it stays on record as withdrawn. */
export async function withdraw(
  ctx: RequestContext,
  id: string,
  input: Body<'person.withdraw-tenure'>,
) {
  return inScopes(ctx, async (trx) => {
    const { row } = await lockedTenure(ctx, trx, id, input.version);
    await queries.updateTenure(trx, row, { withdrawn_at: ctx.now() });
    await record(trx, ctx, {
      act: 'person.withdraw-tenure',
      subject: `post:${row.post_id}`,
      org: { id: row.org_id, path: row.org_path },
      content: { tenure: row.id, person: row.person_id, reason: input.reason },
    });
    return { ok: true as const };
  });
}

/** Posts nobody holds on a day, and tenures that end soon after it. */
export async function vacancies(ctx: RequestContext, query: Query<'person.vacancies'>) {
  return inScopes(ctx, async (trx) => {
    const on = query.on ?? dayOf(ctx.now());
    const paths = await org.pathsFor(ctx, trx, query.under);
    const vacant = await queries.vacant(trx, paths, on, query.limit);
    const span = { after: on, through: addDays(on, query.days) };
    const ending = await queries.ending(trx, paths, span, query.limit);
    const names = await nameOf(
      trx,
      vacant.rows.flatMap((r) => r.last_person ?? []),
    );
    return {
      on,
      vacant: vacant.rows.map((r) => ({
        post: { id: r.id, name: r.name, rank: r.rank as PostRank },
        unit: { id: r.org_id, name: r.org_name },
        since: r.last_since ?? r.since,
        last: r.last_person && (names.get(r.last_person) ?? null),
      })),
      vacantTotal: vacant.total,
      ending: await tenuresWithNames(trx, ending.rows),
      endingTotal: ending.total,
    };
  });
}
