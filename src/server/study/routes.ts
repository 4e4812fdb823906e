import type { Handlers } from '../platform/http.ts';
import * as attendance from './attendance.service.ts';
import * as changes from './changes.service.ts';
import * as readings from './readings.service.ts';
import * as service from './service.ts';

type StudyHandlers = Pick<Handlers, Extract<keyof Handlers, `study.${string}`>>;

export const studyHandlers: StudyHandlers = {
  'study.list': ({ ctx, query }) => service.list(ctx, query),
  'study.counts': ({ ctx, query }) => service.counts(ctx, query),
  'study.mine': ({ ctx }) => service.mine(ctx),
  'study.get': ({ ctx, params }) => service.get(ctx, params.id),
  'study.create': ({ ctx, body }) => changes.create(ctx, body),
  'study.change': ({ ctx, params, body }) => changes.change(ctx, params.id, body),
  'study.withdraw': ({ ctx, params, body }) => changes.withdraw(ctx, params.id, body),
  'study.code': ({ ctx, params, query }) => attendance.code(ctx, params.id, query),
  'study.here': ({ ctx, params }) => attendance.here(ctx, params.code),
  'study.attend': ({ ctx, params }) => attendance.attend(ctx, params.code),
  'study.enter': ({ ctx, params, body }) => attendance.enter(ctx, params.id, body),
  'study.strike': ({ ctx, params }) => attendance.strike(ctx, params.id),
  'study.raise': ({ ctx, params, body }) => changes.raise(ctx, params.id, body),
  'study.decide': ({ ctx, params, body }) => changes.decide(ctx, params.id, body),
  'study.change-decision': ({ ctx, params, body }) => changes.changeDecision(ctx, params.id, body),
  'study.settle-decision': ({ ctx, params, body }) => changes.settleDecision(ctx, params.id, body),
  'study.readings': ({ ctx, query }) => readings.readings(ctx, query),
  'study.add-reading': ({ ctx, body }) => readings.add(ctx, body),
  'study.change-reading': ({ ctx, params, body }) => readings.change(ctx, params.id, body),
  'study.withdraw-reading': ({ ctx, params, body }) => readings.withdraw(ctx, params.id, body),
};
