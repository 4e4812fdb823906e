import { PassThrough } from 'node:stream';
import { writeOrgXlsx } from '../../office/org/write.ts';
import { download, oneFile, readForm, XLSX } from '../platform/form.ts';
import type { Handlers } from '../platform/http.ts';
import { translatorOf } from '../platform/problem.ts';
import * as changes from './changes.service.ts';
import * as imports from './imports.service.ts';
import * as service from './service.ts';

type OrgHandlers = Pick<Handlers, Extract<keyof Handlers, `org.${string}`>>;

export const orgHandlers: OrgHandlers = {
  'org.roots': ({ ctx, query }) => service.roots(ctx, query),
  'org.unit': ({ ctx, params, query }) => service.unit(ctx, params.id, query),
  'org.children': ({ ctx, params, query }) => service.children(ctx, params.id, query),
  'org.classes': ({ ctx, params }) => service.classes(ctx, params.id),
  'org.list': ({ ctx, query }) => service.list(ctx, query),
  'org.history': ({ ctx, params }) => service.history(ctx, params.id),
  'org.affected': ({ ctx, params }) => changes.affected(ctx, params.id),
  'org.create': ({ ctx, body }) => changes.create(ctx, body),
  'org.change': ({ ctx, params, body }) => changes.edit(ctx, params.id, body),
  'org.found': ({ ctx, params, body }) => changes.found(ctx, params.id, body),
  'org.move': ({ ctx, params, body }) => changes.move(ctx, params.id, body),
  'org.merge': ({ ctx, params, body }) => changes.merge(ctx, params.id, body),
  'org.split': ({ ctx, params, body }) => changes.split(ctx, params.id, body),
  'org.close': ({ ctx, params, body }) => changes.close(ctx, params.id, body),
  'org.export': async ({ ctx, params, query, request, reply }) => {
    const { units, day } = await imports.exported(ctx, params.id, query.on);
    const t = translatorOf(request);
    const name = t('org:export-name-of', { name: units[0]!.name, day });
    const out = new PassThrough();
    writeOrgXlsx(out, units, t, name).catch((error: Error) => out.destroy(error));
    return download(reply, XLSX, `${name}.xlsx`).send(out);
  },
  'org.import': async ({ ctx, params, request }) => {
    const base = await imports.importBase(ctx, params.id);
    const { files, fields } = await readForm(request);
    return imports.startImport(ctx, base, { file: oneFile(files), on: fields.on });
  },
};
