import type { Waiting } from '../../contract/today/operations.ts';
import type { HotRow } from '../../contract/voice/topic-operations.ts';
import * as org from '../org/service.ts';
import type { RequestContext } from '../platform/context.ts';
import { AppError } from '../platform/error.ts';
import { inScopes, type Trx } from '../platform/scope.ts';
import * as queries from './hot.queries.ts';
import { voicesById } from './queries.ts';
import { shapes } from './service.ts';

const MOST_GROUPS = 200;
const PAGE = 50;
const FEW = 5;

type Shown = Omit<queries.HotRow, 'months'> & { readonly months: unknown };

const shapeOf = (row: Shown): HotRow => ({
  id: row.id,
  title: row.title,
  place: row.place,
  topic: row.topic,
  unit: { id: row.org_id, name: row.unit_name },
  handler: { id: row.handler_id, name: row.handler_name },
  first: row.first_on,
  last: row.last_on,
  texts: row.texts,
  people: row.people,
  likes: row.likes,
  repeats: row.repeats,
  peak: row.peak,
  recent: row.recent,
  heat: row.heat,
  months: row.months as HotRow['months'],
  hotSince: row.hot_since,
  rises: row.rises,
});

/** Matters that at least five people wrote of, hot ones first. */
export async function list(
  ctx: RequestContext,
  {
    under,
    ...filter
  }: Parameters<typeof queries.listHot>[2] & { readonly under?: string | undefined },
): Promise<{ rows: HotRow[]; seenOn: string | null }> {
  return inScopes(ctx, async (trx) => {
    const paths = await org.pathsFor(ctx, trx, under);
    const rows = await queries.listHot(trx, paths, filter, MOST_GROUPS);
    return { rows: rows.map(shapeOf), seenOn: await queries.seenOn(trx) };
  });
}

/** One of them, with the voices in reach behind its numbers. */
export async function one(
  ctx: RequestContext,
  id: string,
  { after }: { readonly after?: string | undefined },
) {
  return inScopes(ctx, async (trx) => {
    const row = await queries.hotById(trx, id);
    if (!row || !(org.inReach(ctx, row.org_path) || org.inReach(ctx, row.handler_path)))
      throw new AppError('not-found');
    const ids = await queries.voicesOf(trx, id, { after, limit: PAGE });
    const voices = await voicesById(trx, ids);
    const within = await queries.countOf(trx, id);
    return {
      ...shapeOf(row),
      rows: await shapes(ctx, trx, voices),
      next: ids.length === PAGE ? ids.at(-1)! : null,
      beyond: Math.max(0, row.texts - within),
    };
  });
}

/** Matters that are hot now, for whoever handles them. */
export async function hotOnes(ctx: RequestContext, trx: Trx): Promise<Waiting[]> {
  const rows = await queries.hotNow(trx, ctx.scopes, FEW);
  return rows.map((row) => ({
    id: `voice-hot:${row.id}`,
    text: { key: 'hot:today', params: { title: row.title, count: row.texts } },
    unit: { id: row.handler_id, name: row.handler_name },
    due: null,
    severity: 'soon' as const,
    link: `/voices?tab=hot&hot=${row.id}`,
    action: { key: 'web.today-look' },
  }));
}
