import { z } from 'zod';
import { roles } from '../../contract/permissions.ts';

export const tabs = ['people', 'posts', 'vacancies', 'grants'] as const;

const yesNo = z.enum(['yes', 'no']).optional().catch(undefined);

/** View of the page of people, as it stands in the address. */
export const personView = z.object({
  tab: z.enum(tabs).catch('people'),
  /** Unit of the frame, looked under; all in reach when absent. */
  at: z.uuid().optional().catch(undefined),
  q: z.coerce.string().max(60).optional().catch(undefined),
  account: yesNo,
  post: yesNo,
  left: z.literal('yes').optional().catch(undefined),
  page: z.coerce.number().int().min(1).optional().catch(undefined),
  /** Person whose drawer is open. */
  person: z.uuid().optional().catch(undefined),
  /** `create` or `import`, of the page. */
  act: z.enum(['create', 'import', 'grant']).optional().catch(undefined),
  /** Import shown in its drawer. */
  task: z.uuid().optional().catch(undefined),
  on: z.iso.date().optional().catch(undefined),
  days: z.coerce.number().int().min(1).max(730).optional().catch(undefined),
  role: z.enum(roles).optional().catch(undefined),
  state: z.enum(['now', 'later', 'over', 'all']).optional().catch(undefined),
});
export type PersonView = z.output<typeof personView>;
