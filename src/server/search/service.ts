import { type Permission, scopesOf } from '../../contract/permissions.ts';
import type { Hit, HitKind } from '../../contract/search/operations.ts';
import * as ballot from '../ballot/waiting.service.ts';
import * as org from '../org/search.service.ts';
import * as person from '../person/search.service.ts';
import type { RequestContext } from '../platform/context.ts';
import { inScopes, type Trx } from '../platform/scope.ts';
import * as problem from '../problem/search.service.ts';
import * as entry from '../record/search.service.ts';
import * as study from '../study/search.service.ts';

/** What a room finds by words among the rows in reach of the context: best first, at most `limit`. */
export type Find = (ctx: RequestContext, trx: Trx, words: string, limit: number) => Promise<Hit[]>;

/** Who finds what, and the permission that says where. A room that has things to find stands here. */
const finders: readonly { kind: HitKind; permission: Permission; search: Find }[] = [
  { kind: 'unit', permission: 'org.read', search: org.search },
  { kind: 'person', permission: 'person.read', search: person.search },
  { kind: 'problem', permission: 'problem.read', search: problem.search },
  { kind: 'session', permission: 'study.read', search: study.search },
  { kind: 'ballot', permission: 'ballot.read', search: ballot.search },
  { kind: 'entry', permission: 'record.read', search: entry.search },
];

/** Everything in reach that says the words, by kind; kinds without any are left out. */
export async function find(ctx: RequestContext, { q, limit }: { q: string; limit: number }) {
  const found = [];
  for (const { kind, permission, search } of finders) {
    const scopes = scopesOf(ctx.me?.grants ?? [], permission);
    if (scopes.length === 0) continue;
    const within = { ...ctx, scopes };
    const hits = await inScopes(within, (trx) => search(within, trx, q, limit + 1));
    if (hits.length > 0)
      found.push({ kind, hits: hits.slice(0, limit), more: hits.length > limit });
  }
  return found;
}
