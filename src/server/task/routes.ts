import { download, XLSX } from '../platform/form.ts';
import type { Handlers } from '../platform/http.ts';
import * as service from './service.ts';

type TaskHandlers = Pick<Handlers, Extract<keyof Handlers, `task.${string}`>>;

export const taskHandlers: TaskHandlers = {
  'task.list': ({ ctx, query }) => service.list(ctx, query),
  'task.get': ({ ctx, params }) => service.get(ctx, params.id),
  'task.preview': ({ ctx, params }) => service.preview(ctx, params.id),
  'task.again': ({ ctx, params, body }) => service.again(ctx, params.id, body.options),
  'task.confirm': ({ ctx, params, body }) => service.confirm(ctx, params.id, body.options),
  'task.cancel': ({ ctx, params }) => service.cancel(ctx, params.id),
  'task.rejects': async ({ ctx, params, query, reply }) => {
    const { name, content } = await service.rejects(ctx, params.id, query.lang);
    return download(reply, XLSX, name).send(Buffer.from(content));
  },
};
