import type { Issue } from '../engine/index.ts';
import type { Input, Operation, Output } from './operation.ts';
import { type OperationName, type Operations, operations } from './operations.ts';

/** A refusal of the server (RFC 9457): a stable code, and the issues of an input if any. */
export class ApiError extends Error {
  readonly code: string;
  readonly status: number;
  readonly issues: readonly Issue[];
  constructor(code: string, status: number, issues: readonly Issue[] = []) {
    super(code);
    this.name = 'ApiError';
    this.code = code;
    this.status = status;
    this.issues = issues;
  }
}

type Listener = (refusal: ApiError | undefined) => void;
const listeners = new Set<Listener>();

/** Tells of every answer, and of every refusal or silence; returns the way to stop. */
export function onAnswer(listener: Listener): () => void {
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
  };
}

function tell(refusal?: ApiError): void {
  for (const listener of listeners) listener(refusal);
}

/** Address of an operation with its parameters filled in. */
export function address(
  operation: Operation,
  input: { params?: Record<string, string>; query?: Record<string, unknown> },
): string {
  const path = operation.path.replace(/:(\w+)/g, (_, name: string) =>
    encodeURIComponent(input.params?.[name] ?? ''),
  );
  const query = new URLSearchParams(
    Object.entries(input.query ?? {}).flatMap(([k, v]) => (v === undefined ? [] : [[k, `${v}`]])),
  ).toString();
  return query ? `${path}?${query}` : path;
}

/**
 * Calls an operation. Answers without a schema come back as a Blob. Throws
 * {@link ApiError} for refusals, `unreachable` when there is no answer.
 */
export async function call<N extends OperationName>(
  name: N,
  input: Input<Operations[N]>,
  options: { readonly signal?: AbortSignal } = {},
): Promise<Output<Operations[N]>> {
  const operation: Operation = operations[name];
  const given = input as Parameters<typeof address>[1] & { body?: unknown; form?: FormData };
  const body = given.form ?? (given.body === undefined ? undefined : JSON.stringify(given.body));
  let response: Response;
  try {
    response = await fetch(address(operation, given), {
      method: operation.method,
      credentials: 'same-origin',
      ...(typeof body === 'string' ? { headers: { 'content-type': 'application/json' } } : {}),
      ...(body === undefined ? {} : { body }),
      ...(options.signal ? { signal: options.signal } : {}),
    });
  } catch (error) {
    if (options.signal?.aborted) throw error;
    const silence = new ApiError('unreachable', 0);
    tell(silence);
    throw silence;
  }
  if (!response.ok) {
    const problem = (await response.json().catch(() => ({}))) as {
      code?: string;
      issues?: Issue[];
    };
    const refusal = new ApiError(problem.code ?? 'failed', response.status, problem.issues);
    tell(refusal);
    throw refusal;
  }
  tell();
  return (operation.output ? await response.json() : await response.blob()) as Output<
    Operations[N]
  >;
}
