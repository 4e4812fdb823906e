import type { Handlers } from '../platform/http.ts';
import * as joint from './joint.service.ts';
import * as service from './service.ts';
import * as steer from './steer.service.ts';
import { assign } from './tasks.service.ts';

type SpecialHandlers = Pick<Handlers, Extract<keyof Handlers, `special.${string}`>>;

export const specialHandlers: SpecialHandlers = {
  'special.list': ({ ctx, query }) => service.list(ctx, query),
  'special.get': ({ ctx, params }) => joint.get(ctx, params.id),
  'special.create': ({ ctx, body }) => service.create(ctx, body),
  'special.change': ({ ctx, params, body }) => service.change(ctx, params.id, body),
  'special.assign': ({ ctx, params, body }) => assign(ctx, params.id, body),
  'special.task': ({ ctx, params }) => steer.task(ctx, params),
  'special.remind': ({ ctx, params, body }) => steer.remind(ctx, params.id, body),
  'special.ask': ({ ctx, params, body }) => steer.ask(ctx, params, body),
  'special.answer': ({ ctx, params, body }) => steer.answer(ctx, params, body),
  'special.consent': ({ ctx, params, body }) => joint.consent(ctx, params.id, body),
  'special.find': ({ ctx, params, body }) => joint.find(ctx, params.id, body),
  'special.close': ({ ctx, params, body }) => joint.close(ctx, params.id, body),
};
