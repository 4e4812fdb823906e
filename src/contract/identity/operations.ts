import { z } from 'zod';
import type { Operation } from '../operation.ts';
import { roles } from '../permissions.ts';
import { accountOperations } from './accounts.ts';
import { entered, login, me, ok, password, shownLogin } from './schemas.ts';
import { selfOperations } from './self.ts';

export type { AccountRow } from './accounts.ts';
export type { Entered, Me } from './schemas.ts';
export type { OwnAccount } from './self.ts';

const token = z.string().min(20).max(200);

export const identityOperations = {
  'identity.options': {
    method: 'GET',
    path: '/api/identity/options',
    summary: 'Ways to sign in besides the password',
    permission: 'public',
    output: z.object({ oidc: z.object({ label: z.string().nullable() }).nullable() }),
  },
  'identity.link-info': {
    method: 'POST',
    path: '/api/identity/link-info',
    summary: 'For whom a one-time link is; nothing is used up',
    permission: 'public',
    body: z.object({ token }),
    output: z.object({
      /** Nobody's: the link of the first run, for whoever sets up the administrator. */
      name: z.string().nullable(),
      /** Set when the person has an account already and chooses only a new password. */
      login: z.string().nullable(),
    }),
    errors: ['link-invalid'],
  },
  'identity.link': {
    method: 'POST',
    path: '/api/identity/link',
    summary: 'Use a one-time link: set login and password and sign in',
    permission: 'public',
    body: z.object({
      token,
      login,
      /** Only for the link of the first run; a person's link knows the name. */
      name: z.string().trim().min(1).max(40).optional(),
      password,
    }),
    output: entered,
    errors: ['link-invalid', 'login-taken', 'password-weak'],
  },
  'identity.sign-in': {
    method: 'POST',
    path: '/api/identity/sign-in',
    summary: 'Sign in with login and password; a second step may follow',
    permission: 'public',
    body: z.object({ login: shownLogin, password: z.string().max(200) }),
    output: entered,
    errors: ['sign-in-refused', 'too-many-attempts'],
  },
  'identity.second-step': {
    method: 'POST',
    path: '/api/identity/second-step',
    summary: 'Second step: a code of the phone, or a recovery code',
    permission: 'public',
    body: z.object({ ticket: token, code: z.string().trim().min(1).max(40) }),
    output: entered,
    errors: ['code-refused', 'sign-in-late', 'too-many-attempts'],
  },
  'identity.oidc-start': {
    method: 'GET',
    path: '/api/identity/oidc/start',
    summary: 'Go to the sign-in service of the organisation',
    permission: 'public',
    errors: ['not-found'],
  },
  'identity.oidc-callback': {
    method: 'GET',
    path: '/api/identity/oidc/callback',
    writes: true,
    summary: 'Come back from the sign-in service',
    permission: 'public',
    errors: ['not-found'],
  },
  'identity.sign-out': {
    method: 'POST',
    path: '/api/identity/sign-out',
    summary: 'End the session',
    permission: 'session',
    output: ok,
  },
  'identity.me': {
    method: 'GET',
    path: '/api/identity/me',
    summary: 'Who is signed in',
    permission: 'session',
    output: me,
  },
  ...selfOperations,
  ...accountOperations,
  'identity.settings': {
    method: 'GET',
    path: '/api/identity/settings',
    summary: 'Roles whose holders must sign in with a second step',
    permission: 'account.manage',
    output: z.object({ secondStepRoles: z.array(z.enum(roles)), version: z.number() }),
  },
  'identity.set-settings': {
    method: 'PUT',
    path: '/api/identity/settings',
    summary: 'Say which roles must sign in with a second step; for the whole organisation',
    permission: 'account.manage',
    body: z.object({ secondStepRoles: z.array(z.enum(roles)), version: z.int().positive() }),
    output: z.object({ secondStepRoles: z.array(z.enum(roles)), version: z.number() }),
    errors: ['not-found', 'conflict'],
  },
} as const satisfies Record<string, Operation>;
