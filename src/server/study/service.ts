import type { OfCampaign } from '../../contract/problem/schemas.ts';
import type {
  Decision,
  Form,
  SessionFilter,
  SessionRow,
  SessionState,
  SessionWhole,
} from '../../contract/study/schemas.ts';
import {
  canChangeSession,
  canScan,
  canSettle,
  type SessionFacts,
} from '../../contract/study/verdicts.ts';
import { no, type Verdict, yes } from '../../contract/verdict.ts';
import { chosenOf, framesOf } from '../campaign/service.ts';
import * as org from '../org/service.ts';
import * as person from '../person/service.ts';
import type { RequestContext } from '../platform/context.ts';
import { dayOf } from '../platform/days.ts';
import { AppError } from '../platform/error.ts';
import { numberOf } from '../platform/numbers.ts';
import { beyondScopes, inScopes, inScopesOrNamed, type Trx } from '../platform/scope.ts';
import { type Brief, briefsOf, raisedFrom } from '../problem/origin.service.ts';
import { ofTaker, takenBy } from './named.queries.ts';
import * as queries from './queries.ts';

export { ofHost } from './named.queries.ts';

type Query = SessionFilter & { readonly after?: string | undefined; readonly limit: number };

async function selectionOf(
  ctx: RequestContext,
  trx: Trx,
  { under, ...filter }: SessionFilter,
): Promise<queries.Selection> {
  return {
    paths: await org.pathsFor(ctx, trx, under),
    campaigns: await chosenOf(trx, filter),
    filter,
    today: dayOf(ctx.now()),
    past: pastOf(ctx, filter.on),
    unit: filter.only ? under : undefined,
  };
}

/** The day, where it is over. */
const pastOf = (ctx: RequestContext, on: string | undefined): string | undefined =>
  on && on < dayOf(ctx.now()) ? on : undefined;

/** Sessions in reach, the latest day first. */
export async function list(
  ctx: RequestContext,
  { after, limit, ...filter }: Query,
): Promise<{ rows: SessionRow[]; next: string | null }> {
  return inScopes(ctx, async (trx) => {
    const rows = await queries.listSessions(trx, await selectionOf(ctx, trx, filter), {
      ...(after === undefined ? {} : { after: placeAfter(after) }),
      limit,
    });
    const last = rows.length === limit ? rows.at(-1) : undefined;
    return {
      rows: await shapes(ctx, trx, rows),
      next: last ? `${last.on_day} ${last.id}` : null,
    };
  });
}

function placeAfter(text: string): { on: string; id: string } {
  const [, on, id] = /^(\d{4}-\d\d-\d\d) ([0-9a-f-]{36})$/.exec(text) ?? [];
  if (on === undefined)
    throw new AppError('invalid', [{ code: 'server.field-format', path: 'after' }]);
  return { on, id: id! };
}

export async function counts(ctx: RequestContext, filter: SessionFilter) {
  return inScopes(ctx, async (trx) =>
    queries.countSessions(trx, await selectionOf(ctx, trx, filter)),
  );
}

async function shapes(
  ctx: RequestContext,
  trx: Trx,
  rows: readonly queries.ListedRow[],
): Promise<SessionRow[]> {
  const today = dayOf(ctx.now());
  const names = await person.nameOf(
    trx,
    rows.flatMap((r) => r.host_id ?? []),
  );
  const problems = await briefsOf(
    ctx,
    trx,
    rows.flatMap((r) => r.problem_id ?? []),
  );
  return rows.map((r) => ({
    id: r.id,
    unit: { id: r.org_id, name: r.unit_name },
    campaignId: r.campaign_id,
    form: r.form as Form,
    topic: r.topic,
    serves: r.serves,
    problem: named(problems.get(r.problem_id ?? '')),
    on: r.on_day,
    at: r.at_time,
    place: r.place,
    host: r.host_id ? { id: r.host_id, name: names.get(r.host_id) ?? '' } : null,
    hostName: r.host_name,
    speaker: r.speaker,
    state: r.state as SessionState,
    late: r.state === 'planned' && r.on_day < today,
    problems: r.problems,
    decisions: r.decisions,
    version: r.version,
  }));
}

const named = (b: Brief | undefined) => (b ? { id: b.id, number: b.number, title: b.title } : null);

export const factsOf = (row: queries.ListedRow): SessionFacts => ({
  unitClosed: row.unit_closed,
  state: row.state as SessionState,
  on: row.on_day,
});

/** A session with all that hangs on it. Names of who was there are for those who keep the record. */
export async function get(given: RequestContext, id: string): Promise<SessionWhole> {
  const naming = (trx: Trx, me: string) => ofTaker(trx, id, me);
  return inScopesOrNamed(given, naming, async (ctx, trx) => {
    const row = await queries.sessionById(trx, id);
    if (!row || !org.inReach(ctx, row.org_path)) throw new AppError('not-found');
    const [shape] = await shapes(ctx, trx, [row]);
    const write = keepsRecord(ctx, row) ? yes : no('not-allowed');
    const frame = (await framesOf(trx, [row.campaign_id])).get(row.campaign_id)!;
    const names = await person.nameOf(trx, [row.created_by]);
    return {
      ...shape!,
      campaign: { id: frame.id, name: frame.name },
      agenda: row.agenda,
      outcome: row.outcome,
      withdrawnReason: row.withdrawn_reason,
      recordedBy: { id: row.created_by, name: names.get(row.created_by) ?? '' },
      attendance: write.ok ? await attendance(trx, row) : null,
      here: ctx.me ? await queries.isThere(trx, row, ctx.me.id) : false,
      taken: await decisions(ctx, trx, row),
      raised: await raisedFrom(ctx, trx, `session:${id}`),
      abilities: abilities(ctx, row, write, frame.closedOn !== null),
    };
  });
}

/** Whoever writes study down for the unit, or hosts this session, keeps its record. */
export function keepsRecord(
  ctx: RequestContext,
  row: Pick<queries.SessionRow, 'org_path' | 'host_id'>,
): boolean {
  const hosts = row.host_id !== null && row.host_id === ctx.me?.id && !ctx.me.token;
  return hosts || org.mayAt(ctx, 'study.write', row.org_path).ok;
}

function abilities(
  ctx: RequestContext,
  row: queries.ListedRow,
  write: Verdict,
  campaignClosed: boolean,
): SessionWhole['abilities'] {
  const facts = factsOf(row);
  const change = write.ok ? canChangeSession(facts) : write;
  const byRight = org.mayAt(ctx, 'problem.write', row.org_path);
  const raise = row.host_id === ctx.me?.id ? yes : byRight;
  return {
    change,
    scan: write.ok ? canScan(facts, dayOf(ctx.now())) : write,
    raise: !raise.ok ? raise : campaignClosed ? no('campaign-closed') : canChangeSession(facts),
  };
}

async function attendance(trx: Trx, row: queries.ListedRow) {
  const rows = await queries.attendanceOf(trx, row);
  const names = await person.nameOf(
    trx,
    rows.flatMap((r) => r.person_id ?? []),
  );
  return rows.map((r) => ({
    id: r.id,
    name: r.person_id ? (names.get(r.person_id) ?? '') : (r.guest ?? ''),
    how: r.how as 'screen' | 'paper' | 'list',
    at: r.at.toISOString(),
  }));
}

async function decisions(
  ctx: RequestContext,
  trx: Trx,
  row: queries.ListedRow,
): Promise<Decision[]> {
  const rows = await queries.decisionsOf(trx, row);
  const today = dayOf(ctx.now());
  const names = await person.nameOf(
    trx,
    rows.flatMap((r) => r.owner_id ?? []),
  );
  const open = canChangeSession(factsOf(row));
  const keeps = keepsRecord(ctx, row);
  const settles = (r: queries.DecisionRow, to: 'done' | 'withdrawn'): Verdict => {
    if (r.state !== 'open') return no('decision-settled');
    return open.ok ? canSettle(to, { keeps, owns: r.owner_id === ctx.me?.id }) : open;
  };
  return rows.map((r) => ({
    id: r.id,
    text: r.text,
    owner: r.owner_id ? { id: r.owner_id, name: names.get(r.owner_id) ?? '' } : null,
    ownerName: r.owner_name,
    due: r.due,
    late: r.state === 'open' && r.due !== null && r.due < today,
    state: r.state as Decision['state'],
    result: r.result,
    settledOn: r.settled_on,
    beneficiaries: r.beneficiaries,
    expected: numberOf(r.expected),
    benefited: numberOf(r.benefited),
    version: r.version,
    abilities: {
      change: settles(r, 'withdrawn'),
      settle: settles(r, 'done'),
    },
  }));
}

/** Sessions held under a path up to a day, and those of them that had led to nothing by its end. */
export async function heldUntil(
  ctx: RequestContext,
  trx: Trx,
  path: string,
  of: OfCampaign,
  on: string,
): Promise<{ sessions: number; fruitless: number }> {
  const { held, nothing } = await queries.countSessions(trx, {
    paths: [path],
    campaigns: await chosenOf(trx, of),
    filter: { on },
    today: on,
    past: pastOf(ctx, on),
  });
  return { sessions: held, fruitless: nothing };
}

/** Sessions the caller hosts, answers for a decision of, or was at: whatever unit they are of. */
export async function mine(ctx: RequestContext): Promise<{ rows: SessionRow[] }> {
  return inScopes(ctx, (trx) =>
    beyondScopes(trx, async () => {
      const ids = await takenBy(trx, ctx.me!.id, MOST);
      const rows = await queries.sessionsById(trx, ids);
      return { rows: await shapes({ ...ctx, scopes: [''] }, trx, rows) };
    }),
  );
}

/** Sessions of one person that a page shows at once: a campaign holds some tens a year. */
const MOST = 200;
