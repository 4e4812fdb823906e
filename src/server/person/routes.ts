import type { Handlers } from '../platform/http.ts';

type PersonHandlers = Pick<Handlers, Extract<keyof Handlers, `person.${string}`>>;

export const personHandlers: PersonHandlers = {};
