import { createHash, randomBytes } from 'node:crypto';
import { canRecheck } from '../../contract/problem/verdicts.ts';
import * as campaign from '../campaign/service.ts';
import * as org from '../org/service.ts';
import type { RequestContext } from '../platform/context.ts';
import { dayOf } from '../platform/days.ts';
import { AppError } from '../platform/error.ts';
import { newId } from '../platform/ids.ts';
import { inScopes } from '../platform/scope.ts';
import { record } from '../record/service.ts';
import { actorOf, enforce, open } from './facts.ts';
import { note } from './note.ts';
import * as parts from './parts.queries.ts';
import * as queries from './queries.ts';
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
      await take(ctx, trx, found, 'reopen', input.findings);
    return { id };
  });
}

export async function list(
  ctx: RequestContext,
  query: {
    under?: string | undefined;
    state?: string | undefined;
    until?: string | undefined;
    after?: string | undefined;
    limit: number;
  },
) {
  return inScopes(ctx, async (trx) => {
    const rows = await queries.listRechecks(trx, {
      paths: await org.pathsFor(ctx, trx, query.under),
      state: query.state,
      until: query.until,
      after: query.after === undefined ? undefined : placeAfter(query.after),
      limit: query.limit,
    });
    const last = rows.length === query.limit ? rows.at(-1) : undefined;
    return {
      rows: rows.map((r) => ({
        id: r.id,
        kind: r.kind as 'planned' | 'drawn',
        due: r.due,
        state: r.state as 'due' | 'held' | 'failed',
        problem: { id: r.problem_id, number: r.number, title: r.title },
        unit: { id: r.org_id, name: r.unit_name },
      })),
      next: last ? `${last.due} ${last.id}` : null,
    };
  });
}

function placeAfter(text: string): queries.After {
  const [, value, id] = /^(\d{4}-\d\d-\d\d) ([0-9a-f-]{36})$/.exec(text) ?? [];
  if (value === undefined)
    throw new AppError('invalid', [{ code: 'server.field-format', path: 'after' }]);
  return { value, id: id! };
}

/**
 * Draws closed problems by lot: those with the smallest SHA-256(seed ‖ id). Seed and candidates
 * go on record, so that anybody can draw again and see that nobody chose.
 */
export async function draw(
  ctx: RequestContext,
  input: {
    readonly under: string;
    readonly campaignId: string;
    readonly number: number;
    readonly due: string;
  },
): Promise<{ drawn: string[]; from: number; seed: string }> {
  return inScopes(ctx, async (trx) => {
    const unit = await org.placeOf(ctx, trx, input.under);
    if (input.due <= dayOf(ctx.now()))
      throw new AppError('day-refused', [
        { code: 'problem:day-to-come', path: 'due', params: { day: dayOf(ctx.now()) } },
      ]);
    if (!(await campaign.framesOf(trx, [input.campaignId])).has(input.campaignId))
      throw new AppError('campaign-unknown');
    const candidates = await queries.closedWithoutRecheck(trx, unit.path, input.campaignId);
    const seed = randomBytes(16).toString('hex');
    const lot = (id: string) => createHash('sha256').update(`${seed}${id}`).digest('hex');
    const drawn = [...candidates]
      .sort((a, b) => (lot(a.id) < lot(b.id) ? -1 : 1))
      .slice(0, input.number);
    await parts.insertRechecks(
      trx,
      drawn.map((p) => ({
        ...{ org_id: p.org_id, org_path: p.org_path, problem_id: p.id },
        id: newId(ctx.now()),
        kind: 'drawn',
        due: input.due,
        state: 'due',
      })),
    );
    const ids = drawn.map((p) => p.id);
    await record(trx, ctx, {
      act: 'problem.draw',
      subject: `campaign:${input.campaignId}`,
      org: unit,
      content: { seed, from: candidates.map((c) => c.id), drawn: ids, due: input.due },
    });
    return { drawn: ids, from: candidates.length, seed };
  });
}
