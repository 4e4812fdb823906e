import { z } from 'zod';
import { roles } from '../permissions.ts';

/** One spelling an account: `Zhang` and `zhang` are one person, also for the throttle. */
export const login = z
  .string()
  .trim()
  .toLowerCase()
  .min(2)
  .max(40)
  .regex(/^[\p{L}\p{N}._@-]+$/u);
/** A login as somebody typed it who wants in: any mistake is answered like an unknown one. */
export const shownLogin = z.string().trim().toLowerCase().max(200);
export const password = z.string().min(10).max(200);

export const ok = z.object({ ok: z.literal(true) });

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
      /** Permissions an API token is held to; absent for a session. */
      only: z.array(z.string()).optional(),
    }),
  ),
  /** What the page may offer; the server asks again at every call. */
  permissions: z.array(z.string()),
  /** Set when an API token asks, not a page. */
  token: z.object({ readOnly: z.boolean() }).optional(),
});
export type Me = z.infer<typeof me>;

/** How far a sign-in has come. */
export const entered = z.discriminatedUnion('step', [
  z.object({
    step: z.literal('in'),
    me,
    /** Shown once, after a second step was set up on the way in. */
    recoveryCodes: z.array(z.string()).optional(),
  }),
  z.object({ step: z.literal('code'), ticket: z.string() }),
  /** The roles of the person ask for a second step that is not set up yet. */
  z.object({
    step: z.literal('enrol'),
    ticket: z.string(),
    secret: z.string(),
    uri: z.string(),
  }),
]);
export type Entered = z.infer<typeof entered>;
