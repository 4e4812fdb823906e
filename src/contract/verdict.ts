import type { ErrorCode } from './errors.ts';

/** Whether something may be done: yes, or no and why. The same on the page and in the service. */
export type Verdict = { readonly ok: true } | { readonly ok: false; readonly why: ErrorCode };

export const yes: Verdict = { ok: true };
export const no = (why: ErrorCode): Verdict => ({ ok: false, why });
