import type { Operation } from '../operation.ts';

export const searchOperations = {} as const satisfies Record<string, Operation>;
