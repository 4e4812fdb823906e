import type { Affected, Unit, UnitKind } from '../../contract/org/operations.ts';
import { scopesOf } from '../../contract/permissions.ts';
import type { ActOf } from '../../contract/record/acts.ts';
import * as duty from '../duty/service.ts';
import * as person from '../person/service.ts';
import type { RequestContext } from '../platform/context.ts';
import { dayOf } from '../platform/days.ts';
import { isDuplicate, takeTurns } from '../platform/db.ts';
import { AppError } from '../platform/error.ts';
import { newId } from '../platform/ids.ts';
import { holdPlaces, inScopes, type Trx, withinOne } from '../platform/scope.ts';
import * as problem from '../problem/succession.service.ts';
import { record } from '../record/service.ts';
import { demandNothingRuns, demandSettled, openWorkAt } from './open-work.service.ts';
import { passRows } from './pass.queries.ts';
import { demand, inReach, labelOf, parentPath, pathsAbove, reachable } from './place.ts';
import * as queries from './queries.ts';
import { unitOf } from './service.ts';

/** What a person may say of a unit. */
export interface Fields {
  readonly name: string;
  readonly shortName?: string | null | undefined;
  readonly code?: string | null | undefined;
  readonly kind: UnitKind;
  readonly class?: string | null | undefined;
}

interface At {
  readonly version: number;
  readonly on?: string | undefined;
}

const columns = (f: Fields) => ({
  name: f.name,
  short_name: f.shortName || null,
  code: f.code || null,
  kind: f.kind,
  class: f.class || null,
});

/** Changes of the tree take turns: paths and counts of several units change together. */
export async function guarded<T>(ctx: RequestContext, work: (trx: Trx) => Promise<T>): Promise<T> {
  return orCodeTaken(() =>
    withinOne(() =>
      inScopes({ ...ctx, apart: true }, async (trx) => {
        await takeTurns(trx, 'org tree');
        return work(trx);
      }),
    ),
  );
}

/** {@link guarded}, where units move, end or leave their work to others. */
async function moving<T>(ctx: RequestContext, work: (trx: Trx) => Promise<T>): Promise<T> {
  return guarded(ctx, async (trx) => {
    await standStill(trx);
    return work(trx);
  });
}

/** Inside a turn: nobody writes rows under units until it ends. Totals first: their check may take long. */
export async function standStill(trx: Trx): Promise<void> {
  await problem.holdTotals(trx);
  await holdPlaces(trx);
}

/** Says `code-taken` where another unit has the code. */
export async function orCodeTaken<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (isDuplicate(error)) throw new AppError('code-taken');
    throw error;
  }
}

/** An open unit as its editor saw it, locked. What one cannot even read does not exist. */
export async function open(ctx: RequestContext, trx: Trx, id: string, version?: number) {
  return openRow(ctx, await queries.lockOrg(trx, id), version);
}

/** {@link open} without a lock: whoever reads, or has the turn of the tree. */
export async function openNow(ctx: RequestContext, trx: Trx, id: string) {
  return openRow(ctx, await queries.findOrg(trx, id));
}

function openRow(ctx: RequestContext, row: queries.OrgRow | undefined, version?: number) {
  const readable = { ...ctx, scopes: scopesOf(ctx.me?.grants ?? [], 'org.read') };
  if (!row || !(inReach(readable, row.path) || inReach(ctx, row.path)))
    throw new AppError('not-found');
  if (row.closed_on) throw new AppError('unit-closed');
  if (version !== undefined && row.version !== version) throw new AppError('conflict');
  return row;
}

/** The day a change holds from: today unless said; neither to come nor before the last one. */
function dayFor(ctx: RequestContext, on: string | undefined, ...possible: string[]): string {
  const today = dayOf(ctx.now());
  const day = on ?? today;
  const earliest = possible.sort().at(-1) ?? '';
  if (day > today || day < earliest)
    throw new AppError('day-refused', [
      { code: 'org:day-refused', path: 'on', params: { day, earliest, today } },
    ]);
  return day;
}

/** Keeps the version that ends; one that began on the same day is simply written over. */
async function keepPast(trx: Trx, row: queries.OrgRow, on: string): Promise<void> {
  if (row.since >= on) return;
  const { since, parent_id, name, short_name, code, kind, class: unitClass, position } = row;
  const past = { since, parent_id, name, short_name, code, kind, class: unitClass, position };
  await queries.insertPast(trx, { ...past, org_id: row.id, until: on });
}

async function note(
  trx: Trx,
  ctx: RequestContext,
  act: ActOf<'org'>,
  row: queries.OrgRow,
  more: object = {},
): Promise<Unit> {
  const unit = unitOf(row);
  await record(trx, ctx, {
    act: `org.${act}`,
    subject: `org:${row.id}`,
    org: row,
    content: { unit, ...more },
  });
  return unit;
}

async function insertUnder(
  trx: Trx,
  ctx: RequestContext,
  parent: queries.OrgRow,
  given: Fields,
  on: string,
): Promise<queries.OrgRow> {
  const id = newId(ctx.now());
  const row = {
    id,
    parent_id: parent.id,
    path: `${parent.path}.${labelOf(id)}`,
    ...columns(given),
    position: (await queries.lastPosition(trx, parent.id)) + 1,
    units: 1,
    since: on,
    closed_on: null,
    version: 1,
  };
  await queries.insertOrgs(trx, [row]);
  await queries.addUnits(trx, pathsAbove(parent.path), 1);
  return row;
}

export async function create(
  ctx: RequestContext,
  input: Fields & { readonly parentId: string; readonly on?: string | undefined },
): Promise<Unit> {
  return guarded(ctx, async (trx) => {
    const parent = await open(ctx, trx, input.parentId);
    demand(ctx, parent.path);
    const on = dayFor(ctx, input.on, await queries.foundedOn(trx, parent.id));
    const row = await insertUnder(trx, ctx, parent, input, on);
    return note(trx, ctx, 'create', row);
  });
}

export async function edit(ctx: RequestContext, id: string, input: Fields & At): Promise<Unit> {
  return guarded(ctx, async (trx) => {
    const row = await open(ctx, trx, id, input.version);
    demand(ctx, row.path);
    const on = dayFor(ctx, input.on, row.since);
    await keepPast(trx, row, on);
    return note(
      trx,
      ctx,
      'change',
      await queries.updateOrg(trx, id, { ...columns(input), since: on }),
    );
  });
}

/** Structure is decided above the unit: whoever holds only the unit itself cannot move it. */
function demandAbove(ctx: RequestContext, row: queries.OrgRow): void {
  if (row.parent_id === null) throw new AppError('not-allowed');
  demand(ctx, parentPath(row.path));
}

/** Nothing is known of before; older papers are entered as history elsewhere. */
const EARLIEST = '1800-01-01';

/**
 * Corrects the day since which a unit has existed, to an earlier one: the first unit has that of
 * the installation until then. Only what was never changed, and not before the unit above. Since
 * when a unit exists is decided where it was founded: above it, and at the root for the root.
 */
export async function found(
  ctx: RequestContext,
  id: string,
  input: { readonly version: number; readonly since: string },
): Promise<Unit> {
  return guarded(ctx, async (trx) => {
    const row = await open(ctx, trx, id, input.version);
    demand(ctx, parentPath(row.path) || row.path);
    const since = row.parent_id ? await queries.foundedOn(trx, row.parent_id) : EARLIEST;
    // What it came from by a merger or split stood until then.
    const came = (await queries.successionsOf(trx, id)).some((s) => s.to_id === id);
    const known = came || (await queries.pastOf(trx, id)).length > 0;
    const earliest = known ? row.since : since;
    if (input.since < earliest || input.since > row.since)
      throw new AppError('day-refused', [
        {
          code: known ? 'org:found-known' : 'org:found-refused',
          path: 'since',
          params: { day: input.since, earliest, latest: row.since },
        },
      ]);
    const changed = await queries.updateOrg(trx, id, { since: input.since });
    return note(trx, ctx, 'found', changed, { before: row.since });
  });
}

/** Puts a unit with all under it beneath a parent, before a sibling or last. */
export async function place(
  trx: Trx,
  row: queries.OrgRow,
  parent: queries.OrgRow,
  before: queries.OrgRow | undefined,
  on: string,
): Promise<queries.OrgRow> {
  if (parent.path === row.path || parent.path.startsWith(`${row.path}.`))
    throw new AppError('move-under-itself');
  const position = before ? before.position : (await queries.lastPosition(trx, parent.id)) + 1;
  if (before) await queries.shiftPositions(trx, parent.id, position);
  // A new order among siblings is no new version of the unit.
  if (parent.id === row.parent_id) return queries.updateOrg(trx, row.id, { position });
  await keepPast(trx, row, on);
  const from = row.path;
  const to = `${parent.path}.${labelOf(row.id)}`;
  await queries.addUnits(trx, pathsAbove(parentPath(from)), -row.units);
  await problem.moveTotals(trx, from, to);
  await queries.rewritePaths(trx, from, to);
  await queries.addUnits(trx, pathsAbove(parent.path), row.units);
  return queries.updateOrg(trx, row.id, { parent_id: parent.id, position, since: on });
}

export async function move(
  ctx: RequestContext,
  id: string,
  input: At & { readonly parentId: string; readonly before?: string | undefined },
): Promise<Unit> {
  return moving(ctx, async (trx) => {
    const row = await open(ctx, trx, id, input.version);
    demandAbove(ctx, row);
    const parent = await open(ctx, trx, input.parentId);
    demand(ctx, parent.path);
    const before = input.before ? await open(ctx, trx, input.before) : undefined;
    if (before && before.parent_id !== parent.id) throw new AppError('not-found');
    const on = dayFor(ctx, input.on, row.since, await queries.foundedOn(trx, parent.id));
    const moved = await place(trx, row, parent, before, on);
    return note(trx, ctx, 'move', moved, { from: row.parent_id });
  });
}

/** What a unit has that its closing, merging or splitting ends or passes on. */
export async function affected(ctx: RequestContext, id: string): Promise<Affected> {
  return inScopes(ctx, async (trx) => {
    const row = reachable(ctx, await queries.findOrg(trx, id));
    const people = await person.countsAt(trx, ctx, row.id, dayOf(ctx.now()));
    const open = await openWorkAt(trx, row.id);
    return { ...people, duties: await duty.countAt(trx, ctx, row.id), open };
  });
}

/** Closes a unit whose children are gone. */
async function shut(trx: Trx, row: queries.OrgRow, on: string): Promise<queries.OrgRow> {
  await queries.addUnits(trx, pathsAbove(row.path), -1);
  return queries.updateOrg(trx, row.id, { closed_on: on });
}

export async function close(ctx: RequestContext, id: string, input: At): Promise<Unit> {
  return moving(ctx, async (trx) => {
    const row = await open(ctx, trx, id, input.version);
    demandAbove(ctx, row);
    if (row.units > 1) throw new AppError('has-children');
    const on = dayFor(ctx, input.on, row.since);
    await person.demandEmpty(trx, [row.id], on);
    await demandSettled(trx, [row.id]);
    await person.endAt(trx, ctx, row, on);
    await duty.endAt(trx, ctx, [row], { on, why: 'close' });
    return note(trx, ctx, 'close', await shut(trx, row, on));
  });
}

/** Problems, sessions, rules, voices, visits and campaigns go on with whoever takes its place. */
async function passWork(
  trx: Trx,
  ctx: RequestContext,
  from: queries.OrgRow,
  to: queries.OrgRow,
  why: 'merge' | 'split',
): Promise<number> {
  await demandNothingRuns(trx, from.id);
  // Moving the children may have changed its path.
  const into = (await queries.findOrg(trx, to.id))!;
  const passed = await problem.passOn(trx, ctx, from, into, why);
  await passRows(trx, from, into);
  return passed;
}

async function moveChildren(trx: Trx, from: queries.OrgRow, to: queries.OrgRow, on: string) {
  for (const child of await queries.childrenOf(trx, from.id, undefined, from.units)) {
    const target = (await queries.lockOrg(trx, to.id))!;
    await place(trx, child, target, undefined, child.since > on ? child.since : on);
  }
}

export async function merge(
  ctx: RequestContext,
  id: string,
  input: At & { readonly intoId: string },
): Promise<Unit> {
  return moving(ctx, async (trx) => {
    const row = await open(ctx, trx, id, input.version);
    demandAbove(ctx, row);
    const into = await open(ctx, trx, input.intoId);
    demand(ctx, into.path);
    if (into.path === row.path || into.path.startsWith(`${row.path}.`))
      throw new AppError('move-under-itself');
    const on = dayFor(ctx, input.on, row.since, await queries.foundedOn(trx, into.id));
    await moveChildren(trx, row, into, on);
    await person.passOn(trx, ctx, row, into, on);
    const problems = await passWork(trx, ctx, row, into, 'merge');
    await duty.endAt(trx, ctx, [row], { on, why: 'merge' });
    await queries.insertSuccessions(trx, [
      { from_id: row.id, to_id: into.id, kind: 'merge', on_day: on },
    ]);
    return note(trx, ctx, 'merge', await shut(trx, row, on), { into: into.id, problems });
  });
}

export async function split(
  ctx: RequestContext,
  id: string,
  input: At & { readonly into: readonly Fields[] },
): Promise<Unit[]> {
  return moving(ctx, async (trx) => {
    const row = await open(ctx, trx, id, input.version);
    demandAbove(ctx, row);
    const on = dayFor(ctx, input.on, row.since);
    // Its code is free for one of those it becomes.
    const freed = input.into.some((f) => f.code && f.code === row.code)
      ? await queries.updateOrg(trx, row.id, { closed_on: on })
      : row;
    const made: queries.OrgRow[] = [];
    for (const given of input.into) {
      const parent = (await queries.lockOrg(trx, row.parent_id!))!;
      made.push(await insertUnder(trx, ctx, parent, given, on));
    }
    await moveChildren(trx, freed, made[0]!, on);
    await person.passOn(trx, ctx, row, made[0]!, on);
    await passWork(trx, ctx, row, made[0]!, 'split');
    await duty.endAt(trx, ctx, [row], { on, why: 'split' });
    await queries.insertSuccessions(
      trx,
      made.map((m) => ({ from_id: row.id, to_id: m.id, kind: 'split', on_day: on })),
    );
    const closed = await shut(trx, row, on);
    await note(trx, ctx, 'split', closed, { into: made.map((m) => m.id) });
    const units = [];
    for (const m of made)
      units.push(await note(trx, ctx, 'create', (await queries.findOrg(trx, m.id))!));
    return units;
  });
}
