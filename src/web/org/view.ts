import { z } from 'zod';
import { address } from '../../contract/client.ts';
import { operations } from '../../contract/operations.ts';
import { day } from '../../contract/org/operations.ts';
import { useView } from '../shell/view.ts';

/** What can be done with a unit in a drawer. */
export const acts = ['create', 'change', 'move', 'merge', 'split', 'close', 'import'] as const;
export type Act = (typeof acts)[number];

const view = z.object({
  unit: z.uuid().optional().catch(undefined),
  on: day.optional().catch(undefined),
  closed: z.literal('shown').optional().catch(undefined),
  tab: z.enum(['children', 'history', 'posts', 'record']).optional().catch(undefined),
  act: z.enum(acts).optional().catch(undefined),
  /** Import shown in its drawer. */
  task: z.uuid().optional().catch(undefined),
});
export type View = z.infer<typeof view>;

/** The page's whole view is its address: sending it shows the same. */
export function useOrgView() {
  const [now, change] = useView(view);
  return {
    view: now,
    /** Another unit is a step back with the browser's button; the rest replaces the address. */
    show: (patch: Partial<View>) =>
      change(patch, { replace: patch.unit === undefined || patch.unit === now.unit }),
  };
}

/** Address of the workbook of a unit and all under it. */
export function exportHref(id: string, on?: string): string {
  return address(operations['org.export'], { params: { id }, ...(on ? { query: { on } } : {}) });
}
