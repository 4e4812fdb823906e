import { createTranslator } from '../../contract/messages/index.ts';
import type { Handlers } from '../platform/http.ts';
import { languageOf } from '../platform/problem.ts';
import * as acts from './acts.service.ts';
import * as changes from './changes.service.ts';
import * as service from './service.ts';
import * as waiting from './waiting.service.ts';

type DutyHandlers = Pick<Handlers, Extract<keyof Handlers, `duty.${string}`>>;

export const dutyHandlers: DutyHandlers = {
  'duty.matrix': ({ ctx, params, query }) => service.matrix(ctx, params.id, query),
  'duty.gaps': ({ ctx, query }) => service.gaps(ctx, query),
  'duty.answers': ({ ctx, params, query }) => service.answers(ctx, params.id, query),
  'duty.start': ({ ctx, params, request }) =>
    changes.start(ctx, params.id, createTranslator(languageOf(request.headers['accept-language']))),
  'duty.create': ({ ctx, params, body }) => changes.create(ctx, params.id, body),
  'duty.change': ({ ctx, params, body }) => changes.change(ctx, params.id, body),
  'duty.close': ({ ctx, params, body }) => changes.close(ctx, params.id, body),
  'duty.acknowledge': ({ ctx, params, body }) => changes.acknowledge(ctx, params.id, body),
  'duty.mine': ({ ctx }) => waiting.mine(ctx),
  'duty.acts': ({ ctx, query }) => acts.acts(ctx, query),
  'duty.record-act': ({ ctx, params, body }) => acts.recordAct(ctx, params.id, body),
  'duty.change-act': ({ ctx, params, body }) => acts.changeAct(ctx, params.id, body),
  'duty.withdraw-act': ({ ctx, params, body }) => acts.withdrawAct(ctx, params.id, body),
};
