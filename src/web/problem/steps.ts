import { call } from '../../contract/client.ts';
import type { Output } from '../../contract/operation.ts';
import type { Operations } from '../../contract/operations.ts';
import type { Permission } from '../../contract/permissions.ts';
import type { BulkOutcome } from '../../contract/problem/bulk.ts';
import { type Step, steps, type Taker, transitions } from '../../contract/problem/states.ts';
import { type Said, wordsFor } from '../../contract/problem/verdicts.ts';

/** By whom a step is taken decides which operation takes it, and with which permission. */
const doors = {
  unit: { operation: 'problem.step', many: 'problem.step-many', permission: 'problem.write' },
  reviewer: {
    operation: 'problem.review',
    many: 'problem.review-many',
    permission: 'problem.review',
  },
  outsider: {
    operation: 'problem.confirm',
    many: 'problem.confirm-many',
    permission: 'problem.confirm',
  },
  office: {
    operation: 'problem.settle',
    many: 'problem.settle-many',
    permission: 'problem.settle',
  },
} as const satisfies Record<Taker, { operation: string; many: string; permission: Permission }>;

export const permissionOf = (step: Step): Permission => doors[transitions[step].by].permission;

/** Whether a step is asked for words first: it leads back, or it judges. */
export const needsWords = (step: Step): boolean => {
  const { reason, finding } = wordsFor(step, []);
  return reason || finding;
};
/** Whether a step leads back. */
export const leadsBack = (step: Step): boolean => wordsFor(step, []).reason;

/** A step of selected rows: those that allow it, and those that do not yet, with the reason. */
export interface Offer<R> {
  readonly step: Step;
  readonly fit: readonly R[];
  readonly not: readonly Refused<R>[];
}

/** A row with the code of the reason why it was left as it is. */
export interface Refused<R> {
  readonly row: R;
  readonly why: string;
}

/**
 * Steps that the state of some of the rows allows somebody with these permissions, by what the
 * server says of each row. A row nothing is known of yet is tried.
 */
export function offersOf<R extends { id: string; state: string }>(
  rows: readonly R[],
  may: (permission: Permission) => boolean,
  known: ReadonlyMap<string, Abilities>,
): Offer<R>[] {
  return steps
    .filter((step) => may(permissionOf(step)))
    .flatMap((step) => {
      const from: readonly string[] = transitions[step].from;
      const near = rows.filter((r) => from.includes(r.state));
      if (near.length === 0) return [];
      const whyOf = (r: R) => {
        const verdict = known.get(r.id)?.[step];
        return verdict && !verdict.ok ? (verdict.why ?? 'failed') : undefined;
      };
      return {
        step,
        fit: near.filter((r) => whyOf(r) === undefined),
        not: near.flatMap((row) => {
          const refused = whyOf(row);
          return refused === undefined ? [] : { row, why: refused };
        }),
      };
    });
}

/** What the server says of the steps of one problem. */
export type Abilities = Output<Operations['problem.abilities']>[number]['steps'];

interface Taken {
  readonly id: string;
  readonly version: number;
}

/** Takes a step of one problem; refusals are thrown. */
export function takeStep(step: Step, { id, version }: Taken, said: Said = {}) {
  const { operation } = doors[transitions[step].by];
  return call(operation, {
    params: { id },
    body: { step, version, ...said } as never,
  });
}

/** Takes a step of many at once: each is judged by itself, and says why it was not done. */
export function takeMany(step: Step, rows: readonly Taken[], said: Said): Promise<BulkOutcome> {
  return call(doors[transitions[step].by].many, {
    body: { step, rows: chosenOf(rows), ...said } as never,
  });
}

/** Rows as an act on many takes them: as they were seen. */
export const chosenOf = (rows: readonly Taken[]) =>
  rows.map(({ id, version }) => ({ id, version }));
