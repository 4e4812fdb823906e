import type { Handlers } from '../platform/http.ts';
import { coverage } from './coverage.service.ts';
import * as service from './service.ts';

type CampaignHandlers = Pick<Handlers, Extract<keyof Handlers, `campaign.${string}`>>;

export const campaignHandlers: CampaignHandlers = {
  'campaign.list': ({ ctx, query }) => service.list(ctx, query),
  'campaign.get': ({ ctx, params }) => service.get(ctx, params.id),
  'campaign.create': ({ ctx, body }) => service.create(ctx, body),
  'campaign.change': ({ ctx, params, body }) => service.change(ctx, params.id, body),
  'campaign.coverage': ({ ctx, params, query }) => coverage(ctx, params.id, query),
  'campaign.close': ({ ctx, params, body }) => service.close(ctx, params.id, body),
};
