import type { z } from 'zod';
import type { Operations } from '../../contract/operations.ts';
import type { Person } from '../../contract/person/schemas.ts';
import type { ActOf } from '../../contract/record/acts.ts';
import * as org from '../org/service.ts';
import type { RequestContext } from '../platform/context.ts';
import { addDays, dayOf, startOf } from '../platform/days.ts';
import { isDuplicate } from '../platform/db.ts';
import { AppError } from '../platform/error.ts';
import { newId } from '../platform/ids.ts';
import { beyondScopes, inScopes, type Trx } from '../platform/scope.ts';
import { record } from '../record/service.ts';
import * as grants from './grants.queries.ts';
import { keepAdministrator } from './grants.service.ts';
import * as queries from './people.queries.ts';
import * as posts from './posts.queries.ts';
import { grantsWithNames, maskedMobile, may, personOf, tenuresWithNames } from './shapes.ts';

type Query<N extends keyof Operations> = z.output<
  Operations[N] extends { readonly query: infer Q } ? Q : never
>;
type Body<N extends keyof Operations> = z.output<
  Operations[N] extends { readonly body: infer B } ? B : never
>;

/** People in reach, page by page, with the posts they hold today. */
export async function list(ctx: RequestContext, query: Query<'person.list'>) {
  return inScopes(ctx, async (trx) => {
    const today = dayOf(ctx.now());
    const { q, account, post, left } = query;
    const paths = await org.pathsFor(ctx, trx, query.under);
    const filter = { paths, q, account, post, left, today };
    const rows = await queries.listPeople(trx, filter, query);
    const held = await posts.tenuresOf(
      trx,
      rows.map((r) => r.id),
      today,
    );
    return {
      total: await queries.countPeople(trx, filter),
      rows: rows.map((row) => ({
        id: row.id,
        name: row.name,
        number: row.number,
        unit: { id: row.org_id, name: row.org_name },
        mobile: maskedMobile(row.mobile),
        posts: held
          .filter((t) => t.person_id === row.id)
          .map((t) => ({
            name: t.post_name,
            unit: t.org_name,
            kind: t.kind as 'regular' | 'acting' | 'concurrent',
          })),
        account: row.account,
        leftOn: row.left_on,
      })),
    };
  });
}

/** A person with posts, rights and account, and what the caller may do about them. */
export async function get(ctx: RequestContext, id: string) {
  return inScopes(ctx, async (trx) => {
    const row = await queries.findPerson(trx, id);
    if (!row) throw new AppError('not-found');
    const manage = may(ctx, 'person.manage', row.org_path);
    const account = await queries.accountOf(trx, id);
    const gone = row.left_on !== null && row.left_on <= dayOf(ctx.now());
    return {
      person: personOf(row, manage.ok),
      tenures: await tenuresWithNames(trx, await posts.tenuresOf(trx, [id])),
      grants: await grantsWithNames(trx, ctx, await grants.grantsOf(trx, id)),
      lent: await grantsWithNames(trx, ctx, await grants.lentBy(trx, id)),
      account: account ? { login: account.login, since: account.created_at.toISOString() } : null,
      abilities: {
        manage: row.erased_at ? { ok: false, why: 'person-erased' } : manage,
        grant: may(ctx, 'grant.manage', row.org_path),
        erase: !manage.ok
          ? manage
          : row.erased_at
            ? { ok: false, why: 'person-erased' }
            : gone
              ? { ok: true }
              : { ok: false, why: 'not-left' },
      },
    };
  });
}

/** A person in reach as their editor saw them; those of other units do not exist. */
export async function lockedPerson(
  ctx: RequestContext,
  trx: Trx,
  id: string,
  version?: number,
): Promise<queries.PersonRecord> {
  const row = await queries.lockPerson(trx, id);
  if (!row || !org.inReach(ctx, row.org_path)) throw new AppError('not-found');
  if (row.erased_at) throw new AppError('person-erased');
  if (version !== undefined && row.version !== version) throw new AppError('conflict');
  return row;
}

/** Writes the entry of a change and answers with the person as it is then. */
export async function notePerson(
  trx: Trx,
  ctx: RequestContext,
  act: ActOf<'person'>,
  id: string,
  more: object = {},
): Promise<Person> {
  return noteRow(trx, ctx, act, (await queries.findPerson(trx, id))!, more);
}

async function noteRow(
  trx: Trx,
  ctx: RequestContext,
  act: ActOf<'person'>,
  row: queries.PersonRecord & { readonly org_name: string },
  more: object = {},
): Promise<Person> {
  const person = personOf(row, true);
  await record(trx, ctx, {
    act: `person.${act}`,
    subject: `person:${row.id}`,
    org: { id: row.org_id, path: row.org_path },
    content: { person, ...more },
  });
  return person;
}

/** Two people with one number are refused, whichever came first. */
async function withNumber<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (isDuplicate(error)) throw new AppError('number-taken');
    throw error;
  }
}

const columns = (f: Pick<Body<'person.create'>, 'name' | 'number' | 'mobile' | 'email'>) => ({
  name: f.name,
  number: f.number || null,
  mobile: f.mobile || null,
  email: f.email || null,
});

export async function create(ctx: RequestContext, input: Body<'person.create'>): Promise<Person> {
  return withNumber(() =>
    inScopes(ctx, async (trx) => {
      const place = await org.placeOf(ctx, trx, input.unitId);
      const row = {
        id: newId(ctx.now()),
        org_id: place.id,
        org_path: place.path,
        ...columns(input),
        created_at: ctx.now(),
        left_on: null,
        erased_at: null,
        version: 1,
      };
      await queries.insertPeople(trx, [row]);
      return noteRow(trx, ctx, 'create', { ...row, org_name: place.name });
    }),
  );
}

export async function change(
  ctx: RequestContext,
  id: string,
  input: Body<'person.change'>,
): Promise<Person> {
  return withNumber(() =>
    inScopes(ctx, async (trx) => {
      await lockedPerson(ctx, trx, id, input.version);
      await queries.updatePerson(trx, id, columns(input));
      return notePerson(trx, ctx, 'change', id);
    }),
  );
}

export async function move(
  ctx: RequestContext,
  id: string,
  input: Body<'person.move'>,
): Promise<Person> {
  return inScopes(ctx, async (trx) => {
    const row = await lockedPerson(ctx, trx, id, input.version);
    const to = await org.placeOf(ctx, trx, input.unitId);
    await queries.updatePerson(trx, id, { org_id: to.id, org_path: to.path });
    return notePerson(trx, ctx, 'move', id, { from: row.org_id });
  });
}

/**
 * Somebody leaves on a day: posts end with it, rights at its beginning, those to come are
 * withdrawn. What lies outside the caller's reach must be ended by its own unit first.
 */
export async function leave(ctx: RequestContext, id: string, input: Body<'person.leave'>) {
  return inScopes(ctx, async (trx) => {
    const row = await lockedPerson(ctx, trx, id, input.version);
    if (row.left_on !== null) throw new AppError('person-left');
    const today = dayOf(ctx.now());
    const [earliest, latest] = [addDays(today, -3660), addDays(today, 366)];
    if (input.on < earliest || input.on > latest)
      throw new AppError('day-refused', [
        { code: 'person:day-span', path: 'on', params: { day: input.on, earliest, latest } },
      ]);
    const at = startOf(input.on);
    const open = await beyondScopes(trx, async () => ({
      tenures: await posts.openTenures(trx, id, input.on),
      grants: await grants.openGrants(trx, id, at),
    }));
    const far = [...open.tenures, ...open.grants].some((r) => !org.inReach(ctx, r.org_path));
    if (far) throw new AppError('holds-outside');
    await keepAdministrator(trx, ctx, open.grants);
    for (const t of open.tenures)
      await posts.updateTenure(
        trx,
        t,
        t.since < input.on ? { until: input.on } : { withdrawn_at: ctx.now() },
      );
    for (const g of open.grants)
      await grants.updateGrant(
        trx,
        g.id,
        g.since < at ? { until: at } : { revoked_at: ctx.now(), revoked_by: ctx.me?.id ?? null },
      );
    await queries.updatePerson(trx, id, { left_on: input.on });
    const ended = { tenures: open.tenures.length, grants: open.grants.length };
    const ids = {
      tenures: open.tenures.map((t) => t.id),
      grants: open.grants.map((g) => g.id),
    };
    return { person: await notePerson(trx, ctx, 'leave', id, { ended: ids }), ended };
  });
}

export async function comeBack(
  ctx: RequestContext,
  id: string,
  input: Body<'person.return'>,
): Promise<Person> {
  return inScopes(ctx, async (trx) => {
    const row = await lockedPerson(ctx, trx, id, input.version);
    if (row.left_on === null) throw new AppError('not-left');
    await org.placeOf(ctx, trx, row.org_id);
    await queries.updatePerson(trx, id, { left_on: null });
    return notePerson(trx, ctx, 'return', id);
  });
}
