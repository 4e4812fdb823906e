import type { Handlers } from '../platform/http.ts';

type NoticeHandlers = Pick<Handlers, Extract<keyof Handlers, `notice.${string}`>>;

export const noticeHandlers: NoticeHandlers = {};
