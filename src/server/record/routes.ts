import { Readable } from 'node:stream';
import { download } from '../platform/form.ts';
import type { Handlers } from '../platform/http.ts';
import * as check from './check.service.ts';
import * as dossier from './dossier.service.ts';
import { exportEntries } from './export.service.ts';
import * as read from './read.service.ts';
import * as witness from './witness.service.ts';

type RecordHandlers = Pick<Handlers, Extract<keyof Handlers, `record.${string}`>>;

export const recordHandlers: RecordHandlers = {
  'record.entries': ({ ctx, query }) => read.entries(ctx, query),
  'record.history': ({ ctx, query }) => read.history(ctx, query),
  'record.entry': ({ ctx, params }) => read.entry(ctx, params.id),
  'record.dossier': async ({ ctx, params, reply }) =>
    download(reply, JSON_TYPE, `dossier-${params.id}.json`).send(
      await dossier.makeDossier(ctx, { id: params.id }),
    ),
  'record.subject-dossier': async ({ ctx, query, reply }) =>
    download(reply, JSON_TYPE, `dossier-${query.subject.replace(':', '-')}.json`).send(
      await dossier.makeDossier(ctx, query),
    ),
  'record.export': async ({ ctx, query, reply }) => {
    const type = query.form === 'csv' ? 'text/csv; charset=utf-8' : 'application/x-ndjson';
    const pieces = await exportEntries(ctx, query);
    return download(reply, type, `record.${query.form}`).send(Readable.from(pieces));
  },
  'record.tree': ({ ctx }) => witness.state(ctx),
  'record.verify': ({ ctx }) => check.askCheck(ctx),
  'record.verification': ({ ctx }) => check.lastCheck(ctx),
  'record.add-witness': ({ ctx, body }) => witness.addWitness(ctx, body.key),
  'record.end-witness': ({ ctx, params }) => witness.endWitness(ctx, params.name),
  'record.cosign': ({ ctx, body }) => witness.cosign(ctx, body.note),
};

const JSON_TYPE = 'application/json; charset=utf-8';
