import { z } from 'zod';
import { institutionKinds } from '../../contract/institution/operations.ts';

export const shows = ['in-force', 'over', ...institutionKinds, 'review', 'unused'] as const;
export type Show = (typeof shows)[number];

/** View of the page of rules, as it stands in the address. */
export const institutionsView = z.object({
  at: z.uuid().optional().catch(undefined),
  q: z.string().max(100).optional().catch(undefined),
  show: z.enum(shows).optional().catch(undefined),
  /** Without those of units above. */
  only: z.literal('under').optional().catch(undefined),
  campaign: z.uuid().optional().catch(undefined),
  nested: z.literal('yes').optional().catch(undefined),
  inForceTo: z.iso.date().optional().catch(undefined),
  id: z.uuid().optional().catch(undefined),
  act: z.enum(['new', 'edit']).optional().catch(undefined),
});

const filterOf = (show: Show | undefined) => {
  if (show === undefined) return {};
  if (show === 'review') return { review: 'due' as const };
  if (show === 'in-force' || show === 'over') return { standing: show };
  return show === 'unused' ? { problems: 'none' as const } : { kind: show };
};

/** The query of the server for a view. */
export const queryOf = (view: z.output<typeof institutionsView>) => ({
  ...filterOf(view.show),
  ...(view.at ? { under: view.at } : {}),
  ...(view.q ? { q: view.q } : {}),
  ...(view.only ? { only: view.only } : {}),
  ...(view.campaign ? { campaign: view.campaign } : {}),
  ...(view.campaign && view.nested ? { nested: view.nested } : {}),
  ...(view.inForceTo ? { inForceTo: view.inForceTo } : {}),
});
