import type { z } from 'zod';
import type { Permission } from '../../contract/permissions.ts';
import type { Issue } from '../../engine/index.ts';
import type { RequestContext } from './context.ts';
import type { Trx } from './scope.ts';

/** A row that does not come in, and why; what stands in the file is read from there. */
export interface RejectedRow {
  readonly sheet: string | null;
  readonly row: number;
  readonly issues: readonly Issue[];
}

/** What a file would change. */
export interface TaskPreview {
  /** Rows that count, and how many become what: the counts add up to the rows. */
  readonly rows: number;
  readonly counts: Readonly<Record<string, number>>;
  /** All of them, however many the page lists; or the JSON of them. */
  readonly rejects: readonly RejectedRow[] | string;
  /** What the page shows of it (JSON); or its text. */
  readonly page: object | string;
  /**
   * Tells this preview from any other: writing compares it with what would be done then, and
   * refuses with `conflict` when it is no longer the same.
   */
  readonly seal: string;
  /** Words of the file that are asked about. */
  readonly asks?: number;
  /** What a kind that is `planned` writes when this is confirmed. */
  readonly plan?: Uint8Array;
}

/** A file that the reader's thread has read and keeps, with what it says of it. */
export interface OpenFile<Said> {
  readonly said: Said;
  /**
   * Hands over a part, as JSON, of what the thread is asked about: megabytes at once hold the server
   * up while they are copied (180 ms for 10,000 problems).
   */
  give(part: string): Promise<void>;
  /** What the thread makes of the file and what was found out about it; once. */
  ask<A>(question: unknown): Promise<A>;
}

/** What a confirmed import of a `planned` kind is written from. */
export interface KeptPlan<Said> {
  /** As its preview gave it. */
  readonly plan: Uint8Array | null;
  /** Reads the file again, where what the plan was made from has changed since. */
  reopen<T>(work: (file: OpenFile<Said>) => Promise<T>): Promise<T>;
}

/** One import while it is read or written. */
export interface TaskWork<Options> {
  /** The importer, with the rights of this moment. */
  readonly ctx: RequestContext;
  readonly id: string;
  readonly org: { readonly id: string; readonly path: string };
  readonly file: { readonly name: string; readonly hash: string };
  readonly options: Options;
  /**
   * Says how far it is, lets requests have their turn, and throws when the import was cancelled:
   * to be awaited between batches.
   */
  readonly progress: (done: number, total: number) => Promise<void>;
}

/**
 * What a room imports. Both steps get a transaction in the importer's reach; neither keeps anything
 * in memory for the other. The file is read in a thread of its own (see task/office.worker.ts):
 * both steps get it as its reader read it; or, of a `planned` kind, the first gets the thread to
 * ask ({@link OpenFile}), and the second the plan that was kept ({@link KeptPlan}).
 */
export interface TaskKind<File = unknown, Options = unknown, Kept = File> {
  /** Its name, and that of its reader. */
  readonly kind: string;
  /** Needed when it is started, and still when it is written. */
  readonly permission: Permission;
  /** What is asked for besides the file; each field with a default. */
  readonly options: z.ZodType<Options>;
  readonly planned?: true;
  /** Writing may move units: it takes its turn itself, instead of keeping them where they are. */
  readonly moves?: true;
  /** Address of the page where an import goes on. */
  link(task: { readonly id: string; readonly orgId: string }): string;
  /** What the file would change; changes nothing. */
  read(trx: Trx, work: TaskWork<Options>, file: File): Promise<TaskPreview>;
  /** Makes what was shown under `seal`, or throws; counts what was written. */
  write(
    trx: Trx,
    work: TaskWork<Options>,
    file: Kept,
    seal: string,
  ): Promise<Readonly<Record<string, number>>>;
}
