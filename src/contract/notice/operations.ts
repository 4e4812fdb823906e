import type { Operation } from '../operation.ts';

export const noticeOperations = {} as const satisfies Record<string, Operation>;
