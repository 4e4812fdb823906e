import { randomUUID } from 'node:crypto';
import { type Candidate, MOST_CANDIDATES } from '../../contract/ballot/office.ts';
import { isUnder } from '../../contract/permissions.ts';
import type { PostRank } from '../../contract/person/schemas.ts';
import * as org from '../org/service.ts';
import { choose } from '../person/choose.service.ts';
import type { RequestContext } from '../platform/context.ts';
import { dayOf } from '../platform/days.ts';
import { AppError } from '../platform/error.ts';
import { newId } from '../platform/ids.ts';
import { beyondScopes, inScopes, type Trx } from '../platform/scope.ts';
import { noteOf } from '../record/service.ts';
import * as office from './office.queries.ts';
import * as queries from './queries.ts';
import { held } from './service.ts';

const note = noteOf('ballot');

async function reached(ctx: RequestContext, trx: Trx, id: string): Promise<queries.ListedRow> {
  const row = await queries.ballotById(trx, id);
  if (!row || !org.inReach(ctx, row.org_path)) throw new AppError('not-found');
  return row;
}

/** A page of the roll. That somebody drew a paper is not told here or anywhere. */
export async function voters(ctx: RequestContext, id: string, filter: office.RollFilter) {
  return inScopes(ctx, async (trx) => {
    const ballot = await reached(ctx, trx, id);
    // Who sees a ballot sees who votes in it, people of units above too.
    const rows = await beyondScopes(trx, () => office.rollOf(trx, id, filter));
    return {
      total: rows[0]?.total ?? 0,
      rows: rows.map((r) => ({
        id: r.id,
        electorate: r.electorate,
        name: r.name,
        unit: r.unit_id ? { id: r.unit_id, name: r.unit_name! } : null,
        account: r.account,
        outside: r.path !== null && !isUnder(r.path, ballot.org_path),
      })),
    };
  });
}

/** Takes people off the roll of a draft. */
export async function remove(
  ctx: RequestContext,
  id: string,
  { version, voters: ids }: { readonly version: number; readonly voters: readonly string[] },
) {
  return inScopes(ctx, async (trx) => {
    const row = await held(ctx, trx, id, version, ['draft']);
    const wanted = new Set(ids);
    const removed = await office.removeVoters(trx, id, [...wanted]);
    if (removed < wanted.size)
      throw new AppError('ballot-unfit', [{ code: 'ballot:unfit-voter', path: 'voters' }]);
    await queries.updateBallot(trx, row, {});
    return note(trx, ctx, 'remove', row, { removed });
  });
}

interface Wanted {
  readonly unit: string;
  readonly below: 'yes' | 'no';
  readonly rank?: PostRank | undefined;
  readonly q?: string | undefined;
}

/** People of a unit to choose from, each with where they stand on the roll already. */
export async function candidates(ctx: RequestContext, id: string, wanted: Wanted) {
  return inScopes(ctx, async (trx) => {
    const ballot = await reached(ctx, trx, id);
    const unit = await org.seen(ctx, trx, wanted.unit);
    const found = await choose(
      ctx,
      trx,
      {
        paths: [unit.path],
        unit: wanted.below === 'no' ? unit.id : undefined,
        rank: wanted.rank,
        words: wanted.q,
      },
      MOST_CANDIDATES,
    );
    const shape = await shapeFor(trx, ballot, found.rows);
    return { total: found.total, rows: found.rows.map(shape) };
  });
}

type Found = Awaited<ReturnType<typeof choose>>['rows'][number];

async function shapeFor(trx: Trx, ballot: queries.ListedRow, rows: readonly Found[]) {
  const stands = new Map(
    (await office.standing(trx, ballot.id)).map((v) => [v.person_id, v.electorate]),
  );
  const accounts = await office.accountsOf(
    trx,
    rows.map((r) => r.id),
  );
  return (r: Found): Candidate => ({
    id: r.id,
    name: r.name,
    unit: { id: r.org_id, name: r.unit_name },
    post: r.post,
    account: accounts.has(r.id),
    outside: !isUnder(r.org_path, ballot.org_path),
    stands: stands.get(r.id) ?? null,
  });
}

/** Whom written names may mean; names keep their order, each told once. */
export async function match(ctx: RequestContext, id: string, names: readonly string[]) {
  return inScopes(ctx, async (trx) => {
    const ballot = await reached(ctx, trx, id);
    const asked = [...new Set(names)];
    const found = await choose(ctx, trx, { paths: ctx.scopes, names: asked }, MOST_CANDIDATES);
    const shape = await shapeFor(trx, ballot, found.rows);
    const bare = (await office.standing(trx, id)).filter((v) => v.person_id === null);
    return {
      rows: asked.map((name) => ({
        name,
        people: found.rows.filter((r) => r.name === name).map(shape),
        stands: bare.filter((v) => v.name === name).map((v) => v.electorate),
      })),
    };
  });
}

/** A new draft like an earlier ballot: its paper, and its roll without those who left. */
export async function copy(ctx: RequestContext, id: string, withRoll: boolean) {
  return inScopes(ctx, async (trx) => {
    const row = await reached(ctx, trx, id);
    const unit = await org.placeOf(ctx, trx, row.org_id);
    const fresh = { id: newId(ctx.now()), org_id: unit.id, org_path: unit.path };
    const electorates = row.electorates as unknown as readonly Electorate[];
    await queries.insertBallot(trx, {
      ...fresh,
      title: row.title,
      items: JSON.stringify(row.items),
      options: JSON.stringify(row.options),
      electorates: JSON.stringify(
        // The keys are the other ballot's.
        electorates.map(({ id: of, name, weight }) => ({ id: of, name, weight })),
      ),
      state: 'draft',
      created_at: ctx.now(),
      created_by: ctx.me!.id,
      version: 1,
    });
    const lines = withRoll
      ? await beyondScopes(trx, () => office.linesToCopy(trx, id, dayOf(ctx.now())))
      : [];
    await queries.insertVoters(
      trx,
      lines.map((v) => ({ ...v, ...fresh, id: randomUUID(), ballot_id: fresh.id })),
    );
    return note(trx, ctx, 'copy', fresh, { title: row.title, of: id, roll: lines.length });
  });
}

interface Electorate {
  readonly id: string;
  readonly name: string;
  readonly weight: number;
}
