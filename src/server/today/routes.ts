import type { Handlers } from '../platform/http.ts';
import * as service from './service.ts';

type TodayHandlers = Pick<Handlers, Extract<keyof Handlers, `today.${string}`>>;

export const todayHandlers: TodayHandlers = {
  'today.list': ({ ctx, query }) => service.list(ctx, query.at),
  'today.figures': ({ ctx, query }) => service.figures(ctx, query.at),
};
