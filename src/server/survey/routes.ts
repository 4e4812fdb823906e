import { download } from '../platform/form.ts';
import type { Handlers } from '../platform/http.ts';
import * as bank from './bank.service.ts';
import * as changes from './changes.service.ts';
import * as files from './files.service.ts';
import * as links from './links.service.ts';
import * as paper from './paper.service.ts';
import * as results from './results.service.ts';
import * as service from './service.ts';

type SurveyHandlers = Pick<Handlers, Extract<keyof Handlers, `survey.${string}`>>;

const types = {
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  word: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  pdf: 'application/pdf',
} as const;

export const surveyHandlers: SurveyHandlers = {
  'survey.list': ({ ctx, query }) => service.list(ctx, query),
  'survey.get': ({ ctx, params }) => service.get(ctx, params.id),
  'survey.create': ({ ctx, body }) => changes.create(ctx, body),
  'survey.change': ({ ctx, params, body }) => changes.change(ctx, params.id, body),
  'survey.open': ({ ctx, params, body }) => changes.open(ctx, params.id, body.version),
  'survey.close': ({ ctx, params, body }) => changes.close(ctx, params.id, body.version),
  'survey.withdraw': ({ ctx, params, body }) => changes.withdraw(ctx, params.id, body),
  'survey.copy': ({ ctx, params, body }) => changes.copy(ctx, params.id, body.version),
  'survey.links': ({ ctx, params }) => links.links(ctx, params.id),
  'survey.mine': ({ ctx, params }) => links.mine(ctx, params.id),
  'survey.enter': ({ ctx, params, body }) => paper.enter(ctx, params.id, body),
  'survey.results': ({ ctx, params }) => results.results(ctx, params.id),
  'survey.split': ({ ctx, params, body }) => changes.split(ctx, params.id, body),
  'survey.export': async ({ ctx, params, query, reply }) => {
    const { name, bytes } = await files.workbook(ctx, params.id, query.lang);
    return download(reply, types.xlsx, name).send(Buffer.from(bytes));
  },
  'survey.paper': async ({ ctx, params, body, reply }) => {
    const { name, bytes } = await files.paper(ctx, params.id, body.file);
    return download(reply, types[body.file], name).send(Buffer.from(bytes));
  },
  'survey.bank': ({ ctx, query }) => bank.bank(ctx, query),
  'survey.keep': ({ ctx, body }) => bank.keep(ctx, body),
  'survey.drop': ({ ctx, params }) => bank.drop(ctx, params.id),
};
