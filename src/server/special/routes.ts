import type { Handlers } from '../platform/http.ts';
import * as service from './service.ts';

type SpecialHandlers = Pick<Handlers, Extract<keyof Handlers, `special.${string}`>>;

export const specialHandlers: SpecialHandlers = {
  'special.list': ({ ctx, query }) => service.list(ctx, query),
  'special.get': ({ ctx, params }) => service.get(ctx, params.id),
  'special.create': ({ ctx, body }) => service.create(ctx, body),
  'special.change': ({ ctx, params, body }) => service.change(ctx, params.id, body),
  'special.assign': ({ ctx, params, body }) => service.assign(ctx, params.id, body),
  'special.close': ({ ctx, params, body }) => service.close(ctx, params.id, body),
};
