import { z } from 'zod';
import type { Operation } from '../operation.ts';
import { ok, password } from './schemas.ts';

const oldPassword = z.string().max(200);
const code = z.string().trim().min(1).max(40);
const byId = z.object({ id: z.uuid() });

export const ownAccount = z.object({
  login: z.string(),
  hasPassword: z.boolean(),
  passwordAt: z.string().nullable(),
  secondStep: z.object({
    since: z.string().nullable(),
    codesLeft: z.number(),
    /** Asked for by one of one's roles. */
    required: z.boolean(),
  }),
  sessions: z.array(
    z.object({
      id: z.string(),
      /** Browser · system; empty when it named neither. */
      device: z.string(),
      since: z.string(),
      seenAt: z.string(),
      current: z.boolean(),
    }),
  ),
  tokens: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      /** Null: everything one may do oneself. */
      permissions: z.array(z.string()).nullable(),
      readOnly: z.boolean(),
      createdAt: z.string(),
      expiresAt: z.string(),
      /** A day; null when it was never used. */
      lastUsedOn: z.string().nullable(),
      expired: z.boolean(),
    }),
  ),
});
export type OwnAccount = z.infer<typeof ownAccount>;

/** What everybody does with the account that is theirs; never by API token. */
export const selfOperations = {
  'identity.account': {
    method: 'GET',
    path: '/api/identity/account',
    summary: 'Own account: second step, sessions, API tokens',
    permission: 'session',
    output: ownAccount,
  },
  'identity.change-password': {
    method: 'POST',
    path: '/api/identity/account/password',
    summary: 'Change one’s own password; other sessions end',
    permission: 'session',
    body: z.object({ old: oldPassword, password }),
    output: ok,
    errors: ['password-wrong', 'password-weak', 'too-many-attempts'],
  },
  'identity.enrol': {
    method: 'POST',
    path: '/api/identity/account/second-step',
    summary: 'Begin to set up the second step: a secret for the phone',
    permission: 'session',
    body: z.object({ password: oldPassword }),
    output: z.object({ secret: z.string(), uri: z.string() }),
    errors: ['password-wrong', 'too-many-attempts'],
  },
  'identity.confirm': {
    method: 'POST',
    path: '/api/identity/account/second-step/confirm',
    summary: 'Finish with a code of the phone; recovery codes are shown once',
    permission: 'session',
    body: z.object({ code }),
    output: z.object({ recoveryCodes: z.array(z.string()) }),
    errors: ['code-refused', 'too-many-attempts'],
  },
  'identity.new-codes': {
    method: 'POST',
    path: '/api/identity/account/recovery-codes',
    summary: 'New recovery codes; the old ones end',
    permission: 'session',
    body: z.object({ code }),
    output: z.object({ recoveryCodes: z.array(z.string()) }),
    errors: ['code-refused', 'too-many-attempts'],
  },
  'identity.drop-second-step': {
    method: 'POST',
    path: '/api/identity/account/second-step/drop',
    summary: 'Sign in without a second step again',
    permission: 'session',
    body: z.object({ code }),
    output: ok,
    errors: ['code-refused', 'second-step-required', 'too-many-attempts'],
  },
  'identity.end-session': {
    method: 'POST',
    path: '/api/identity/account/sessions/:id/end',
    summary: 'End one of one’s sessions',
    permission: 'session',
    params: byId,
    output: ok,
    errors: ['not-found'],
  },
  'identity.end-others': {
    method: 'POST',
    path: '/api/identity/account/sessions/end-others',
    summary: 'End all of one’s sessions but this one',
    permission: 'session',
    output: z.object({ ended: z.number() }),
  },
  'identity.create-token': {
    method: 'POST',
    path: '/api/identity/account/tokens',
    summary: 'Make an API token; it is shown once',
    permission: 'session',
    body: z.object({
      name: z.string().trim().min(1).max(60),
      permissions: z.array(z.string()).min(1).max(100).nullable(),
      readOnly: z.boolean(),
      days: z.int().min(1).max(366),
    }),
    output: z.object({ id: z.string(), token: z.string(), expiresAt: z.string() }),
    errors: ['not-allowed'],
  },
  'identity.revoke-token': {
    method: 'POST',
    path: '/api/identity/account/tokens/:id/revoke',
    summary: 'End an API token',
    permission: 'session',
    params: byId,
    output: ok,
    errors: ['not-found'],
  },
} as const satisfies Record<string, Operation>;
