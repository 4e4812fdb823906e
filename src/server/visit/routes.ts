import type { Handlers } from '../platform/http.ts';
import * as service from './service.ts';

type VisitHandlers = Pick<Handlers, Extract<keyof Handlers, `visit.${string}`>>;

export const visitHandlers: VisitHandlers = {
  'visit.list': ({ ctx, query }) => service.list(ctx, query),
  'visit.get': ({ ctx, params }) => service.get(ctx, params.id),
  'visit.create': ({ ctx, body }) => service.create(ctx, body),
  'visit.change': ({ ctx, params, body }) => service.change(ctx, params.id, body),
  'visit.withdraw': ({ ctx, params, body }) => service.withdraw(ctx, params.id, body),
};
