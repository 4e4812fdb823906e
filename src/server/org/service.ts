import type { Unit, UnitKind } from '../../contract/org/operations.ts';
import { isUnder } from '../../contract/permissions.ts';
import type { RequestContext } from '../platform/context.ts';
import { dayOf } from '../platform/days.ts';
import type { Executor } from '../platform/db.ts';
import { AppError } from '../platform/error.ts';
import { inScopes, type Trx } from '../platform/scope.ts';
import { type Place, parentPath, pathsAbove, reachable } from './place.ts';
import * as queries from './queries.ts';
import { searchOrgs } from './search.queries.ts';

export { inReach, mayAt, parentPath, pathsAbove } from './place.ts';
export type { Place };

/** The first unit of the organisation. */
export async function root(db: Executor): Promise<Place> {
  const { id, path } = await queries.findRoot(db);
  return { id, path };
}

/** The unit for which the caller makes things when none is named: the first in reach. */
export async function ownUnit(ctx: RequestContext, trx: Trx): Promise<Place> {
  const first = ctx.scopes[0];
  if (first === '') return root(trx);
  const row = first === undefined ? undefined : (await queries.orgsByPath(trx, [first]))[0];
  if (!row) throw new AppError('not-allowed');
  return { id: row.id, path: row.path };
}

/** Where a unit lies, for rooms that place rows under it; `not-found` outside one's reach. */
export async function placeOf(
  ctx: RequestContext,
  trx: Trx,
  id: string,
): Promise<Place & { readonly name: string }> {
  const row = reachable(ctx, await queries.findOrg(trx, id));
  if (row.closed_on) throw new AppError('unit-closed');
  return { id: row.id, path: row.path, name: row.name };
}

/** A unit one may read, open or closed; `not-found` outside one's reach. */
export async function seen(ctx: RequestContext, trx: Trx, id: string) {
  const { path, name, closed_on } = reachable(ctx, await queries.findOrg(trx, id));
  return { id, path, name, closedOn: closed_on };
}
export type SeenUnit = Awaited<ReturnType<typeof seen>>;

/** Where a unit one may read lies, and its class: for what is meant for units of a class. */
export async function classed(ctx: RequestContext, trx: Trx, id: string) {
  const { path, class: unitClass } = reachable(ctx, await queries.findOrg(trx, id));
  return { path, class: unitClass };
}

/** Units from the root down to the one at a path, itself included, by path. */
export async function chainTo(trx: Executor, path: string) {
  return queries.orgsByPath(trx, pathsAbove(path));
}

/** Paths to read under: a unit one may see, or everything in reach. */
export async function pathsFor(
  ctx: RequestContext,
  trx: Trx,
  under: string | undefined,
): Promise<readonly string[]> {
  return under ? [(await seen(ctx, trx, under)).path] : ctx.scopes;
}

/** The open unit of a code. */
export async function byCode(trx: Executor, code: string): Promise<Place | undefined> {
  const row = await queries.orgByCode(trx, code);
  return row && { id: row.id, path: row.path };
}

/** Names of units by id. */
export async function namesOf(trx: Executor, ids: readonly string[]): Promise<Map<string, string>> {
  return new Map((await queries.orgsById(trx, ids)).map((r) => [r.id, r.name]));
}

/** Whether an open unit lies under a path, or at it. */
export async function liesUnder(trx: Executor, id: string, path: string): Promise<boolean> {
  const row = await queries.findOrg(trx, id);
  return row !== undefined && row.closed_on === null && isUnder(row.path, path);
}

/** Whether a path lies under one of several. */
export function isWithin(path: string, scopes: readonly string[]): boolean {
  return scopes.some((s) => isUnder(path, s));
}

/** Names of the units above each path, topmost first. */
export async function namesAbove(
  trx: Executor,
  paths: readonly string[],
): Promise<Map<string, { id: string; name: string }[]>> {
  const needed = new Set(paths.flatMap((p) => pathsAbove(parentPath(p))));
  const rows = await queries.orgsByPath(trx, [...needed].filter(Boolean));
  const names = new Map(rows.map((r) => [r.path, { id: r.id, name: r.name }]));
  return new Map(
    paths.map((path) => [path, pathsAbove(parentPath(path)).flatMap((p) => names.get(p) ?? [])]),
  );
}
/** A unit one may see, by name and with the number of open units under it; the first in reach when none is named. */
export async function glimpse(ctx: RequestContext, trx: Trx, id: string | undefined) {
  const { id: unitId } = id ? { id } : await ownUnit(ctx, trx);
  const row = reachable(ctx, await queries.findOrg(trx, unitId));
  return { id: row.id, name: row.name, path: row.path, units: row.units, version: row.version };
}

/** Name that the first unit has until somebody names it (migration 0003). */
export const UNNAMED = '本单位';

export function unitOf(row: queries.OrgRow): Unit {
  return {
    id: row.id,
    parentId: row.parent_id,
    path: row.path,
    name: row.name,
    shortName: row.short_name,
    code: row.code,
    kind: row.kind as UnitKind,
    class: row.class,
    position: row.position,
    units: row.units,
    since: row.since,
    closedOn: row.closed_on,
    version: row.version,
  };
}

/** A version of a past day, with where the unit lies today. */
function unitThen(row: queries.PastRow, path: string): Unit {
  return {
    id: row.id,
    parentId: row.parent_id,
    path,
    name: row.name,
    shortName: row.short_name,
    code: row.code,
    kind: row.kind as UnitKind,
    class: row.class,
    position: row.position,
    units: null,
    since: row.since,
    closedOn: row.until,
    version: 0,
  };
}

/** Whether a day was asked for that is not today. */
function pastDay(ctx: RequestContext, on: string | undefined): string | undefined {
  return on !== undefined && on < dayOf(ctx.now()) ? on : undefined;
}

async function withChildren(trx: Trx, rows: readonly queries.OrgRow[], closed: queries.Closed) {
  const counts = await queries.countChildren(
    trx,
    rows.map((r) => r.id),
    closed,
  );
  return rows.map((r) => ({ ...unitOf(r), children: counts.get(r.id) ?? 0 }));
}

async function childrenThen(trx: Trx, rows: readonly queries.PastRow[], path: string, on: string) {
  const out = [];
  for (const row of rows)
    out.push({
      ...unitThen(row, path),
      children: (await queries.childrenOn(trx, row.id, on)).length,
    });
  return out;
}

/** As of a day, or with the closed ones. */
interface AsOf {
  readonly on?: string | undefined;
  readonly closed?: queries.Closed;
}

export async function roots(ctx: RequestContext, query: AsOf) {
  const on = pastDay(ctx, query.on);
  return inScopes(ctx, async (trx) => {
    const rows = await queries.orgsByPath(trx, ctx.scopes);
    if (!on) return withChildren(trx, rows, query.closed);
    const then = [];
    for (const row of rows) {
      const version = await queries.orgOn(trx, row.id, on);
      if (version) then.push(...(await childrenThen(trx, [version], row.path, on)));
    }
    return then;
  });
}

/** A unit and the names above it, as of a day. */
export async function unit(ctx: RequestContext, id: string, query: AsOf) {
  const on = pastDay(ctx, query.on);
  return inScopes(ctx, async (trx) => {
    const row = reachable(ctx, await queries.findOrg(trx, id));
    if (on) return unitOn(trx, row, on);
    const above = await queries.orgsByPath(trx, pathsAbove(parentPath(row.path)));
    return {
      unit: (await withChildren(trx, [row], query.closed))[0]!,
      above: above.map(({ id, name }) => ({ id, name })),
    };
  });
}

async function unitOn(trx: Trx, row: queries.OrgRow, on: string) {
  const version = await queries.orgOn(trx, row.id, on);
  if (!version) throw new AppError('not-found');
  const above = [];
  for (let at = version.parent_id; at; ) {
    const parent = await queries.orgOn(trx, at, on);
    if (!parent) break;
    above.unshift({ id: parent.id, name: parent.name });
    at = parent.parent_id;
  }
  return { unit: (await childrenThen(trx, [version], row.path, on))[0]!, above };
}

export async function children(
  ctx: RequestContext,
  id: string,
  query: AsOf & { after?: string | undefined; limit: number },
) {
  const on = pastDay(ctx, query.on);
  return inScopes(ctx, async (trx) => {
    const parent = reachable(ctx, await queries.findOrg(trx, id));
    if (on) {
      const rows = await queries.childrenOn(trx, id, on);
      const from = query.after ? rows.findIndex((r) => r.id === query.after) + 1 : 0;
      return childrenThen(trx, rows.slice(from, from + query.limit), parent.path, on);
    }
    const after = query.after ? await queries.findOrg(trx, query.after) : undefined;
    const rows = await queries.childrenOf(trx, id, after, query.limit, query.closed);
    return withChildren(trx, rows, query.closed);
  });
}

/** More classes than these nobody chooses from. */
const CLASSES = 200;

/** Classes of the open units under one, the most used first. */
export async function classes(ctx: RequestContext, id: string) {
  return inScopes(ctx, async (trx) => {
    const { path } = await seen(ctx, trx, id);
    return { rows: await queries.classesUnder(trx, path, CLASSES) };
  });
}

/** Units in reach, in the order of the tree or by words. */
export async function list(
  ctx: RequestContext,
  query: {
    q?: string | undefined;
    under?: string | undefined;
    after?: string | undefined;
    limit: number;
    closed?: queries.Closed;
  },
) {
  return inScopes(ctx, async (trx) => {
    const paths = await pathsFor(ctx, trx, query.under);
    const rows = query.q
      ? await searchOrgs(trx, paths, query.q, query.limit, query.closed)
      : await queries.listOrgs(trx, paths, query.after, query.limit, query.closed);
    const above = await namesAbove(
      trx,
      rows.map((r) => r.path),
    );
    return rows.map((r) => ({ ...unitOf(r), above: above.get(r.path)! }));
  });
}

/** Every version of a unit, what it came from and what it became. */
export async function history(ctx: RequestContext, id: string) {
  return inScopes(ctx, async (trx) => {
    const row = reachable(ctx, await queries.findOrg(trx, id));
    const past = await queries.pastOf(trx, id);
    const parent = row.parent_id ? await queries.findOrg(trx, row.parent_id) : undefined;
    const links = await queries.successionsOf(trx, id);
    const { since, closedOn, name, shortName, code, kind, class: unitClass } = unitOf(row);
    return {
      versions: [
        ...past.map((p) => ({
          since: p.since,
          until: p.until,
          name: p.name,
          shortName: p.short_name,
          code: p.code,
          kind: p.kind as UnitKind,
          class: p.class,
          parent: p.parent_id ? { id: p.parent_id, name: p.parent_name ?? '' } : null,
        })),
        {
          since,
          until: closedOn,
          name,
          shortName,
          code,
          kind,
          class: unitClass,
          parent: parent ? { id: parent.id, name: parent.name } : null,
        },
      ],
      from: links
        .filter((l) => l.to_id === id)
        .map((l) => ({ id: l.from_id, name: l.from_name, kind: succession(l.kind), on: l.on_day })),
      into: links
        .filter((l) => l.from_id === id)
        .map((l) => ({ id: l.to_id, name: l.to_name, kind: succession(l.kind), on: l.on_day })),
    };
  });
}

const succession = (kind: string): 'merge' | 'split' => (kind === 'merge' ? 'merge' : 'split');
