import type { z } from 'zod';
import { no, yes } from '../../contract/verdict.ts';
import type { Visit, VisitKind, visitFields } from '../../contract/visit/operations.ts';
import * as org from '../org/service.ts';
import * as person from '../person/service.ts';
import type { RequestContext } from '../platform/context.ts';
import { dayOf } from '../platform/days.ts';
import { AppError } from '../platform/error.ts';
import { newId } from '../platform/ids.ts';
import { inScopes, type Trx } from '../platform/scope.ts';
import { noteOf } from '../record/service.ts';
import * as queries from './queries.ts';

type Fields = Readonly<z.output<z.ZodObject<typeof visitFields>>>;

const note = noteOf('visit');

interface Query {
  readonly under?: string | undefined;
  readonly kind?: VisitKind | undefined;
  readonly state?: Visit['state'] | undefined;
  readonly after?: string | undefined;
  readonly limit: number;
}

/** Visits in reach, the latest day first. */
export async function list(
  ctx: RequestContext,
  { under, after, ...filter }: Query,
): Promise<{ rows: Visit[]; next: string | null }> {
  return inScopes(ctx, async (trx) => {
    const paths = await org.pathsFor(ctx, trx, under);
    const rows = await queries.listVisits(trx, paths, {
      ...filter,
      ...(after === undefined ? {} : { after: placeAfter(after) }),
    });
    const last = rows.length === filter.limit ? rows.at(-1) : undefined;
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

export async function get(ctx: RequestContext, id: string): Promise<Visit> {
  return inScopes(ctx, async (trx) => {
    const row = await queries.visitById(trx, id);
    if (!row || !org.inReach(ctx, row.org_path)) throw new AppError('not-found');
    return (await shapes(ctx, trx, [row]))[0]!;
  });
}

async function shapes(
  ctx: RequestContext,
  trx: Trx,
  rows: readonly queries.ListedRow[],
): Promise<Visit[]> {
  const today = dayOf(ctx.now());
  const names = await person.nameOf(
    trx,
    rows.flatMap((r) => r.leader_id ?? []),
  );
  return rows.map((r) => ({
    id: r.id,
    unit: { id: r.org_id, name: r.unit_name },
    kind: r.kind as VisitKind,
    purpose: r.purpose,
    place: r.place,
    on: r.on_day,
    at: r.at_time,
    leader: r.leader_id ? { id: r.leader_id, name: names.get(r.leader_id) ?? '' } : null,
    leaderName: r.leader_name,
    companions: r.companions,
    state: r.state as Visit['state'],
    late: r.state === 'planned' && r.on_day < today,
    findings: r.findings,
    met: r.met,
    settled: r.settled,
    withdrawnReason: r.withdrawn_reason,
    voices: r.voices,
    open: r.open,
    version: r.version,
    abilities: {
      change: changeable(ctx, r),
      enter:
        r.state === 'withdrawn'
          ? no('visit-withdrawn')
          : org.mayAt(ctx, 'voice.triage', r.org_path),
    },
  }));
}

function changeable(ctx: RequestContext, row: queries.ListedRow) {
  const right = org.mayAt(ctx, 'visit.write', row.org_path);
  if (!right.ok) return right;
  if (row.unit_closed) return no('unit-closed');
  return row.state === 'withdrawn' ? no('visit-withdrawn') : yes;
}

async function columnsOf(
  ctx: RequestContext,
  trx: Trx,
  given: Fields & { readonly held: boolean },
) {
  const today = dayOf(ctx.now());
  if (given.held && given.on > today)
    throw new AppError('day-refused', [
      { code: 'visit:day-to-come', path: 'on', params: { day: given.on, today } },
    ]);
  if (given.leaderId && !(await person.nameOf(trx, [given.leaderId])).has(given.leaderId))
    throw new AppError('visit-unfit', [{ code: 'visit:unfit-leader', path: 'leaderId' }]);
  if (given.held && !given.findings)
    throw new AppError('visit-unfit', [{ code: 'visit:unfit-findings', path: 'findings' }]);
  return {
    kind: given.kind,
    purpose: given.purpose,
    place: given.place,
    on_day: given.on,
    at_time: given.at || null,
    leader_id: given.leaderId || null,
    leader_name: given.leaderId ? null : given.leaderName || null,
    companions: given.companions || null,
    findings: given.findings || null,
    met: given.met ?? null,
    settled: given.settled || null,
    state: given.held ? 'held' : 'planned',
  };
}

/** Plans a visit, or writes down one that took place: then with what was found. */
export async function create(
  ctx: RequestContext,
  input: Fields & { readonly unitId: string; readonly held: boolean },
): Promise<{ id: string }> {
  return inScopes(ctx, async (trx) => {
    const unit = await org.placeOf(ctx, trx, input.unitId);
    const columns = await columnsOf(ctx, trx, input);
    const row = { id: newId(ctx.now()), org_id: unit.id, org_path: unit.path };
    await queries.insertVisit(trx, {
      ...row,
      ...columns,
      created_at: ctx.now(),
      created_by: ctx.me!.id,
      version: 1,
    });
    return note(trx, ctx, 'create', row, columns);
  });
}

async function open(ctx: RequestContext, trx: Trx, id: string, version: number) {
  await queries.lockVisit(trx, id);
  const row = await queries.visitById(trx, id);
  if (!row || !org.inReach(ctx, row.org_path)) throw new AppError('not-found');
  if (row.version !== version) throw new AppError('conflict');
  const verdict = changeable(ctx, row);
  if (!verdict.ok) throw new AppError(verdict.why);
  return row;
}

export async function change(
  ctx: RequestContext,
  id: string,
  { version, ...input }: Fields & { readonly held: boolean; readonly version: number },
): Promise<{ id: string }> {
  return inScopes(ctx, async (trx) => {
    const row = await open(ctx, trx, id, version);
    const columns = await columnsOf(ctx, trx, input);
    await queries.updateVisit(trx, row, columns);
    return note(trx, ctx, row.state !== 'held' && input.held ? 'hold' : 'change', row, columns);
  });
}

export async function withdraw(
  ctx: RequestContext,
  id: string,
  { reason, version }: { readonly reason: string; readonly version: number },
): Promise<{ id: string }> {
  return inScopes(ctx, async (trx) => {
    const row = await open(ctx, trx, id, version);
    await queries.updateVisit(trx, row, { state: 'withdrawn', withdrawn_reason: reason });
    return note(trx, ctx, 'withdraw', row, { reason });
  });
}
