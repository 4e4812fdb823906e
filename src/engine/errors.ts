/**
 * One thing wrong with an input: a stable code, where it is, and the numbers a
 * message needs. Texts live in the message catalogues under `engine.<code>`.
 */
export interface Issue {
  readonly code: string;
  /** Path in the scheme document, e.g. `indicators[3].weight`. */
  readonly path?: string;
  /** Place in a panel file: file name, sheet, 1-based row, column header or letter. */
  readonly at?: {
    readonly file?: string;
    readonly sheet?: string;
    readonly row?: number;
    readonly column?: string;
  };
  readonly params?: Readonly<Record<string, string | number>>;
  /** Errors stop the run; warnings are shown beside the result. */
  readonly severity?: 'error' | 'warning';
}

/** Thrown before anything is computed or written; carries every issue found, not only the first. */
export class EngineError extends Error {
  readonly issues: readonly Issue[];
  constructor(issues: readonly Issue[]) {
    super(issues.map((i) => `${i.code}${i.path ? ` at ${i.path}` : ''}`).join('; '));
    this.name = 'EngineError';
    this.issues = issues;
  }
}

/** Throws one {@link EngineError} for a single issue. */
export function fail(issue: Issue): never {
  throw new EngineError([issue]);
}
