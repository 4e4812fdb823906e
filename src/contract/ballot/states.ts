export const ballotStates = [
  'draft',
  'frozen',
  'open',
  'closed',
  'published',
  'cancelled',
] as const;
export type BallotState = (typeof ballotStates)[number];
export const ballotSteps = ['freeze', 'open', 'close', 'publish', 'cancel'] as const;
export type BallotStep = (typeof ballotSteps)[number];

/** What each step leads to, and from where it may be taken. */
export const ballotTable: Readonly<
  Record<BallotStep, { readonly from: readonly BallotState[]; readonly to: BallotState }>
> = {
  freeze: { from: ['draft'], to: 'frozen' },
  open: { from: ['frozen'], to: 'open' },
  close: { from: ['open'], to: 'closed' },
  publish: { from: ['closed'], to: 'published' },
  cancel: { from: ['draft', 'frozen', 'open'], to: 'cancelled' },
};
