import { z } from 'zod';
import type { Operation } from '../operation.ts';

const id = z.uuid();
const byId = z.object({ id });
const text = z.string().max(400);

/** An issue of the engine or of a file reader, with its place; texts are in the catalogues. */
export const issue = z.object({
  code: z.string(),
  path: z.string().optional(),
  at: z
    .object({
      file: z.string().optional(),
      sheet: z.string().optional(),
      row: z.number().optional(),
      column: z.string().optional(),
    })
    .optional(),
  params: z.record(z.string(), z.union([z.string(), z.number()])).optional(),
  severity: z.enum(['error', 'warning']).optional(),
});

export const starter = z.object({
  id: z.string(),
  title: z.object({ 'zh-CN': z.string(), en: z.string() }),
  demo: z.boolean(),
  hasPanel: z.boolean(),
});

export const schemeSummary = z.object({
  id,
  code: z.string(),
  version: z.number(),
  title: z.string(),
  hash: z.string(),
  frozen: z.boolean(),
  createdAt: z.string(),
});

export const panelSummary = z.object({
  id,
  name: z.string(),
  hash: z.string(),
  units: z.number(),
  periods: z.array(z.string()),
  demo: z.boolean(),
  createdAt: z.string(),
});

/** A file as it was uploaded; `hash` is its SHA-256. */
const originalFile = z.object({ name: z.string(), hash: z.string(), size: z.number() });

export const runSummary = z.object({
  id,
  schemeTitle: z.string(),
  schemeVersion: z.number(),
  schemeHash: z.string(),
  panelName: z.string(),
  period: z.string(),
  seed: z.number(),
  replicates: z.number(),
  resultHash: z.string(),
  createdAt: z.string(),
  createdBy: z.string(),
});
export type RunSummary = z.infer<typeof runSummary>;

/** The documents themselves are checked by the engine, not by this schema. */
const document = z.record(z.string(), z.unknown());
const withPanel = z.object({
  summary: panelSummary,
  panel: document,
  warnings: z.array(issue),
  files: z.array(originalFile),
});

/** Lists come newest first; `before` is the last id of the page before. */
const page = z.object({
  before: id.optional(),
  limit: z.coerce.number().int().min(1).max(500).default(500),
});

const balance = z.object({
  pair: z.string(),
  sides: z.array(z.string()),
  /** Share of the whole weight on each side. */
  weight: z.array(z.number()),
  unassigned: z.number(),
});

const verifyReport = z.object({
  ok: z.boolean(),
  /** Whether the file is written as it was sealed, key by key. */
  asSealed: z.boolean(),
  engine: z.object({ sealed: z.string(), here: z.string() }),
  checks: z.array(
    z.object({ name: z.string(), ok: z.boolean(), expected: z.string(), found: z.string() }),
  ),
  difference: z.object({ path: z.string(), sealed: z.string(), found: z.string() }).optional(),
  issues: z.array(issue).optional(),
  /** Runs sealed on this server with the same result. */
  runs: z.array(z.string()),
});

export const exportKinds = ['xlsx', 'csv', 'report', 'bundle'] as const;
export type ExportKind = (typeof exportKinds)[number];

export const appraisalOperations = {
  'appraisal.starters': {
    method: 'GET',
    path: '/api/appraisal/starters',
    summary: 'Starter schemes and demo panels',
    permission: 'appraisal.read',
    output: z.array(starter),
  },
  'appraisal.starter': {
    method: 'GET',
    path: '/api/appraisal/starters/:id',
    writes: true,
    summary: 'Scheme of a starter, and its panel where it has one',
    permission: 'appraisal.read',
    params: z.object({ id: z.string().max(64) }),
    output: z.object({
      scheme: document,
      source: z.string(),
      panel: withPanel.nullable(),
    }),
    errors: ['not-found'],
  },
  'appraisal.schemes': {
    method: 'GET',
    path: '/api/appraisal/schemes',
    summary: 'Saved schemes, newest first',
    permission: 'appraisal.read',
    query: page,
    output: z.array(schemeSummary),
  },
  'appraisal.scheme': {
    method: 'GET',
    path: '/api/appraisal/schemes/:id',
    summary: 'One saved scheme',
    permission: 'appraisal.read',
    params: byId,
    output: z.object({ summary: schemeSummary, scheme: document }),
    errors: ['not-found'],
  },
  'appraisal.save-scheme': {
    method: 'POST',
    path: '/api/appraisal/schemes',
    summary: 'Save a scheme; a changed one becomes a new version, the same one stays as it is',
    permission: 'appraisal.design',
    body: z.object({ scheme: document }),
    output: schemeSummary,
    errors: ['scheme-invalid'],
  },
  'appraisal.check-scheme': {
    method: 'POST',
    path: '/api/appraisal/schemes/check',
    summary: 'Every issue of a scheme with its place, and its five balances; saves nothing',
    permission: 'appraisal.read',
    body: z.object({ scheme: document }),
    output: z.object({
      ok: z.boolean(),
      issues: z.array(issue),
      balance: z.array(balance).nullable(),
    }),
  },
  'appraisal.panels': {
    method: 'GET',
    path: '/api/appraisal/panels',
    summary: 'Panels, newest first',
    permission: 'appraisal.read',
    query: page,
    output: z.array(panelSummary),
  },
  'appraisal.panel': {
    method: 'GET',
    path: '/api/appraisal/panels/:id',
    summary: 'One panel with its figures',
    permission: 'appraisal.read',
    params: byId,
    output: withPanel,
    errors: ['not-found'],
  },
  'appraisal.upload-panel': {
    method: 'POST',
    path: '/api/appraisal/panels',
    summary: 'Upload CSV or XLSX files; `scheme` says what is read from them',
    permission: 'appraisal.run',
    multipart: { scheme: 'json', sheet: 'text', file: 'files' },
    output: withPanel,
    errors: ['panel-invalid', 'scheme-invalid', 'too-large'],
  },
  'appraisal.panel-file': {
    method: 'GET',
    path: '/api/appraisal/panels/:id/files/:hash',
    summary: 'A file of a panel as it was uploaded',
    permission: 'appraisal.read',
    params: z.object({ id, hash: z.string().regex(/^[0-9a-f]{64}$/) }),
    errors: ['not-found'],
  },
  'appraisal.run': {
    method: 'POST',
    path: '/api/appraisal/runs',
    summary: 'Recompute on the server and seal the result',
    permission: 'appraisal.run',
    body: z.object({
      scheme: document,
      panelId: id,
      period: text.optional(),
      seed: z
        .int()
        .min(0)
        .max(2 ** 31 - 1)
        .optional(),
      replicates: z.int().min(10).max(100_000).optional(),
      /** Made up by the caller to ask for progress. Closing the request cancels the run. */
      ticket: z.uuid().optional(),
    }),
    output: runSummary,
    errors: ['not-found', 'scheme-invalid', 'run-refused', 'too-large'],
  },
  'appraisal.progress': {
    method: 'GET',
    path: '/api/appraisal/progress/:ticket',
    summary: 'How far a run under way is: replicates done of how many',
    permission: 'appraisal.run',
    params: z.object({ ticket: z.uuid() }),
    output: z.object({
      state: z.enum(['waiting', 'running']),
      done: z.number(),
      total: z.number(),
    }),
    errors: ['not-found'],
  },
  'appraisal.runs': {
    method: 'GET',
    path: '/api/appraisal/runs',
    summary: 'Sealed results, newest first',
    permission: 'appraisal.read',
    query: page,
    output: z.array(runSummary),
  },
  'appraisal.sealed-run': {
    method: 'GET',
    path: '/api/appraisal/runs/:id',
    summary: 'One sealed result',
    permission: 'appraisal.read',
    params: byId,
    output: runSummary,
    errors: ['not-found'],
  },
  'appraisal.export': {
    method: 'GET',
    path: '/api/appraisal/runs/:id/:kind',
    summary: 'Workbook, CSV, report or sealed bundle of a run',
    permission: 'appraisal.read',
    params: z.object({ id, kind: z.enum(exportKinds) }),
    query: z.object({ lang: z.enum(['zh-CN', 'en']).default('zh-CN') }),
    errors: ['not-found'],
  },
  'appraisal.verify': {
    method: 'POST',
    path: '/api/appraisal/verify',
    summary:
      'Check a sealed bundle: its hashes, and the result recomputed and compared bit for bit',
    permission: 'appraisal.read',
    multipart: { file: 'file' },
    output: verifyReport,
    errors: ['bundle-invalid', 'too-large'],
  },
} as const satisfies Record<string, Operation>;
