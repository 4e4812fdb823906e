import type { z } from 'zod';
import type { Operations } from '../../contract/operations.ts';
import { isUnder, type Role } from '../../contract/permissions.ts';
import type { Grant } from '../../contract/person/schemas.ts';
import { canGrant, canLend, canRevoke } from '../../contract/person/verdicts.ts';
import type { ActOf } from '../../contract/record/acts.ts';
import * as org from '../org/service.ts';
import type { RequestContext } from '../platform/context.ts';
import { addDays, dayOf, startOf } from '../platform/days.ts';
import { takeTurns } from '../platform/db.ts';
import { AppError } from '../platform/error.ts';
import { newId } from '../platform/ids.ts';
import { beyondScopes, EVERYWHERE, inScopes, type Trx, withScopes } from '../platform/scope.ts';
import { record } from '../record/service.ts';
import * as queries from './grants.queries.ts';
import { lockPerson, type PersonRecord } from './people.queries.ts';
import * as posts from './posts.queries.ts';
import {
  caller,
  demandYes,
  giverOf,
  grantsWithNames,
  reachOf,
  stateOf,
  tenuresWithNames,
} from './shapes.ts';

type Body<N extends keyof Operations> = z.output<
  Operations[N] extends { readonly body: infer B } ? B : never
>;
type Query<N extends keyof Operations> = z.output<
  Operations[N] extends { readonly query: infer Q } ? Q : never
>;

/** Rights at units in reach, newest first. */
export async function list(ctx: RequestContext, query: Query<'person.grants'>) {
  return inScopes(ctx, async (trx) => {
    const { role, state, lent, q } = query;
    const paths = await org.pathsFor(ctx, trx, query.under);
    // Whose right it is may be somebody of another unit: the name is known, the person not seen.
    const people = q ? await beyondScopes(trx, () => queries.peopleNamed(trx, q)) : undefined;
    const filter = { paths, now: ctx.now(), people, role, state, lent };
    const rows = await queries.listGrants(trx, filter, { ...query, order: 'newest' });
    return {
      total: await queries.countGrants(trx, filter),
      rows: await grantsWithNames(trx, ctx, rows),
    };
  });
}

/** One's own posts and rights, wherever they are. */
export async function mine(ctx: RequestContext) {
  const { id } = caller(ctx);
  return withScopes(ctx, EVERYWHERE, async (trx) => ({
    tenures: await tenuresWithNames(trx, await posts.tenuresOf(trx, [id])),
    grants: await grantsWithNames(trx, ctx, await queries.grantsOf(trx, id)),
    lent: await grantsWithNames(trx, ctx, await queries.lentBy(trx, id)),
  }));
}

/** The moments a right begins and ends, from the days given; neither in the past nor empty. */
function spanOf(ctx: RequestContext, since: string | undefined, through: string | undefined) {
  const today = dayOf(ctx.now());
  const from = since ?? today;
  if (from < today || (through !== undefined && through < from))
    throw new AppError('day-refused', [
      {
        code: 'person:grant-days',
        path: from < today ? 'since' : 'through',
        params: { today, since: from },
      },
    ]);
  return {
    since: from === today ? ctx.now() : startOf(from),
    until: through === undefined ? null : startOf(addDays(through, 1)),
  };
}

function demandHere(person: PersonRecord, ctx: RequestContext, until: Date | null): void {
  const { left_on } = person;
  if (
    left_on !== null &&
    (left_on <= dayOf(ctx.now()) || until === null || until > startOf(left_on))
  )
    throw new AppError('person-left');
}

async function note(
  trx: Trx,
  ctx: RequestContext,
  act: ActOf<'person'>,
  id: string,
): Promise<Grant> {
  const row = (await queries.findGrant(trx, id))!;
  const [grant] = await grantsWithNames(trx, ctx, [row]);
  await record(trx, ctx, {
    act: `person.${act}`,
    subject: `person:${row.person_id}`,
    org: { id: row.org_id, path: row.org_path },
    // Ids, no names: an entry about one person must not keep another's after erasing.
    content: {
      grant: {
        id,
        person: row.person_id,
        role: row.role,
        unit: row.org_id,
        since: row.since.toISOString(),
        until: row.until?.toISOString() ?? null,
        reason: row.reason,
        from: row.from_grant,
      },
    },
  });
  return grant!;
}

async function insert(
  trx: Trx,
  ctx: RequestContext,
  given: {
    person: PersonRecord;
    role: string;
    org: org.Place;
    since: Date;
    until: Date | null;
    from?: string;
    reason?: string | undefined;
  },
): Promise<string> {
  const { person, role, since, until } = given;
  const held = await beyondScopes(trx, () => queries.openGrants(trx, person.id, since));
  const same = held.some(
    (g) => g.role === role && g.org_id === given.org.id && (until === null || g.since < until),
  );
  if (same) throw new AppError('granted-already');
  const id = newId(ctx.now());
  await queries.insertGrants(trx, [
    {
      id,
      person_id: person.id,
      role,
      org_id: given.org.id,
      org_path: given.org.path,
      since,
      until,
      from_grant: given.from ?? null,
      reason: given.reason || null,
      created_at: ctx.now(),
      created_by: caller(ctx).id,
    },
  ]);
  return id;
}

/** Gives a role at a unit, when the verdict lets one. */
export async function give(ctx: RequestContext, input: Body<'person.grant'>): Promise<Grant> {
  return inScopes(ctx, async (trx) => {
    const place = await org.placeOf(ctx, trx, input.unitId);
    const { personId, role } = input;
    demandYes(canGrant(await giverOf(trx, ctx), { personId, role, path: place.path }));
    const person = await lockPerson(trx, personId);
    if (!person || person.erased_at) throw new AppError('not-found');
    const span = spanOf(ctx, input.since, input.through);
    demandHere(person, ctx, span.until);
    const id = await insert(trx, ctx, { person, role, org: place, ...span, reason: input.reason });
    return note(trx, ctx, 'grant', id);
  });
}

/** Takes a right back. Rights one neither sees, holds nor lent do not exist. */
export async function revoke(
  ctx: RequestContext,
  id: string,
  input: Body<'person.revoke'>,
): Promise<Grant> {
  return withScopes(ctx, EVERYWHERE, async (trx) => {
    const locked = await queries.lockGrant(trx, id);
    const row = locked && (await queries.findGrant(trx, id));
    const seen = [...reachOf(ctx, 'person.read'), ...reachOf(ctx, 'grant.manage')];
    const own = row && [row.person_id, row.lender].includes(caller(ctx).id);
    if (!row || !(own || seen.some((s) => isUnder(row.org_path, s))))
      throw new AppError('not-found');
    demandYes(
      canRevoke(await giverOf(trx, ctx), {
        personId: row.person_id,
        role: row.role as Role,
        path: row.org_path,
        lenderId: row.lender,
        over: stateOf(row, ctx.now()) === 'over',
      }),
    );
    await keepAdministrator(trx, ctx, [row]);
    await queries.updateGrant(trx, id, {
      revoked_at: ctx.now(),
      revoked_by: caller(ctx).id,
      ...(input.reason ? { reason: [row.reason, input.reason].filter(Boolean).join('；') } : {}),
    });
    return note(trx, ctx, 'revoke', id);
  });
}

/** The whole organisation always has somebody who can sign in and administer it. */
export async function keepAdministrator(
  trx: Trx,
  ctx: RequestContext,
  ending: readonly queries.GrantRow[],
): Promise<void> {
  const top = ending.find(
    (g) => g.role === 'administrator' && g.from_grant === null && org.parentPath(g.org_path) === '',
  );
  if (!top) return;
  // Two who take each other's right away at the same moment: the later one is refused.
  await takeTurns(trx, 'administrators');
  const others = await beyondScopes(trx, () =>
    queries.otherAdministrators(trx, top.org_path, top.person_id, ctx.now()),
  );
  if (others === 0) throw new AppError('last-administrator');
}

/** One's own right by id; anybody else's does not exist here. */
async function ownGrant(trx: Trx, ctx: RequestContext, id: string): Promise<queries.GrantLine> {
  const row = await queries.findGrant(trx, id);
  if (!row || row.person_id !== caller(ctx).id) throw new AppError('not-found');
  return row;
}

/** People to whom one's right can be lent: names and units at or under the right's own. */
export async function standIns(ctx: RequestContext, id: string, query: { q?: string | undefined }) {
  return withScopes(ctx, EVERYWHERE, async (trx) => {
    const row = await ownGrant(trx, ctx, id);
    return queries.standIns(trx, row.org_path, query.q, row.person_id, dayOf(ctx.now()));
  });
}

/** Lends a right of one's own for some days; it ends with its source. */
export async function lend(
  ctx: RequestContext,
  id: string,
  input: Body<'person.lend'>,
): Promise<Grant> {
  return withScopes(ctx, EVERYWHERE, async (trx) => {
    // People before their rights, as whoever enters a leave holds them.
    const person = await lockPerson(trx, input.personId);
    await queries.lockGrant(trx, id);
    const row = await ownGrant(trx, ctx, id);
    const lent = row.from_grant !== null;
    demandYes(canLend(await giverOf(trx, ctx), { id, personId: row.person_id, lent }));
    if (input.personId === row.person_id) throw new AppError('own-grant');
    if (!person || person.erased_at || !isUnder(person.org_path, row.org_path))
      throw new AppError('not-found');
    const span = spanOf(ctx, input.since, input.through);
    const until = row.until && row.until < span.until! ? row.until : span.until;
    if (until! <= span.since) throw new AppError('grant-over');
    demandHere(person, ctx, until);
    const made = await insert(trx, ctx, {
      person,
      role: row.role,
      org: { id: row.org_id, path: row.org_path },
      since: span.since,
      until,
      from: id,
      reason: input.reason,
    });
    return note(trx, ctx, 'lend', made);
  });
}
