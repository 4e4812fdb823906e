import type { z } from 'zod';
import type { Reading, readingFields } from '../../contract/study/schemas.ts';
import { placeOfFrame } from '../campaign/service.ts';
import * as org from '../org/service.ts';
import type { RequestContext } from '../platform/context.ts';
import { AppError } from '../platform/error.ts';
import { newId } from '../platform/ids.ts';
import { inScopes, type Trx } from '../platform/scope.ts';
import { note } from './changes.service.ts';
import * as queries from './readings.queries.ts';

type Fields = Readonly<z.output<z.ZodObject<typeof readingFields>>>;

/** More than anybody reads: a list that is longer names nothing. */
const MOST = 300;

export async function readings(
  ctx: RequestContext,
  query: { readonly under?: string | undefined; readonly campaign?: string | undefined },
): Promise<{ rows: Reading[] }> {
  return inScopes(ctx, async (trx) => {
    const unit = query.under ? await org.classed(ctx, trx, query.under) : undefined;
    const rows = await queries.listReadings(trx, { unit, campaign: query.campaign, limit: MOST });
    return {
      rows: rows.map((r) => ({
        id: r.id,
        campaign: { id: r.campaign_id, name: r.campaign_name },
        unit: { id: r.org_id, name: r.unit_name },
        title: r.title,
        link: r.link,
        note: r.note,
        class: r.class,
        version: r.version,
        abilities: { change: org.mayAt(ctx, 'study.write', r.org_path) },
      })),
    };
  });
}

const columnsOf = (given: Fields) => ({
  title: given.title,
  link: given.link || null,
  note: given.note || null,
  class: given.class || null,
});

export async function add(
  ctx: RequestContext,
  { campaignId, ...input }: Fields & { readonly campaignId: string },
): Promise<{ id: string }> {
  return inScopes(ctx, async (trx) => {
    const unit = await placeOfFrame(ctx, trx, campaignId);
    const columns = columnsOf(input);
    const row = { id: newId(ctx.now()), org_id: unit.id, org_path: unit.path };
    await queries.insertReading(trx, {
      ...row,
      ...columns,
      campaign_id: campaignId,
      created_at: ctx.now(),
      created_by: ctx.me!.id,
      version: 1,
    });
    await note(trx, ctx, 'add-reading', row, { campaign: campaignId, ...columns }, 'reading');
    return { id: row.id };
  });
}

async function open(ctx: RequestContext, trx: Trx, id: string, version: number) {
  const row = await queries.lockReading(trx, id);
  if (!row || !org.inReach(ctx, row.org_path)) throw new AppError('not-found');
  if (row.version !== version) throw new AppError('conflict');
  if (row.withdrawn_at) throw new AppError('reading-withdrawn');
  return row;
}

export async function change(
  ctx: RequestContext,
  id: string,
  { version, ...input }: Fields & { readonly version: number },
): Promise<{ id: string }> {
  return inScopes(ctx, async (trx) => {
    const row = await open(ctx, trx, id, version);
    const columns = columnsOf(input);
    await queries.updateReading(trx, row, columns);
    await note(trx, ctx, 'change-reading', row, columns, 'reading');
    return { id };
  });
}

export async function withdraw(
  ctx: RequestContext,
  id: string,
  { reason, version }: { readonly reason: string; readonly version: number },
): Promise<{ id: string }> {
  return inScopes(ctx, async (trx) => {
    const row = await open(ctx, trx, id, version);
    await queries.updateReading(trx, row, {
      withdrawn_at: ctx.now(),
      withdrawn_reason: reason,
    });
    await note(trx, ctx, 'withdraw-reading', row, { reason }, 'reading');
    return { id };
  });
}
