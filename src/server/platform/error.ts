import type { ErrorCode } from '../../contract/errors.ts';
import type { Issue } from '../../engine/index.ts';

/** A refusal the client is told of by code; nothing of the inside leaks through it. */
export class AppError extends Error {
  readonly code: ErrorCode;
  readonly issues: readonly Issue[];
  /** Seconds after which it is worth trying again. */
  readonly retryAfter: number | undefined;
  constructor(code: ErrorCode, issues: readonly Issue[] = [], retryAfter?: number) {
    super(code);
    this.name = 'AppError';
    this.code = code;
    this.issues = issues;
    this.retryAfter = retryAfter;
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
