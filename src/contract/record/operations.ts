import { z } from 'zod';
import type { Operation } from '../operation.ts';
import { day, orgId } from '../org/operations.ts';

/** `<kind>:<id>`: the thing an entry is about. */
const subject = z
  .string()
  .max(200)
  .regex(/^[\w-]+:[\w.-]+$/);

const byId = z.object({ id: z.uuid() });

const entry = z.object({
  id: z.string(),
  /** Moment of the change, to the microsecond, UTC. */
  at: z.string(),
  /** `person:<id>` or `service:<name>`, and the name where it is known. */
  actor: z.string(),
  actorName: z.string().nullable(),
  act: z.string(),
  subject: z.string(),
  /** What the subject is called, where its content says so. */
  subjectName: z.string().nullable(),
  orgId: z.string(),
  orgName: z.string().nullable(),
  /** Place in the tree, from 0; null until it is sealed. */
  position: z.number().nullable(),
  /** What was so after the change; null when it has been erased. */
  content: z.record(z.string(), z.unknown()).nullable(),
});
export type Entry = z.infer<typeof entry>;

/** What shows that an entry is in the tree. */
const proof = z.object({
  position: z.number(),
  /** Size and moment of the checkpoint that sealed it. */
  size: z.number(),
  sealedAt: z.string().nullable(),
  /** Witnesses that co-signed a tree with it. */
  witnesses: z.array(z.object({ name: z.string(), size: z.number() })),
});

const treeState = z.object({
  size: z.number(),
  /** Entries that wait for the next seal. */
  unsealed: z.number(),
  /** Base64. */
  root: z.string().nullable(),
  sealedAt: z.string().nullable(),
  /** Key that signs. */
  key: z.string().nullable(),
  checkpoint: z.string().nullable(),
  witnesses: z.array(
    z.object({
      name: z.string(),
      key: z.string(),
      ended: z.boolean(),
      /** Size of the last tree it co-signed, and when. */
      size: z.number().nullable(),
      at: z.string().nullable(),
    }),
  ),
});
export type TreeState = z.infer<typeof treeState>;

/** The last check of the whole record. */
const verification = z.object({
  state: z.enum(['none', 'running', 'done', 'failed']),
  askedAt: z.string().nullable(),
  endedAt: z.string().nullable(),
  /** Entries checked, of how many. */
  done: z.number(),
  total: z.number(),
  report: z
    .object({
      ok: z.boolean(),
      size: z.number(),
      unsealed: z.number(),
      erased: z.number(),
      checkpoints: z.number(),
      cosignatures: z.number(),
      faults: z.array(
        z.object({
          code: z.string(),
          params: z.record(z.string(), z.union([z.string(), z.number()])),
        }),
      ),
      more: z.number(),
    })
    .nullable(),
});
export type Verification = z.infer<typeof verification>;

const page = {
  /** Last id of the page before; newest come first. */
  after: z.uuid().optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
};
/** Which entries: all that are set must hold. Days are of the organisation, both included. */
const filter = {
  under: orgId.optional(),
  person: z.uuid().optional(),
  act: z
    .string()
    .max(80)
    .regex(/^[\w.-]+$/)
    .optional(),
  subject: subject.optional(),
  from: day.optional(),
  to: day.optional(),
};

export const recordOperations = {
  'record.entries': {
    method: 'GET',
    path: '/api/record/entries',
    summary: 'Entries of the record one may see, newest first, page by page',
    permission: 'record.read',
    query: z.object({ ...filter, ...page }),
    output: z.array(entry),
    errors: ['not-found'],
  },
  'record.history': {
    method: 'GET',
    path: '/api/record/history',
    summary: 'What happened to one thing, newest first',
    permission: 'record.read',
    query: z.object({ subject, ...page }),
    output: z.array(entry),
  },
  'record.entry': {
    method: 'GET',
    path: '/api/record/entries/:id',
    summary: 'An entry, the one before it about the same thing, and what proves it',
    permission: 'record.read',
    params: byId,
    output: z.object({
      entry,
      before: entry.nullable(),
      proof: proof.nullable(),
      /** Names of people and units whose ids stand in the contents. */
      names: z.record(z.string(), z.string()),
    }),
    errors: ['not-found'],
  },
  'record.dossier': {
    method: 'GET',
    path: '/api/record/entries/:id/dossier',
    summary: 'Dossier of an entry: one file that anyone checks offline',
    permission: 'record.read',
    params: byId,
    errors: ['not-found', 'nothing-sealed'],
  },
  'record.subject-dossier': {
    method: 'GET',
    path: '/api/record/dossier',
    summary: 'Dossier of everything about one thing that one may see',
    permission: 'record.read',
    query: z.object({ subject }),
    errors: ['not-found', 'nothing-sealed'],
  },
  'record.export': {
    method: 'GET',
    path: '/api/record/export',
    summary: 'Entries one may see with their contents, oldest first, as CSV or lines of JSON',
    permission: 'record.read',
    query: z.object({ ...filter, form: z.enum(['csv', 'jsonl']).default('csv') }),
    errors: ['not-found'],
  },
  'record.tree': {
    method: 'GET',
    path: '/api/record/tree',
    summary: 'Size, root and checkpoint of the tree, and its witnesses',
    permission: 'session',
    output: treeState,
  },
  'record.verify': {
    method: 'POST',
    path: '/api/record/verify',
    summary: 'Have the whole record checked against the database, beside requests',
    permission: 'record.verify',
    output: verification,
  },
  'record.verification': {
    method: 'GET',
    path: '/api/record/verify',
    summary: 'How far the last check of the record is, or what it found',
    permission: 'record.verify',
    output: verification,
  },
  'record.add-witness': {
    method: 'POST',
    path: '/api/record/witnesses',
    summary: 'Let a witness co-sign',
    permission: 'settings.manage',
    body: z.object({ key: z.string().trim().min(1).max(300) }),
    output: z.object({ name: z.string() }),
    errors: ['code-taken'],
  },
  'record.end-witness': {
    method: 'POST',
    path: '/api/record/witnesses/:name/end',
    summary: 'Take no more cosignatures of a witness',
    permission: 'settings.manage',
    params: z.object({ name: z.string().max(200) }),
    output: z.object({ name: z.string() }),
    errors: ['not-found'],
  },
  'record.cosign': {
    method: 'POST',
    path: '/api/record/cosignatures',
    summary: 'Hand in a cosignature; the signature itself is what lets a witness in',
    permission: 'public',
    body: z.object({ note: z.string().max(20_000) }),
    output: z.object({ size: z.number() }),
    errors: ['not-witness'],
  },
} as const satisfies Record<string, Operation>;
