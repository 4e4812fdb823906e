/** What becomes of a row of a ledger; rows that are none are `skipped`. */
export const ledgerStatuses = ['accepted', 'updated', 'unchanged', 'rejected'] as const;
export type LedgerStatus = (typeof ledgerStatuses)[number];

/** What a new problem lacks to stand on the list at once: it comes in as a draft. */
export const draftLacks = [
  'no-owner',
  'unknown-owner',
  'several-owner',
  'no-leader',
  'unknown-leader',
  'several-leader',
  'no-tendency',
  'unknown-tendency',
] as const;
export type DraftLack = (typeof draftLacks)[number];
