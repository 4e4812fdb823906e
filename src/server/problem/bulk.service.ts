import type { BulkFields, BulkOutcome } from '../../contract/problem/bulk.ts';
import { dueMeasure } from '../../contract/problem/cells.ts';
import type { Step } from '../../contract/problem/states.ts';
import {
  type Actor,
  canChangeMeasure,
  canStep,
  type Said,
  saidOf,
} from '../../contract/problem/verdicts.ts';
import type { RequestContext } from '../platform/context.ts';
import { dayOf } from '../platform/days.ts';
import { AppError } from '../platform/error.ts';
import { newId } from '../platform/ids.ts';
import { inScopes, type Trx } from '../platform/scope.ts';
import {
  type Fields,
  judgeChange,
  people,
  problemColumnsOf,
  writeChange,
} from './changes.service.ts';
import { enforce, openMany, type Whole } from './facts.ts';
import { writeMeasure } from './measures.service.ts';
import { demandWords, take } from './steps.service.ts';
import { gathering, type Tell } from './told.many.ts';

type Chosen = { readonly id: string; readonly version: number };

/** What is to be written of a row that was judged; nothing where it is so already. */
type Judged = ((tell: Tell) => Promise<unknown>) | undefined;

/**
 * One act on many rows, in one transaction. Each row is judged by itself, under its lock, before anything
 * of it is written: refused, it stays as it was; a failure in writing takes the whole act back. At the end
 * each person concerned is told once.
 */
async function actOn(
  ctx: RequestContext,
  trx: Trx,
  rows: readonly Chosen[],
  act: {
    readonly reason?: string | undefined;
    judge(found: Whole, actor: Actor, version: number): Promise<Judged>;
  },
): Promise<BulkOutcome> {
  const versions = new Map(rows.map((r) => [r.id, r.version]));
  const open = await openMany(ctx, trx, [...versions.keys()]);
  if (open.size === 0) throw new AppError('not-found');
  const outcome: BulkOutcome = { done: [], same: [], refused: [] };
  const told = gathering();
  for (const [id, version] of [...versions].sort()) {
    const judged = await judgedOr(async () => {
      const row = open.get(id);
      if (!row) throw new AppError('not-found');
      return act.judge(row.found, row.actor, version);
    });
    if (judged instanceof AppError) outcome.refused.push({ id, why: judged.code });
    else {
      await judged?.(told.tell);
      outcome[judged ? 'done' : 'same'].push(id);
    }
  }
  await told.over(trx, ctx, { act: newId(ctx.now()), reason: act.reason });
  return outcome;
}

/** What was judged, or the refusal. */
async function judgedOr(judge: () => Promise<Judged>): Promise<Judged | AppError> {
  try {
    return await judge();
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
}

/** Takes a step of many problems, with the words that each of them calls for. */
export async function stepMany(
  ctx: RequestContext,
  { step, rows, ...said }: Said & { readonly step: Step; readonly rows: readonly Chosen[] },
): Promise<BulkOutcome> {
  const today = dayOf(ctx.now());
  return inScopes(ctx, (trx) =>
    actOn(ctx, trx, rows, {
      reason: said.reason,
      async judge(found, actor, version) {
        if (found.row.version !== version) throw new AppError('conflict');
        enforce(canStep(step, found.facts, actor, today));
        const own = saidOf(step, found.facts.measures, said);
        demandWords(step, found, own, today);
        return (tell) => take(ctx, trx, found, step, own, tell);
      },
    }),
  );
}

/** Gives many problems the same people, deadline or words of a list. */
export async function setMany(
  ctx: RequestContext,
  { set: { due, ...set }, rows }: { set: BulkFields; rows: readonly Chosen[] },
): Promise<BulkOutcome> {
  return inScopes(ctx, async (trx) => {
    await people(trx, set, ['ownerId', 'leaderId']);
    return actOn(ctx, trx, rows, {
      async judge(found, actor, version) {
        const given = differing(found, set);
        const measure = due === undefined ? undefined : dated(found, due);
        if (!given && !measure) return undefined;
        if (found.row.version !== version) throw new AppError('conflict');
        const judged = given && (await judgeChange(trx, found, given, actor));
        if (measure) {
          const own = found.facts.measures[found.measures.indexOf(measure)]!;
          enforce(canChangeMeasure(found.facts, own, actor));
        }
        return async (tell) => {
          if (judged) await writeChange(ctx, trx, found, judged, tell);
          if (measure) await writeMeasure(ctx, trx, { ...found, measure }, { due }, tell);
        };
      },
    });
  });
}

/** What a row does not have yet of what it is to be given. */
function differing({ row }: Whole, set: Partial<Fields>): Partial<Fields> | undefined {
  const now = row as unknown as Readonly<Record<string, unknown>>;
  const given = Object.entries(set).filter(([name, value]) => {
    const [column] = Object.keys(problemColumnsOf({ [name]: value }));
    return column !== undefined && now[column] !== value;
  });
  return given.length > 0 ? Object.fromEntries(given) : undefined;
}

/** The measure whose deadline is to become another; nothing where it is that day already. */
function dated({ row, measures }: Whole, due: string) {
  if (row.due === due) return undefined;
  const measure = dueMeasure(measures);
  if (measure) return measure;
  const begun = measures.some((m) => m.state === 'working' || m.state === 'done');
  throw new AppError(begun ? 'measure-started' : 'no-measure');
}
