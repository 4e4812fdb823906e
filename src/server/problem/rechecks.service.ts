import type { RecheckShow } from '../../contract/problem/rechecks.ts';
import { canRecheck } from '../../contract/problem/verdicts.ts';
import * as org from '../org/service.ts';
import type { RequestContext } from '../platform/context.ts';
import { dayOf } from '../platform/days.ts';
import { AppError } from '../platform/error.ts';
import { inScopes } from '../platform/scope.ts';
import { actorOf, enforce, open } from './facts.ts';
import { note } from './note.ts';
import * as parts from './parts.queries.ts';
import type { After } from './queries.ts';
import * as queries from './rechecks.queries.ts';
import { take } from './steps.service.ts';

/** What looking back found. A problem that has come back is opened again at once. */
export async function hold(
  ctx: RequestContext,
  id: string,
  input: {
    readonly holds: boolean;
    readonly findings: string;
    readonly value?: number | null | undefined;
    readonly on: string;
  },
): Promise<{ id: string }> {
  return inScopes(ctx, async (trx) => {
    const seen = await parts.recheckById(trx, id);
    if (!seen) throw new AppError('not-found');
    const found = await open(ctx, trx, seen.problem_id);
    const recheck = (await parts.recheckById(trx, id))!;
    if (recheck.state !== 'due') throw new AppError('recheck-over');
    enforce(canRecheck(found.facts, await actorOf(ctx, trx, found.row)));
    const today = dayOf(ctx.now());
    const from = found.row.closed_on ?? found.row.raised_on;
    if (input.on > today || input.on < from)
      throw new AppError('day-refused', [
        { code: 'problem:day-between', path: 'on', params: { from, to: today } },
      ]);
    const values = {
      state: input.holds ? 'held' : 'failed',
      findings: input.findings,
      value: input.value ?? null,
      by_person: ctx.me!.id,
      on_day: input.on,
    };
    await parts.updateRecheck(trx, recheck, values);
    await note(trx, ctx, 'hold-recheck', found.row, { recheck: id, ...values });
    if (!input.holds && found.row.state === 'closed')
      await take(ctx, trx, found, 'reopen', { reason: input.findings });
    return { id };
  });
}

export async function list(
  ctx: RequestContext,
  query: {
    under?: string | undefined;
    state?: RecheckShow | undefined;
    kind?: 'planned' | 'drawn' | undefined;
    after?: string | undefined;
    limit: number;
  },
) {
  const { under, state, kind, after, limit } = query;
  const today = dayOf(ctx.now());
  return inScopes(ctx, async (trx) => {
    const rows = await queries.listRechecks(trx, {
      paths: await org.pathsFor(ctx, trx, under),
      ...{ state, kind, today, limit },
      after: after === undefined ? undefined : placeAfter(after),
    });
    const last = rows.length === limit ? rows.at(-1) : undefined;
    const dayBy = state === 'held' || state === 'failed' ? 'on_day' : 'due';
    return {
      rows: rows.map((r) => ({
        id: r.id,
        kind: r.kind as 'planned' | 'drawn',
        due: r.due,
        state: r.state as 'due' | 'held' | 'failed',
        overdue: r.state === 'due' && r.due < today,
        on: r.on_day,
        by: r.by_person === null ? null : { id: r.by_person, name: r.by_name ?? '' },
        problem: { id: r.problem_id, number: r.number, title: r.title },
        unit: { id: r.org_id, name: r.unit_name },
      })),
      next: last ? `${last[dayBy]} ${last.id}` : null,
    };
  });
}

function placeAfter(text: string): After {
  const [, value, id] = /^(\d{4}-\d\d-\d\d) ([0-9a-f-]{36})$/.exec(text) ?? [];
  if (value === undefined)
    throw new AppError('invalid', [{ code: 'server.field-format', path: 'after' }]);
  return { value, id: id! };
}
