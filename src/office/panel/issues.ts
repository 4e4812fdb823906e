import { EngineError, type Issue } from '../../engine/index.ts';

/** More than this many errors are counted, not listed: nobody mends 10,000 cells from a list. */
export const MOST_ISSUES = 200;

/** Errors and warnings of one reading, in the order they were found. */
export interface Findings {
  readonly warnings: readonly Issue[];
  readonly failed: () => boolean;
  readonly error: (code: string, at: Issue['at'], params?: Issue['params']) => void;
  readonly warn: (code: string, at: Issue['at'], params?: Issue['params']) => void;
  /** Keeps what a reading of one file threw, so that the other files are looked at too. */
  readonly keep: (error: unknown) => void;
  /** Throws one EngineError with all errors, if there are any. */
  readonly settle: () => void;
}

export function findings(): Findings {
  const errors: Issue[] = [];
  const warnings: Issue[] = [];
  let more = 0;
  const push = (issue: Issue): void => {
    if (errors.length < MOST_ISSUES) errors.push(issue);
    else more++;
  };
  const made = (code: string, at: Issue['at'], params?: Issue['params']): Issue => ({
    code,
    ...(at ? { at } : {}),
    ...(params ? { params } : {}),
  });
  return {
    warnings,
    failed: () => errors.length > 0,
    error: (code, at, params) => push(made(code, at, params)),
    warn: (code, at, params) => {
      warnings.push({ ...made(code, at, params), severity: 'warning' });
    },
    keep: (error) => {
      if (!(error instanceof EngineError)) throw error;
      error.issues.forEach(push);
    },
    settle: () => {
      if (!errors.length) return;
      const rest: Issue[] = more
        ? [{ code: 'office.more-issues', params: { count: more, listed: errors.length } }]
        : [];
      throw new EngineError([...errors, ...rest]);
    },
  };
}

/** Some names of many, for a message: the first few, and how many there are in all. */
export function few(names: readonly string[], most = 5): string {
  return names.length <= most ? names.join('、') : `${names.slice(0, most).join('、')}…`;
}
