import { type InstitutionKind, REVIEW_MONTHS } from '../../contract/institution/operations.ts';
import { evidenceOf } from '../evidence/counts.service.ts';
import * as org from '../org/service.ts';
import type { Context, RequestContext } from '../platform/context.ts';
import { dayOf } from '../platform/days.ts';
import { AppError } from '../platform/error.ts';
import { newId } from '../platform/ids.ts';
import { beyondScopes, inScopes, type Trx } from '../platform/scope.ts';
import { changeHeld } from '../platform/version.ts';
import * as problem from '../problem/service.ts';
import { noteOf } from '../record/service.ts';
import * as queries from './queries.ts';

/** How many standing rules answer each problem; for the room that closes problems. */
export { countFor } from './queries.ts';
export { inForce } from './read.service.ts';

interface Fields {
  readonly kind: InstitutionKind;
  readonly title: string;
  readonly documentNumber?: string | null | undefined;
  readonly provides: string;
  readonly follows?: string | null | undefined;
  readonly inForceOn: string;
  readonly reviewOn?: string | null | undefined;
}

const unfit = (path: string): AppError =>
  new AppError('institution-unfit', [{ code: `institution:unfit-${path}`, path }]);

/** The day so many months later, the last of its month where that is shorter. */
function monthsAfter(day: string, months: number): string {
  const [year, month, date] = day.split('-').map(Number) as [number, number, number];
  const last = new Date(Date.UTC(year, month + months, 0)).getUTCDate();
  const on = new Date(Date.UTC(year, month - 1 + months, Math.min(date, last)));
  return on.toISOString().slice(0, 10);
}

/**
 * The rule that is amended or repealed, held: it stands, nothing followed it yet, and it is of the unit
 * or of one under it, which alone may end it.
 */
async function beforeOf(
  ctx: RequestContext,
  trx: Trx,
  unit: org.Place,
  given: Fields,
  self: string | undefined,
) {
  const [row] = await queries.lockInstitutions(trx, [given.follows!]);
  if (!row || row.withdrawn_on || row.kind === 'repeal') throw unfit('follows');
  if (!org.inReach(ctx, row.org_path) || !org.isWithin(row.org_path, [unit.path]))
    throw unfit('follows');
  const others = (await queries.followersOf(trx, [row.id])).filter((f) => f.id !== self);
  if (others.length > 0) throw unfit('followed');
  if (self && (await queries.before(trx, row.id)).includes(self)) throw unfit('follows');
  if (given.inForceOn < row.in_force_on) throw unfit('inForceOn');
  return row.id;
}

/** A rule that amends or repeals names the one it follows; its effect is looked at after a year. */
async function columnsOf(
  ctx: RequestContext,
  trx: Trx,
  unit: org.Place,
  given: Fields,
  self?: string,
) {
  if (given.reviewOn && given.reviewOn <= given.inForceOn) throw unfit('reviewOn');
  const names = given.follows && given.kind !== 'make';
  const usual = given.kind === 'repeal' ? null : monthsAfter(given.inForceOn, REVIEW_MONTHS);
  return {
    kind: given.kind,
    title: given.title,
    document_number: given.documentNumber || null,
    provides: given.provides,
    follows: names ? await beforeOf(ctx, trx, unit, given, self) : null,
    in_force_on: given.inForceOn,
    review_on: given.reviewOn === undefined && !self ? usual : (given.reviewOn ?? null),
  };
}

const note = noteOf('institution');

/** Links problems in reach of whoever writes, in the order of their ids; their breaks follow. */
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
  for (const p of rows.map((r) => r.id).sort()) await problem.refresh(ctx, trx, p);
}

/** What holds of problems changes with the rule and with those it follows, wherever they lie. */
export async function holdsAnew(ctx: Context, trx: Trx, id: string): Promise<void> {
  await beyondScopes(trx, async () => {
    const ids = await queries.problemsOn(trx, await queries.before(trx, id));
    await problem.rederive(trx, ids, dayOf(ctx.now()));
  });
}

export async function create(
  ctx: RequestContext,
  input: Fields & { readonly unitId: string; readonly problems: readonly string[] },
): Promise<{ id: string }> {
  return inScopes(ctx, async (trx) => {
    const unit = await org.placeOf(ctx, trx, input.unitId);
    const columns = await columnsOf(ctx, trx, unit, input);
    const row = { id: newId(ctx.now()), org_id: unit.id, org_path: unit.path };
    await queries.insertInstitution(trx, {
      ...row,
      ...columns,
      created_at: ctx.now(),
      created_by: ctx.me!.id,
      version: 1,
    });
    await link(ctx, trx, row.id, input.problems);
    await holdsAnew(ctx, trx, row.id);
    return note(trx, ctx, 'create', row, { ...columns, problems: input.problems });
  });
}

async function open(
  ctx: RequestContext,
  trx: Trx,
  id: string,
  { version, with: more }: { readonly version: number; readonly with?: string | null | undefined },
) {
  const rows = await queries.lockInstitutions(trx, more ? [id, more] : [id]);
  const row = rows.find((r) => r.id === id);
  if (!row || !org.inReach(ctx, row.org_path)) throw new AppError('not-found');
  if (row.version !== version) throw new AppError('conflict');
  if (row.withdrawn_on !== null) throw new AppError('institution-withdrawn');
  return row;
}

export async function change(
  ctx: RequestContext,
  id: string,
  input: Fields & { readonly version: number },
): Promise<{ id: string }> {
  return inScopes(ctx, async (trx) => {
    const row = await open(ctx, trx, id, { version: input.version, with: input.follows });
    const unit = { id: row.org_id, path: row.org_path };
    const columns = await columnsOf(ctx, trx, unit, input, id);
    const were = await queries.before(trx, id);
    await changeHeld(trx, 'institution', row, columns);
    await holdsAnew(ctx, trx, id);
    // What it followed until now stands again.
    if (row.follows && row.follows !== columns.follows) await holdsAnew(ctx, trx, were[1]!);
    return note(trx, ctx, 'change', row, columns);
  });
}

export async function withdraw(
  ctx: RequestContext,
  id: string,
  input: { readonly reason: string; readonly version: number },
): Promise<{ id: string }> {
  return inScopes(ctx, async (trx) => {
    const row = await open(ctx, trx, id, input);
    const linked = (await queries.linksOf(trx, [id])).map((l) => l.problem_id).sort();
    await queries.removeLinks(trx, id, linked, ctx.now());
    await changeHeld(trx, 'institution', row, {
      withdrawn_on: dayOf(ctx.now()),
      withdrawn_reason: input.reason,
    });
    for (const p of linked) await problem.refresh(ctx, trx, p);
    await holdsAnew(ctx, trx, id);
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
    const gone = going.map((p) => p.id).sort();
    await queries.removeLinks(trx, id, gone, ctx.now());
    for (const p of gone) await problem.refresh(ctx, trx, p);
    await link(ctx, trx, id, input.add);
    return note(trx, ctx, 'link', row, { add: input.add, remove: gone });
  });
}

/** An older rule covers a problem: said with its reason by somebody who may review, not by who linked it. */
export async function cover(
  ctx: RequestContext,
  id: string,
  input: { readonly problemId: string; readonly reason: string },
): Promise<{ id: string }> {
  return inScopes(ctx, async (trx) => {
    const [row] = await queries.institutionsById(trx, [id]);
    if (!row) throw new AppError('not-found');
    if (row.withdrawn_on !== null) throw new AppError('institution-withdrawn');
    const [about] = await problem.problemsById(trx, [input.problemId]);
    const linked = (await queries.linksOf(trx, [id])).find((l) => l.problem_id === about?.id);
    if (!about || !linked || !org.inReach(ctx, about.org_path)) throw unfit('problems');
    if ([about.owner_id, linked.added_by].includes(ctx.me!.id)) throw new AppError('own-work');
    const values = { covers: input.reason, covers_by: ctx.me!.id, covers_at: ctx.now() };
    await queries.coverLink(trx, linked, values);
    await problem.refresh(ctx, trx, about.id);
    const content = { problem: about.id, reason: input.reason };
    return note(trx, ctx, 'cover', row, content);
  });
}

interface ReviewGiven {
  readonly on: string;
  readonly finding: string;
  readonly text: string;
  readonly changed?: string | null | undefined;
  readonly evidence: readonly string[];
  readonly next?: string | null | undefined;
  readonly version: number;
}

/** That a rule is to stay as it is wants to be shown: what it changed, by evidence of the rule. */
async function shownBy(trx: Trx, id: string, given: ReviewGiven): Promise<string[]> {
  const pieces = await evidenceOf(trx, `institution:${id}`);
  const standing = new Set(pieces.filter((e) => e.withdrawn_at === null).map((e) => e.id));
  if (!given.evidence.every((e) => standing.has(e))) throw unfit('evidence');
  if (given.finding === 'keeps' && !given.changed) throw unfit('changed');
  if (given.finding === 'keeps' && given.evidence.length === 0) throw unfit('evidence');
  return [...new Set(given.evidence)];
}

export async function review(
  ctx: RequestContext,
  id: string,
  input: ReviewGiven,
): Promise<{ id: string }> {
  return inScopes(ctx, async (trx) => {
    const row = await open(ctx, trx, id, input);
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
    const words = {
      on_day: input.on,
      finding: input.finding,
      text: input.text,
      changed: input.changed || null,
      evidence: await shownBy(trx, id, input),
    };
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
