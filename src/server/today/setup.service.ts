import type { Waiting } from '../../contract/today/operations.ts';
import * as org from '../org/service.ts';
import * as people from '../person/waiting.service.ts';
import type { RequestContext } from '../platform/context.ts';
import { queueNumbers } from '../platform/jobs.ts';
import type { Trx } from '../platform/scope.ts';
import { readSettings } from '../system/service.ts';

/** What is to be done to begin with, in order; done steps are gone. For whoever holds the whole. */
export async function setUp(ctx: RequestContext, trx: Trx): Promise<Waiting[]> {
  const root = await org.root(trx);
  if (!ctx.scopes.includes(root.path)) return [];
  const { name, units } = await org.glimpse(ctx, trx, root.id);
  const known = await people.known(trx);
  const { mail } = await readSettings(trx);
  // Mail is a choice: who has not made it after a month has made it.
  const isNew = ctx.now().getTime() - known.since.getTime() < 30 * 86_400_000;
  const steps = [
    { step: 'name', open: name === org.UNNAMED, link: `/org?unit=${root.id}&act=change` },
    { step: 'tree', open: units <= 1, link: `/org?unit=${root.id}&act=import` },
    { step: 'people', open: known.people <= 1, link: '/people?act=import' },
    { step: 'grants', open: known.holders <= 1, link: '/people?tab=grants' },
    { step: 'mail', open: isNew && mail.host === '', link: '/system/settings' },
  ];
  return steps
    .filter(({ open }) => open)
    .map(({ step, link }) => ({
      id: `setup:${step}`,
      text: { key: `web.setup-${step}` },
      unit: null,
      due: null,
      severity: 'open' as const,
      link,
      action: { key: `web.setup-go-${step}` },
    }));
}

/** Work in the background that failed for good; for whoever holds the whole, as the page of jobs. */
export async function failedJobs(ctx: RequestContext): Promise<Waiting[]> {
  if (ctx.scopes.length === 0) return [];
  // The queue is read by the owner of the database, beside no transaction that keeps a connection.
  const root = await org.root(ctx.db);
  if (!ctx.scopes.includes(root.path)) return [];
  const { failed } = await queueNumbers(ctx.db);
  if (failed === 0) return [];
  return [
    {
      id: 'jobs-failed',
      text: { key: 'web.today-jobs', params: { count: failed } },
      unit: null,
      due: null,
      severity: 'overdue',
      link: '/system/jobs',
      action: { key: 'web.today-look' },
    },
  ];
}
