/**
 * What a column says. `ordinal` counts rows and means nothing, `number` names the problem in the
 * ledger, `token` is what our own files carry.
 */
export const ledgerRoles = [
  'token',
  'ordinal',
  'number',
  'source',
  'mirror',
  'tendency',
  'title',
  'facts',
  'cause',
  'severity',
  'systemic',
  'unit',
  'leader',
  'owner',
  'criterion',
  'baseline',
  'target',
  'measureUnit',
  'text',
  'kind',
  'due',
  'measureOwner',
  'beneficiaries',
  'progress',
  'evidence',
  'effect',
  'done',
  'closedOn',
  'remark',
  // Marks of our own files count from the beginning: what is new comes last.
  'direction',
] as const;
export type LedgerRole = (typeof ledgerRoles)[number];

/** Roles whose words mean one of a few codes; where they mean none that is known it is asked once. */
export const codedRoles = ['tendency', 'mirror', 'severity', 'kind'] as const;
export type CodedRole = (typeof codedRoles)[number];
/** What stands for an answer that a word names nobody, or nothing: it is not asked about again. */
export const NONE = 'none';
