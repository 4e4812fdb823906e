import { evidenceTypes } from '../../contract/evidence/types.ts';
import { download } from '../platform/form.ts';
import type { Handlers } from '../platform/http.ts';
import * as letters from './letters.service.ts';
import * as service from './service.ts';
import { word } from './word.ts';

type SupervisionHandlers = Pick<Handlers, Extract<keyof Handlers, `supervision.${string}`>>;

export const supervisionHandlers: SupervisionHandlers = {
  'supervision.list': ({ ctx, query }) => service.list(ctx, query),
  'supervision.get': ({ ctx, params }) => service.get(ctx, params.id),
  'supervision.word': async ({ ctx, params, reply }) => {
    const { name, bytes } = await word(ctx, params.id);
    return download(reply, evidenceTypes.docx.mime, name).send(bytes);
  },
  'supervision.sign': ({ ctx, params, body }) => letters.sign(ctx, params.id, body),
  'supervision.refuse': ({ ctx, params, body }) => letters.refuse(ctx, params.id, body),
  'supervision.withdraw': ({ ctx, params, body }) => letters.withdraw(ctx, params.id, body),
  'supervision.answer': ({ ctx, params, body }) => letters.answer(ctx, params.id, body),
};
