import type { z } from 'zod';
import type { ErrorCode } from './errors.ts';
import type { Permission } from './permissions.ts';

/**
 * One operation of the server: everything server, page, command line and OpenAPI need to
 * agree on. Path parameters are written `:name`.
 */
export interface Operation {
  readonly method: 'GET' | 'POST' | 'PUT';
  readonly path: `/api/${string}`;
  readonly summary: string;
  readonly permission: Permission;
  /**
   * Also for whoever is signed in and a row names (its owner, its host), whatever their grants: the
   * service asks the row (docs/decisions/0037-named.md).
   */
  readonly named?: true;
  /** A GET that leaves an entry of the record: as careful of where units lie as others that write. */
  readonly writes?: true;
  readonly params?: z.ZodType;
  readonly query?: z.ZodType;
  readonly body?: z.ZodType;
  /** Absent for answers that are files. */
  readonly output?: z.ZodType;
  /** Uploads come as multipart/form-data: name of each part and what it holds. */
  readonly multipart?: Readonly<Record<string, 'files' | 'file' | 'json' | 'text'>>;
  /** Codes of refusals beyond the common ones ({@link commonErrors}). */
  readonly errors?: readonly ErrorCode[];
}

type Of<T> = T extends z.ZodType ? z.input<T> : never;
type Part<O, K extends keyof Operation> = O extends { readonly [P in K]: infer T } ? Of<T> : never;

/** Input of a call: the parts the operation declares. */
export type Input<O extends Operation> = ([Part<O, 'params'>] extends [never]
  ? unknown
  : { readonly params: Part<O, 'params'> }) &
  ([Part<O, 'query'>] extends [never] ? unknown : { readonly query?: Part<O, 'query'> }) &
  ([Part<O, 'body'>] extends [never] ? unknown : { readonly body: Part<O, 'body'> }) &
  (O extends { readonly multipart: object } ? { readonly form: FormData } : unknown);

export type Output<O extends Operation> = O extends { readonly output: infer T }
  ? T extends z.ZodType
    ? z.output<T>
    : never
  : Blob;
