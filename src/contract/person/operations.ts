import type { Operation } from '../operation.ts';

export const personOperations = {} as const satisfies Record<string, Operation>;
