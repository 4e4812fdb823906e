import { z } from 'zod';
import type { Operation } from '../operation.ts';
import { orgId } from '../org/operations.ts';
import { brief, reason, rowId, version } from '../problem/schemas.ts';
import { ballotAbilities, plannedDays } from './office.ts';
import { ballotStates, ballotSteps } from './states.ts';
import type { BallotResults } from './tally.ts';

const text = (most: number) => z.string().trim().min(1).max(most);
/** Key of an item, an option or an electorate. */
export const key = z.string().regex(/^[A-Za-z0-9-]{1,12}$/);
const once = (list: readonly { readonly id: string }[]) =>
  new Set(list.map(({ id }) => id)).size === list.length;

/** A blinded message: as long as the modulus of 2,048 bits, hexadecimal. */
export const blinded = z.string().regex(/^[0-9a-f]{512}$/);

export const ballotFields = {
  title: text(80),
  /** Persons, bodies or results voted on. */
  items: z
    .array(z.object({ id: key, text: text(80) }))
    .min(1)
    .max(40)
    .refine(once),
  options: z
    .array(z.object({ id: key, text: text(20), score: z.number().min(0).max(100) }))
    .min(2)
    .max(8)
    .refine(once),
  electorates: z
    .array(z.object({ id: key, name: text(40), weight: z.number().positive().max(100) }))
    .min(1)
    .max(6)
    .refine(once),
  ...plannedDays,
};

const results = z.custom<BallotResults>((value) => typeof value === 'object');

const row = z.object({
  id: z.string(),
  unit: brief,
  title: z.string(),
  state: z.enum(ballotStates),
  opensOn: z.string().nullable(),
  closesOn: z.string().nullable(),
  version: z.number(),
});

export type BallotRow = z.infer<typeof row>;

const ballot = row.extend({
  items: z.array(z.object({ id: z.string(), text: z.string() })),
  options: z.array(z.object({ id: z.string(), text: z.string(), score: z.number() })),
  electorates: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      weight: z.number(),
      /** SHA-256 of the modulus of its key, once there is one. */
      keyHash: z.string().nullable(),
      roll: z.number(),
      /** Those of them who cannot sign in, and how many have a code. */
      bare: z.number(),
      coded: z.number(),
      /** Papers drawn, in whole fives until the close. */
      drawn: z.number(),
      /** Votes counted; nothing before the close, nor where fewer than five were cast. */
      cast: z.number().nullable(),
    }),
  ),
  rollHash: z.string().nullable(),
  /** SHA-256 of the modulus that seals the public file. */
  sealHash: z.string().nullable(),
  bulletinHash: z.string().nullable(),
  reason: z.string().nullable(),
  /** Nothing before the close, for nobody. */
  results: results.nullable(),
  abilities: ballotAbilities,
});
export type Ballot = z.infer<typeof ballot>;

const byId = z.object({ id: rowId });
const made = z.object({ id: z.string() });

export const ballotOperations = {
  'ballot.list': {
    method: 'GET',
    path: '/api/ballots',
    summary: 'Ballots, the latest first',
    permission: 'ballot.read',
    query: z.object({ under: orgId.optional() }),
    output: z.object({ rows: z.array(row) }),
    errors: ['not-found'],
  },
  'ballot.get': {
    method: 'GET',
    path: '/api/ballots/:id',
    summary: 'One ballot: turnout in steps of five; results after the close',
    permission: 'ballot.read',
    params: byId,
    output: ballot,
    errors: ['not-found'],
  },
  'ballot.create': {
    method: 'POST',
    path: '/api/ballots',
    summary: 'Draft a ballot',
    permission: 'ballot.manage',
    body: z.object({ unitId: orgId, ...ballotFields }),
    output: made,
    errors: ['not-found', 'unit-closed', 'day-refused'],
  },
  'ballot.change': {
    method: 'PUT',
    path: '/api/ballots/:id',
    summary: 'Change a draft',
    permission: 'ballot.manage',
    params: byId,
    body: z.object({ ...ballotFields, version }),
    output: made,
    errors: ['not-found', 'conflict', 'ballot-step', 'ballot-unfit', 'day-refused'],
  },
  'ballot.roll': {
    method: 'PUT',
    path: '/api/ballots/:id/roll',
    summary: 'Add people to the roll of a draft; a name alone stands for somebody without account',
    permission: 'ballot.manage',
    params: byId,
    body: z.object({
      version,
      voters: z
        .array(z.object({ electorate: key, personId: rowId.nullish(), name: text(40) }))
        .min(1)
        .max(20_000),
    }),
    output: made,
    errors: ['not-found', 'conflict', 'ballot-step', 'ballot-unfit'],
  },
  'ballot.step': {
    method: 'POST',
    path: '/api/ballots/:id/step',
    summary: 'Freeze the roll, open, close, publish or cancel',
    permission: 'ballot.manage',
    params: byId,
    body: z.object({ step: z.enum(ballotSteps), reason: reason.optional(), version }),
    output: made,
    errors: ['not-found', 'conflict', 'ballot-step', 'ballot-unfit', 'ballot-keys'],
  },
  'ballot.codes': {
    method: 'POST',
    path: '/api/ballots/:id/codes',
    summary: 'Codes for the people without account, to print; shown once, earlier ones end',
    permission: 'ballot.manage',
    params: byId,
    body: z.object({
      version,
      /** `false`: slips say the electorate alone and are mixed, so that nobody knows whose is whose. */
      names: z.boolean().default(true),
    }),
    output: z.object({
      /** `name` is empty without names. */
      slips: z.array(z.object({ name: z.string(), electorate: z.string(), code: z.string() })),
      /** The same to print, by electorate: PDF as base64. */
      files: z.array(z.object({ name: z.string(), pdf: z.string() })),
    }),
    errors: ['not-found', 'conflict', 'ballot-step'],
  },
  'ballot.mine': {
    method: 'GET',
    path: '/api/my-ballots',
    summary: 'Open ballots on whose roll the caller stands',
    permission: 'session',
    output: z.object({
      rows: z.array(
        z.object({
          id: z.string(),
          title: z.string(),
          electorate: z.string(),
          drawn: z.boolean(),
        }),
      ),
    }),
    errors: [],
  },
  'ballot.draw': {
    method: 'POST',
    path: '/api/my-ballots/:id/draw',
    summary: 'The one blind signature of the caller; the same message again is answered again',
    permission: 'session',
    params: byId,
    body: z.object({ electorate: key, blinded }),
    output: z.object({ electorate: z.string(), signature: z.string() }),
    errors: ['not-found', 'ballot-not-open', 'ballot-drawn', 'ballot-unfit', 'ballot-keys'],
  },
} as const satisfies Record<string, Operation>;
