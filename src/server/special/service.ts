import type { ProblemState, Severity } from '../../contract/problem/states.ts';
import {
  canCloseSpecial,
  type Special,
  type SpecialWhole,
} from '../../contract/special/operations.ts';
import { no, type Verdict } from '../../contract/verdict.ts';
import * as campaign from '../campaign/service.ts';
import * as org from '../org/service.ts';
import type { RequestContext } from '../platform/context.ts';
import { dayOf } from '../platform/days.ts';
import { AppError } from '../platform/error.ts';
import { newId } from '../platform/ids.ts';
import { inScopes, type Trx } from '../platform/scope.ts';
import { changeHeld } from '../platform/version.ts';
import * as problem from '../problem/service.ts';
import { noteOf } from '../record/service.ts';
import * as queries from './queries.ts';

interface Fields {
  readonly name: string;
  readonly goal: string;
  readonly leadId: string;
  readonly since: string;
  readonly due: string;
}

const unfit = (path: 'leadId' | 'due' | 'title' | 'units'): AppError =>
  new AppError('special-unfit', [{ code: `special:unfit-${path}`, path }]);

/** The lead department lies under the unit; the end comes after the beginning. */
async function columnsOf(trx: Trx, unit: org.Place, given: Fields) {
  if (given.due < given.since) throw unfit('due');
  if (!(await org.liesUnder(trx, given.leadId, unit.path))) throw unfit('leadId');
  return {
    name: given.name,
    goal: given.goal,
    lead_id: given.leadId,
    since: given.since,
    due: given.due,
  };
}

const note = noteOf('special');

export async function create(
  ctx: RequestContext,
  input: Fields & { readonly unitId: string; readonly campaignId: string },
): Promise<{ id: string }> {
  return inScopes(ctx, async (trx) => {
    const unit = await org.placeOf(ctx, trx, input.unitId);
    const { id: campaignId } = await campaign.frameFor(trx, input.campaignId, unit);
    const columns = await columnsOf(trx, unit, input);
    const row = { id: newId(ctx.now()), org_id: unit.id, org_path: unit.path };
    await queries.insertSpecial(trx, {
      ...row,
      ...columns,
      campaign_id: campaignId,
      created_at: ctx.now(),
      created_by: ctx.me!.id,
      version: 1,
    });
    return note(trx, ctx, 'create', row, { ...columns, campaign_id: campaignId });
  });
}

async function open(ctx: RequestContext, trx: Trx, id: string, version?: number) {
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
    const columns = await columnsOf(trx, { id: row.org_id, path: row.org_path }, input);
    await changeHeld(trx, 'special', row, columns);
    return note(trx, ctx, 'change', row, columns);
  });
}

interface Assigned {
  readonly units: readonly string[];
  readonly title?: string | undefined;
  readonly facts?: string | undefined;
  readonly tendency?: string | null | undefined;
  readonly severity: Severity;
  readonly systemic: boolean;
  readonly problems: readonly string[];
}

/** A draft for each unit: its own people write the facts, measures and who answers. */
async function raiseIn(
  ctx: RequestContext,
  trx: Trx,
  special: { readonly id: string; readonly campaign_id: string; readonly org_path: string },
  given: Assigned,
): Promise<string[]> {
  const { title, facts } = given;
  if (given.units.length === 0) return [];
  if (!title || !facts) throw unfit('title');
  const made: string[] = [];
  for (const unitId of new Set(given.units)) {
    if (!(await org.liesUnder(trx, unitId, special.org_path))) throw unfit('units');
    const { id } = await problem.raise(ctx, trx, {
      unitId,
      campaignId: special.campaign_id,
      list: 'unit',
      source: 'superior',
      title,
      facts,
      tendency: given.tendency,
      severity: given.severity,
      systemic: given.systemic,
      origin: `special:${special.id}`,
      measures: [],
      publish: false,
    });
    made.push(id);
  }
  return made;
}

export async function assign(
  ctx: RequestContext,
  id: string,
  input: Assigned,
): Promise<{ made: number; added: number }> {
  return inScopes(ctx, async (trx) => {
    const row = await open(ctx, trx, id);
    const made = await raiseIn(ctx, trx, row, input);
    const all = await problem.problemsById(trx, [...made, ...input.problems]);
    if (all.length !== new Set([...made, ...input.problems]).size) throw new AppError('not-found');
    if (!all.every((p) => org.isWithin(p.org_path, [row.org_path]))) throw unfit('units');
    const put = await queries.putTasks(
      trx,
      all.map((p) => ({
        org_id: p.org_id,
        org_path: p.org_path,
        problem_id: p.id,
        special_id: id,
        added_by: ctx.me!.id,
        added_at: ctx.now(),
      })),
    );
    await note(trx, ctx, 'assign', row, { made, problems: input.problems });
    return { made: made.length, added: put - made.length };
  });
}

export async function close(
  ctx: RequestContext,
  id: string,
  input: { readonly outcome: string; readonly version: number },
): Promise<{ id: string }> {
  return inScopes(ctx, async (trx) => {
    const row = await open(ctx, trx, id, input.version);
    const tasks = await problem.problemsById(trx, await queries.taskIds(trx, id));
    const verdict = canCloseSpecial(tasks.map((t) => t.state as ProblemState));
    if (!verdict.ok) throw new AppError(verdict.why);
    const values = { closed_on: dayOf(ctx.now()), outcome: input.outcome };
    await changeHeld(trx, 'special', row, values);
    return note(trx, ctx, 'close', row, { ...values, tasks: tasks.map((t) => t.id) });
  });
}

function specialOf(ctx: RequestContext, row: queries.SpecialRow): Special {
  const may = org.mayAt(ctx, 'problem.settle', row.org_path);
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
    tasks: row.tasks,
    settled: row.settled,
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
    return { rows: rows.map((r) => specialOf(ctx, r)) };
  });
}

export async function get(ctx: RequestContext, id: string): Promise<SpecialWhole> {
  return inScopes(ctx, async (trx) => {
    const [row] = await queries.listSpecials(trx, { id, closed: true });
    if (!row) throw new AppError('not-found');
    const shape = specialOf(ctx, row);
    const days = await problem.daysFor(ctx, trx);
    const tasks = await problem.problemsById(trx, await queries.taskIds(trx, id));
    const close: Verdict = shape.abilities.change.ok
      ? canCloseSpecial(tasks.map((t) => t.state as ProblemState))
      : (shape.abilities.change as Verdict);
    return {
      ...shape,
      rows: tasks
        .sort((a, b) => (a.org_path < b.org_path ? -1 : 1))
        .map((t) => ({
          id: t.id,
          number: t.number,
          title: t.title,
          unit: { id: t.org_id, name: t.unit_name },
          state: t.state as ProblemState,
          light: problem.lightFor(t, days),
          due: t.due,
          systemic: t.systemic,
        })),
      abilities: { ...shape.abilities, close },
    };
  });
}
