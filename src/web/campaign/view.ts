import { z } from 'zod';
import type { Campaign } from '../../contract/campaign/schemas.ts';

export const parts = ['coverage', 'copies', 'frame', 'taxonomy', 'required', 'templates'] as const;
const uuid = z.uuid().optional().catch(undefined);

/** View of the page of campaigns, as it stands in the address. */
export const campaignView = z.object({
  at: uuid,
  closed: z.literal('shown').optional().catch(undefined),
  /** Campaign whose drawer is open, and the part of it that is shown. */
  id: uuid,
  part: z.enum(parts).catch('coverage'),
  list: z.enum(['unit', 'personal']).optional().catch(undefined),
  act: z.literal('open').optional().catch(undefined),
});

/** Campaigns with those nested in each below it, one step further in. */
export function nested(rows: readonly Campaign[]): (Campaign & { readonly depth: number })[] {
  const known = new Set(rows.map((r) => r.id));
  const under = (parent: string | null, depth: number): (Campaign & { depth: number })[] =>
    rows
      .filter((r) => (parent === null ? !known.has(r.parentId ?? '') : r.parentId === parent))
      .flatMap((r) => [{ ...r, depth }, ...under(r.id, depth + 1)]);
  return under(null, 0);
}

/**
 * A code for what is new in a taxonomy, of its group where it is an item; nobody reads it. By chance, and not
 * counted: the same code in two campaigns means the same thing, because the one was made like the other.
 */
export function freshCode(group?: string): string {
  const chance = [...crypto.getRandomValues(new Uint8Array(5))];
  const own = `own-${chance.map((n) => n.toString(16).padStart(2, '0')).join('')}`;
  return group === undefined ? own : `${group}.${own}`;
}
