import { z } from 'zod';
import type { Operation } from '../operation.ts';
import { ok } from './schemas.ts';

/** No account; a link is under way; may sign in; may not. */
export const accountStates = ['none', 'invited', 'active', 'disabled'] as const;
export type AccountState = (typeof accountStates)[number];

const accountRow = z.object({
  personId: z.string(),
  name: z.string(),
  number: z.string().nullable(),
  orgId: z.string(),
  orgName: z.string(),
  state: z.enum(accountStates),
  login: z.string().nullable(),
  secondStep: z.boolean(),
  /** Until when the link that is under way can be used. */
  linkUntil: z.string().nullable(),
  seenAt: z.string().nullable(),
});
export type AccountRow = z.infer<typeof accountRow>;

const byPerson = z.object({ id: z.uuid() });
const link = z.object({
  /** Shown once; stands behind `#`, so that it reaches no log of a proxy. */
  token: z.string(),
  expiresAt: z.string(),
});

/** Accounts of other people, for whoever manages them where those people and their rights lie. */
export const accountOperations = {
  'identity.accounts': {
    method: 'GET',
    path: '/api/identity/accounts',
    summary: 'People and the state of their accounts, by name, page by page',
    permission: 'account.manage',
    query: z.object({
      /** Words of the name, the login or the number. */
      q: z.string().trim().max(100).optional(),
      state: z.enum(accountStates).optional(),
      /** Last person of the page before. */
      after: z.uuid().optional(),
      limit: z.coerce.number().int().min(1).max(200).default(50),
    }),
    output: z.object({ rows: z.array(accountRow), total: z.number() }),
  },
  'identity.invite': {
    method: 'POST',
    path: '/api/identity/people/:id/invite',
    summary: 'Make a link with which a person without account sets login and password',
    permission: 'account.manage',
    params: byPerson,
    output: link,
    errors: ['not-found', 'has-account'],
  },
  'identity.reset': {
    method: 'POST',
    path: '/api/identity/people/:id/reset',
    summary: 'End password, sessions and tokens of an account; make a link for a new password',
    permission: 'account.manage',
    params: byPerson,
    output: link,
    errors: ['not-found', 'no-account', 'account-disabled'],
  },
  'identity.disable': {
    method: 'POST',
    path: '/api/identity/people/:id/disable',
    summary: 'Shut an account: sessions and tokens end, nobody signs in',
    permission: 'account.manage',
    params: byPerson,
    output: ok,
    errors: ['not-found', 'no-account', 'own-account'],
  },
  'identity.enable': {
    method: 'POST',
    path: '/api/identity/people/:id/enable',
    summary: 'Open a shut account again',
    permission: 'account.manage',
    params: byPerson,
    output: ok,
    errors: ['not-found', 'no-account'],
  },
  'identity.reset-second-step': {
    method: 'POST',
    path: '/api/identity/people/:id/second-step/reset',
    summary: 'Take the second step from an account whose phone is lost',
    permission: 'account.manage',
    params: byPerson,
    output: ok,
    errors: ['not-found', 'no-account'],
  },
} as const satisfies Record<string, Operation>;
