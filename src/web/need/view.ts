import { z } from 'zod';
import { needKinds, planKinds } from '../../contract/need/operations.ts';

/** View of needs and plans, as it stands in the address beside the tab. */
export const needView = z.object({
  of: z.enum(['needs', 'plans']).catch('needs'),
  needKind: z
    .enum([...needKinds, ...planKinds])
    .optional()
    .catch(undefined),
  answered: z.enum(['yes', 'no']).catch('no'),
  from: z.coerce.number().int().min(0).catch(0),
});
