import type { Handlers } from '../platform/http.ts';
import * as service from './service.ts';

type NoticeHandlers = Pick<Handlers, Extract<keyof Handlers, `notice.${string}`>>;

export const noticeHandlers: NoticeHandlers = {
  'notice.list': ({ ctx, query }) => service.list(ctx, query),
  'notice.unread': ({ ctx }) => service.unread(ctx),
  'notice.read': ({ ctx, params }) => service.read(ctx, params.id),
  'notice.read-all': ({ ctx, body }) => service.readAll(ctx, body.upTo),
  'notice.preferences': ({ ctx }) => service.preferences(ctx),
  'notice.save-preferences': ({ ctx, body }) => service.savePreferences(ctx, body),
};
