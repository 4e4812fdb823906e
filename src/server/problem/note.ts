import type { Finding } from '../../contract/problem/schemas.ts';
import type { ActOf } from '../../contract/record/acts.ts';
import type { Context, RequestContext } from '../platform/context.ts';
import { dayOf } from '../platform/days.ts';
import { newId } from '../platform/ids.ts';
import type { Trx } from '../platform/scope.ts';
import { record } from '../record/service.ts';
import type * as parts from './parts.queries.ts';

interface Placed {
  readonly id: string;
  readonly org_id: string;
  readonly org_path: string;
}
type By = Context & Pick<Partial<RequestContext>, 'me'>;

/** The entry of a change to a problem or a part of it: its history is found by the problem. */
export async function note(
  trx: Trx,
  ctx: By,
  act: ActOf<'problem'>,
  problem: Placed,
  content: object,
): Promise<void> {
  await record(trx, ctx, {
    act: `problem.${act}`,
    subject: `problem:${problem.id}`,
    org: { id: problem.org_id, path: problem.org_path },
    content,
  });
}

export interface Taken {
  readonly step: string;
  readonly from: string | null;
  readonly to: string;
  readonly due: string | null;
  readonly reason?: string | null | undefined;
  readonly finding?: Finding | undefined;
  readonly blamed?: string | null;
}

/** A row of the way of a problem, so that any past day can be read again. */
export function stepRow(
  ctx: By,
  problem: Placed & { readonly campaign_id: string },
  taken: Taken,
): Parameters<typeof parts.insertSteps>[1][number] {
  return {
    org_id: problem.org_id,
    id: newId(ctx.now()),
    org_path: problem.org_path,
    problem_id: problem.id,
    campaign_id: problem.campaign_id,
    step: taken.step,
    from_state: taken.from,
    to_state: taken.to,
    due: taken.due,
    reason: taken.reason ?? null,
    ...seen(taken.finding),
    by_person: ctx.me?.id ?? null,
    blamed: taken.blamed ?? null,
    on_day: dayOf(ctx.now()),
    at: ctx.now(),
  };
}

const seen = (finding: Finding | undefined) => ({
  seen_ways: finding?.ways ?? null,
  seen: finding?.seen ?? null,
  seen_on: finding?.on ?? null,
  despite: finding?.despite ?? null,
});

/** What whoever took a step saw; the columns stand together or not at all. */
export const findingOf = (
  row: Pick<parts.StepRow, 'seen_ways' | 'seen' | 'seen_on' | 'despite'>,
): Finding | null =>
  row.seen === null
    ? null
    : {
        ways: row.seen_ways as Finding['ways'],
        seen: row.seen,
        on: row.seen_on!,
        despite: row.despite,
      };
