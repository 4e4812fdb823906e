import { z } from 'zod';
import { languages } from '../messages/translator.ts';
import type { Operation } from '../operation.ts';

export const mailChoices = ['at-once', 'digest', 'no'] as const;

const notice = z.object({
  id: z.string(),
  /** Key of its text. */
  code: z.string(),
  params: z.record(z.string(), z.union([z.string(), z.number()])),
  /** Address of a page of ours. */
  link: z.string().nullable(),
  orgName: z.string(),
  at: z.string(),
  read: z.boolean(),
});
export type Notice = z.infer<typeof notice>;

const preferences = z.object({
  mail: z.enum(mailChoices),
  language: z.enum(languages),
  version: z.number(),
  /** Where mail would go; nothing when no address is known. */
  address: z.string().nullable(),
});

const ok = z.object({ ok: z.literal(true) });

export const noticeOperations = {
  'notice.list': {
    method: 'GET',
    path: '/api/notices',
    summary: 'My notices, unread ones first, newest first',
    permission: 'session',
    query: z.object({
      after: z.uuid().optional(),
      limit: z.coerce.number().int().min(1).max(100).default(50),
    }),
    output: z.object({ notices: z.array(notice), unread: z.number(), more: z.boolean() }),
  },
  'notice.unread': {
    method: 'GET',
    path: '/api/notices/unread',
    summary: 'How many of my notices are unread',
    permission: 'session',
    output: z.object({ unread: z.number() }),
  },
  'notice.read': {
    method: 'POST',
    path: '/api/notices/:id/read',
    summary: 'Mark one of my notices as read',
    permission: 'session',
    params: z.object({ id: z.uuid() }),
    output: ok,
    errors: ['not-found'],
  },
  'notice.read-all': {
    method: 'POST',
    path: '/api/notices/read',
    summary: 'Mark all my notices as read, up to the newest one I have seen',
    permission: 'session',
    body: z.object({ upTo: z.uuid() }),
    output: ok,
  },
  'notice.preferences': {
    method: 'GET',
    path: '/api/notices/preferences',
    summary: 'How I want to be told',
    permission: 'session',
    output: preferences,
  },
  'notice.save-preferences': {
    method: 'PUT',
    path: '/api/notices/preferences',
    summary: 'Say how I want to be told',
    permission: 'session',
    body: z.object({
      mail: z.enum(mailChoices),
      language: z.enum(languages),
      version: z.number().int(),
    }),
    output: preferences,
    errors: ['conflict'],
  },
} as const satisfies Record<string, Operation>;
