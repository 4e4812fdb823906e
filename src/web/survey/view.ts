import { z } from 'zod';
import { surveyStates } from '../../contract/survey/schemas.ts';

const uuid = z.uuid().optional().catch(undefined);

/** View of the page of surveys, as it stands in the address. */
export const surveyView = z.object({
  at: uuid,
  state: z.enum(surveyStates).optional().catch(undefined),
  needs: z.enum(['yes', 'unanswered']).optional().catch(undefined),
  q: z.coerce.string().max(100).optional().catch(undefined),
  /** Survey whose drawer is open. */
  survey: uuid,
  act: z.enum(['new', 'edit', 'results', 'enter']).optional().catch(undefined),
});
