import { framesFor } from '../campaign/service.ts';
import { notify } from '../notice/service.ts';
import * as org from '../org/service.ts';
import * as person from '../person/service.ts';
import type { RequestContext } from '../platform/context.ts';
import { dayOf } from '../platform/days.ts';
import { AppError } from '../platform/error.ts';
import { inScopesOrNamed, type Trx } from '../platform/scope.ts';
import { ledgerLink } from './links.ts';
import { ofHome } from './named.queries.ts';

/**
 * Tells those who can take it on that one of the unit's people raised a problem: its liaisons, else who
 * stands first there, where they keep the list by right; else whoever does, nearest to the unit.
 */
export async function tellUnit(
  ctx: RequestContext,
  trx: Trx,
  unit: org.Place,
  made: { readonly id: string; readonly number: string; readonly title: string },
): Promise<void> {
  const posts = await person.holdersOf(trx, unit.id, dayOf(ctx.now()));
  const able = await person.allWith(trx, 'problem.write', unit.path, ctx.now());
  const of = (rank: string): string[] =>
    posts
      .filter((p) => p.rank === rank)
      .flatMap((p) => p.holders.map((h) => h.personId))
      .filter((id) => able.has(id));
  const kept = [of('liaison'), of('first')].find((people) => people.length > 0);
  const nearest = () => person.nearestWith(trx, 'problem.write', unit.path, ctx.now());
  await notify(trx, ctx, {
    to: [...new Set(kept ?? (await nearest()))],
    code: 'problem:told-raised',
    params: { number: made.number, title: made.title },
    link: ledgerLink(made.id),
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
