import { type OpenWork, openWorkKinds } from '../../contract/org/operations.ts';
import { AppError } from '../platform/error.ts';
import type { Trx } from '../platform/scope.ts';
import { countOpenWork, type WorkOf } from './open-work.queries.ts';

type Kind = (typeof openWorkKinds)[number];

/** What a unit has that is not over: before it closes, merges or splits. */
export const openWorkAt = (trx: Trx, unitId: string): Promise<OpenWork> =>
  countOpenWork(trx, { units: [unitId] });

/** Refuses where there is work of these kinds that is not over, each kind with its number. */
async function refuseFor(trx: Trx, of: WorkOf, kinds: readonly Kind[]): Promise<void> {
  const open = await countOpenWork(trx, of);
  const left = kinds.filter((kind) => open[kind] > 0);
  if (left.length > 0)
    throw new AppError(
      'has-open-work',
      left.map((kind) => ({ code: `org:has-open-${kind}`, params: { count: open[kind] } })),
    );
}

/** Units close when nothing of theirs is left: nobody would answer for it. */
export const demandSettled = (trx: Trx, units: readonly string[]): Promise<void> =>
  refuseFor(trx, { units }, openWorkKinds);

/** What cannot pass to another unit: who is asked or may vote was settled for this one. */
export const demandNothingRuns = (trx: Trx, unitId: string): Promise<void> =>
  refuseFor(trx, { units: [unitId] }, ['surveys', 'ballots']);

/** A campaign closes when all that was begun in it is over: afterwards nothing calls on anybody. */
export const demandCampaignSettled = (trx: Trx, campaign: string): Promise<void> =>
  refuseFor(trx, { campaign }, openWorkKinds);
