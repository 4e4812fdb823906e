import { PassThrough } from 'node:stream';
import { download, oneFile, readForm, XLSX } from '../platform/form.ts';
import type { Handlers } from '../platform/http.ts';
import * as bulk from './bulk.service.ts';
import * as changes from './changes.service.ts';
import * as claims from './claims.service.ts';
import * as copies from './copies.service.ts';
import * as draws from './draws.service.ts';
import * as exports from './export.service.ts';
import * as extensions from './extensions.service.ts';
import * as imports from './import.service.ts';
import * as lists from './list.service.ts';
import * as measures from './measures.service.ts';
import * as mine from './mine.service.ts';
import * as named from './named.service.ts';
import * as objections from './objections.service.ts';
import * as rechecks from './rechecks.service.ts';
import * as recurrence from './recurrence.service.ts';
import * as steps from './steps.service.ts';
import * as views from './views.service.ts';
import * as whole from './whole.service.ts';

type ProblemHandlers = Pick<Handlers, Extract<keyof Handlers, `problem.${string}`>>;

export const problemHandlers: ProblemHandlers = {
  'problem.list': ({ ctx, query }) => lists.list(ctx, query),
  'problem.counts': ({ ctx, query }) => lists.counts(ctx, query),
  'problem.abilities': ({ ctx, query }) => whole.abilities(ctx, query.ids),
  'problem.copies': ({ ctx, query }) => copies.copies(ctx, query),
  'problem.get': ({ ctx, params }) => whole.get(ctx, params.id),
  'problem.create': ({ ctx, body }) => changes.create(ctx, body),
  'problem.raising': ({ ctx, query }) => named.raising(ctx, query.unit),
  'problem.change': ({ ctx, params, body }) => changes.change(ctx, params.id, body),
  'problem.step': ({ ctx, params, body }) => steps.step(ctx, params.id, body),
  'problem.review': ({ ctx, params, body }) => steps.step(ctx, params.id, body),
  'problem.confirm': ({ ctx, params, body }) => steps.step(ctx, params.id, body),
  'problem.settle': ({ ctx, params, body }) => steps.step(ctx, params.id, body),
  'problem.recur': ({ ctx, params, body }) => recurrence.setEarlier(ctx, params.id, body),
  'problem.step-many': ({ ctx, body }) => bulk.stepMany(ctx, body),
  'problem.review-many': ({ ctx, body }) => bulk.stepMany(ctx, body),
  'problem.confirm-many': ({ ctx, body }) => bulk.stepMany(ctx, body),
  'problem.settle-many': ({ ctx, body }) => bulk.stepMany(ctx, body),
  'problem.set-many': ({ ctx, body }) => bulk.setMany(ctx, body),
  'problem.add-measure': ({ ctx, params, body }) => measures.add(ctx, params.id, body),
  'problem.change-measure': ({ ctx, params, body }) => measures.change(ctx, params.id, body),
  'problem.withdraw-measure': ({ ctx, params, body }) => measures.withdraw(ctx, params.id, body),
  'problem.finish-measure': ({ ctx, params, body }) => measures.finish(ctx, params.id, body),
  'problem.report': ({ ctx, params, body }) => measures.report(ctx, params.id, body),
  'problem.withdraw-progress': ({ ctx, params, body }) =>
    measures.withdrawProgress(ctx, params.id, body),
  'problem.ask-extension': ({ ctx, params, body }) => extensions.ask(ctx, params.id, body),
  'problem.decide-extension': ({ ctx, params, body }) => extensions.decide(ctx, params.id, body),
  'problem.object': ({ ctx, params, body }) => objections.object(ctx, params.id, body),
  'problem.dismiss-objection': ({ ctx, params, body }) => objections.dismiss(ctx, params.id, body),
  'problem.refuse-claim': ({ ctx, params, body }) => claims.refuse(ctx, params.id, body),
  'problem.hold-recheck': ({ ctx, params, body }) => rechecks.hold(ctx, params.id, body),
  'problem.rechecks': ({ ctx, query }) => rechecks.list(ctx, query),
  'problem.draws': ({ ctx, query }) => draws.draws(ctx, query),
  'problem.draw': ({ ctx, body }) => draws.draw(ctx, body),
  'problem.mine': ({ ctx, query }) => mine.mine(ctx, query),
  'problem.my-row': ({ ctx, params }) => mine.myRow(ctx, params.id),
  'problem.views': ({ ctx }) => views.views(ctx),
  'problem.save-view': ({ ctx, body }) => views.saveView(ctx, body),
  'problem.offer-view': ({ ctx, body }) => views.offerView(ctx, body),
  'problem.drop-view': ({ ctx, params }) => views.dropView(ctx, params.id),
  'problem.notice': ({ ctx, params }) => objections.notice(ctx, params.code),
  'problem.object-publicly': ({ ctx, params, body }) =>
    objections.objectPublicly(ctx, params.code, body),
  'problem.import': async ({ ctx, request }) => {
    const { files, fields } = await readForm(request);
    const { unit = '', campaign = '' } = fields;
    return imports.startImport(ctx, { file: oneFile(files), unit, campaign });
  },
  'problem.export': async ({ ctx, query, reply }) => {
    const { name, ...ledger } = await exports.exported(ctx, query);
    const out = new PassThrough();
    exports.write(out, ledger).catch((error: Error) => out.destroy(error));
    return download(reply, XLSX, `${name}.xlsx`).send(out);
  },
};
