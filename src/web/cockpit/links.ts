import type { Opened } from '../../contract/cockpit/numbers.ts';

const to = (path: string, query: Record<string, string>) => `${path}?${new URLSearchParams(query)}`;

/** Address of the list behind a number: narrowed to exactly the rows that it counts. */
export function addressOf({ room, filter }: Opened): string {
  const { under, ...rest } = filter as Record<string, string>;
  const at = { at: under!, ...rest };
  if (room === 'problems') return to('/problems', at);
  if (room === 'institutions') return to('/institutions', at);
  // The list of sessions is narrowed by what it shows: those held, or those that led to nothing.
  const { state, came, ...others } = at as Record<string, string>;
  return to('/study', { ...others, tab: 'list', show: (came ?? state)! });
}

/** Share in hundredths; nothing of nothing. */
export const share = (part: number, of: number): number | undefined =>
  of === 0 ? undefined : Math.round((part / of) * 100);

/** Points of a small line over weeks, in a box of 72 by 18. */
export function sparkline(values: readonly number[]): string {
  const most = Math.max(1, ...values);
  const step = values.length > 1 ? 70 / (values.length - 1) : 0;
  return values.map((v, i) => `${1 + i * step},${(17 - (v / most) * 16).toFixed(1)}`).join(' ');
}
