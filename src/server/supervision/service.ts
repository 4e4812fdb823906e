import { addWorkingDays } from '../../contract/deadline/calendar.ts';
import { isUnder, type Permission, scopesOf } from '../../contract/permissions.ts';
import type { ProblemState } from '../../contract/problem/states.ts';
import type { GoneReason, Letter, LetterState } from '../../contract/supervision/operations.ts';
import {
  canAnswer,
  canSign,
  canTakeBack,
  goneOf,
  type LetterFacts,
  type MatterFacts,
} from '../../contract/supervision/verdicts.ts';
import type { Verdict } from '../../contract/verdict.ts';
import { groupBy } from '../../office/group.ts';
import { documentNumber } from '../../office/paper/numbering.ts';
import * as org from '../org/service.ts';
import * as person from '../person/service.ts';
import type { RequestContext } from '../platform/context.ts';
import { dayOf } from '../platform/days.ts';
import { AppError } from '../platform/error.ts';
import { beyondScopes, inScopes, type Trx, withScopes } from '../platform/scope.ts';
import { readSettings, workCalendar } from '../system/service.ts';
import * as queries from './queries.ts';

export function enforce(verdict: Verdict): void {
  if (!verdict.ok) throw new AppError(verdict.why);
}

/** What a letter speaks of. */
export interface Spoken {
  readonly main: queries.SeenLetter;
  readonly also: readonly queries.SeenLetter[];
  readonly left: readonly { readonly row: queries.SeenLetter; readonly why: GoneReason }[];
  readonly holds: boolean;
}

/**
 * The one reckoning that page, paper and signing share: a draft is about what is still so, the first
 * of it before the rest; one that was signed is about what it was signed with.
 */
export function spokenOf(
  row: queries.SeenLetter,
  carried: readonly queries.SeenLetter[] = [],
): Spoken {
  const all = [row, ...carried];
  const left = all.flatMap((r) => {
    const why = row.state === 'draft' ? goneOf(matterFacts(r)) : undefined;
    return why ? [{ row: r, why }] : [];
  });
  const gone = new Set(left.map((l) => l.row));
  const [main, ...also] = all.filter((r) => !gone.has(r));
  return { main: main ?? row, also, left, holds: main !== undefined };
}

type Matter = Pick<
  queries.SeenLetter,
  | 'problem_state'
  | 'reason'
  | 'arm'
  | 'problem_due'
  | 'problem_moved'
  | 'unit_closed'
  | 'campaign_closed'
>;

/** What a letter was drafted for, beside how that stands. */
export const matterFacts = (row: Matter): MatterFacts => ({
  problem: row.problem_state as ProblemState,
  reason: row.reason as Letter['reason'],
  arm: row.arm,
  due: row.problem_due,
  movedOn: row.problem_moved,
  over: row.unit_closed ? 'unit-closed' : row.campaign_closed ? 'campaign-closed' : undefined,
});

export const factsOf = (row: queries.SeenLetter): Omit<LetterFacts, 'holds'> => ({
  state: row.state as LetterState,
  unitClosed: row.unit_closed,
});

/** The number as it stands on the paper. */
export const numberOf = (row: queries.SeenLetter): string | null =>
  row.number === null || row.year === null
    ? null
    : documentNumber(`${row.issuer_short ?? row.issuer_name}督函`, row.year, row.number);

const at = (ctx: RequestContext, permission: Permission, path: string, then: Verdict): Verdict => {
  const may = org.mayAt(ctx, permission, path);
  return may.ok ? then : may;
};

export async function shapes(
  ctx: RequestContext,
  trx: Trx,
  rows: readonly queries.SeenLetter[],
): Promise<Letter[]> {
  const carried = await queries.carriedBy(
    trx,
    rows.flatMap((r) => (r.carried > 0 ? r.id : [])),
  );
  const also = groupBy(carried, (r) => r.main_id!);
  const ids = [...rows, ...carried].flatMap((r) => [
    r.answerer_id,
    r.signed_by,
    r.answered_by,
    r.ended_by,
    r.owner_id,
  ]);
  const names = await person.nameOf(
    trx,
    ids.flatMap((id) => id ?? []),
  );
  const proposedBy = await proposed(ctx, trx);
  const name = (id: string | null) => (id ? (names.get(id) ?? '') : null);
  return rows.map((row) => ({
    ...shape(ctx, row, spokenOf(row, also.get(row.id)), name),
    proposedBy,
  }));
}

/** The day by which a letter of today is answered, as the settings say. */
export async function proposed(ctx: RequestContext, trx: Trx): Promise<string> {
  const { answerWithin } = (await readSettings(trx)).deadline;
  return addWorkingDays(await workCalendar(trx), dayOf(ctx.now()), answerWithin);
}

/** Whether a letter was drafted for the caller to sign, by the post they hold. */
export const isSigner = ({ me }: RequestContext, row: queries.LetterRow): boolean =>
  me !== undefined && !me.token && row.answerer_id === me.id;

/** One of the problems a letter is about. */
const matterOf = (
  ctx: RequestContext,
  row: queries.SeenLetter,
  name: (id: string | null) => string | null,
): Letter['also'][number] => ({
  problem: {
    id: row.problem_id,
    number: row.problem_number,
    title: row.problem_title,
    mine: [row.owner_id, row.leader_id].includes(ctx.me?.id ?? ''),
  },
  measure: row.measure_text,
  owner: name(row.owner_id) ?? row.owner_name ?? '',
  due: row.reason === 'overdue' ? row.arm : null,
  days: row.days,
});

function shape(
  ctx: RequestContext,
  row: queries.SeenLetter,
  { main, also, left, holds }: Spoken,
  name: (id: string | null) => string | null,
): Omit<Letter, 'proposedBy'> {
  const facts = factsOf(row);
  const told = row.told.includes(ctx.me?.id ?? '');
  const signing = (then: Verdict) =>
    isSigner(ctx, row) ? then : at(ctx, 'supervision.sign', row.issuer_path, then);
  return {
    id: row.id,
    number: numberOf(row),
    state: facts.state,
    late: facts.state === 'sent' && row.answer_by! < dayOf(ctx.now()),
    reason: row.reason as Letter['reason'],
    unit: { id: row.org_id, name: row.unit_name },
    issuer: { id: row.issuer_id, name: row.issuer_name },
    answerer: row.answerer_id ? { id: row.answerer_id, name: name(row.answerer_id)! } : null,
    post: row.post_name,
    level: row.level,
    ...matterOf(ctx, main, name),
    also: also.map((r) => matterOf(ctx, r, name)),
    leftOut: left.map((l) => ({ problem: matterOf(ctx, l.row, name).problem, why: l.why })),
    stepOn: row.step_on,
    asks: row.asks,
    answerBy: row.answer_by,
    signedBy: name(row.signed_by),
    signedAt: row.signed_at?.toISOString() ?? null,
    answer: row.answer,
    answeredBy: name(row.answered_by),
    answeredAt: row.answered_at?.toISOString() ?? null,
    ended: row.ended_at && {
      at: row.ended_at.toISOString(),
      by: name(row.ended_by),
      reason: row.ended_reason ?? '',
    },
    version: row.version,
    abilities: {
      sign: signing(canSign({ ...facts, holds })),
      withdraw: signing(canTakeBack(facts)),
      answer: told
        ? canAnswer(facts)
        : at(ctx, 'supervision.answer', row.org_path, canAnswer(facts)),
    },
  };
}

export async function list(
  ctx: RequestContext,
  query: {
    under?: string | undefined;
    state?: LetterState | 'late' | undefined;
    problem?: string | undefined;
    after?: string | undefined;
    limit: number;
  },
): Promise<{ rows: Letter[]; next: string | null }> {
  const { under, ...filter } = query;
  return inScopes(ctx, async (trx) => {
    const rows = await queries.listLetters(trx, {
      ...filter,
      paths: await org.pathsFor(ctx, trx, under),
      today: dayOf(ctx.now()),
    });
    const next = rows.length === query.limit ? rows.at(-1)!.id : null;
    return { rows: await shapes(ctx, trx, rows), next };
  });
}

/**
 * Work on a letter where the caller's grants allow it at the unit it is for, or because it was
 * sent to them, or drafted for them to sign; else it is `not-found`.
 */
export async function atLetter<T>(
  ctx: RequestContext,
  id: string,
  right: Permission,
  work: (trx: Trx, row: queries.SeenLetter) => Promise<T>,
  { lock = false }: { readonly lock?: boolean } = {},
): Promise<T> {
  const { me } = ctx;
  if (!me) throw new AppError('not-signed-in');
  const find = (trx: Trx) => (lock ? queries.lockLetter(trx, id) : queries.letterById(trx, id));
  const scopes = scopesOf(me.grants, right);
  return withScopes(ctx, scopes, async (trx) => {
    const inReach = await find(trx);
    if (inReach && scopes.some((s) => isUnder(inReach.org_path, s))) return work(trx, inReach);
    return beyondScopes(trx, async () => {
      const row = await find(trx);
      if (!row || !(row.told.includes(me.id) || isSigner(ctx, row)))
        throw new AppError('not-found');
      return work(trx, row);
    });
  });
}

export async function get(ctx: RequestContext, id: string): Promise<Letter> {
  return atLetter(
    ctx,
    id,
    'supervision.read',
    async (trx, row) => (await shapes(ctx, trx, [row]))[0]!,
  );
}
