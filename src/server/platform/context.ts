import type { Me } from '../../contract/identity/operations.ts';
import type { Config } from './config.ts';
import type { Db } from './db.ts';
import type { Job } from './jobs.ts';
import type { Scopes } from './scope.ts';
import type { TaskKind } from './tasks.ts';

/** What a service works with besides its arguments. */
export interface Context {
  readonly db: Db;
  readonly config: Config;
  /** Where the database answers, for connections of other kinds. */
  readonly databaseUrl: string;
  readonly now: () => Date;
  /** Whether this server shows generated figures. */
  readonly demo: boolean;
  /** Whether requests must take the ordinary role for row policies to bind them. */
  readonly bound: boolean;
  /** All jobs of this server, for a page to list. */
  readonly jobs: readonly Job[];
  /** What rooms can import. */
  readonly tasks: readonly TaskKind[];
  /** Whether transactions put nothing under a unit, or see to it themselves that none moves meanwhile. */
  readonly apart?: boolean;
  /** Who acts when nobody asks, as the record names it: `service:<job>`. */
  readonly actor?: string;
}

/** A request's context: who asks, from where, and whether they still wait. */
export interface RequestContext extends Context {
  readonly me?: Me;
  /** Where the caller's grants allow this operation. */
  readonly scopes: Scopes;
  readonly address: string;
  /** Aborted when the caller is gone or the server stops. */
  readonly signal: AbortSignal;
}
