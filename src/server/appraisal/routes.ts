import type { MultipartFile } from '@fastify/multipart';
import type { FastifyRequest } from 'fastify';
import type { PanelFile } from '../../office/panel/read.ts';
import { AppError } from '../platform/error.ts';
import { type Handlers, UPLOAD_LIMIT } from '../platform/http.ts';
import * as panels from './panels.service.ts';
import * as runs from './runs.service.ts';
import * as schemes from './schemes.service.ts';

type AppraisalHandlers = Pick<Handlers, Extract<keyof Handlers, `appraisal.${string}`>>;

export const appraisalHandlers: AppraisalHandlers = {
  'appraisal.starters': () => schemes.starters(),
  'appraisal.starter': ({ ctx, params }) => schemes.starter(ctx, params.id),
  'appraisal.schemes': ({ ctx, query }) => schemes.listSchemes(ctx, query),
  'appraisal.scheme': ({ ctx, params }) => schemes.scheme(ctx, params.id),
  'appraisal.save-scheme': ({ ctx, body }) => schemes.saveScheme(ctx, body.scheme),
  'appraisal.check-scheme': async ({ body }) => schemes.checkDraft(body.scheme),
  'appraisal.panels': ({ ctx, query }) => panels.listPanels(ctx, query),
  'appraisal.panel': ({ ctx, params }) => panels.panel(ctx, params.id),
  'appraisal.upload-panel': async ({ ctx, request }) => {
    const { files, fields } = await readForm(request);
    return panels.uploadPanel(ctx, { files, scheme: jsonOf(fields.scheme), sheet: fields.sheet });
  },
  'appraisal.panel-file': async ({ ctx, params, reply }) => {
    const file = await panels.panelFile(ctx, params);
    return download(reply, 'application/octet-stream', file.name).send(file.content);
  },
  'appraisal.run': ({ ctx, body }) => runs.run(ctx, body),
  'appraisal.progress': async ({ ctx, params }) => runs.progressOf(ctx, params.ticket),
  'appraisal.runs': ({ ctx, query }) => runs.listRuns(ctx, query),
  'appraisal.sealed-run': ({ ctx, params }) => runs.sealedRun(ctx, params.id),
  'appraisal.export': async ({ ctx, params, query, reply }) => {
    const file = await runs.exportRun(ctx, { ...params, lang: query.lang });
    return download(reply, file.type, file.name).send(file.content);
  },
  'appraisal.verify': async ({ ctx, request }) => {
    const { files } = await readForm(request);
    if (files.length !== 1)
      throw new AppError('bundle-invalid', [
        { code: files.length ? 'server.one-file' : 'server.no-file' },
      ]);
    return runs.verifyBundle(ctx, files[0]!.bytes);
  },
};

type Reply = Parameters<Handlers['appraisal.export']>[0]['reply'];

/** RFC 6266: a plain name for old clients, the real one encoded. */
function download(reply: Reply, type: string, name: string): Reply {
  const plain = name.replace(/[^\w.-]/g, '_');
  const disposition = `attachment; filename="${plain}"; filename*=UTF-8''${encodeURIComponent(name)}`;
  return reply.type(type).header('content-disposition', disposition);
}

type Part = MultipartFile | { type: 'field'; fieldname: string; value: unknown };

/** Files and text fields of a form. Throws `too-large` when the files together are too much. */
async function readForm(
  request: FastifyRequest,
): Promise<{ files: PanelFile[]; fields: Partial<Record<string, string>> }> {
  if (!request.isMultipart()) throw new AppError('wrong-type');
  const files: PanelFile[] = [];
  const fields: Partial<Record<string, string>> = {};
  let size = 0;
  for await (const part of request.parts() as AsyncIterable<Part>)
    if (part.type === 'file') {
      const bytes = await part.toBuffer();
      size += bytes.length;
      if (size > UPLOAD_LIMIT)
        throw new AppError('too-large', [
          { code: 'server.files-too-large', params: { limit: UPLOAD_LIMIT / 2 ** 20 } },
        ]);
      files.push({ name: part.filename, bytes });
    } else fields[part.fieldname] = String(part.value);
  return { files, fields };
}

function jsonOf(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? '');
  } catch {
    throw new AppError('invalid', [{ code: 'server.not-json', path: 'scheme' }]);
  }
}
