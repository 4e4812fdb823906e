import { appraisalOperations } from './appraisal/operations.ts';
import { identityOperations } from './identity/operations.ts';
import { orgOperations } from './org/operations.ts';

/** Every operation of the server, by name. */
export const operations = {
  ...identityOperations,
  ...orgOperations,
  ...appraisalOperations,
} as const;
export type Operations = typeof operations;
export type OperationName = keyof Operations;
