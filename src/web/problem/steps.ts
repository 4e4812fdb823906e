import { ApiError, call } from '../../contract/client.ts';
import type { Output } from '../../contract/operation.ts';
import type { Operations } from '../../contract/operations.ts';
import type { Permission } from '../../contract/permissions.ts';
import type { ProblemRow } from '../../contract/problem/schemas.ts';
import { type Step, steps, type Taker, transitions } from '../../contract/problem/states.ts';
import { type Said, wordsFor } from '../../contract/problem/verdicts.ts';

/** By whom a step is taken decides which operation takes it, and with which permission. */
const doors = {
  unit: { operation: 'problem.step', permission: 'problem.write' },
  reviewer: { operation: 'problem.review', permission: 'problem.review' },
  outsider: { operation: 'problem.confirm', permission: 'problem.confirm' },
  office: { operation: 'problem.settle', permission: 'problem.settle' },
} as const satisfies Record<Taker, { operation: string; permission: Permission }>;

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
  readonly not: readonly Done<R>[];
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
          return refused === undefined ? [] : { row, refused };
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

export interface Done<R> {
  readonly row: R;
  /** Code of the refusal; nothing where it was done. */
  readonly refused: string | undefined;
}

/** Takes a step of many, one after another: each stands for itself, and says why it was not done. */
export async function takeAll<R extends Taken>(
  step: Step,
  rows: readonly R[],
  said: (row: R) => Said,
  tell: (done: Done<R>[]) => void,
): Promise<Done<R>[]> {
  const done: Done<R>[] = [];
  for (const row of rows) {
    let refused: string | undefined;
    try {
      await takeStep(step, row, said(row));
    } catch (error) {
      refused = error instanceof ApiError ? error.code : 'failed';
    }
    done.push({ row, refused });
    tell([...done]);
  }
  return done;
}

/** Words for many rows, as they hold for one: a target that this one reaches needs no excuse. */
export function saidOf(step: Step, { measures }: Pick<ProblemRow, 'measures'>, said: Said): Said {
  if (!said.finding || wordsFor(step, measures).despite) return said;
  const { despite: _, ...finding } = said.finding;
  return { finding };
}
