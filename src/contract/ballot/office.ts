import { z } from 'zod';
import type { Operation } from '../operation.ts';
import { day, orgId } from '../org/operations.ts';
import { postRanks } from '../person/schemas.ts';
import { brief, can, rowId, version } from '../problem/schemas.ts';

/** Days a ballot is planned to open and close: they inform and remind, nothing happens by itself. */
export const plannedDays = { opensOn: day.nullish(), closesOn: day.nullish() };

/** What may be done to a ballot now, by right and by its state. */
export const ballotAbilities = z.object({
  /** Paper and roll; of a draft. */
  change: can,
  plan: can,
  freeze: can,
  codes: can,
  open: can,
  remind: can,
  close: can,
  publish: can,
  cancel: can,
  copy: can,
  report: can,
});
export type BallotAbilities = z.infer<typeof ballotAbilities>;

/** Most people that are shown to be chosen from at once. */
export const MOST_CANDIDATES = 2000;

const candidate = z.object({
  id: z.string(),
  name: z.string(),
  unit: brief,
  post: z.string().nullable(),
  /** Who has none votes with a code. */
  account: z.boolean(),
  /** Of a unit that does not lie under the ballot's. */
  outside: z.boolean(),
  /** Electorate on whose roll the person stands already. */
  stands: z.string().nullable(),
});
export type Candidate = z.infer<typeof candidate>;

const voter = z.object({
  id: z.string(),
  electorate: z.string(),
  name: z.string(),
  /** Nothing for a name without a person of the organisation. */
  unit: brief.nullable(),
  account: z.boolean(),
  outside: z.boolean(),
});
export type Voter = z.infer<typeof voter>;

const byId = z.object({ id: rowId });
const made = z.object({ id: z.string() });
const electorate = z.string().max(12);

/** What the office does around a ballot: its roll, its days, a copy, a reminder. */
export const ballotOfficeOperations = {
  'ballot.voters': {
    method: 'GET',
    path: '/api/ballots/:id/voters',
    summary: 'Who stands on the roll; never who has drawn or voted',
    permission: 'ballot.read',
    params: byId,
    query: z.object({
      electorate: electorate.optional(),
      q: z.string().trim().max(40).optional(),
      offset: z.coerce.number().int().min(0).max(1_000_000).default(0),
      limit: z.coerce.number().int().min(1).max(500).default(50),
    }),
    output: z.object({ total: z.number(), rows: z.array(voter) }),
    errors: ['not-found'],
  },
  'ballot.remove': {
    method: 'POST',
    path: '/api/ballots/:id/roll/remove',
    summary: 'Take people off the roll of a draft',
    permission: 'ballot.manage',
    params: byId,
    body: z.object({ version, voters: z.array(rowId).min(1).max(20_000) }),
    output: made,
    errors: ['not-found', 'conflict', 'ballot-step', 'ballot-unfit'],
  },
  'ballot.candidates': {
    method: 'GET',
    path: '/api/ballots/:id/candidates',
    summary: 'People of a unit to choose for the roll, by rank of their post and by words',
    permission: 'ballot.manage',
    params: byId,
    query: z.object({
      unit: orgId,
      below: z.enum(['yes', 'no']).default('yes'),
      /** Whoever holds a post of this rank. */
      rank: z.enum(postRanks).optional(),
      /** Words of the name or the post. */
      q: z.string().trim().max(40).optional(),
    }),
    output: z.object({ total: z.number(), rows: z.array(candidate) }),
    errors: ['not-found'],
  },
  'ballot.match': {
    method: 'POST',
    path: '/api/ballots/:id/match',
    summary:
      'Whom written names may mean: people in reach of that name, and who stands on the roll',
    permission: 'ballot.manage',
    params: byId,
    body: z.object({ names: z.array(z.string().trim().min(1).max(40)).min(1).max(2000) }),
    output: z.object({
      rows: z.array(
        z.object({
          name: z.string(),
          people: z.array(candidate),
          /** Electorates in which the name stands without a person. */
          stands: z.array(z.string()),
        }),
      ),
    }),
    errors: ['not-found'],
  },
  'ballot.plan': {
    method: 'PUT',
    path: '/api/ballots/:id/days',
    summary: 'Set the planned days; they remind, nothing opens or closes by itself',
    permission: 'ballot.manage',
    params: byId,
    body: z.object({ ...plannedDays, version }),
    output: made,
    errors: ['not-found', 'conflict', 'ballot-step', 'day-refused'],
  },
  'ballot.copy': {
    method: 'POST',
    path: '/api/ballots/:id/copy',
    summary: 'A new draft with the same paper, and the same roll where asked; who left is left out',
    permission: 'ballot.manage',
    params: byId,
    body: z.object({ roll: z.boolean().default(false) }),
    output: made,
    errors: ['not-found', 'unit-closed'],
  },
  'ballot.remind': {
    method: 'POST',
    path: '/api/ballots/:id/remind',
    summary: 'Remind everybody on the roll who has an account, voted or not; once a day',
    permission: 'ballot.manage',
    params: byId,
    body: z.object({ version }),
    output: z.object({ told: z.number() }),
    errors: ['not-found', 'conflict', 'ballot-step', 'ballot-reminded'],
  },
} as const satisfies Record<string, Operation>;
