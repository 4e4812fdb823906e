import { readFile } from 'node:fs/promises';
import { parse } from 'yaml';
import { z } from 'zod';
import {
  type Campaign,
  type CampaignRules,
  campaignFields,
  type Taxonomy,
} from '../../contract/campaign/schemas.ts';
import { codesOf, nameOf } from '../../contract/campaign/taxonomy.ts';
import type { OfCampaign } from '../../contract/problem/schemas.ts';
import { demandCampaignSettled } from '../org/open-work.service.ts';
import * as org from '../org/service.ts';
import type { RequestContext } from '../platform/context.ts';
import { dayOf } from '../platform/days.ts';
import { AppError } from '../platform/error.ts';
import { newId } from '../platform/ids.ts';
import { beyondScopes, inScopes, type Trx } from '../platform/scope.ts';
import { noteOf } from '../record/service.ts';
import type { RequiredRule } from './coverage.queries.ts';
import * as queries from './queries.ts';

const frame = z.object({
  rules: campaignFields.rules,
  taxonomy: campaignFields.taxonomy,
  required: campaignFields.required,
  templates: campaignFields.templates,
});
type Frame = z.infer<typeof frame>;

/** The frame a new campaign starts from (data/campaign/default.yaml). */
async function usualFrame(): Promise<Frame> {
  const file = new URL('../../../data/campaign/default.yaml', import.meta.url);
  return frame.parse(parse(await readFile(file, 'utf8')));
}

export const frameOf = (row: queries.CampaignRow): Frame => frame.parse(row);

/** Who must have a list, as it is asked of the database. */
export const rulesOf = (row: queries.CampaignRow): RequiredRule[] =>
  frameOf(row).required.map((r) => ({ list: r.list, class: r.class || null, by: r.by ?? null }));

function campaignOf(ctx: RequestContext, row: queries.CampaignRow, unit: string): Campaign {
  const manage = org.mayAt(ctx, 'campaign.manage', row.org_path);
  const open = row.closed_on === null;
  return {
    id: row.id,
    unit: { id: row.org_id, name: unit },
    parentId: row.parent_id,
    name: row.name,
    theme: row.theme,
    since: row.since,
    closedOn: row.closed_on,
    ...frameOf(row),
    version: row.version,
    abilities: { manage: manage.ok && !open ? { ok: false, why: 'campaign-closed' } : manage },
  };
}

/** Templates that fit the class of a unit; whoever keeps the frame is offered all of them. */
function fitting(
  ctx: RequestContext,
  shape: Campaign,
  row: queries.CampaignRow,
  unit: { readonly class: string | null },
): Campaign {
  if (org.mayAt(ctx, 'campaign.manage', row.org_path).ok) return shape;
  return { ...shape, templates: shape.templates.filter((t) => !t.class || t.class === unit.class) };
}

export async function list(
  ctx: RequestContext,
  query: { unit?: string | undefined; closed?: 'shown' | undefined },
): Promise<{ rows: Campaign[] }> {
  return inScopes(ctx, async (trx) => {
    const unit = query.unit ? await org.classed(ctx, trx, query.unit) : undefined;
    const path = unit?.path;
    const rows = await queries.listCampaigns(trx, { path, closed: query.closed === 'shown' });
    const names = await org.namesOf(
      trx,
      rows.map((r) => r.org_id),
    );
    const shapes = rows.map((r) => campaignOf(ctx, r, names.get(r.org_id) ?? ''));
    return { rows: unit ? shapes.map((c, i) => fitting(ctx, c, rows[i]!, unit)) : shapes };
  });
}

export async function get(ctx: RequestContext, id: string): Promise<Campaign> {
  return inScopes(ctx, async (trx) => {
    const row = await queries.campaignById(trx, id);
    if (!row) throw new AppError('not-found');
    const names = await org.namesOf(trx, [row.org_id]);
    return campaignOf(ctx, row, names.get(row.org_id) ?? '');
  });
}

const note = noteOf('campaign');

/** A campaign that holds for the unit: its own, or of one above it. */
async function above(trx: Trx, id: string, unit: org.Place): Promise<queries.CampaignRow> {
  const row = await queries.campaignById(trx, id);
  if (!row || !org.isWithin(unit.path, [row.org_path])) throw new AppError('campaign-unknown');
  return row;
}

export async function create(
  ctx: RequestContext,
  input: {
    readonly unitId: string;
    readonly name: string;
    readonly theme: string;
    readonly since: string;
    readonly parentId?: string | null | undefined;
    readonly like?: string | null | undefined;
  },
): Promise<{ id: string }> {
  return inScopes(ctx, async (trx) => {
    const unit = await org.placeOf(ctx, trx, input.unitId);
    const parent = input.parentId ? await above(trx, input.parentId, unit) : undefined;
    const like = input.like ? await queries.campaignById(trx, input.like) : parent;
    if (input.like && !like) throw new AppError('campaign-unknown');
    notBefore(parent, input.since);
    const given = like ? frameOf(like) : await usualFrame();
    const row = { id: newId(ctx.now()), org_id: unit.id, org_path: unit.path };
    const words = {
      name: input.name,
      theme: input.theme,
      since: input.since,
      parent_id: parent?.id ?? null,
    };
    await queries.insertCampaign(trx, {
      ...row,
      ...words,
      ...asJson(given),
      created_at: ctx.now(),
      created_by: ctx.me!.id,
      version: 1,
    });
    return note(trx, ctx, 'create', row, { ...words, ...given });
  });
}

const asJson = (given: Frame) => ({
  rules: JSON.stringify(given.rules),
  taxonomy: JSON.stringify(given.taxonomy),
  required: JSON.stringify(given.required),
  templates: JSON.stringify(given.templates),
});

function notBefore(parent: queries.CampaignRow | undefined, since: string): void {
  if (parent && since < parent.since)
    throw new AppError('day-refused', [
      { code: 'campaign:before-parent', path: 'since', params: { day: parent.since } },
    ]);
}

async function open(ctx: RequestContext, trx: Trx, id: string, version: number) {
  const row = await queries.lockCampaign(trx, id);
  if (!row || !org.inReach(ctx, row.org_path)) throw new AppError('not-found');
  if (row.version !== version) throw new AppError('conflict');
  if (row.closed_on !== null) throw new AppError('campaign-closed');
  return row;
}

export async function change(
  ctx: RequestContext,
  id: string,
  input: Frame & {
    readonly name: string;
    readonly theme: string;
    readonly since: string;
    readonly version: number;
  },
): Promise<{ id: string }> {
  const { version, name, theme, since, rules, taxonomy, required, templates } = input;
  return inScopes(ctx, async (trx) => {
    const row = await open(ctx, trx, id, version);
    if (row.parent_id) notBefore(await queries.campaignById(trx, row.parent_id), since);
    const codes = new Set(codesOf(taxonomy));
    const lost = (await queries.tendenciesUsed(trx, id)).filter((c) => !codes.has(c));
    if (lost.length)
      throw new AppError('tendency-used', [
        {
          code: 'campaign:tendency-used',
          path: 'taxonomy',
          params: { codes: lost.map((c) => nameOf(frameOf(row).taxonomy, c)).join('、') },
        },
      ]);
    const given = { rules, taxonomy, required, templates };
    await queries.updateCampaign(trx, id, { name, theme, since, ...asJson(given) });
    return note(trx, ctx, 'change', row, { name, theme, since, ...given });
  });
}

export async function close(
  ctx: RequestContext,
  id: string,
  input: { readonly on: string; readonly version: number },
): Promise<{ id: string }> {
  return inScopes(ctx, async (trx) => {
    const row = await open(ctx, trx, id, input.version);
    if (input.on < row.since || input.on > dayOf(ctx.now()))
      throw new AppError('day-refused', [
        { code: 'campaign:close-day', path: 'on', params: { day: row.since } },
      ]);
    await demandCampaignSettled(trx, id);
    await queries.updateCampaign(trx, id, { closed_on: input.on });
    return note(trx, ctx, 'close', row, { on: input.on });
  });
}

/** Campaigns that a filter means, with those nested in one where it says so; undefined for all. */
export async function chosenOf(
  trx: Trx,
  { campaign, nested }: OfCampaign,
): Promise<readonly string[] | undefined> {
  if (!campaign || !nested) return campaign ? [campaign] : undefined;
  return beyondScopes(trx, () => queries.withNested(trx, campaign));
}

/** What other rooms need of a campaign. */
export interface CampaignFrame {
  readonly id: string;
  readonly name: string;
  readonly orgId: string;
  readonly path: string;
  readonly since: string;
  readonly closedOn: string | null;
  readonly rules: CampaignRules;
  readonly taxonomy: Taxonomy;
}

const asFrame = (row: queries.CampaignRow): CampaignFrame => {
  const { rules, taxonomy } = frameOf(row);
  return {
    id: row.id,
    name: row.name,
    orgId: row.org_id,
    path: row.org_path,
    since: row.since,
    closedOn: row.closed_on,
    rules,
    taxonomy,
  };
};

/** The frame of a campaign that holds for a unit; nothing new is raised in a closed one. */
export async function frameFor(trx: Trx, id: string, unit: org.Place): Promise<CampaignFrame> {
  const row = await above(trx, id, unit);
  if (row.closed_on !== null) throw new AppError('campaign-closed');
  return asFrame(row);
}

/** A campaign as a plan tells it: its theme, and who must have a list of their own. */
export async function plannedBy(trx: Trx, id: string) {
  const row = await beyondScopes(trx, () => queries.campaignById(trx, id));
  if (!row) throw new AppError('not-found');
  const { required } = frameOf(row);
  return { ...asFrame(row), theme: row.theme, required };
}

/** Open campaigns that hold for a unit, the newest first, whoever asks. */
export async function framesFor(trx: Trx, unit: org.Place): Promise<CampaignFrame[]> {
  const rows = await beyondScopes(trx, () =>
    queries.listCampaigns(trx, { path: unit.path, closed: false }),
  );
  return rows.filter((r) => org.isWithin(unit.path, [r.org_path])).map(asFrame);
}

/** The unit of an open campaign in reach: what hangs on the frame itself lies there. */
export async function placeOfFrame(ctx: RequestContext, trx: Trx, id: string): Promise<org.Place> {
  const row = await queries.campaignById(trx, id);
  if (!row) throw new AppError('not-found');
  const unit = await org.placeOf(ctx, trx, row.org_id);
  if (row.closed_on !== null) throw new AppError('campaign-closed');
  return unit;
}

/** Frames by id, closed ones too, wherever they lie: rows refer to them. */
export async function framesOf(
  trx: Trx,
  ids: readonly string[],
): Promise<ReadonlyMap<string, CampaignFrame>> {
  const rows = await beyondScopes(trx, () => queries.campaignsById(trx, [...new Set(ids)]));
  return new Map(rows.map((r) => [r.id, asFrame(r)]));
}

/** Frames that hold for or under the scopes of the transaction, closed ones too. */
export async function framesInReach(trx: Trx): Promise<CampaignFrame[]> {
  return (await queries.listCampaigns(trx, { closed: true })).map(asFrame);
}
