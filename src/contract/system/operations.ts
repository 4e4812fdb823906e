import type { Operation } from '../operation.ts';

export const systemOperations = {} as const satisfies Record<string, Operation>;
