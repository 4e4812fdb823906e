import { appraisalOperations } from './appraisal/operations.ts';
import { identityOperations } from './identity/operations.ts';

/** Every operation of the server, by name. */
export const operations = { ...identityOperations, ...appraisalOperations } as const;
export type Operations = typeof operations;
export type OperationName = keyof Operations;
