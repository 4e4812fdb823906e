import { download } from '../platform/form.ts';
import type { Handlers } from '../platform/http.ts';
import { ballotReport } from './ballot.service.ts';
import { minutes } from './minutes.service.ts';
import * as service from './service.ts';

type DocumentHandlers = Pick<Handlers, Extract<keyof Handlers, `document.${string}`>>;

const types = {
  word: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  pdf: 'application/pdf',
} as const;

export const documentHandlers: DocumentHandlers = {
  'document.make': async ({ ctx, body, reply }) => {
    const { name, bytes } = await service.make(ctx, body);
    return download(reply, types[body.file], name).send(Buffer.from(bytes));
  },
  'document.minutes': async ({ ctx, params, body, reply }) => {
    const { name, bytes } = await minutes(ctx, params.id, body.file);
    return download(reply, types[body.file], name).send(Buffer.from(bytes));
  },
  'document.ballot': async ({ ctx, params, body, reply }) => {
    const { name, bytes } = await ballotReport(ctx, params.id, body.file);
    return download(reply, types[body.file], name).send(Buffer.from(bytes));
  },
  'document.look': async ({ ctx, body, reply }) =>
    reply.type('image/png').send(Buffer.from(await service.look(ctx, body))),
};
