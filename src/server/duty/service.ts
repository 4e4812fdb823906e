import type {
  Answerer,
  Duty,
  DutyKind,
  Gap,
  GapKind,
  Seat,
} from '../../contract/duty/operations.ts';
import { canAcknowledge, canChange } from '../../contract/duty/verdicts.ts';
import { no, type Verdict } from '../../contract/verdict.ts';
import * as org from '../org/service.ts';
import * as person from '../person/service.ts';
import type { RequestContext } from '../platform/context.ts';
import { dayOf } from '../platform/days.ts';
import { AppError } from '../platform/error.ts';
import { inScopes, type Trx } from '../platform/scope.ts';
import * as queries from './queries.ts';

export { countAt, endAt } from './succession.service.ts';

const seatOf = ({ id, name, rank, holders }: person.HeldPost): Seat => ({
  id,
  name,
  rank,
  holders: holders.map(holderOf),
});

const holderOf = ({ personId, name, kind, since }: person.Holder) => ({
  personId,
  name,
  kind,
  since,
});

/** Chain of responsibility of one unit: duties, who answers, who signed, what is missing. */
export async function matrix(ctx: RequestContext, id: string, given: { on?: string | undefined }) {
  const on = given.on ?? dayOf(ctx.now());
  return inScopes(ctx, async (trx) => {
    const unit = await org.seen(ctx, trx, id);
    const rows = await queries.dutiesOn(trx, id, on);
    const signatures = await queries.signaturesOf(
      trx,
      id,
      rows.map((d) => d.id),
    );
    const around = {
      unit,
      signatures,
      seats: (await person.holdersOf(trx, id, on)).map(seatOf),
      departments: await org.namesOf(
        trx,
        rows.flatMap((d) => d.department_id ?? []),
      ),
      names: await person.nameOf(
        trx,
        signatures.map((s) => s.person_id),
      ),
      manage: unit.closedOn ? no('unit-closed') : org.mayAt(ctx, 'duty.manage', unit.path),
    };
    const missing = unit.closedOn
      ? []
      : await queries.listGaps(trx, { paths: [], only: id, on, limit: 100 });
    return {
      unit: { id: unit.id, name: unit.name },
      duties: rows.map((row) => dutyOf(ctx, row, around)),
      seats: around.seats,
      gaps: missing.map(gapOf),
      abilities: {
        manage: around.manage,
        record: unit.closedOn ? no('unit-closed') : org.mayAt(ctx, 'duty.record', unit.path),
      },
    };
  });
}

function dutyOf(
  ctx: RequestContext,
  row: queries.DutyRow,
  around: {
    unit: org.SeenUnit;
    seats: readonly Seat[];
    signatures: readonly queries.SignatureRow[];
    departments: ReadonlyMap<string, string>;
    names: ReadonlyMap<string, string>;
    manage: Verdict;
  },
): Duty {
  const { unit, seats, signatures, departments, names, manage } = around;
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
        name: names.get(s.person_id) ?? '',
        at: s.at.toISOString(),
        signed: s.signed === 'drawn' ? ('drawn' as const) : ('typed' as const),
      })),
    waiting: (seat?.holders ?? [])
      .filter((h) => !state.signed.includes(h.personId))
      .map((h) => ({ id: h.personId, name: h.name })),
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
 * on up to the root, one step for each level of escalation, whatever the caller may see:
 * leaders are known to everybody under them.
 *
 * @param unit place of the unit, authorised by the caller
 */
export async function whoAnswers(
  trx: Trx,
  unit: org.Place,
  given: { readonly duty?: string | undefined; readonly on: string },
): Promise<{ answers: Answerer | null; chain: Answerer[] }> {
  const units = (await org.chainTo(trx, unit.path)).reverse();
  const posts = await person.postsOf(
    trx,
    units.map((u) => u.id),
    given.on,
  );
  const step = (post: person.HeldPost, as: Answerer['as'], duty: string | null): Answerer => {
    const at = units.find((u) => u.id === post.orgId)!;
    return {
      unit: { id: at.id, name: at.name },
      as,
      duty,
      post: post.name,
      holder: post.holders[0] ? holderOf(post.holders[0]) : null,
    };
  };
  const line = given.duty ? await lineOf(trx, unit, given.duty, given.on) : undefined;
  // A line given to the first post is the unit's first step anyway.
  const linePost = posts.find((p) => p.id === line?.post_id && p.rank !== 'first');
  const chain = [
    ...(line && linePost ? [step(linePost, 'line', line.title)] : []),
    ...units.flatMap(({ id }) =>
      posts.filter((p) => p.orgId === id && p.rank === 'first').map((p) => step(p, 'first', null)),
    ),
  ];
  return { answers: chain.find((a) => a.holder !== null) ?? null, chain };
}

async function lineOf(trx: Trx, unit: org.Place, dutyId: string, on: string) {
  const duty = (await queries.dutiesOn(trx, unit.id, on)).find((d) => d.id === dutyId);
  if (!duty) throw new AppError('not-found');
  return duty;
}

export async function answers(
  ctx: RequestContext,
  id: string,
  query: { duty?: string | undefined; on?: string | undefined },
) {
  return inScopes(ctx, async (trx) =>
    whoAnswers(trx, await org.seen(ctx, trx, id), {
      duty: query.duty,
      on: query.on ?? dayOf(ctx.now()),
    }),
  );
}
