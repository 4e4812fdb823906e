import type { Handlers } from '../platform/http.ts';
import * as changes from './changes.service.ts';
import * as service from './service.ts';

type OrgHandlers = Pick<Handlers, Extract<keyof Handlers, `org.${string}`>>;

export const orgHandlers: OrgHandlers = {
  'org.roots': ({ ctx, query }) => service.roots(ctx, query),
  'org.unit': ({ ctx, params, query }) => service.unit(ctx, params.id, query),
  'org.children': ({ ctx, params, query }) => service.children(ctx, params.id, query),
  'org.list': ({ ctx, query }) => service.list(ctx, query),
  'org.history': ({ ctx, params }) => service.history(ctx, params.id),
  'org.create': ({ ctx, body }) => changes.create(ctx, body),
  'org.change': ({ ctx, params, body }) => changes.edit(ctx, params.id, body),
  'org.move': ({ ctx, params, body }) => changes.move(ctx, params.id, body),
  'org.merge': ({ ctx, params, body }) => changes.merge(ctx, params.id, body),
  'org.split': ({ ctx, params, body }) => changes.split(ctx, params.id, body),
  'org.close': ({ ctx, params, body }) => changes.close(ctx, params.id, body),
};
