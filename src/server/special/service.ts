import { codesOf } from '../../contract/campaign/taxonomy.ts';
import type { Special, SpecialTemplate } from '../../contract/special/operations.ts';
import { canSteer } from '../../contract/special/verdicts.ts';
import { no } from '../../contract/verdict.ts';
import * as campaign from '../campaign/service.ts';
import { notify } from '../notice/service.ts';
import * as org from '../org/service.ts';
import * as person from '../person/service.ts';
import type { RequestContext } from '../platform/context.ts';
import { dayOf } from '../platform/days.ts';
import { AppError } from '../platform/error.ts';
import { newId } from '../platform/ids.ts';
import { inScopes, type Trx } from '../platform/scope.ts';
import { changeHeld } from '../platform/version.ts';
import { noteOf } from '../record/service.ts';
import * as queries from './queries.ts';
import { actorOf, placeOf, type State, seenParts, settled, statesOf } from './state.ts';

interface Fields {
  readonly name: string;
  readonly goal: string;
  readonly leadId: string;
  readonly since: string;
  readonly due: string;
  readonly template?: SpecialTemplate | null | undefined;
}

export const unfit = (path: string, at: string = path): AppError =>
  new AppError('special-unfit', [{ code: `special:unfit-${path}`, path: at }]);

/** The lead department lies under the unit; the end comes after the beginning. */
async function columnsOf(trx: Trx, unit: org.Place, given: Fields, frame: campaign.CampaignFrame) {
  if (given.due < given.since) throw unfit('due');
  if (!(await org.liesUnder(trx, given.leadId, unit.path))) throw unfit('leadId');
  const { template = null } = given;
  if (template && !codesOf(frame.taxonomy).includes(template.tendency))
    throw unfit('tendency', 'template.tendency');
  return {
    name: given.name,
    goal: given.goal,
    lead_id: given.leadId,
    since: given.since,
    due: given.due,
    template: template && JSON.stringify(template),
  };
}

export const note = noteOf('special');

/** Tells those who work for the lead department that it leads from now on. */
async function tellLead(ctx: RequestContext, trx: Trx, id: string): Promise<void> {
  const [row] = await queries.listSpecials(trx, { id, closed: false });
  const to = await person.nearestWith(trx, 'problem.write', row!.lead_path, ctx.now());
  await notify(trx, ctx, {
    to: to.filter((p) => p !== ctx.me!.id),
    code: 'special:told-lead',
    params: { name: row!.name, due: row!.due },
    link: `/specials?id=${id}`,
    org: { id: row!.org_id, path: row!.org_path },
    key: `special-lead:${id}:${row!.lead_id}`,
  });
}

export async function create(
  ctx: RequestContext,
  input: Fields & { readonly unitId: string; readonly campaignId: string },
): Promise<{ id: string }> {
  return inScopes(ctx, async (trx) => {
    const unit = await org.placeOf(ctx, trx, input.unitId);
    const frame = await campaign.frameFor(trx, input.campaignId, unit);
    const columns = await columnsOf(trx, unit, input, frame);
    const row = { id: newId(ctx.now()), org_id: unit.id, org_path: unit.path };
    await queries.insertSpecial(trx, {
      ...row,
      ...columns,
      campaign_id: frame.id,
      created_at: ctx.now(),
      created_by: ctx.me!.id,
      version: 1,
    });
    await tellLead(ctx, trx, row.id);
    return note(trx, ctx, 'create', row, { ...columns, campaign_id: frame.id });
  });
}

/** The stored special rectification of a unit in reach, locked and running. */
export async function open(ctx: RequestContext, trx: Trx, id: string, version?: number) {
  const row = await queries.lockSpecial(trx, id);
  if (!row || !org.inReach(ctx, row.org_path)) throw new AppError('not-found');
  if (version !== undefined && row.version !== version) throw new AppError('conflict');
  if (row.closed_on !== null) throw new AppError('special-closed');
  return row;
}

export async function change(
  ctx: RequestContext,
  id: string,
  input: Fields & { readonly version: number },
): Promise<{ id: string }> {
  return inScopes(ctx, async (trx) => {
    const row = await open(ctx, trx, id, input.version);
    const unit = { id: row.org_id, path: row.org_path };
    const frame = (await campaign.framesOf(trx, [row.campaign_id])).get(row.campaign_id)!;
    const columns = await columnsOf(trx, unit, input, frame);
    await changeHeld(trx, 'special', row, columns);
    if (input.leadId !== row.lead_id) await tellLead(ctx, trx, id);
    return note(trx, ctx, 'change', row, columns);
  });
}

/** A row with what the caller may see of its sub-tasks. */
export function specialOf(ctx: RequestContext, row: queries.SpecialRow, state: State): Special {
  const steers = canSteer(placeOf(row), actorOf(ctx)).ok;
  const may = org.mayAt(ctx, 'problem.settle', row.org_path);
  const seen = new Set(seenParts(ctx, state, steers).map((p) => p.unit.id));
  const tasks = state.tasks.filter((t) => steers || seen.has(t.org_id));
  return {
    id: row.id,
    unit: { id: row.org_id, name: row.unit_name },
    campaignId: row.campaign_id,
    name: row.name,
    goal: row.goal,
    lead: { id: row.lead_id, name: row.lead_name },
    since: row.since,
    due: row.due,
    overdue: row.closed_on === null && row.due < dayOf(ctx.now()),
    closedOn: row.closed_on,
    outcome: row.outcome,
    template: row.template as SpecialTemplate | null,
    tasks: tasks.length,
    settled: tasks.filter(settled).length,
    version: row.version,
    abilities: { change: may.ok && row.closed_on ? no('special-closed') : may },
  };
}

export async function list(
  ctx: RequestContext,
  query: { under?: string | undefined; closed?: 'shown' | undefined },
): Promise<{ rows: Special[] }> {
  return inScopes(ctx, async (trx) => {
    const rows = await queries.listSpecials(trx, {
      path: query.under ? (await org.seen(ctx, trx, query.under)).path : undefined,
      closed: query.closed === 'shown',
    });
    const states = await statesOf(
      trx,
      rows.map((r) => r.id),
    );
    return { rows: rows.map((r) => specialOf(ctx, r, states.get(r.id)!)) };
  });
}
