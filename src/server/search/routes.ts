import type { Handlers } from '../platform/http.ts';

type SearchHandlers = Pick<Handlers, Extract<keyof Handlers, `search.${string}`>>;

export const searchHandlers: SearchHandlers = {};
