import type { Copies } from '../../contract/problem/schemas.ts';
import * as org from '../org/service.ts';
import type { RequestContext } from '../platform/context.ts';
import { beyondScopes, inScopes } from '../platform/scope.ts';
import * as queries from './copies.queries.ts';

/** Newest problems looked at: as many as a list of one unit and those under it has, and more. */
const MOST = 1000;

/**
 * Problems and measures of lists in reach that another unit of the campaign had before in the same
 * words, with their source and the share in each unit's list. Of a source out of reach only the
 * unit is told.
 */
export async function copies(
  ctx: RequestContext,
  query: { readonly campaign: string; readonly under?: string | undefined },
): Promise<Copies> {
  return inScopes(ctx, async (trx) => {
    const paths = await org.pathsFor(ctx, trx, query.under);
    const ask = { campaign: query.campaign, paths, most: MOST };
    const units = await queries.lookedAt(trx, ask);
    const rows = await beyondScopes(trx, () => queries.copies(trx, ask));
    const copied = new Map<string, Set<string>>();
    for (const r of rows) copied.set(r.org_id, (copied.get(r.org_id) ?? new Set()).add(r.id));
    const looked = units.reduce((sum, u) => sum + u.n, 0);
    return {
      looked,
      more: looked === MOST,
      units: units.flatMap((u) => {
        const n = copied.get(u.org_id)?.size ?? 0;
        return n === 0 ? [] : { unit: { id: u.org_id, name: u.unit_name }, copied: n, of: u.n };
      }),
      rows: rows.map((r) => {
        const seen = org.inReach(ctx, r.like_path);
        return {
          what: r.what,
          problem: { id: r.id, name: `${r.number} ${r.text}` },
          unit: { id: r.org_id, name: r.unit_name },
          likeness: r.likeness,
          source: {
            unit: r.like_unit,
            problem: seen ? { id: r.like_id, name: `${r.like_number} ${r.like_text}` } : null,
          },
        };
      }),
    };
  });
}
