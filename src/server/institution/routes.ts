import type { Handlers } from '../platform/http.ts';
import * as read from './read.service.ts';
import * as service from './service.ts';

type InstitutionHandlers = Pick<Handlers, Extract<keyof Handlers, `institution.${string}`>>;

export const institutionHandlers: InstitutionHandlers = {
  'institution.list': ({ ctx, query }) => read.list(ctx, query),
  'institution.get': ({ ctx, params }) => read.get(ctx, params.id),
  'institution.create': ({ ctx, body }) => service.create(ctx, body),
  'institution.change': ({ ctx, params, body }) => service.change(ctx, params.id, body),
  'institution.withdraw': ({ ctx, params, body }) => service.withdraw(ctx, params.id, body),
  'institution.link': ({ ctx, params, body }) => service.linkProblems(ctx, params.id, body),
  'institution.cover': ({ ctx, params, body }) => service.cover(ctx, params.id, body),
  'institution.review': ({ ctx, params, body }) => service.review(ctx, params.id, body),
};
