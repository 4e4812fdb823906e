import type { Institution, InstitutionKind } from '../../contract/institution/operations.ts';
import type { OfCampaign } from '../../contract/problem/schemas.ts';
import { no } from '../../contract/verdict.ts';
import { chosenOf } from '../campaign/service.ts';
import * as org from '../org/service.ts';
import * as person from '../person/service.ts';
import type { RequestContext } from '../platform/context.ts';
import { dayOf } from '../platform/days.ts';
import { AppError } from '../platform/error.ts';
import { newId } from '../platform/ids.ts';
import { inScopes, type Trx } from '../platform/scope.ts';
import { changeHeld } from '../platform/version.ts';
import * as problem from '../problem/service.ts';
import { noteOf } from '../record/service.ts';
import * as queries from './queries.ts';

/** How many standing rules answer each problem; for the room that closes problems. */
export { countFor } from './queries.ts';

interface Fields {
  readonly kind: InstitutionKind;
  readonly title: string;
  readonly documentNumber?: string | null | undefined;
  readonly provides: string;
  readonly follows?: string | null | undefined;
  readonly inForceOn: string;
  readonly reviewOn?: string | null | undefined;
}

const unfit = (path: 'follows' | 'reviewOn' | 'problems'): AppError =>
  new AppError('institution-unfit', [{ code: `institution:unfit-${path}`, path }]);

/** A rule that amends or repeals names the one it follows; its review comes after it holds. */
async function columnsOf(trx: Trx, given: Fields, self?: string) {
  if (given.reviewOn && given.reviewOn <= given.inForceOn) throw unfit('reviewOn');
  if (given.follows) {
    const [before] = await queries.institutionsById(trx, [given.follows]);
    if (!before || before.id === self || before.withdrawn_on) throw unfit('follows');
  }
  return {
    kind: given.kind,
    title: given.title,
    document_number: given.documentNumber || null,
    provides: given.provides,
    follows: given.kind === 'make' ? null : (given.follows ?? null),
    in_force_on: given.inForceOn,
    review_on: given.reviewOn ?? null,
  };
}

const note = noteOf('institution');

/** Links problems in reach of whoever writes; their breaks follow. */
async function link(ctx: RequestContext, trx: Trx, id: string, problemIds: readonly string[]) {
  const rows = await problem.problemsById(trx, problemIds);
  if (rows.length !== new Set(problemIds).size) throw new AppError('not-found');
  await queries.putLinks(
    trx,
    rows.map((p) => ({
      org_id: p.org_id,
      org_path: p.org_path,
      problem_id: p.id,
      institution_id: id,
      added_by: ctx.me!.id,
      added_at: ctx.now(),
    })),
  );
  for (const p of rows) await problem.refresh(ctx, trx, p.id);
}

export async function create(
  ctx: RequestContext,
  input: Fields & { readonly unitId: string; readonly problems: readonly string[] },
): Promise<{ id: string }> {
  return inScopes(ctx, async (trx) => {
    const unit = await org.placeOf(ctx, trx, input.unitId);
    const columns = await columnsOf(trx, input);
    const row = { id: newId(ctx.now()), org_id: unit.id, org_path: unit.path };
    await queries.insertInstitution(trx, {
      ...row,
      ...columns,
      created_at: ctx.now(),
      created_by: ctx.me!.id,
      version: 1,
    });
    await link(ctx, trx, row.id, input.problems);
    return note(trx, ctx, 'create', row, { ...columns, problems: input.problems });
  });
}

async function open(ctx: RequestContext, trx: Trx, id: string, version?: number) {
  const row = await queries.lockInstitution(trx, id);
  if (!row || !org.inReach(ctx, row.org_path)) throw new AppError('not-found');
  if (version !== undefined && row.version !== version) throw new AppError('conflict');
  if (row.withdrawn_on !== null) throw new AppError('institution-withdrawn');
  return row;
}

export async function change(
  ctx: RequestContext,
  id: string,
  input: Fields & { readonly version: number },
): Promise<{ id: string }> {
  return inScopes(ctx, async (trx) => {
    const row = await open(ctx, trx, id, input.version);
    const columns = await columnsOf(trx, input, id);
    await changeHeld(trx, 'institution', row, columns);
    return note(trx, ctx, 'change', row, columns);
  });
}

export async function withdraw(
  ctx: RequestContext,
  id: string,
  input: { readonly reason: string; readonly version: number },
): Promise<{ id: string }> {
  return inScopes(ctx, async (trx) => {
    const row = await open(ctx, trx, id, input.version);
    const linked = (await queries.linksOf(trx, [id])).map((l) => l.problem_id);
    await queries.removeLinks(trx, id, linked, ctx.now());
    for (const p of linked) await problem.refresh(ctx, trx, p);
    await changeHeld(trx, 'institution', row, {
      withdrawn_on: dayOf(ctx.now()),
      withdrawn_reason: input.reason,
    });
    return note(trx, ctx, 'withdraw', row, { reason: input.reason, problems: linked });
  });
}

export async function linkProblems(
  ctx: RequestContext,
  id: string,
  input: { readonly add: readonly string[]; readonly remove: readonly string[] },
): Promise<{ id: string }> {
  return inScopes(ctx, async (trx) => {
    // A rule of a unit above may answer a problem of one's own: it is seen, not changed.
    const [row] = await queries.institutionsById(trx, [id]);
    if (!row) throw new AppError('not-found');
    if (row.withdrawn_on !== null) throw new AppError('institution-withdrawn');
    if (input.add.length + input.remove.length === 0) throw unfit('problems');
    const going = await problem.problemsById(trx, input.remove);
    // What a close-out rests on stays.
    if (going.some((p) => p.systemic && !['draft', 'open', 'working'].includes(p.state)))
      throw new AppError('problem-settled');
    await queries.removeLinks(
      trx,
      id,
      going.map((p) => p.id),
      ctx.now(),
    );
    for (const p of going) await problem.refresh(ctx, trx, p.id);
    await link(ctx, trx, id, input.add);
    return note(trx, ctx, 'link', row, { add: input.add, remove: going.map((p) => p.id) });
  });
}

export async function review(
  ctx: RequestContext,
  id: string,
  input: {
    readonly on: string;
    readonly finding: string;
    readonly text: string;
    readonly next?: string | null | undefined;
    readonly version: number;
  },
): Promise<{ id: string }> {
  return inScopes(ctx, async (trx) => {
    const row = await open(ctx, trx, id, input.version);
    const today = dayOf(ctx.now());
    if (input.on > today || input.on < row.in_force_on)
      throw new AppError('day-refused', [
        {
          code: 'institution:review-day',
          path: 'on',
          params: { from: row.in_force_on, to: today },
        },
      ]);
    if (input.next && input.next <= today) throw unfit('reviewOn');
    const words = { on_day: input.on, finding: input.finding, text: input.text };
    await queries.insertReview(trx, {
      org_id: row.org_id,
      id: newId(ctx.now()),
      org_path: row.org_path,
      institution_id: id,
      ...words,
      by_person: ctx.me!.id,
      at: ctx.now(),
    });
    await changeHeld(trx, 'institution', row, { review_on: input.next ?? null });
    return note(trx, ctx, 'review', row, { ...words, next: input.next ?? null });
  });
}

async function shapes(
  ctx: RequestContext,
  trx: Trx,
  rows: readonly queries.InstitutionRow[],
): Promise<Institution[]> {
  const ids = rows.map((r) => r.id);
  const links = await queries.linksOf(trx, ids);
  const problems = await problem.problemsById(trx, [...new Set(links.map((l) => l.problem_id))]);
  const reviews = await queries.reviewsOf(trx, ids);
  const before = await queries.institutionsById(
    trx,
    rows.flatMap((r) => r.follows ?? []),
  );
  const names = await person.nameOf(
    trx,
    reviews.map((r) => r.by_person),
  );
  const today = dayOf(ctx.now());
  const linked = (id: string) =>
    new Set(links.filter((l) => l.institution_id === id).map((l) => l.problem_id));
  return rows.map((r) => {
    const mine = linked(r.id);
    const follows = before.find((b) => b.id === r.follows);
    const may = org.mayAt(ctx, 'problem.write', r.org_path);
    return {
      id: r.id,
      unit: { id: r.org_id, name: r.unit_name },
      kind: r.kind as InstitutionKind,
      title: r.title,
      documentNumber: r.document_number,
      provides: r.provides,
      follows: follows ? { id: follows.id, name: follows.title } : null,
      inForceOn: r.in_force_on,
      reviewOn: r.review_on,
      reviewDue: r.withdrawn_on === null && r.review_on !== null && r.review_on <= today,
      withdrawn: r.withdrawn_on ? { on: r.withdrawn_on, reason: r.withdrawn_reason ?? '' } : null,
      problems: problems
        .filter((p) => mine.has(p.id))
        .map((p) => ({
          id: p.id,
          number: p.number,
          title: p.title,
          unit: { id: p.org_id, name: p.unit_name },
          state: p.state as Institution['problems'][number]['state'],
        })),
      reviews: reviews
        .filter((v) => v.institution_id === r.id)
        .map((v) => ({
          id: v.id,
          on: v.on_day,
          finding: v.finding as Institution['reviews'][number]['finding'],
          text: v.text,
          by: { id: v.by_person, name: names.get(v.by_person) ?? '' },
        })),
      version: r.version,
      abilities: { change: may.ok && r.withdrawn_on ? no('institution-withdrawn') : may },
    };
  });
}

export async function list(
  ctx: RequestContext,
  query: OfCampaign & {
    under?: string | undefined;
    only?: 'under' | undefined;
    inForceTo?: string | undefined;
    kind?: InstitutionKind | undefined;
    review?: 'due' | undefined;
    problems?: 'none' | undefined;
    q?: string | undefined;
    after?: string | undefined;
    limit: number;
  },
): Promise<{ rows: Institution[]; next: string | null; total: number }> {
  return inScopes(ctx, async (trx) => {
    const filter = {
      path: query.under ? (await org.seen(ctx, trx, query.under)).path : undefined,
      onlyUnder: query.only === 'under',
      campaigns: await chosenOf(trx, query),
      inForceTo: query.inForceTo,
      kind: query.kind,
      reviewBy: query.review ? dayOf(ctx.now()) : undefined,
      withoutProblems: query.problems === 'none',
      q: query.q,
    };
    const rows = await queries.listInstitutions(trx, filter, {
      after: query.after === undefined ? undefined : placeAfter(query.after),
      limit: query.limit,
    });
    const last = rows.length === query.limit ? rows.at(-1) : undefined;
    return {
      rows: await shapes(ctx, trx, rows),
      next: last ? `${last.in_force_on} ${last.id}` : null,
      total: await queries.countInstitutions(trx, filter),
    };
  });
}

/** Rules of a unit and those under it that were in force on a day, as a cockpit counts them. */
export async function inForce(
  trx: Trx,
  path: string,
  of: OfCampaign,
  inForceTo: string,
): Promise<number> {
  return queries.countInstitutions(trx, {
    ...{ path, onlyUnder: true, inForceTo, withoutProblems: false },
    campaigns: await chosenOf(trx, of),
  });
}

function placeAfter(text: string) {
  const [, on, id] = /^(\d{4}-\d\d-\d\d) ([0-9a-f-]{36})$/.exec(text) ?? [];
  if (on === undefined)
    throw new AppError('invalid', [{ code: 'server.field-format', path: 'after' }]);
  return { on, id: id! };
}

export async function get(ctx: RequestContext, id: string): Promise<Institution> {
  return inScopes(ctx, async (trx) => {
    const [shape] = await shapes(ctx, trx, await queries.institutionsById(trx, [id]));
    if (!shape) throw new AppError('not-found');
    return shape;
  });
}
