import { z } from 'zod';
import type { Operation } from '../operation.ts';
import { groupNames, settingGroups } from './settings.ts';

const group = <T extends z.ZodType>(value: T) =>
  z.object({
    value,
    /** 0 while everything is as it came. */
    version: z.number(),
    changedAt: z.string().nullable(),
    /** Names of the secrets that are set. */
    secrets: z.array(z.string()),
  });

const settings = z.object({
  organisation: group(settingGroups.organisation),
  mail: group(settingGroups.mail),
  notice: group(settingGroups.notice),
  calendar: group(settingGroups.calendar),
  deadline: group(settingGroups.deadline),
  voice: group(settingGroups.voice),
  help: group(settingGroups.help),
  record: group(settingGroups.record),
});
export type SettingsAnswer = z.infer<typeof settings>;

export const robotKinds = ['wecom', 'dingtalk', 'feishu'] as const;
export type RobotKind = (typeof robotKinds)[number];

const robot = z.object({
  id: z.string(),
  orgId: z.string(),
  orgName: z.string(),
  kind: z.enum(robotKinds),
  name: z.string(),
  host: z.string(),
  signed: z.boolean(),
  version: z.number(),
});
export type Robot = z.infer<typeof robot>;

const robotName = z.string().trim().min(1).max(60);
/** Never sent back. */
const address = z.url().max(1000);
const secret = z.string().trim().max(200);
const id = z.object({ id: z.uuid() });
const ok = z.object({ ok: z.literal(true) });

export const jobStates = ['running', 'waiting', 'failed'] as const;
const job = z.object({
  id: z.string(),
  name: z.string(),
  state: z.enum(jobStates),
  attempts: z.number(),
  maxAttempts: z.number(),
  createdAt: z.string(),
  runAt: z.string(),
  since: z.string().nullable(),
  /** Why the last attempt failed: key of a text. */
  error: z
    .object({ code: z.string(), params: z.record(z.string(), z.union([z.string(), z.number()])) })
    .nullable(),
});
export type QueuedJob = z.infer<typeof job>;
const jobId = z.object({ id: z.string().regex(/^\d{1,18}$/) });

export const systemOperations = {
  'system.about': {
    method: 'GET',
    path: '/api/about',
    summary: 'Whose server this is, and whether its units and figures are invented',
    permission: 'public',
    /** `timeZone`: days on the page are those of the organisation. */
    output: z.object({
      name: z.string(),
      version: z.string(),
      demo: z.boolean(),
      timeZone: z.string(),
    }),
  },
  'system.help': {
    method: 'GET',
    path: '/api/system/help',
    summary: 'Whom to ask when the page does not help; empty where nothing was set',
    permission: 'session',
    output: settingGroups.help,
  },
  'system.settings': {
    method: 'GET',
    path: '/api/system/settings',
    summary: 'All settings by group, without secrets; for the whole organisation',
    permission: 'settings.manage',
    output: settings,
  },
  'system.save-settings': {
    method: 'PUT',
    path: '/api/system/settings/:group',
    summary: 'Save a group of settings; secrets left out stay as they are, empty ones go',
    permission: 'settings.manage',
    params: z.object({ group: z.enum(groupNames) }),
    body: z.object({
      version: z.number().int(),
      value: z.record(z.string(), z.unknown()),
      secrets: z.record(z.string(), z.string().max(500)).optional(),
    }),
    output: settings,
    errors: ['conflict'],
  },
  'system.test-mail': {
    method: 'POST',
    path: '/api/system/test-mail',
    summary: 'Send a test mail with the saved settings, and say how it went',
    permission: 'settings.manage',
    body: z.object({ to: z.email().max(200) }),
    output: ok,
    errors: ['mail-failed'],
  },
  'system.robots': {
    method: 'GET',
    path: '/api/system/robots',
    summary: 'Group robots of the units in reach',
    permission: 'settings.manage',
    output: z.array(robot),
  },
  'system.add-robot': {
    method: 'POST',
    path: '/api/system/robots',
    summary: 'Add a group robot to a unit: it tells what concerns the unit and those under it',
    permission: 'settings.manage',
    body: z.object({
      orgId: z.uuid(),
      kind: z.enum(robotKinds),
      name: robotName,
      address,
      secret: secret.optional(),
    }),
    output: robot,
    errors: ['not-found', 'unit-closed', 'robot-address'],
  },
  'system.change-robot': {
    method: 'PUT',
    path: '/api/system/robots/:id',
    summary: 'Rename a robot, or give it another address or signing secret',
    permission: 'settings.manage',
    params: id,
    body: z.object({
      version: z.number().int(),
      name: robotName,
      address: address.optional(),
      secret: secret.optional(),
    }),
    output: robot,
    errors: ['not-found', 'conflict', 'robot-address'],
  },
  'system.close-robot': {
    method: 'POST',
    path: '/api/system/robots/:id/close',
    summary: 'Use a robot no more',
    permission: 'settings.manage',
    params: id,
    body: z.object({ version: z.number().int() }),
    output: ok,
    errors: ['not-found', 'conflict'],
  },
  'system.test-robot': {
    method: 'POST',
    path: '/api/system/robots/:id/test',
    summary: 'Send a test message by a robot, and say how it went',
    permission: 'settings.manage',
    params: id,
    body: z.object({ version: z.number().int() }),
    output: ok,
    errors: ['not-found', 'conflict', 'robot-failed'],
  },
  'system.jobs': {
    method: 'GET',
    path: '/api/system/jobs',
    summary: 'Jobs that run, wait or have failed, and when the scheduled ones come next',
    permission: 'jobs.manage',
    query: z.object({ state: z.enum(jobStates).optional() }),
    output: z.object({
      counts: z.object({ running: z.number(), waiting: z.number(), failed: z.number() }),
      /** At most 500. */
      jobs: z.array(job),
      scheduled: z.array(
        z.object({ name: z.string(), last: z.string().nullable(), next: z.string().nullable() }),
      ),
    }),
  },
  'system.retry-job': {
    method: 'POST',
    path: '/api/system/jobs/:id/retry',
    summary: 'Do a waiting or failed job now',
    permission: 'jobs.manage',
    params: jobId,
    output: ok,
    errors: ['not-found', 'job-running'],
  },
  'system.give-up-job': {
    method: 'POST',
    path: '/api/system/jobs/:id/give-up',
    summary: 'Take a waiting or failed job out of the queue; the record keeps that it was there',
    permission: 'jobs.manage',
    params: jobId,
    output: ok,
    errors: ['not-found', 'job-running'],
  },
} as const satisfies Record<string, Operation>;
