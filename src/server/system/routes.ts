import type { Handlers } from '../platform/http.ts';

type SystemHandlers = Pick<Handlers, Extract<keyof Handlers, `system.${string}`>>;

export const systemHandlers: SystemHandlers = {};
