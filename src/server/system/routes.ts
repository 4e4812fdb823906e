import type { Handlers } from '../platform/http.ts';
import * as jobs from './jobs.service.ts';
import * as robots from './robots.service.ts';
import * as service from './service.ts';

type SystemHandlers = Pick<Handlers, Extract<keyof Handlers, `system.${string}`>>;

export const systemHandlers: SystemHandlers = {
  'system.about': ({ ctx }) => service.about(ctx),
  'system.help': ({ ctx }) => service.help(ctx),
  'system.settings': ({ ctx }) => service.settings(ctx),
  'system.save-settings': ({ ctx, params, body }) => service.saveSettings(ctx, params.group, body),
  'system.test-mail': ({ ctx, body }) => service.testMail(ctx, body.to),
  'system.robots': ({ ctx }) => robots.robots(ctx),
  'system.add-robot': ({ ctx, body }) => robots.addRobot(ctx, body),
  'system.change-robot': ({ ctx, params, body }) => robots.changeRobot(ctx, params.id, body),
  'system.close-robot': ({ ctx, params, body }) => robots.closeRobot(ctx, params.id, body.version),
  'system.test-robot': ({ ctx, params, body }) => robots.testRobot(ctx, params.id, body.version),
  'system.jobs': ({ ctx, query }) => jobs.list(ctx, query),
  'system.retry-job': ({ ctx, params }) => jobs.retry(ctx, params.id),
  'system.give-up-job': ({ ctx, params }) => jobs.giveUp(ctx, params.id),
};
