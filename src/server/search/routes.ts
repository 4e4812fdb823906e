import type { Handlers } from '../platform/http.ts';
import * as service from './service.ts';

type SearchHandlers = Pick<Handlers, Extract<keyof Handlers, `search.${string}`>>;

export const searchHandlers: SearchHandlers = {
  'search.find': ({ ctx, query }) => service.find(ctx, query),
};
