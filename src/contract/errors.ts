/** HTTP status of every code a refusal can carry; texts are `server.error-<code>`. */
export const statusOf = {
  invalid: 400,
  'not-signed-in': 401,
  'sign-in-refused': 401,
  'not-allowed': 403,
  'wrong-origin': 403,
  'not-found': 404,
  'login-taken': 409,
  'code-taken': 409,
  conflict: 409,
  'has-children': 409,
  'move-under-itself': 409,
  'duty-closed': 409,
  'signed-already': 409,
  'act-withdrawn': 409,
  'unit-closed': 409,
  'link-invalid': 410,
  'too-large': 413,
  'wrong-type': 415,
  'day-refused': 422,
  'duty-unfit': 422,
  'not-holder': 422,
  'signature-unfit': 422,
  'scheme-invalid': 422,
  'panel-invalid': 422,
  'bundle-invalid': 422,
  'run-refused': 422,
  'too-many-attempts': 429,
  failed: 500,
  unavailable: 503,
  'storage-full': 507,
} as const;
export type ErrorCode = keyof typeof statusOf;

/** Refusals that any operation can answer with. */
export const commonErrors: readonly ErrorCode[] = [
  'invalid',
  'not-signed-in',
  'not-allowed',
  'too-many-attempts',
  'unavailable',
];
