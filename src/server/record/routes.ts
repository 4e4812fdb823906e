import type { Handlers } from '../platform/http.ts';
import * as read from './read.service.ts';

type RecordHandlers = Pick<Handlers, Extract<keyof Handlers, `record.${string}`>>;

export const recordHandlers: RecordHandlers = {
  'record.entries': ({ ctx, query }) => read.entries(ctx, query),
  'record.history': ({ ctx, query }) => read.history(ctx, query),
};
