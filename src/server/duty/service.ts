import type {
  Answerer,
  Duty,
  DutyKind,
  Gap,
  GapKind,
  Seat,
} from '../../contract/duty/operations.ts';
import { canAcknowledge, canChange } from '../../contract/duty/verdicts.ts';
import { may, type Permission, scopesOf } from '../../contract/permissions.ts';
import { no, type Verdict, yes } from '../../contract/verdict.ts';
import * as org from '../org/service.ts';
import type { Context, RequestContext } from '../platform/context.ts';
import { dayOf } from '../platform/days.ts';
import { AppError } from '../platform/error.ts';
import { EVERYWHERE, inScopes, type Trx, withScopes } from '../platform/scope.ts';
import * as queries from './queries.ts';

/** Names are read beyond one's reach: a post's holder may come from another unit. */
export async function personNames(
  ctx: Context,
  ids: readonly string[],
): Promise<(id: string) => string> {
  const known = await withScopes(ctx, EVERYWHERE, (trx) => queries.namesOf(trx, [...new Set(ids)]));
  return (id) => known.get(id) ?? '';
}

/** Whether the caller's grants allow something at a unit. */
export function mayAt(ctx: RequestContext, permission: Permission, path: string): Verdict {
  const held = ctx.me?.grants ?? [];
  if (!may(held, permission)) return no('not-allowed');
  const scopes = scopesOf(held, permission);
  return org.isWithin(path, scopes) ? yes : no('not-allowed');
}

function seatsOf(
  posts: readonly queries.PostRow[],
  holders: readonly queries.HolderRow[],
  name: (id: string) => string,
): Seat[] {
  return posts.map((p) => ({
    id: p.id,
    name: p.name,
    rank: p.rank as Seat['rank'],
    holders: holders.filter((h) => h.post_id === p.id).map((h) => holderOf(h, name)),
  }));
}

const holderOf = (row: queries.HolderRow, name: (id: string) => string) => ({
  personId: row.person_id,
  name: name(row.person_id),
  kind: row.kind as 'regular' | 'acting' | 'concurrent',
  since: row.since,
});

/** Chain of responsibility of one unit: duties, who answers, who signed, what is missing. */
export async function matrix(ctx: RequestContext, id: string, given: { on?: string | undefined }) {
  const on = given.on ?? dayOf(ctx.now());
  const found = await inScopes(ctx, async (trx) => {
    const unit = await org.seen(ctx, trx, id);
    const duties = await queries.dutiesOn(trx, id, on);
    return {
      unit,
      duties,
      posts: await queries.postsOn(trx, [id], on),
      holders: await queries.holdersOn(trx, [id], on),
      signatures: await queries.signaturesOf(
        trx,
        id,
        duties.map((d) => d.id),
      ),
      departments: await org.namesOf(
        trx,
        duties.flatMap((d) => d.department_id ?? []),
      ),
      gaps: unit.closedOn
        ? []
        : await queries.listGaps(trx, { paths: [], only: id, on, limit: 100 }),
    };
  });
  const { unit } = found;
  const name = await personNames(ctx, [
    ...found.holders.map((h) => h.person_id),
    ...found.signatures.map((s) => s.person_id),
  ]);
  const seats = seatsOf(found.posts, found.holders, name);
  const manage = unit.closedOn ? no('unit-closed') : mayAt(ctx, 'duty.manage', unit.path);
  return {
    unit: { id: unit.id, name: unit.name },
    duties: found.duties.map((row) => dutyOf(ctx, row, { ...found, seats, name, manage })),
    seats,
    gaps: found.gaps.map(gapOf),
    abilities: {
      manage,
      record: unit.closedOn ? no('unit-closed') : mayAt(ctx, 'duty.record', unit.path),
    },
  };
}

function dutyOf(
  ctx: RequestContext,
  row: queries.DutyRow,
  around: {
    unit: org.SeenUnit;
    seats: readonly Seat[];
    signatures: readonly queries.SignatureRow[];
    departments: ReadonlyMap<string, string>;
    name: (id: string) => string;
    manage: Verdict;
  },
): Duty {
  const { unit, seats, signatures, departments, name, manage } = around;
  const seat = seats.find((s) => s.id === row.post_id) ?? null;
  const valid = signatures.filter((s) => s.duty_id === row.id && s.wording === row.wording);
  const holders = seat?.holders.map((h) => h.personId) ?? [];
  const state = {
    unitClosed: unit.closedOn !== null,
    closedOn: row.closed_on,
    holders,
    signed: valid.map((s) => s.person_id),
  };
  return {
    id: row.id,
    kind: row.kind as DutyKind,
    title: row.title,
    text: row.text,
    seat,
    department: row.department_id
      ? { id: row.department_id, name: departments.get(row.department_id) ?? '' }
      : null,
    position: row.position,
    since: row.since,
    closedOn: row.closed_on,
    version: row.version,
    acknowledged: valid
      .filter((s) => holders.includes(s.person_id))
      .map((s) => ({
        id: s.id,
        personId: s.person_id,
        name: name(s.person_id),
        at: s.at.toISOString(),
        signed: s.signed === 'drawn' ? ('drawn' as const) : ('typed' as const),
      })),
    waiting: holders
      .filter((p) => !state.signed.includes(p))
      .map((p) => ({ id: p, name: name(p) })),
    abilities: {
      change: manage.ok ? canChange(state) : manage,
      acknowledge: canAcknowledge(state, ctx.me?.id ?? ''),
    },
  };
}

function gapOf(row: queries.GapRow): Gap {
  return {
    kind: row.kind as GapKind,
    unit: { id: row.org_id, name: row.org_name },
    what: row.what,
  };
}

/** What is missing under a unit or everywhere in reach, in the order of the tree. */
export async function gaps(
  ctx: RequestContext,
  query: {
    under?: string | undefined;
    kind?: GapKind | undefined;
    after?: string | undefined;
    limit: number;
  },
) {
  return inScopes(ctx, async (trx) => {
    const rows = await queries.listGaps(trx, {
      paths: await org.pathsFor(ctx, trx, query.under),
      kind: query.kind,
      on: dayOf(ctx.now()),
      ...(query.after ? { after: placeAfter(query.after) } : {}),
      limit: query.limit,
    });
    const above = await org.namesAbove(
      trx,
      rows.map((r) => r.path),
    );
    const last = rows.length === query.limit ? rows.at(-1) : undefined;
    return {
      rows: rows.map((r) => ({ ...gapOf(r), above: above.get(r.path)! })),
      next: last ? `${last.path} ${last.kind} ${last.key}` : null,
    };
  });
}

function placeAfter(text: string) {
  const [, path, kind, key] = /^([0-9a-f.]+) ([a-z-]+) ([0-9a-f-]*)$/.exec(text) ?? [];
  if (path === undefined)
    throw new AppError('invalid', [{ code: 'server.field-format', path: 'after' }]);
  return { path, kind: kind!, key: key! };
}

/**
 * Who answers for a unit, or for one of its duties: the holder of the duty's post, else the
 * unit's first responsible person, else the first one above whose post is held. `chain` goes
 * on up to the root, one step for each level of escalation. Reads what is committed, whatever
 * the caller may see: leaders are known to everybody under them.
 *
 * @param unit place of the unit, authorised by the caller
 */
export async function whoAnswers(
  ctx: Context,
  unit: org.Place,
  given: { readonly duty?: string | undefined; readonly on?: string | undefined } = {},
): Promise<{ answers: Answerer | null; chain: Answerer[] }> {
  const on = given.on ?? dayOf(ctx.now());
  return withScopes(ctx, EVERYWHERE, async (trx) => {
    const units = (await org.chainTo(trx, unit.path)).reverse();
    const ids = units.map((u) => u.id);
    const posts = await queries.postsOn(trx, ids, on);
    const holders = await queries.holdersOn(trx, ids, on);
    const names = await queries.namesOf(
      trx,
      holders.map((h) => h.person_id),
    );
    const name = (id: string): string => names.get(id) ?? '';
    const step = (post: queries.PostRow, as: Answerer['as'], duty: string | null): Answerer => {
      const held = holders.find((h) => h.post_id === post.id);
      const at = units.find((u) => u.id === post.org_id)!;
      return {
        unit: { id: at.id, name: at.name },
        as,
        duty,
        post: post.name,
        holder: held ? holderOf(held, name) : null,
      };
    };
    const chain = [
      ...(await lineStep(trx, unit, given.duty, on, posts, step)),
      ...units.flatMap(({ id }) =>
        posts
          .filter((p) => p.org_id === id && p.rank === 'first')
          .map((p) => step(p, 'first', null)),
      ),
    ];
    return { answers: chain.find((a) => a.holder !== null) ?? null, chain };
  });
}

async function lineStep(
  trx: Trx,
  unit: org.Place,
  dutyId: string | undefined,
  on: string,
  posts: readonly queries.PostRow[],
  step: (post: queries.PostRow, as: 'line', duty: string) => Answerer,
): Promise<Answerer[]> {
  if (dutyId === undefined) return [];
  const duty = (await queries.dutiesOn(trx, unit.id, on)).find((d) => d.id === dutyId);
  if (!duty) throw new AppError('not-found');
  const post = posts.find((p) => p.id === duty.post_id && p.rank !== 'first');
  return post ? [step(post, 'line', duty.title)] : [];
}

export async function answers(
  ctx: RequestContext,
  id: string,
  query: { duty?: string | undefined; on?: string | undefined },
) {
  const unit = await inScopes(ctx, (trx) => org.seen(ctx, trx, id));
  return whoAnswers(ctx, unit, query);
}
