import type { MultipartFile } from '@fastify/multipart';
import type { PanelFile } from '../../office/panel/read.ts';
import { AppError } from '../platform/error.ts';
import type { Handlers } from '../platform/http.ts';
import * as service from './service.ts';

type AppraisalHandlers = Pick<Handlers, Extract<keyof Handlers, `appraisal.${string}`>>;

export const appraisalHandlers: AppraisalHandlers = {
  'appraisal.starters': () => service.starters(),
  'appraisal.starter': ({ ctx, params }) => service.starter(ctx, params.id),
  'appraisal.schemes': ({ ctx }) => service.listSchemes(ctx),
  'appraisal.scheme': ({ ctx, params }) => service.scheme(ctx, params.id),
  'appraisal.save-scheme': ({ ctx, body }) => service.saveScheme(ctx, body.scheme),
  'appraisal.panels': ({ ctx }) => service.listPanels(ctx),
  'appraisal.panel': ({ ctx, params }) => service.panel(ctx, params.id),
  'appraisal.upload-panel': async ({ ctx, request }) =>
    service.uploadPanel(ctx, await readForm(request.parts())),
  'appraisal.run': ({ ctx, body }) => service.run(ctx, body),
  'appraisal.runs': ({ ctx }) => service.listRuns(ctx),
  'appraisal.export': async ({ ctx, params, query, reply }) => {
    const file = await service.exportRun(ctx, { ...params, lang: query.lang });
    return reply
      .type(file.type)
      .header('content-disposition', `attachment; filename="${file.name}"`)
      .send(file.content);
  },
};

type Parts = AsyncIterable<MultipartFile | { type: 'field'; fieldname: string; value: unknown }>;

/** Files, the scheme as JSON text in `scheme`, and the sheet's name in `sheet`. */
async function readForm(
  parts: Parts,
): Promise<{ files: PanelFile[]; scheme: unknown; sheet?: string }> {
  const files: PanelFile[] = [];
  const fields: Record<string, string> = {};
  for await (const part of parts)
    if (part.type === 'file') files.push({ name: part.filename, bytes: await part.toBuffer() });
    else fields[part.fieldname] = String(part.value);
  try {
    return {
      files,
      scheme: JSON.parse(fields.scheme ?? ''),
      ...(fields.sheet ? { sheet: fields.sheet } : {}),
    };
  } catch {
    throw new AppError('invalid');
  }
}
