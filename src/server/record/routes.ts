import type { Handlers } from '../platform/http.ts';

type RecordHandlers = Pick<Handlers, Extract<keyof Handlers, `record.${string}`>>;

export const recordHandlers: RecordHandlers = {};
