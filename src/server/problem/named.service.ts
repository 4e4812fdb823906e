import { framesFor } from '../campaign/service.ts';
import { notify } from '../notice/service.ts';
import * as org from '../org/service.ts';
import * as person from '../person/service.ts';
import type { RequestContext } from '../platform/context.ts';
import { dayOf } from '../platform/days.ts';
import { AppError } from '../platform/error.ts';
import { inScopesOrNamed, type Trx } from '../platform/scope.ts';
import { ofHome } from './named.queries.ts';

/** Tells those who keep the unit's list that one of its people raised a problem. */
export async function tellUnit(
  ctx: RequestContext,
  trx: Trx,
  unit: org.Place,
  made: { readonly id: string; readonly number: string; readonly title: string },
): Promise<void> {
  const posts = await person.holdersOf(trx, unit.id, dayOf(ctx.now()));
  const of = (rank: string): string[] =>
    posts.filter((p) => p.rank === rank).flatMap((p) => p.holders.map((h) => h.personId));
  const liaisons = of('liaison');
  await notify(trx, ctx, {
    to: [...new Set(liaisons.length > 0 ? liaisons : of('first'))],
    code: 'problem:told-raised',
    params: { number: made.number, title: made.title },
    link: `/problems?id=${made.id}`,
    org: unit,
    key: `problem-raised:${made.id}`,
  });
}

/** What is needed to raise a problem for a unit; for the caller's own where none is named. */
export async function raising(ctx: RequestContext, unitId: string | undefined) {
  const naming = (trx: Trx, me: string) => ofHome(trx, unitId, me);
  return inScopesOrNamed(ctx, naming, async (at, trx) => {
    const id = unitId ?? (await person.homeOf(trx, at.me!.id))?.id;
    if (!id) throw new AppError('not-found');
    const unit = await org.placeOf(at, trx, id);
    const frames = await framesFor(trx, unit);
    return {
      unit: { id: unit.id, name: unit.name },
      campaigns: frames.map((f) => ({
        id: f.id,
        name: f.name,
        tendencies: f.taxonomy.tendencies.map(({ code, name, items }) => ({ code, name, items })),
      })),
    };
  });
}
