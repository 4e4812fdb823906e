import { z } from 'zod';
import { gapKinds, inPersonKinds } from '../../contract/duty/operations.ts';

/** View of the page of duties, as it stands in the address. */
export const dutyView = z.object({
  /** Unit of the top bar. */
  at: z.uuid().optional().catch(undefined),
  tab: z.enum(['matrix', 'acts', 'gaps']).catch('matrix'),
  on: z.iso.date().optional().catch(undefined),
  gap: z.enum(gapKinds).optional().catch(undefined),
  act: z.enum(inPersonKinds).optional().catch(undefined),
  edit: z.string().optional().catch(undefined),
});
