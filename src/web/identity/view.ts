import { z } from 'zod';
import { accountStates } from '../../contract/identity/accounts.ts';

/** View of the page of accounts, as it stands in the address. */
export const accountsView = z.object({
  q: z.string().optional().catch(undefined),
  state: z.enum(accountStates).optional().catch(undefined),
});
