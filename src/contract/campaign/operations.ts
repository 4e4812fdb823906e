import { z } from 'zod';
import type { Operation } from '../operation.ts';
import { day, orgId } from '../org/operations.ts';
import { lists } from '../problem/states.ts';
import { campaign, campaignFields, coverage, taxonomyGiven } from './schemas.ts';

const byId = z.object({ id: z.uuid() });
const version = z.int().positive();

export const campaignOperations = {
  'campaign.list': {
    method: 'GET',
    path: '/api/campaigns',
    summary:
      'Campaigns that hold for a unit or under it, the newest first; with the templates for its class',
    permission: 'campaign.read',
    query: z.object({ unit: orgId.optional(), closed: z.enum(['shown']).optional() }),
    output: z.object({ rows: z.array(campaign) }),
    errors: ['not-found'],
  },
  'campaign.get': {
    method: 'GET',
    path: '/api/campaigns/:id',
    summary: 'A campaign: theme, days it counts by, taxonomy, templates, who must have lists',
    permission: 'campaign.read',
    params: byId,
    output: campaign,
    errors: ['not-found'],
  },
  'campaign.create': {
    method: 'POST',
    path: '/api/campaigns',
    summary:
      'Open a campaign over a unit and everything under it; what is left out starts as usual, or as in the one above',
    permission: 'campaign.manage',
    body: z.object({
      unitId: orgId,
      name: campaignFields.name,
      theme: campaignFields.theme,
      since: campaignFields.since,
      parentId: campaignFields.parentId,
      /** An earlier campaign whose frame is used again. */
      like: z.uuid().nullish(),
    }),
    output: z.object({ id: z.string() }),
    errors: ['not-found', 'campaign-unknown', 'unit-closed', 'day-refused'],
  },
  'campaign.change': {
    method: 'PUT',
    path: '/api/campaigns/:id',
    summary: 'Change the frame of a campaign; tendencies that are in use stay',
    permission: 'campaign.manage',
    params: byId,
    body: z.object({ ...campaignFields, taxonomy: taxonomyGiven, version }),
    output: z.object({ id: z.string() }),
    errors: ['not-found', 'conflict', 'campaign-closed', 'tendency-used', 'day-refused'],
  },
  'campaign.coverage': {
    method: 'GET',
    path: '/api/campaigns/:id/coverage',
    summary: 'Units and leaders that must have a list of their own and have none yet',
    permission: 'campaign.read',
    params: byId,
    query: z.object({
      under: orgId.optional(),
      list: z.enum(lists).optional(),
      after: z.string().max(300).optional(),
      limit: z.coerce.number().int().min(1).max(500).default(50),
    }),
    output: coverage,
    errors: ['not-found'],
  },
  'campaign.close': {
    method: 'POST',
    path: '/api/campaigns/:id/close',
    summary: 'End a campaign: nothing new is raised in it; what is open goes on to its end',
    permission: 'campaign.manage',
    params: byId,
    body: z.object({ on: day, version }),
    output: z.object({ id: z.string() }),
    errors: ['has-open-work', 'not-found', 'conflict', 'campaign-closed', 'day-refused'],
  },
} as const satisfies Record<string, Operation>;
