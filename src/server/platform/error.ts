import type { Issue } from '../../engine/index.ts';

/** HTTP status of every code a refusal can carry; texts are in the catalogues by code. */
export const statusOf = {
  'not-signed-in': 401,
  'sign-in-refused': 401,
  'not-allowed': 403,
  'wrong-origin': 403,
  'not-found': 404,
  'link-invalid': 410,
  'login-taken': 409,
  invalid: 400,
  'too-large': 413,
  'scheme-invalid': 422,
  'panel-invalid': 422,
  'run-refused': 422,
  'too-many-attempts': 429,
  failed: 500,
} as const;
export type ErrorCode = keyof typeof statusOf;

/** A refusal the client is told of by code; nothing of the inside leaks through it. */
export class AppError extends Error {
  readonly code: ErrorCode;
  readonly issues: readonly Issue[];
  constructor(code: ErrorCode, issues: readonly Issue[] = []) {
    super(code);
    this.name = 'AppError';
    this.code = code;
    this.issues = issues;
  }
}

/** Start-up cannot go on; the code has a text that says what to do. */
export class StartError extends Error {
  readonly code: string;
  readonly params: Readonly<Record<string, string>>;
  constructor(code: string, params: Readonly<Record<string, string>> = {}) {
    super(`${code} ${JSON.stringify(params)}`);
    this.name = 'StartError';
    this.code = code;
    this.params = params;
  }
}
