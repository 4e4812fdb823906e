import { z } from 'zod';
import { visitKinds } from '../../contract/visit/operations.ts';
import { openKinds } from '../../contract/voice/states.ts';

export const tabs = ['list', 'hot', 'visits', 'needs', 'places', 'figures', 'reports'] as const;
export type Tab = (typeof tabs)[number];
/** What the list can be narrowed to by one click. */
export const shows = ['triage', 'open', 'late', 'returned', 'held', 'done'] as const;
const uuid = z.uuid().optional().catch(undefined);

/** View of the page of voices, as it stands in the address. */
export const voiceView = z.object({
  at: uuid,
  tab: z.enum(tabs).catch('list'),
  show: z.enum(shows).optional().catch(undefined),
  kind: z.enum(openKinds).optional().catch(undefined),
  q: z.coerce.string().max(100).optional().catch(undefined),
  /** Voice whose drawer is open. */
  id: uuid,
  /** Visit whose drawer is open, and the kind visits are narrowed to. */
  visit: uuid,
  visits: z.enum(visitKinds).optional().catch(undefined),
  /** Hot matter whose drawer is open, and whether those hot now are shown alone. */
  hot: uuid,
  now: z.enum(['yes']).optional().catch(undefined),
  /** Import that is looked at. */
  task: uuid,
  /** A form that is open: a new voice, a new visit, a place, an import. */
  act: z.enum(['enter', 'plan', 'record', 'edit', 'place', 'import']).optional().catch(undefined),
});
