import type { Operation } from '../operation.ts';

export const recordOperations = {} as const satisfies Record<string, Operation>;
