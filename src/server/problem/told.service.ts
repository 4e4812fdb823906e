import { type Step, transitions } from '../../contract/problem/states.ts';
import { notify, type Telling } from '../notice/service.ts';
import * as person from '../person/service.ts';
import type { RequestContext } from '../platform/context.ts';
import { dayOnly } from '../platform/days.ts';
import type { Trx } from '../platform/scope.ts';
import { ledgerLink, ownLink } from './links.ts';
import * as parts from './parts.queries.ts';
import type { MeasureRow, ProblemRow } from './queries.ts';
import { atOnce, type Tell } from './told.many.ts';

type Row = Pick<ProblemRow, 'id' | 'org_id' | 'org_path' | 'number' | 'title' | 'owner_id'>;
type Bearing = Pick<MeasureRow, 'owner_id' | 'state'>;

/** Owners of a problem and of its measures that stand. */
const ownersOf = (row: Pick<Row, 'owner_id'>, measures: readonly Bearing[]): Set<string> =>
  new Set([
    ...(row.owner_id ? [row.owner_id] : []),
    ...measures.flatMap((m) => (m.state !== 'withdrawn' && m.owner_id) || []),
  ]);

/** Nobody is told what they did themselves. */
const others = (ctx: RequestContext, people: Iterable<string | null>): string[] =>
  [...new Set(people)].filter((id): id is string => id !== null && id !== ctx.me?.id);

/** What a telling about a problem has in common, whoever is told. */
const about = (row: Row, more: Telling['params'] = {}) => ({
  params: { number: row.number, title: row.title, ...more },
  org: { id: row.org_id, path: row.org_path },
});

/**
 * Tells those who bear a problem that has come on the list. Somebody who bears it and measures of it
 * is told once.
 */
export async function tellBearers(
  ctx: RequestContext,
  trx: Trx,
  row: Row,
  measures: readonly Bearing[],
  tell: Tell = atOnce(trx, ctx),
): Promise<void> {
  const key = `problem-owner:${row.id}:listed`;
  const owner = others(ctx, [row.owner_id]);
  const doers = others(ctx, ownersOf(row, measures)).filter((id) => id !== row.owner_id);
  const of = { ...about(row), link: ownLink(row.id), key };
  await tell(
    { ...of, to: owner, code: 'problem:told-owner' },
    { ...of, to: doers, code: 'problem:told-measure-owner' },
  );
}

/** Tells who owns a problem or a measure from now on; `key` names the change. Drafts bind nobody. */
export async function tellNewOwner(
  ctx: RequestContext,
  trx: Trx,
  row: Row & Pick<ProblemRow, 'state'>,
  change: {
    readonly of: 'problem' | 'measure';
    readonly before: string | null;
    readonly now: string | null | undefined;
    readonly key: string;
  },
  tell: Tell = atOnce(trx, ctx),
): Promise<void> {
  if (row.state === 'draft' || !change.now || change.now === change.before) return;
  await tell({
    ...about(row),
    to: others(ctx, [change.now]),
    code: change.of === 'problem' ? 'problem:told-owner' : 'problem:told-measure-owner',
    link: ownLink(row.id),
    key: `${change.of}-owner:${change.key}`,
  });
}

/** How many problems an import made somebody's; by person. */
export type Borne = Map<string, Set<string>>;

/** Notes for an import who bears a problem, as it is written. */
export function bear(borne: Borne, problemId: string, people: Iterable<string | null>): void {
  for (const id of people) {
    if (id === null) continue;
    const known = borne.get(id);
    if (known) known.add(problemId);
    else borne.set(id, new Set([problemId]));
  }
}

/** People told in one statement, which takes only so many parameters. */
const AT_ONCE = 1000;

/** Tells each person of an import once how many problems it made theirs: not one notice a row. */
export async function tellImported(
  ctx: RequestContext,
  trx: Trx,
  at: { readonly id: string; readonly org: Telling['org'] },
  borne: Borne,
): Promise<void> {
  const told = others(ctx, borne.keys()).map((id) => ({
    to: [id],
    code: 'problem:told-owner-many',
    params: { count: borne.get(id)!.size },
    link: '/my-problems',
    org: at.org,
    key: `problem-owner:import:${at.id}`,
  }));
  for (let k = 0; k < told.length; k += AT_ONCE)
    await notify(trx, ctx, ...told.slice(k, k + AT_ONCE));
}

/** Tells those who bear a problem that what their ledger said is finished was not found so. */
export async function tellClaimRefused(
  ctx: RequestContext,
  trx: Trx,
  row: Row & Pick<ProblemRow, 'state' | 'version'>,
  measures: readonly Bearing[],
  reason: string,
): Promise<void> {
  // Drafts bind nobody.
  if (row.state === 'draft') return;
  await notify(trx, ctx, {
    ...about(row, { reason }),
    to: others(ctx, ownersOf(row, measures)),
    code: 'problem:told-claim-refused',
    link: ownLink(row.id),
    key: `problem-claim:${row.id}:${row.version}`,
  });
}

/** Steps back to work that somebody else takes on what was applied for, with their reason. */
export const backSteps = ['return', 'refuse', 'uphold', 'reopen'] as const satisfies Step[];
const isBack = (step: Step): step is (typeof backSteps)[number] =>
  (backSteps as readonly Step[]).includes(step);

/**
 * Tells those concerned of a step: whoever had applied too, though the row forgets them with a step
 * back. `key` names the step.
 */
export async function tellStep(
  ctx: RequestContext,
  trx: Trx,
  { row, measures }: { readonly row: ProblemRow; readonly measures: readonly MeasureRow[] },
  taken: { readonly step: Step; readonly key: string; readonly reason: string | undefined },
  tell: Tell = atOnce(trx, ctx),
): Promise<void> {
  const { step, reason } = taken;
  if (step === 'publish') return tellBearers(ctx, trx, row, measures, tell);
  if (!isBack(step) && transitions[step].to !== 'closed') return;
  const owners = ownersOf(row, measures);
  const concerned = isBack(step) ? [...owners, row.applied_by] : [row.owner_id, row.applied_by];
  const of = {
    ...about(row, reason ? { reason } : {}),
    code: `problem:told-${step}`,
    key: `problem-step:${taken.key}`,
  };
  const to = others(ctx, concerned);
  await tell(
    { ...of, to: to.filter((id) => owners.has(id)), link: ownLink(row.id) },
    { ...of, to: to.filter((id) => !owners.has(id)), link: ledgerLink(row.id) },
  );
}

/** Tells whoever asked for a later deadline what was decided. */
export async function tellDeadline(
  ctx: RequestContext,
  trx: Trx,
  { row, measures }: { readonly row: ProblemRow; readonly measures: readonly MeasureRow[] },
  asked: parts.ExtensionRow,
  decided: { readonly grant: boolean; readonly decision?: string | undefined },
): Promise<void> {
  const owns = ownersOf(row, measures).has(asked.asked_by);
  await notify(trx, ctx, {
    ...about(row, decided.grant ? { day: asked.wanted } : { reason: decided.decision ?? '' }),
    to: others(ctx, [asked.asked_by]),
    code: decided.grant ? 'problem:told-deadline-granted' : 'problem:told-deadline-refused',
    link: owns ? ownLink(row.id) : ledgerLink(row.id),
    key: `deadline:${asked.id}`,
  });
}

/**
 * Tells the office nearest to the unit, and whoever gave the notice, that somebody objects. Without a
 * name everybody of the office is told, whoever asks: one left out would be the one who objected.
 */
export async function tellObjection(
  ctx: RequestContext,
  trx: Trx,
  row: ProblemRow,
  objection: { readonly id: string; readonly by: string | null },
): Promise<void> {
  const office = await person.nearestWith(trx, 'problem.settle', row.org_path, ctx.now());
  const gave = (await parts.lastStep(trx, row, 'announce'))?.by_person;
  // Of an unnamed one the day alone is kept.
  await notify(trx, objection.by ? ctx : dayOnly(ctx), {
    ...about(row),
    to: [...office, ...(gave ? [gave] : [])].filter((id) => id !== objection.by),
    code: 'problem:told-objection',
    link: ledgerLink(row.id),
    key: `objection:${objection.id}`,
  });
}
