import type { InPersonAct, InPersonKind } from '../../contract/duty/operations.ts';
import { no, type Verdict, yes } from '../../contract/verdict.ts';
import * as org from '../org/service.ts';
import * as person from '../person/service.ts';
import type { RequestContext } from '../platform/context.ts';
import { dayOf } from '../platform/days.ts';
import { AppError } from '../platform/error.ts';
import { newId } from '../platform/ids.ts';
import { inScopes, type Trx } from '../platform/scope.ts';
import { noteOf } from '../record/service.ts';
import { enforce } from './changes.service.ts';
import * as queries from './queries.ts';

interface Fields {
  readonly kind: InPersonKind;
  readonly personId: string;
  readonly on: string;
  readonly about: string;
  readonly what: string;
  readonly outcome?: string | null | undefined;
}

/** The post the person held in the unit on that day: the first one, or a deputy's. */
async function postHeld(trx: Trx, unitId: string, given: Fields): Promise<person.HeldPost> {
  const posts = await person.holdersOf(trx, unitId, given.on);
  const held = posts.find(
    (p) =>
      (p.rank === 'first' || p.rank === 'deputy') &&
      p.holders.some((h) => h.personId === given.personId),
  );
  if (!held) throw new AppError('not-holder', [{ code: 'duty:act-holder', path: 'personId' }]);
  return held;
}

async function columnsOf(ctx: RequestContext, trx: Trx, unitId: string, given: Fields) {
  const today = dayOf(ctx.now());
  if (given.on > today)
    throw new AppError('day-refused', [
      { code: 'duty:act-to-come', path: 'on', params: { day: given.on, today } },
    ]);
  return {
    kind: given.kind,
    person_id: given.personId,
    post_name: (await postHeld(trx, unitId, given)).name,
    on_day: given.on,
    about: given.about,
    what: given.what,
    outcome: given.outcome || null,
  };
}

const note = noteOf('duty', 'duty-act');

export async function recordAct(
  ctx: RequestContext,
  unitId: string,
  input: Fields,
): Promise<{ id: string }> {
  return inScopes(ctx, async (trx) => {
    const unit = await org.placeOf(ctx, trx, unitId);
    const columns = await columnsOf(ctx, trx, unit.id, input);
    const row = { id: newId(ctx.now()), org_id: unit.id, org_path: unit.path };
    await queries.insertAct(trx, {
      ...row,
      ...columns,
      recorded_by: ctx.me!.id,
      recorded_at: ctx.now(),
      version: 1,
    });
    return note(trx, ctx, 'record-act', row, columns);
  });
}

function canChangeAct(act: { unitClosed: boolean; withdrawn: boolean }): Verdict {
  if (act.unitClosed) return no('unit-closed');
  return act.withdrawn ? no('act-withdrawn') : yes;
}

async function open(ctx: RequestContext, trx: Trx, id: string, version: number) {
  const row = await queries.lockAct(trx, id);
  if (!row) throw new AppError('not-found');
  const unit = await org.seen(ctx, trx, row.org_id);
  enforce(
    canChangeAct({ unitClosed: unit.closedOn !== null, withdrawn: row.withdrawn_at !== null }),
  );
  if (row.version !== version) throw new AppError('conflict');
  return row;
}

export async function changeAct(
  ctx: RequestContext,
  id: string,
  input: Fields & { readonly version: number },
): Promise<{ id: string }> {
  return inScopes(ctx, async (trx) => {
    const row = await open(ctx, trx, id, input.version);
    const columns = await columnsOf(ctx, trx, row.org_id, input);
    await queries.updateAct(trx, row, columns);
    return note(trx, ctx, 'change-act', row, columns);
  });
}

export async function withdrawAct(
  ctx: RequestContext,
  id: string,
  input: { readonly version: number; readonly reason: string },
): Promise<{ id: string }> {
  return inScopes(ctx, async (trx) => {
    const row = await open(ctx, trx, id, input.version);
    await queries.updateAct(trx, row, {
      withdrawn_at: ctx.now(),
      withdrawn_reason: input.reason,
    });
    return note(trx, ctx, 'withdraw-act', row, { reason: input.reason });
  });
}

export async function acts(
  ctx: RequestContext,
  query: {
    under?: string | undefined;
    kind?: InPersonKind | undefined;
    person?: string | undefined;
    from?: string | undefined;
    to?: string | undefined;
    after?: string | undefined;
    limit: number;
  },
): Promise<{ rows: InPersonAct[]; next: string | null }> {
  const { under, after, ...filter } = query;
  return inScopes(ctx, async (trx) => {
    const rows = await queries.listActs(trx, {
      ...filter,
      paths: await org.pathsFor(ctx, trx, under),
      after: after === undefined ? undefined : placeAfter(after),
    });
    const names = await person.nameOf(
      trx,
      rows.flatMap((r) => [r.person_id, r.recorded_by]),
    );
    const last = rows.length === query.limit ? rows.at(-1) : undefined;
    return {
      rows: rows.map((r) => actOf(ctx, r, (id) => names.get(id) ?? '')),
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

function actOf(
  ctx: RequestContext,
  row: queries.ListedAct,
  name: (id: string) => string,
): InPersonAct {
  const may = org.mayAt(ctx, 'duty.record', row.org_path);
  return {
    id: row.id,
    unit: { id: row.org_id, name: row.unit_name },
    kind: row.kind as InPersonKind,
    person: { id: row.person_id, name: name(row.person_id) },
    post: row.post_name,
    on: row.on_day,
    about: row.about,
    what: row.what,
    outcome: row.outcome,
    recordedBy: { id: row.recorded_by, name: name(row.recorded_by) },
    withdrawn: row.withdrawn_at
      ? { at: row.withdrawn_at.toISOString(), reason: row.withdrawn_reason ?? '' }
      : null,
    version: row.version,
    abilities: {
      change: may.ok
        ? canChangeAct({ unitClosed: row.unit_closed, withdrawn: row.withdrawn_at !== null })
        : may,
    },
  };
}
