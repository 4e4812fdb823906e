import type { Output } from '../../contract/operation.ts';
import type { Operations } from '../../contract/operations.ts';
import type { FilterField } from '../problem/view.ts';

export type Loop = Output<Operations['cockpit.loop']>;
type Narrow = Partial<Record<FilterField, string>>;

/** Address of the ledger with the rows behind a number; those of the past day when it is one. */
export function rowsAt(loop: Loop, campaign: string | undefined, narrow: Narrow, unit?: string) {
  const fields = {
    at: unit ?? loop.unit.id,
    ...(campaign ? { campaign } : {}),
    ...(loop.past ? { on: loop.on } : {}),
    ...narrow,
  };
  return `/problems?${new URLSearchParams(fields)}`;
}

const LISTED = 'open,working,applied,reviewed,confirmed,notice,closed';
export const OWED = 'open,working';

/** What each stage of the funnel counts, as a filter of the ledger; the others are no filter of it. */
export const stages = {
  found: { state: LISTED },
  measured: { come: 'measured' },
  done: { come: 'done' },
  applied: { state: 'applied,reviewed,confirmed,notice,closed' },
  confirmed: { state: 'confirmed,notice,closed' },
  closed: { state: 'closed' },
} as const satisfies Record<string, Narrow>;

/** Share in hundredths; nothing of nothing. */
export const share = (part: number, of: number): number | undefined =>
  of === 0 ? undefined : Math.round((part / of) * 100);

/** Points of a small line over weeks, in a box of 72 by 18. */
export function sparkline(values: readonly number[]): string {
  const most = Math.max(1, ...values);
  const step = values.length > 1 ? 70 / (values.length - 1) : 0;
  return values.map((v, i) => `${1 + i * step},${(17 - (v / most) * 16).toFixed(1)}`).join(' ');
}
