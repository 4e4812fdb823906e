import type { Handlers } from '../platform/http.ts';
import * as service from './service.ts';

export const cockpitHandlers: Pick<
  Handlers,
  'cockpit.loop' | 'cockpit.confirmers' | 'cockpit.served'
> = {
  'cockpit.confirmers': ({ ctx, query }) => service.confirmers(ctx, query),
  'cockpit.loop': ({ ctx, query }) => service.loop(ctx, query),
  'cockpit.served': ({ ctx, query }) => service.served(ctx, query),
};
