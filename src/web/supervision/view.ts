import { z } from 'zod';
import { letterStates } from '../../contract/supervision/operations.ts';
import type { How } from '../shell/view.ts';

/** The page of letters as it stands in the address. */
export const lettersView = z.object({
  /** Unit of the top bar. */
  at: z.uuid().optional().catch(undefined),
  state: z
    .enum([...letterStates, 'late'])
    .optional()
    .catch(undefined),
  /** The letter that is open, and what is being done with it. */
  letter: z.uuid().optional().catch(undefined),
  act: z.enum(['answer', 'sign', 'refuse', 'withdraw']).optional().catch(undefined),
});
export type LettersView = z.output<typeof lettersView>;
export type SetLetters = (change: Partial<LettersView>, how?: How) => void;
