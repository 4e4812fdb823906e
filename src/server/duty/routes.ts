import type { Handlers } from '../platform/http.ts';

type DutyHandlers = Pick<Handlers, Extract<keyof Handlers, `duty.${string}`>>;

export const dutyHandlers: DutyHandlers = {};
