import { download, oneFile, readForm } from '../platform/form.ts';
import type { Handlers } from '../platform/http.ts';
import { erase } from './erase.service.ts';
import * as service from './service.ts';

type EvidenceHandlers = Pick<Handlers, Extract<keyof Handlers, `evidence.${string}`>>;

export const evidenceHandlers: EvidenceHandlers = {
  'evidence.list': ({ ctx, query }) => service.list(ctx, query.subject),
  'evidence.add': async ({ ctx, params, request }) => {
    await service.demandAdd(ctx, params.subject);
    const { files, fields } = await readForm(request);
    return service.add(ctx, params.subject, { file: oneFile(files), ...fields });
  },
  'evidence.file': async ({ ctx, params, reply }) => {
    const { name, mime, content } = await service.file(ctx, params.id, 'hash');
    return download(reply, mime, name).send(content);
  },
  'evidence.thumb': async ({ ctx, params, reply }) => {
    const { name, mime, content } = await service.file(ctx, params.id, 'thumb_hash');
    return download(reply, mime, name).send(content);
  },
  'evidence.change': ({ ctx, params, body }) => service.change(ctx, params.id, body),
  'evidence.withdraw': ({ ctx, params, body }) => service.withdraw(ctx, params.id, body),
  'evidence.erase': ({ ctx, params, body }) => erase(ctx, params.id, body),
};
