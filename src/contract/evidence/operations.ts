import { z } from 'zod';
import type { Operation } from '../operation.ts';
import { evidenceTypeNames } from './types.ts';

/** What evidence can be kept of: each is seen and added to by whoever may with the thing itself. */
export const subjectKinds = [
  'problem',
  'measure',
  'progress',
  'recheck',
  'duty-act',
  'session',
  'reading',
  'institution',
  'special',
] as const;
export type SubjectKind = (typeof subjectKinds)[number];

const uuid = '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}';
/** `<kind>:<id>` */
export const subjectText = z.string().regex(new RegExp(`^(${subjectKinds.join('|')}):${uuid}$`));

const verdict = z.object({ ok: z.boolean(), why: z.string().optional() });

const evidence = z.object({
  id: z.string(),
  subject: z.string(),
  name: z.string(),
  type: z.enum(evidenceTypeNames),
  size: z.number(),
  /** SHA-256 of the file as it is kept, as on record; nothing when it was erased. */
  hash: z.string().nullable(),
  /** Whether there is a small picture of it. */
  thumb: z.boolean(),
  takenOn: z.string().nullable(),
  caption: z.string().nullable(),
  addedBy: z.object({ id: z.string(), name: z.string() }),
  addedAt: z.string(),
  withdrawn: z.object({ at: z.string(), by: z.string(), reason: z.string() }).nullable(),
  erasedAt: z.string().nullable(),
  version: z.number(),
  abilities: z.object({ change: verdict }),
});
export type Evidence = z.infer<typeof evidence>;

const byId = z.object({ id: z.uuid() });
const reason = z.string().trim().min(2).max(300);
export const evidenceWords = {
  caption: z.string().trim().max(200).nullish(),
  takenOn: z.iso.date().nullish(),
};

export const evidenceOperations = {
  'evidence.list': {
    method: 'GET',
    path: '/api/evidence',
    summary: 'Evidence of something, oldest first, withdrawn pieces too; for whoever may see it',
    permission: 'session',
    query: z.object({ subject: subjectText }),
    output: z.object({ rows: z.array(evidence), add: verdict }),
    errors: ['not-found'],
  },
  'evidence.add': {
    method: 'POST',
    path: '/api/evidence/to/:subject',
    summary:
      'Add a file as evidence. Pictures lose what their file says besides (place, camera, time); the same file again is the same piece',
    permission: 'session',
    params: z.object({ subject: subjectText }),
    multipart: { file: 'file', caption: 'text', takenOn: 'text', thumb: 'text' },
    output: evidence,
    errors: ['not-found', 'unit-closed', 'file-refused', 'too-large', 'wrong-type', 'storage-full'],
  },
  'evidence.file': {
    method: 'GET',
    path: '/api/evidence/:id/file',
    summary: 'A piece of evidence as a file to save',
    permission: 'session',
    params: byId,
    errors: ['not-found'],
  },
  'evidence.thumb': {
    method: 'GET',
    path: '/api/evidence/:id/thumb',
    summary: 'The small picture of a piece of evidence',
    permission: 'session',
    params: byId,
    errors: ['not-found'],
  },
  'evidence.change': {
    method: 'POST',
    path: '/api/evidence/:id',
    summary: 'Change what is said of a piece of evidence',
    permission: 'session',
    params: byId,
    body: z.object({ ...evidenceWords, version: z.number().int() }),
    output: evidence,
    errors: ['not-found', 'conflict', 'evidence-withdrawn', 'evidence-locked', 'day-refused'],
  },
  'evidence.withdraw': {
    method: 'POST',
    path: '/api/evidence/:id/withdraw',
    summary: 'Withdraw a piece of evidence: it stays readable, and counts no more',
    permission: 'session',
    params: byId,
    body: z.object({ reason, version: z.number().int() }),
    output: evidence,
    errors: ['not-found', 'conflict', 'evidence-withdrawn', 'evidence-locked'],
  },
  'evidence.erase': {
    method: 'POST',
    path: '/api/evidence/:id/erase',
    summary: 'Erase a file because somebody it shows asks for it: the row and its proof stay',
    permission: 'person.manage',
    params: byId,
    body: z.object({ reason, version: z.number().int() }),
    output: z.object({ ok: z.literal(true) }),
    errors: ['not-found', 'conflict'],
  },
} as const satisfies Record<string, Operation>;
