import { type Permission, permissions, type Role, roles } from '../../contract/permissions.ts';
import { type PostRank, postRanks } from '../../contract/person/operations.ts';
import * as org from '../org/service.ts';
import { beyondScopes, type Trx } from '../platform/scope.ts';
import { holdersAt, holdersNearest } from './grants.queries.ts';
import * as queries from './holders.queries.ts';

export { countsAt, demandEmpty, endAt, passOn } from './succession.service.ts';

export interface Holder {
  readonly personId: string;
  readonly name: string;
  readonly kind: 'regular' | 'acting' | 'concurrent';
  readonly since: string;
  /** First day on which it no longer holds; open when null. */
  readonly until: string | null;
}

/** A post of a unit with those who hold it on the day asked for; vacant when nobody does. */
export interface HeldPost {
  readonly id: string;
  readonly orgId: string;
  readonly name: string;
  readonly rank: PostRank;
  readonly position: number;
  readonly holders: readonly Holder[];
}

/**
 * Posts of several units that stand on a day (`YYYY-MM-DD`), each with its holders, the regular
 * one first. Who holds which post is known in the whole organisation: it is read beyond the
 * scopes of the transaction, and nothing else of a person is.
 */
export async function postsOf(
  trx: Trx,
  orgIds: readonly string[],
  on: string,
  ranks: readonly PostRank[] = postRanks,
): Promise<HeldPost[]> {
  const rows = await beyondScopes(trx, () => queries.holders(trx, orgIds, on, ranks));
  const posts = new Map<string, HeldPost & { holders: Holder[] }>();
  for (const row of rows) {
    const post = posts.get(row.post_id) ?? {
      id: row.post_id,
      orgId: row.org_id,
      name: row.post_name,
      rank: row.rank as PostRank,
      position: row.position,
      holders: [],
    };
    posts.set(row.post_id, post);
    if (row.person_id === null) continue;
    post.holders.push({
      personId: row.person_id,
      name: row.person_name!,
      kind: row.kind as Holder['kind'],
      since: row.since!,
      until: row.until,
    });
  }
  return [...posts.values()];
}

/** {@link postsOf} for one unit. */
export async function holdersOf(trx: Trx, orgId: string, on: string): Promise<HeldPost[]> {
  return postsOf(trx, [orgId], on);
}

export interface First {
  readonly orgId: string;
  readonly orgName: string;
  readonly postId: string;
  readonly postName: string;
  readonly holder: Holder;
  /** Units below it, from the one asked for, whose first post is vacant or missing. */
  readonly vacant: readonly string[];
}

/**
 * Who is first responsible for a unit on a day: the holder of its first post, else of the
 * nearest one above that is not vacant. Nothing when all are.
 */
export async function firstOf(trx: Trx, path: string, on: string): Promise<First | undefined> {
  const units = await queries.unitsOf(trx, org.pathsAbove(path));
  const posts = await postsOf(
    trx,
    units.map((u) => u.id),
    on,
    ['first'],
  );
  const vacant: string[] = [];
  for (const unit of units) {
    const post = posts.find((p) => p.orgId === unit.id && p.holders.length > 0);
    if (post)
      return {
        orgId: unit.id,
        orgName: unit.name,
        postId: post.id,
        postName: post.name,
        holder: post.holders[0]!,
        vacant,
      };
    vacant.push(unit.id);
  }
  return undefined;
}

/** Names of people by id, whatever unit they are of: for showing who did something. */
export async function nameOf(
  trx: Trx,
  ids: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const rows = await beyondScopes(trx, () => queries.names(trx, [...new Set(ids)]));
  return new Map(rows.map((r) => [r.id, r.name]));
}

/** The unit somebody belongs to, whatever unit it is; nothing for nobody. */
export async function homeOf(trx: Trx, id: string): Promise<org.Place | undefined> {
  const row = await beyondScopes(trx, () => queries.home(trx, id));
  return row && { id: row.org_id, path: row.org_path };
}

/** Everybody who belongs to a unit, those who left too, whoever asks: by whom something was done. */
export async function peopleOf(trx: Trx, orgId: string): Promise<string[]> {
  return beyondScopes(trx, () => queries.idsOf(trx, orgId));
}

/** Who may do something at a unit by a right over it, else over the nearest unit above it. */
export async function nearestWith(
  trx: Trx,
  permission: Permission,
  path: string,
  now: Date,
): Promise<string[]> {
  return beyondScopes(trx, () =>
    holdersNearest(trx, rolesFor(permission), org.pathsAbove(path), now),
  );
}

/** Who may do something at a unit, by a right over it or over any unit above it. */
export async function allWith(
  trx: Trx,
  permission: Permission,
  path: string,
  now: Date,
): Promise<ReadonlySet<string>> {
  const find = () => holdersAt(trx, rolesFor(permission), org.pathsAbove(path), now);
  return new Set(await beyondScopes(trx, find));
}

const rolesFor = (permission: Permission): Role[] =>
  roles.filter((r: Role) => (permissions[r] as readonly Permission[]).includes(permission));

/** Key of somebody by unit and name. */
export const named = (orgId: string, name: string): string => `${orgId} ${name}`;

/** Who is meant by a unit and a name, where it is the name of one person there alone. */
export async function unmistakable(
  trx: Trx,
  given: readonly { readonly orgId: string; readonly name: string }[],
): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string | null>();
  const rows = await queries.withNames(
    trx,
    [...new Set(given.map((g) => g.orgId))],
    [...new Set(given.map((g) => g.name))],
  );
  for (const r of rows) {
    const key = named(r.org_id, r.name);
    found.set(key, found.has(key) ? null : r.id);
  }
  return new Map([...found].flatMap(([key, id]) => (id === null ? [] : [[key, id] as const])));
}
