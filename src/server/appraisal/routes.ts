import { AppError } from '../platform/error.ts';
import { download, readForm } from '../platform/form.ts';
import type { Handlers } from '../platform/http.ts';
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

function jsonOf(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? '');
  } catch {
    throw new AppError('invalid', [{ code: 'server.not-json', path: 'scheme' }]);
  }
}
