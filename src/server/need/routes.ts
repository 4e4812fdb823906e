import type { Handlers } from '../platform/http.ts';
import * as service from './service.ts';

type NeedHandlers = Pick<Handlers, Extract<keyof Handlers, `need.${string}`>>;

export const needHandlers: NeedHandlers = {
  'need.list': ({ ctx, query }) => service.list(ctx, query),
  'need.plans': ({ ctx, query }) => service.plans(ctx, query),
  'need.figures': ({ ctx, query }) => service.figures(ctx, query),
  'need.answers': ({ ctx, query }) => service.answers(ctx, query),
  'need.link': ({ ctx, body }) => service.link(ctx, body),
  'need.unlink': ({ ctx, params }) => service.unlink(ctx, params.id),
};
