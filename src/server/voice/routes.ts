import { download, oneFile, readForm } from '../platform/form.ts';
import type { Handlers } from '../platform/http.ts';
import * as chain from './chain.service.ts';
import * as desk from './desk.service.ts';
import { figures } from './figures.service.ts';
import * as hot from './hot.service.ts';
import { startImport } from './import.service.ts';
import * as merge from './merge.service.ts';
import * as service from './service.ts';
import * as steps from './steps.service.ts';
import * as topic from './topic.service.ts';

type VoiceHandlers = Pick<Handlers, Extract<keyof Handlers, `voice.${string}`>>;

export const voiceHandlers: VoiceHandlers = {
  'voice.list': ({ ctx, query }) => service.list(ctx, query, 'open'),
  'voice.counts': ({ ctx, query }) => service.counts(ctx, query),
  'voice.get': ({ ctx, params }) => service.get(ctx, params.id, 'open'),
  'voice.picture': async ({ ctx, params, reply }) => {
    const { name, mime, content } = await service.picture(ctx, params.id, params.position, 'open');
    return download(reply, mime, name).send(content);
  },
  'voice.enter': ({ ctx, body }) => desk.enter(ctx, body),
  'voice.step': ({ ctx, params, body }) => steps.step(ctx, params.id, body, 'open'),
  'voice.contact': ({ ctx, params, body }) => desk.contact(ctx, params.id, body, 'open'),
  'voice.raise': ({ ctx, params, body }) => chain.raise(ctx, params.id, body),
  'voice.merge': ({ ctx, params, body }) => merge.merge(ctx, params.id, body),
  'voice.decide-merge': ({ ctx, params, body }) => merge.decide(ctx, params.id, body),
  'voice.part': ({ ctx, params, body }) => merge.part(ctx, params.id, body),
  'voice.mark-repeat': ({ ctx, params, body }) => merge.markRepeat(ctx, params.id, body),
  'voice.figures': ({ ctx, query }) => figures(ctx, query),
  'voice.places': ({ ctx, query }) => desk.listPlaces(ctx, query.under),
  'voice.make-place': ({ ctx, body }) => desk.makePlace(ctx, body),
  'voice.close-place': ({ ctx, params, body }) => desk.closePlace(ctx, params.id, body),
  'voice.answers': ({ ctx, params }) => chain.answersOf(ctx, params.id),
  'voice.link': ({ ctx, body }) => chain.link(ctx, body),
  'voice.unlink': ({ ctx, params }) => chain.unlink(ctx, params.id),
  'voice.reports': ({ ctx, query }) => service.list(ctx, query, 'sealed'),
  'voice.report': ({ ctx, params }) => service.get(ctx, params.id, 'sealed'),
  'voice.report-picture': async ({ ctx, params, reply }) => {
    const { name, mime, content } = await service.picture(
      ctx,
      params.id,
      params.position,
      'sealed',
    );
    return download(reply, mime, name).send(content);
  },
  'voice.report-step': ({ ctx, params, body }) => steps.step(ctx, params.id, body, 'sealed'),
  'voice.report-contact': ({ ctx, params, body }) => desk.contact(ctx, params.id, body, 'sealed'),
  'voice.suggestions': ({ ctx, params }) => topic.suggestions(ctx, params.id),
  'voice.set-topic': ({ ctx, params, body }) => topic.setTopic(ctx, params.id, body),
  'voice.topics': ({ ctx }) => topic.topics(ctx),
  'voice.hot': ({ ctx, query }) => hot.list(ctx, query),
  'voice.hot-one': ({ ctx, params, query }) => hot.one(ctx, params.id, query),
  'voice.import': async ({ ctx, request }) => {
    const { files, fields } = await readForm(request);
    return startImport(ctx, oneFile(files), fields);
  },
};
