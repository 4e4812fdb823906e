import { z } from 'zod';
import type { Operation } from '../operation.ts';
import { roles } from '../permissions.ts';

/** One spelling an account: `Zhang` and `zhang` are one person, also for the throttle. */
const login = z
  .string()
  .trim()
  .toLowerCase()
  .min(2)
  .max(40)
  .regex(/^[\p{L}\p{N}._@-]+$/u);
const password = z.string().min(10).max(200);

export const me = z.object({
  id: z.string(),
  login: z.string(),
  name: z.string(),
  grants: z.array(
    z.object({
      id: z.string(),
      role: z.enum(roles),
      orgId: z.string(),
      orgName: z.string(),
      path: z.string(),
      until: z.string().nullable(),
    }),
  ),
  /** What the page may offer; the server asks again at every call. */
  permissions: z.array(z.string()),
});
export type Me = z.infer<typeof me>;

export const identityOperations = {
  'identity.link': {
    method: 'POST',
    path: '/api/identity/link',
    summary: 'Use a one-time link: set name and password and sign in',
    permission: 'public',
    body: z.object({
      token: z.string().min(20).max(200),
      login,
      name: z.string().trim().min(1).max(40),
      password,
    }),
    output: me,
    errors: ['link-invalid', 'login-taken'],
  },
  'identity.sign-in': {
    method: 'POST',
    path: '/api/identity/sign-in',
    summary: 'Sign in with login and password',
    permission: 'public',
    body: z.object({
      login: z.string().trim().toLowerCase().max(200),
      password: z.string().max(200),
    }),
    output: me,
    errors: ['sign-in-refused', 'too-many-attempts'],
  },
  'identity.sign-out': {
    method: 'POST',
    path: '/api/identity/sign-out',
    summary: 'End the session',
    permission: 'session',
    output: z.object({ ok: z.literal(true) }),
  },
  'identity.me': {
    method: 'GET',
    path: '/api/identity/me',
    summary: 'Who is signed in',
    permission: 'session',
    output: me,
  },
} as const satisfies Record<string, Operation>;
