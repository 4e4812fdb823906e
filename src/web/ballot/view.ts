import { z } from 'zod';
import { ballotStates } from '../../contract/ballot/states.ts';

const uuid = z.uuid().optional().catch(undefined);
export const ballotTabs = ['progress', 'paper', 'roll', 'results', 'record'] as const;
export type BallotTab = (typeof ballotTabs)[number];

/** View of the page of ballots, as it stands in the address. */
export const ballotView = z.object({
  at: uuid,
  state: z.enum(ballotStates).optional().catch(undefined),
  q: z.coerce.string().max(80).optional().catch(undefined),
  /** Ballot whose drawer is open. */
  ballot: uuid,
  tab: z.enum(ballotTabs).optional().catch(undefined),
  /** Electorate that the roll or the results are narrowed to. */
  of: z.string().max(12).optional().catch(undefined),
  act: z.enum(['new', 'edit', 'add']).optional().catch(undefined),
});
