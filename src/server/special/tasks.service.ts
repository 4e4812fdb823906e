import type { SpecialTemplate } from '../../contract/special/operations.ts';
import * as org from '../org/service.ts';
import * as person from '../person/service.ts';
import type { RequestContext } from '../platform/context.ts';
import { dayOf } from '../platform/days.ts';
import { AppError } from '../platform/error.ts';
import { inScopes, type Trx } from '../platform/scope.ts';
import * as problem from '../problem/service.ts';
import * as queries from './queries.ts';
import { note, open, unfit } from './service.ts';
import { statesOf } from './state.ts';

interface Given {
  readonly unitId: string;
  readonly ownerId: string;
  readonly leaderId?: string | null | undefined;
  readonly due: string;
  readonly title?: string | undefined;
  readonly facts?: string | undefined;
  readonly measure?: string | undefined;
  readonly criterion?: string | undefined;
}

/** Words of a sub-task: the unit's own, else those of the special rectification. */
function wordsOf(given: Given, template: SpecialTemplate | null, at: string) {
  if (!template) throw unfit('template', at);
  const { title = template.title, facts = template.facts } = given;
  const { measure = template.measure, criterion = template.criterion } = given;
  return { title, facts, measure, criterion };
}

/** Who answers for a sub-task when nobody is named: whoever is first responsible for the unit. */
async function leaderOf(ctx: RequestContext, trx: Trx, unitId: string, at: string) {
  const unit = await org.placeOf(ctx, trx, unitId);
  const first = await person.firstOf(trx, unit.path, dayOf(ctx.now()));
  if (!first) throw unfit('leader', at);
  return first.holder.personId;
}

/** A sub-task on the list of a unit: who, what, until when, and how one will see that it worked. */
async function raiseIn(
  ctx: RequestContext,
  trx: Trx,
  row: queries.SpecialRow,
  given: Given,
  at: string,
): Promise<string> {
  if (!(await org.liesUnder(trx, given.unitId, row.org_path))) throw unfit('units', at);
  if (given.due < row.since || given.due > row.due) throw unfit('task-due', `${at}.due`);
  const template = row.template as SpecialTemplate | null;
  const { title, facts, measure, criterion } = wordsOf(given, template, at);
  const { id } = await problem.raise(ctx, trx, {
    unitId: given.unitId,
    campaignId: row.campaign_id,
    list: 'unit',
    source: 'superior',
    title,
    facts,
    tendency: template!.tendency,
    severity: template!.severity,
    systemic: template!.systemic,
    ownerId: given.ownerId,
    leaderId: given.leaderId ?? (await leaderOf(ctx, trx, given.unitId, at)),
    origin: `special:${row.id}`,
    measures: [
      { text: measure, kind: 'by-date', due: given.due, ownerId: given.ownerId, criterion },
    ],
    publish: true,
  });
  return id;
}

/**
 * Gives sub-tasks, in the order of the units: two at once wait for each other's numbers, they do not
 * each hold what the other needs. A unit that has the same sub-task already gets no second one.
 */
async function raiseAll(
  ctx: RequestContext,
  trx: Trx,
  row: queries.SpecialRow,
  tasks: readonly Given[],
): Promise<string[]> {
  const state = (await statesOf(trx, [row.id])).get(row.id)!;
  const has = (unitId: string, title: string | undefined) =>
    state.parts.some((p) => p.unit.id === unitId && p.tasks.some((t) => t.title === title));
  const made: string[] = [];
  const units = new Set<string>();
  const order = tasks.map((given, i) => ({ given, at: `tasks.${i}` }));
  for (const { given, at } of order.sort((a, b) => (a.given.unitId < b.given.unitId ? -1 : 1))) {
    const title = given.title ?? (row.template as SpecialTemplate | null)?.title;
    if (units.has(given.unitId) || has(given.unitId, title)) continue;
    units.add(given.unitId);
    made.push(await raiseIn(ctx, trx, row, given, at));
  }
  return made;
}

export async function assign(
  ctx: RequestContext,
  id: string,
  input: { readonly tasks: readonly Given[]; readonly problems: readonly string[] },
): Promise<{ made: number; added: number }> {
  return inScopes(ctx, async (trx) => {
    const row = await open(ctx, trx, id);
    const made = await raiseAll(ctx, trx, row, input.tasks);
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
