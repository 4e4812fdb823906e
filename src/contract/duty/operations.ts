import type { Operation } from '../operation.ts';

export const dutyOperations = {} as const satisfies Record<string, Operation>;
