import type { ProblemWhole } from '../../contract/problem/schemas.ts';
import { canSteer } from '../../contract/special/verdicts.ts';
import { notify } from '../notice/service.ts';
import * as org from '../org/service.ts';
import * as person from '../person/service.ts';
import type { RequestContext } from '../platform/context.ts';
import { dayOf } from '../platform/days.ts';
import { AppError } from '../platform/error.ts';
import { newId } from '../platform/ids.ts';
import { beyondScopes, inScopes, type Trx, underScopes } from '../platform/scope.ts';
import * as problem from '../problem/service.ts';
import * as queries from './queries.ts';
import { note, unfit } from './service.ts';
import { actorOf, type PartState, placeOf, type State, settled, statesOf } from './state.ts';

export interface Found {
  readonly row: queries.SpecialRow;
  readonly state: State;
}

/** The running special rectification, locked whoever may change it: rows under it decide together. */
export async function held(ctx: RequestContext, trx: Trx, id: string): Promise<Found> {
  const row = await beyondScopes(trx, () => queries.lockSpecial(trx, id));
  if (!row || !seesIt(ctx, row)) throw new AppError('not-found');
  if (row.closed_on !== null) throw new AppError('special-closed');
  return { row, state: (await statesOf(trx, [id])).get(id)! };
}

/** Those in reach of it, those under it who take part or could, and the lead wherever it lies. */
function seesIt(ctx: RequestContext, row: queries.SpecialRow): boolean {
  const within = ctx.scopes.some((s) => org.isWithin(s, [row.org_path]));
  return org.inReach(ctx, row.org_path) || within || canSteer(placeOf(row), actorOf(ctx)).ok;
}

function demandSteering(ctx: RequestContext, row: queries.SpecialRow): void {
  const verdict = canSteer(placeOf(row), actorOf(ctx));
  if (!verdict.ok) throw new AppError(verdict.why);
}

function taskOf({ state }: Found, id: string) {
  const task = state.tasks.find((t) => t.id === id);
  if (!task) throw new AppError('not-found');
  return task;
}

/** Work under the unit of a sub-task, for whoever steers: nothing else comes into their reach. */
const at = <T>(
  ctx: RequestContext,
  trx: Trx,
  path: string,
  work: (ctx: RequestContext) => Promise<T>,
): Promise<T> => underScopes(trx, [path], () => work({ ...ctx, scopes: [path] }));

/** A sub-task as its unit sees it; what may be done there is what one's own rights allow. */
export async function task(
  ctx: RequestContext,
  ids: { readonly id: string; readonly problem: string },
): Promise<ProblemWhole> {
  return inScopes(ctx, async (trx) => {
    const [row] = await beyondScopes(trx, () =>
      queries.listSpecials(trx, { id: ids.id, closed: true }),
    );
    if (!row || !canSteer(placeOf(row), actorOf(ctx)).ok) throw new AppError('not-found');
    const found = { row, state: (await statesOf(trx, [ids.id])).get(ids.id)! };
    const { org_path: path } = taskOf(found, ids.problem);
    return at(ctx, trx, path, (there) => problem.wholeById(there, trx, ids.problem));
  });
}

/** Who is told when a unit is reminded: who does what is open, and who signs for the unit. */
async function reminded(ctx: RequestContext, trx: Trx, part: PartState): Promise<string[]> {
  const owners = part.tasks.filter((t) => !settled(t)).flatMap((t) => t.owner_id ?? []);
  if (owners.length > 0 && part.asked === 0) return owners;
  const may = part.asked > 0 ? 'problem.write' : 'problem.review';
  return [...owners, ...(await person.nearestWith(trx, may, part.path, ctx.now()))];
}

export async function remind(
  ctx: RequestContext,
  id: string,
  input: { readonly unitId: string; readonly words?: string | undefined },
): Promise<{ told: number }> {
  return inScopes(ctx, async (trx) => {
    const found = await held(ctx, trx, id);
    demandSteering(ctx, found.row);
    const part = found.state.parts.find((p) => p.unit.id === input.unitId);
    if (!part) throw unfit('units', 'unitId');
    const open = part.tasks.filter((t) => !settled(t)).length;
    if (open === 0 && part.asked === 0 && part.consent) throw unfit('remind', 'unitId');
    const to = (await reminded(ctx, trx, part)).filter((p) => p !== ctx.me!.id);
    const today = dayOf(ctx.now());
    await notify(trx, ctx, {
      to,
      code: open > 0 || part.asked > 0 ? 'special:told-remind' : 'special:told-sign',
      params: { name: found.row.name, open, due: found.row.due, words: input.words ?? '' },
      link: `/specials?id=${id}`,
      org: { id: part.unit.id, path: part.path },
      key: `special-remind:${id}:${part.unit.id}:${today}`,
    });
    const place = { id, org_id: part.unit.id, org_path: part.path };
    await note(trx, ctx, 'remind', place, { unit: part.unit.id, words: input.words ?? null });
    return { told: new Set(to).size };
  });
}

export async function ask(
  ctx: RequestContext,
  ids: { readonly id: string; readonly problem: string },
  input: { readonly text: string },
): Promise<{ id: string }> {
  return inScopes(ctx, async (trx) => {
    const found = await held(ctx, trx, ids.id);
    demandSteering(ctx, found.row);
    const { org_id, org_path, owner_id, title } = taskOf(found, ids.problem);
    const open = found.state.asks.find(
      (a) => a.problem_id === ids.problem && a.answered_at === null && a.text === input.text,
    );
    if (open) return { id: open.id };
    const row = { org_id, org_path, id: newId(ctx.now()) };
    await at(ctx, trx, org_path, () =>
      queries.insertAsk(trx, {
        ...row,
        special_id: ids.id,
        problem_id: ids.problem,
        text: input.text,
        asked_by: ctx.me!.id,
        asked_at: ctx.now(),
      }),
    );
    const keepers = await person.nearestWith(trx, 'problem.write', org_path, ctx.now());
    await notify(trx, ctx, {
      to: [...(owner_id ? [owner_id] : []), ...keepers].filter((p) => p !== ctx.me!.id),
      code: 'special:told-ask',
      params: { name: found.row.name, title, text: input.text },
      link: `/specials?id=${ids.id}`,
      org: { id: org_id, path: org_path },
      key: `special-ask:${row.id}`,
    });
    const content = { ask: row.id, problem: ids.problem, text: input.text };
    await note(trx, ctx, 'ask', { id: ids.id, org_id, org_path }, content);
    return { id: row.id };
  });
}

/** For the unit of the sub-task: what it changed, or why it does not. */
export async function answer(
  ctx: RequestContext,
  ids: { readonly id: string; readonly ask: string },
  input: { readonly text: string },
): Promise<{ id: string }> {
  return inScopes(ctx, async (trx) => {
    const { row, state } = await held(ctx, trx, ids.id);
    const asked = state.asks.find((a) => a.id === ids.ask);
    if (!asked || !org.inReach(ctx, asked.org_path)) throw new AppError('not-found');
    if (asked.answered_at !== null) throw new AppError('special-answered');
    const values = { answer: input.text, answered_by: ctx.me!.id, answered_at: ctx.now() };
    await queries.answerAsk(trx, asked, values);
    await notify(trx, ctx, {
      to: asked.asked_by === ctx.me!.id ? [] : [asked.asked_by],
      code: 'special:told-answer',
      params: { name: row.name, text: input.text },
      link: `/specials?id=${ids.id}`,
      org: { id: asked.org_id, path: asked.org_path },
      key: `special-answer:${asked.id}`,
    });
    const place = { id: ids.id, org_id: asked.org_id, org_path: asked.org_path };
    await note(trx, ctx, 'answer', place, { ask: asked.id, text: input.text });
    return { id: asked.id };
  });
}
