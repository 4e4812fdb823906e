import { canAskExtension, mayDecideExtension } from '../../contract/problem/verdicts.ts';
import { no, type Verdict } from '../../contract/verdict.ts';
import * as org from '../org/service.ts';
import type { RequestContext } from '../platform/context.ts';
import { dayOf } from '../platform/days.ts';
import { AppError } from '../platform/error.ts';
import { newId } from '../platform/ids.ts';
import { inScopes, inScopesOrNamed, type Trx } from '../platform/scope.ts';
import { actorOf, enforce, open, refresh } from './facts.ts';
import { openMeasure } from './measures.service.ts';
import { ofMeasure } from './named.queries.ts';
import { note, stepRow } from './note.ts';
import * as parts from './parts.queries.ts';
import { tellDeadline } from './told.service.ts';

/** Asks for a later deadline of a measure; what is decided stays beside what was. */
export async function ask(
  ctx: RequestContext,
  measureId: string,
  input: { readonly wanted: string; readonly reason: string; readonly version: number },
): Promise<{ id: string }> {
  const naming = (trx: Trx, me: string) => ofMeasure(trx, measureId, me);
  return inScopesOrNamed(ctx, naming, async (at, trx) => {
    const { row, facts, own, measure } = await openMeasure(at, trx, measureId, input.version);
    enforce(canAskExtension(facts, own, await actorOf(at, trx, row)));
    const least = [measure.due ?? '', dayOf(at.now())].sort().at(-1)!;
    if (input.wanted <= least)
      throw new AppError('day-refused', [
        { code: 'problem:day-not-later', path: 'wanted', params: { day: least } },
      ]);
    if (
      (await parts.extensionsOf(trx, row)).some(
        (e) => e.measure_id === measureId && e.state === 'asked',
      )
    )
      throw new AppError('extension-asked');
    const key = { org_id: row.org_id, id: newId(at.now()), org_path: row.org_path };
    const words = { was: measure.due, wanted: input.wanted, reason: input.reason };
    await parts.insertExtension(trx, {
      ...key,
      problem_id: row.id,
      measure_id: measureId,
      ...words,
      state: 'asked',
      asked_by: at.me!.id,
      asked_at: at.now(),
    });
    await note(trx, at, 'ask-extension', row, { measure: measureId, extension: key.id, ...words });
    return { id: key.id };
  });
}

/** Whose work a deadline is of. */
interface Owners {
  readonly owner_id: string | null;
  readonly measure_owner_id: string | null;
  /** Whose personal list the problem is on. */
  readonly person_id: string | null;
}

/**
 * One level up decides: whoever may extend at the unit above, and never on work of their own or on
 * what they asked for themselves.
 */
export function canDecide(
  ctx: RequestContext,
  asked: { readonly org_path: string; readonly asked_by: string },
  of: Owners,
): Verdict {
  const here = org.mayAt(ctx, 'problem.extend', asked.org_path);
  if (!here.ok) return here;
  const own = mayDecideExtension(
    {
      ownerId: of.owner_id,
      measureOwnerId: of.measure_owner_id,
      personId: of.person_id,
      askedBy: asked.asked_by,
    },
    ctx.me!.id,
  );
  if (!own.ok) return own;
  const above = org.parentPath(asked.org_path);
  if (above === '') return here;
  return org.mayAt(ctx, 'problem.extend', above).ok ? here : no('not-above');
}

export async function decide(
  ctx: RequestContext,
  id: string,
  input: { readonly grant: boolean; readonly decision?: string | undefined },
): Promise<{ id: string }> {
  return inScopes(ctx, async (trx) => {
    const seen = await parts.extensionById(trx, id);
    if (!seen) throw new AppError('not-found');
    const { row, measures } = await open(ctx, trx, seen.problem_id);
    const asked = (await parts.extensionById(trx, id))!;
    if (asked.state !== 'asked') throw new AppError('extension-decided');
    const measure = measures.find((m) => m.id === asked.measure_id)!;
    enforce(canDecide(ctx, asked, { ...row, measure_owner_id: measure.owner_id }));
    if (!input.grant && !input.decision)
      throw new AppError('reason-missing', [{ code: 'problem:reason-missing', path: 'decision' }]);
    await parts.updateExtension(trx, asked, {
      state: input.grant ? 'granted' : 'refused',
      decided_by: ctx.me!.id,
      decided_at: ctx.now(),
      decision: input.decision ?? null,
    });
    if (input.grant) {
      await parts.updateMeasure(trx, measure, { due: asked.wanted });
      await refresh(ctx, trx, row.id);
      await parts.insertSteps(trx, [
        stepRow(ctx, row, {
          step: 'extend',
          from: row.state,
          to: row.state,
          due: asked.wanted,
          reason: asked.reason,
        }),
      ]);
    }
    await note(trx, ctx, 'decide-extension', row, {
      extension: id,
      measure: asked.measure_id,
      was: asked.was,
      wanted: asked.wanted,
      granted: input.grant,
      ...(input.decision ? { decision: input.decision } : {}),
    });
    await tellDeadline(ctx, trx, { row, measures }, asked, input);
    return { id };
  });
}
