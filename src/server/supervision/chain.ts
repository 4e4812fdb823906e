import { whoAnswers } from '../duty/service.ts';
import type * as org from '../org/service.ts';
import type { Trx } from '../platform/scope.ts';

/** A rung of the ladder: the post that is asked, at the unit that would send the letter. */
export interface Rung {
  readonly unit: { readonly id: string; readonly name: string };
  readonly post: string;
  readonly holder: { readonly id: string; readonly name: string } | null;
}

/**
 * The rungs above a unit, the nearest first. A unit is asked from above; the one at the top has
 * nobody above it, and is asked by its own first responsible person.
 */
export async function rungsAbove(trx: Trx, place: org.Place, on: string): Promise<readonly Rung[]> {
  const { chain } = await whoAnswers(trx, place, { on });
  const above = chain.filter((step) => step.unit.id !== place.id);
  return (above.length > 0 ? above : chain).map(({ unit, post, holder }) => ({
    unit,
    post,
    holder: holder && { id: holder.personId, name: holder.name },
  }));
}

/** {@link rungsAbove}, looked up once a unit. */
export type Rungs = (trx: Trx, place: org.Place) => Promise<readonly Rung[]>;

export function rungsOnce(on: string): Rungs {
  const known = new Map<string, readonly Rung[]>();
  return async (trx, place) => {
    const found = known.get(place.id) ?? (await rungsAbove(trx, place, on));
    known.set(place.id, found);
    return found;
  };
}
