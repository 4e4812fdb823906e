import { createHash } from 'node:crypto';
import type { Joint, SpecialActor, SpecialPlace } from '../../contract/special/verdicts.ts';
import * as org from '../org/service.ts';
import type { RequestContext } from '../platform/context.ts';
import { beyondScopes, type Trx } from '../platform/scope.ts';
import * as problem from '../problem/service.ts';
import * as queries from './queries.ts';

type Task = Awaited<ReturnType<typeof problem.problemsById>>[number];

/** A unit that takes part: its sub-tasks that stand, and its consent to them as they are. */
export interface PartState {
  readonly unit: { readonly id: string; readonly name: string };
  readonly path: string;
  readonly tasks: readonly Task[];
  readonly stood: string;
  readonly asked: number;
  readonly consent: queries.SignatureRow | undefined;
}

/** How a special rectification stands: read whole, whoever asks for it. */
export interface State {
  readonly tasks: readonly Task[];
  readonly asks: readonly queries.AskRow[];
  readonly parts: readonly PartState[];
  readonly stood: string;
  readonly finding: queries.SignatureRow | undefined;
  readonly joint: Joint;
}

const standing = (t: Task): boolean => t.state !== 'withdrawn';
export const settled = (t: { readonly state: string }): boolean =>
  t.state === 'closed' || t.state === 'withdrawn';

/** What is signed: which sub-tasks, closed on which day, and how often opened again until then. */
export function stoodOf(tasks: readonly Task[]): string {
  const lines = tasks
    .filter(standing)
    .map((t) => [t.id, t.state, t.closed_on, t.reopened].join(' '));
  return createHash('sha256').update(lines.sort().join('\n')).digest('hex');
}

const jointOf = (parts: readonly PartState[], finding: string | null): Joint => ({
  tasks: parts.reduce((n, p) => n + p.tasks.length, 0),
  open: parts.reduce((n, p) => n + p.tasks.filter((t) => !settled(t)).length, 0),
  asked: parts.reduce((n, p) => n + p.asked, 0),
  missing: parts.filter((p) => !p.consent).length,
  finding,
});

/** {@link Joint} of one unit's own sub-tasks. */
export const ownJoint = (part: PartState): Joint => jointOf([part], null);

function partsOf(
  tasks: readonly Task[],
  asks: readonly queries.AskRow[],
  signed: readonly queries.SignatureRow[],
): PartState[] {
  const units = [...new Set(tasks.map((t) => t.org_id))];
  return units.flatMap((id) => {
    const own = tasks.filter((t) => t.org_id === id && standing(t));
    if (own.length === 0) return [];
    const stood = stoodOf(own);
    return {
      unit: { id, name: own[0]!.unit_name },
      path: own[0]!.org_path,
      tasks: own,
      stood,
      asked: asks.filter((a) => a.answered_at === null && own.some((t) => t.id === a.problem_id))
        .length,
      consent: signed.findLast((s) => s.kind === 'consent' && s.org_id === id && s.stood === stood),
    };
  });
}

/** State of several special rectifications, by id: every sub-task counts, in reach or not. */
export async function statesOf(
  trx: Trx,
  ids: readonly string[],
): Promise<ReadonlyMap<string, State>> {
  return beyondScopes(trx, async () => {
    const links = await queries.tasksOf(trx, ids);
    const problems = await problem.problemsById(trx, [...new Set(links.map((l) => l.problem_id))]);
    problems.sort((a, b) =>
      a.org_path < b.org_path || (a.org_path === b.org_path && a.id < b.id) ? -1 : 1,
    );
    const asks = await queries.asksOf(trx, ids);
    const signed = await queries.signaturesOf(trx, ids);
    return new Map(
      ids.map((id) => {
        const mine = new Set(links.filter((l) => l.special_id === id).map((l) => l.problem_id));
        const tasks = problems.filter((p) => mine.has(p.id));
        return [
          id,
          stateOf(
            tasks,
            asks.filter((a) => a.special_id === id),
            signed.filter((s) => s.special_id === id),
          ),
        ];
      }),
    );
  });
}

function stateOf(
  tasks: readonly Task[],
  asks: readonly queries.AskRow[],
  signed: readonly queries.SignatureRow[],
): State {
  const parts = partsOf(tasks, asks, signed);
  const stood = stoodOf(tasks);
  const finding = signed.findLast((s) => s.kind === 'finding' && s.stood === stood);
  return { tasks, asks, parts, stood, finding, joint: jointOf(parts, finding?.by_person ?? null) };
}

export const placeOf = (row: queries.SpecialRow): SpecialPlace => ({
  path: row.org_path,
  leadPath: row.lead_path,
});

/** Who asks; a token signs for nobody. */
export const actorOf = (
  ctx: RequestContext,
  more: Pick<SpecialActor, 'first' | 'home'> = {},
): SpecialActor => ({
  id: ctx.me!.id,
  held: ctx.me!.grants,
  ...more,
  first: more.first === true && !ctx.me!.token,
});

/** Units of a special rectification that one may see: all for those who steer it, else one's own. */
export const seenParts = (ctx: RequestContext, state: State, steers: boolean): PartState[] =>
  state.parts.filter((p) => steers || org.inReach(ctx, p.path));
