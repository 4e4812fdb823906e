import { createHash, randomBytes } from 'node:crypto';
import { type Draws, shareOf } from '../../contract/problem/rechecks.ts';
import * as campaign from '../campaign/service.ts';
import { notify } from '../notice/service.ts';
import * as org from '../org/service.ts';
import * as person from '../person/service.ts';
import type { Context, RequestContext } from '../platform/context.ts';
import { addDays, dayOf, startOf } from '../platform/days.ts';
import { takeTurns } from '../platform/db.ts';
import { AppError } from '../platform/error.ts';
import { newId } from '../platform/ids.ts';
import type { JobContext } from '../platform/jobs.ts';
import { EVERYWHERE, inScopes, type Trx, withScopes } from '../platform/scope.ts';
import { entriesOf, record } from '../record/service.ts';
import { insertRechecks } from './parts.queries.ts';
import * as queries from './rechecks.queries.ts';

/** Longer lists of ids go on record as their number and fingerprint. */
const LISTED = 10_000;
/** Rows written by one statement. */
const BATCH = 5_000;
/** Days to look back at what a month has drawn. */
const MONTHLY_DAYS = 30;
/** Draws shown of a campaign. */
const SHOWN = 24;

interface Drawing {
  readonly act: 'problem.draw' | 'problem.draw-month';
  readonly unit: org.Place;
  readonly campaignId: string;
  readonly due: string;
  /** How many of so many. */
  readonly number: (from: number) => number;
}

/**
 * Draws closed problems by lot: those with the smallest SHA-256(seed ‖ id). Seed and candidates
 * go on record, so that anybody can draw again and see that nobody chose.
 */
async function drawing(
  trx: Trx,
  ctx: Context & Pick<Partial<RequestContext>, 'me'>,
  { act, unit, campaignId, due, number }: Drawing,
): Promise<{ drawn: string[]; from: number; seed: string }> {
  const urn = { path: unit.path, campaignId };
  const from = await queries.countInUrn(trx, urn);
  const seed = randomBytes(16).toString('hex');
  const candidates =
    from > LISTED
      ? { number: from, sha256: await queries.fingerprintOf(trx, urn) }
      : await queries.idsInUrn(trx, urn, LISTED);
  const drawn = await queries.drawFrom(trx, urn, seed, number(from));
  for (let i = 0; i < drawn.length; i += BATCH)
    await insertRechecks(
      trx,
      drawn.slice(i, i + BATCH).map((p) => ({
        ...{ org_id: p.org_id, org_path: p.org_path, problem_id: p.id },
        id: newId(ctx.now()),
        kind: 'drawn',
        due,
        state: 'due',
      })),
    );
  const ids = drawn.map((p) => p.id);
  await record(trx, ctx, {
    act,
    subject: `campaign:${campaignId}`,
    org: { id: unit.id, path: unit.path },
    content: { seed, from: candidates, drawn: listed(ids), due },
  });
  return { drawn: ids, from, seed };
}

/** In the order of the lot. */
const listed = (ids: readonly string[]) =>
  ids.length > LISTED
    ? { number: ids.length, sha256: createHash('sha256').update(ids.join(',')).digest('hex') }
    : ids;

/** Draws of one campaign come one after the other: none is drawn twice at the same time. */
const inTurn = (trx: Trx, campaignId: string): Promise<void> =>
  takeTurns(trx, `draw ${campaignId}`);

async function frameOf(trx: Trx, id: string): Promise<campaign.CampaignFrame> {
  const frame = (await campaign.framesOf(trx, [id])).get(id);
  if (!frame) throw new AppError('campaign-unknown');
  return frame;
}

/** Where is drawn: under the unit named, else wherever the campaign holds, as far as one reaches. */
async function unitFor(
  ctx: RequestContext,
  trx: Trx,
  frame: campaign.CampaignFrame,
  under: string | undefined,
) {
  if (under) return org.seen(ctx, trx, under);
  if (org.inReach(ctx, frame.path)) return { id: frame.orgId, path: frame.path };
  return org.ownUnit(ctx, trx);
}

export async function draw(
  ctx: RequestContext,
  input: {
    readonly under: string;
    readonly campaignId: string;
    readonly number: number;
    readonly due: string;
  },
): Promise<{ drawn: string[]; from: number; seed: string }> {
  return inScopes(ctx, async (trx) => {
    const today = dayOf(ctx.now());
    const { campaignId, due } = input;
    const unit = await org.placeOf(ctx, trx, input.under);
    if (due <= today)
      throw new AppError('day-refused', [
        { code: 'problem:day-to-come', path: 'due', params: { day: today } },
      ]);
    await frameOf(trx, campaignId);
    await inTurn(trx, campaignId);
    const number = () => input.number;
    return drawing(trx, ctx, { act: 'problem.draw', unit, campaignId, due, number });
  });
}

const acts = ['problem.draw', 'problem.draw-month'] as const;

/** What the record keeps of a draw. */
interface Content {
  readonly seed: string;
  readonly from: readonly string[] | { readonly number: number };
  readonly drawn: readonly string[] | { readonly number: number };
  readonly due: string;
}

const numberIn = (list: Content['from']): number => ('number' in list ? list.number : list.length);

/** What can be drawn now under a unit, and what was drawn of a campaign as the record tells it. */
export async function draws(
  ctx: RequestContext,
  query: { readonly campaign: string; readonly under?: string | undefined },
): Promise<Draws> {
  return inScopes(ctx, async (trx) => {
    const frame = await frameOf(trx, query.campaign);
    const unit = await unitFor(ctx, trx, frame, query.under);
    const from = await queries.countInUrn(trx, { path: unit.path, campaignId: frame.id });
    const subject = `campaign:${frame.id}`;
    const entries = await entriesOf(trx, { acts, subject, limit: SHOWN });
    const names = await org.namesOf(trx, [unit.id, ...entries.flatMap((e) => e.orgId ?? [])]);
    return {
      unit: { id: unit.id, name: names.get(unit.id) ?? '' },
      from,
      share: frame.rules.drawShare,
      rows: entries.flatMap((e) => {
        if (e.content === null) return [];
        const { seed, due, ...lists } = e.content as Content;
        return {
          ...{ id: e.id, at: e.at, monthly: e.act === 'problem.draw-month', seed, due },
          unit: { id: e.orgId ?? '', name: names.get(e.orgId ?? '') ?? '' },
          from: numberIn(lists.from),
          drawn: numberIn(lists.drawn),
        };
      }),
    };
  });
}

/**
 * Draws the monthly share of every open campaign. Comes every day, so that a month begun without a
 * server is made up for; that a month was drawn stands on record, with the seed. A month in which there
 * was nothing to draw from is one too: else the first problem closed in it would be drawn for certain.
 */
export async function drawMonthly(ctx: JobContext): Promise<void> {
  const frames = await withScopes(ctx, EVERYWHERE, (trx) => campaign.framesInReach(trx));
  for (const { id } of frames.filter(isDrawn)) {
    await withScopes(ctx, EVERYWHERE, (trx) => drawMonth(ctx, trx, id));
    if (ctx.signal.aborted) return;
  }
}

const isDrawn = ({ closedOn, rules }: campaign.CampaignFrame): boolean =>
  closedOn === null && rules.drawShare > 0;

async function drawMonth(ctx: JobContext, trx: Trx, campaignId: string): Promise<void> {
  await inTurn(trx, campaignId);
  // Read in turn: it may have been closed or moved, or drawn by another server, meanwhile.
  const frame = (await campaign.framesOf(trx, [campaignId])).get(campaignId);
  if (!frame || !isDrawn(frame)) return;
  const today = dayOf(ctx.now());
  const month = today.slice(0, 7);
  const before = await entriesOf(trx, {
    acts: ['problem.draw-month'],
    subject: `campaign:${campaignId}`,
    from: startOf(`${month}-01`),
    limit: 1,
  });
  if (before.length > 0) return;
  const unit = { id: frame.orgId, path: frame.path };
  const due = addDays(today, MONTHLY_DAYS);
  const { drawn, from, seed } = await drawing(
    trx,
    { ...ctx, actor: 'service:draw' },
    {
      ...{ act: 'problem.draw-month', unit, campaignId, due },
      number: (n) => shareOf(n, frame.rules.drawShare),
    },
  );
  if (drawn.length === 0) return;
  await notify(trx, ctx, {
    to: await person.nearestWith(trx, 'problem.settle', unit.path, ctx.now()),
    code: 'problem:told-drawn',
    params: { campaign: frame.name, count: drawn.length, from, due, seed },
    link: `/problems?tab=rechecks&kind=drawn&at=${unit.id}`,
    org: unit,
    key: `problem-draw:${campaignId}:${month}`,
  });
}
