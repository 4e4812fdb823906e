import type { Coverage } from '../../contract/campaign/schemas.ts';
import { narrowed } from '../../contract/permissions.ts';
import * as org from '../org/service.ts';
import * as person from '../person/service.ts';
import type { RequestContext } from '../platform/context.ts';
import { dayOf } from '../platform/days.ts';
import { AppError } from '../platform/error.ts';
import { beyondScopes, inScopes } from '../platform/scope.ts';
import * as queries from './coverage.queries.ts';
import { campaignById, withNested } from './queries.ts';
import { rulesOf } from './service.ts';

/**
 * Units and leaders in reach that must have a list of their own in a campaign and have none.
 * A list in a campaign nested in it counts.
 */
export async function coverage(
  ctx: RequestContext,
  id: string,
  query: {
    readonly under?: string | undefined;
    readonly list?: 'unit' | 'personal' | undefined;
    readonly after?: string | undefined;
    readonly limit: number;
  },
): Promise<Coverage> {
  return inScopes(ctx, async (trx) => {
    const row = await campaignById(trx, id);
    if (!row) throw new AppError('not-found');
    const reach = narrowed(ctx.scopes, row.org_path);
    const paths = query.under
      ? narrowed(reach, (await org.seen(ctx, trx, query.under)).path)
      : reach;
    const filter = {
      campaigns: [] as string[],
      rules: rulesOf(row),
      paths,
      list: query.list,
      on: dayOf(ctx.now()),
    };
    const after = query.after === undefined ? {} : { after: placeAfter(query.after) };
    // A leader's list may lie in another unit: only whether there is one is read beyond the reach.
    const [rows, counts] = await beyondScopes(trx, async () => {
      const all = { ...filter, campaigns: await withNested(trx, id) };
      return [
        await queries.listMissing(trx, all, { ...after, limit: query.limit }),
        await queries.countOwing(trx, all),
      ] as const;
    });
    const names = await person.nameOf(
      trx,
      rows.flatMap((r) => r.person_id ?? []),
    );
    const last = rows.length === query.limit ? rows.at(-1) : undefined;
    return {
      rows: rows.map((r) => ({
        unit: { id: r.org_id, name: r.org_name },
        list: r.list,
        person: r.person_id ? { id: r.person_id, name: names.get(r.person_id) ?? '' } : null,
        post: r.post_name,
        by: r.by,
      })),
      next: last ? `${last.path} ${last.list} ${last.person_id ?? ''}` : null,
      ...counts,
      cap: queries.COVERAGE_CAP,
    };
  });
}

function placeAfter(text: string): { path: string; list: string; key: string } {
  const [, path, list, key] = /^([0-9a-f.]+) (unit|personal) ([0-9a-f-]*)$/.exec(text) ?? [];
  if (path === undefined)
    throw new AppError('invalid', [{ code: 'server.field-format', path: 'after' }]);
  return { path, list: list!, key: key! };
}
