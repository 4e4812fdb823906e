import { gunzipSync, gzipSync } from 'node:zlib';
import type { ExportKind } from '../../contract/appraisal/operations.ts';
import type { Language } from '../../contract/messages/index.ts';
import {
  canonical,
  checkScheme,
  digest,
  EngineError,
  type Issue,
  type Panel,
  type PanelDocument,
  panelDocument,
  type Scheme,
  schemeHash,
} from '../../engine/index.ts';
import { type PanelFile, readPanel } from '../../office/panel/read.ts';
import type { RequestContext } from '../platform/context.ts';
import type { Executor } from '../platform/db.ts';
import { AppError } from '../platform/error.ts';
import { newId } from '../platform/ids.ts';
import { compute } from './compute.ts';
import * as queries from './queries.ts';
import { listStarters, loadStarter } from './starters.ts';

type SchemeRow = NonNullable<Awaited<ReturnType<typeof queries.schemeByHash>>>;
type PanelRow = NonNullable<Awaited<ReturnType<typeof queries.panelByHash>>>;
type RunRow = Awaited<ReturnType<typeof queries.listRuns>>[number];

const schemeSummary = (row: SchemeRow) => ({
  id: row.id,
  code: row.code,
  version: row.version,
  title: row.title,
  hash: row.hash,
  frozen: Boolean(row.frozen),
  createdAt: row.created_at.toISOString(),
});

const panelSummary = (row: PanelRow) => ({
  id: row.id,
  name: row.name,
  hash: row.hash,
  units: row.units,
  periods: row.periods,
  demo: row.demo,
  createdAt: row.created_at.toISOString(),
});

const runSummary = (row: RunRow) => ({
  id: row.id,
  schemeTitle: row.title,
  schemeVersion: row.version,
  schemeHash: row.scheme_hash,
  panelName: row.panel_name,
  period: row.period,
  seed: row.seed,
  replicates: row.replicates,
  resultHash: row.result_hash,
  createdAt: row.created_at.toISOString(),
  createdBy: row.created_by,
});

export async function starters() {
  const entries = await listStarters();
  return entries.map(({ id, title, demo, panel }) => ({
    id,
    title,
    demo,
    hasPanel: panel !== null,
  }));
}

/** A starter; its generated panel is stored once, so that runs can name it. */
export async function starter(ctx: RequestContext, id: string) {
  const entry = (await listStarters()).find((s) => s.id === id);
  if (!entry) throw new AppError('not-found');
  const { scheme, source, panel } = await loadStarter(entry);
  return {
    scheme: { ...scheme },
    source,
    panel: panel
      ? await storePanel(ctx, { name: entry.title['zh-CN'], panel, warnings: [], demo: entry.demo })
      : null,
  };
}

export async function listSchemes(ctx: RequestContext) {
  return (await queries.listSchemes(ctx.db)).map(schemeSummary);
}

export async function scheme(ctx: RequestContext, id: string) {
  const row = await queries.schemeById(ctx.db, id);
  if (!row) throw new AppError('not-found');
  return {
    summary: schemeSummary(row),
    scheme: JSON.parse(row.document) as Record<string, unknown>,
  };
}

function checked(document: unknown): Scheme {
  const found = checkScheme(document);
  if (!found.scheme) throw new AppError('scheme-invalid', found.issues);
  return found.scheme;
}

/**
 * Saves a scheme under its hash. The same document is the same row; anything else becomes
 * the next version of its id, so that what a run used is never changed.
 */
export async function saveScheme(ctx: RequestContext, document: unknown) {
  const { row } = await storeScheme(ctx, checked(document));
  return schemeSummary(row);
}

async function storeScheme(
  ctx: RequestContext,
  given: Scheme,
): Promise<{ row: SchemeRow; scheme: Scheme }> {
  const known = await queries.schemeByHash(ctx.db, schemeHash(given));
  if (known) return { row: known, scheme: given };
  return ctx.db.transaction().execute(async (trx) => {
    const latest = await queries.latestVersion(trx, given.id);
    const version = Math.max(given.version, latest + 1);
    const numbered = { ...given, version };
    const hash = schemeHash(numbered);
    const now = ctx.now();
    await queries.insertScheme(trx, {
      id: newId(now),
      code: numbered.id,
      version,
      title: numbered.title,
      hash,
      document: canonical(numbered),
      created_at: now,
      created_by: ctx.me!.id,
    });
    return { row: (await queries.schemeByHash(trx, hash))!, scheme: numbered };
  });
}

export async function listPanels(ctx: RequestContext) {
  return (await queries.listPanels(ctx.db)).map(panelSummary);
}

export async function panel(ctx: RequestContext, id: string) {
  const row = await queries.panelById(ctx.db, id);
  if (!row) throw new AppError('not-found');
  return {
    summary: panelSummary(row),
    panel: JSON.parse(row.document) as Record<string, unknown>,
    warnings: row.warnings as Issue[],
  };
}

/** Reads uploaded files by a scheme and stores the panel; nothing is stored of a refused one. */
export async function uploadPanel(
  ctx: RequestContext,
  input: { files: readonly PanelFile[]; scheme: unknown; sheet?: string },
) {
  const scheme = checked(input.scheme);
  if (!input.files.length) throw new AppError('panel-invalid');
  try {
    const read = await readPanel(input.files, scheme, input.sheet ? { sheet: input.sheet } : {});
    return await storePanel(ctx, {
      name: input.files
        .map((f) => f.name)
        .join('、')
        .slice(0, 200),
      panel: read.panel,
      warnings: read.report.warnings,
      demo: scheme.demo,
    });
  } catch (error) {
    if (error instanceof EngineError) throw new AppError('panel-invalid', error.issues);
    throw error;
  }
}

async function storePanel(
  ctx: RequestContext,
  given: { name: string; panel: Panel; warnings: readonly Issue[]; demo: boolean },
) {
  const document = panelDocument(given.panel);
  const hash = digest(document);
  const known = await queries.panelByHash(ctx.db, hash, given.name);
  const row = known ?? (await insertPanel(ctx.db, ctx, { ...given, document, hash }));
  return {
    summary: panelSummary(row),
    panel: JSON.parse(canonical(document)) as Record<string, unknown>,
    warnings: [...given.warnings],
  };
}

async function insertPanel(
  db: Executor,
  ctx: RequestContext,
  given: {
    name: string;
    hash: string;
    document: PanelDocument;
    warnings: readonly Issue[];
    demo: boolean;
  },
): Promise<PanelRow> {
  const now = ctx.now();
  const row = {
    id: newId(now),
    name: given.name,
    hash: given.hash,
    units: given.document.units.length,
    periods: [...given.document.periods],
    demo: given.demo,
    created_at: now,
  };
  await queries.insertPanel(db, {
    ...row,
    document: canonical(given.document),
    warnings: JSON.stringify(given.warnings),
    created_by: ctx.me!.id,
  });
  return row;
}

/** Recomputes on the server, seals and stores: the browser's own numbers are never taken. */
export async function run(
  ctx: RequestContext,
  input: {
    scheme: unknown;
    panelId: string;
    period?: string | undefined;
    seed?: number | undefined;
    replicates?: number | undefined;
  },
) {
  const stored = await storeScheme(ctx, checked(input.scheme));
  const data = await queries.panelById(ctx.db, input.panelId);
  if (!data) throw new AppError('not-found');
  const done = await compute({
    kind: 'seal',
    scheme: stored.scheme,
    panel: JSON.parse(data.document) as PanelDocument,
    ...(input.period === undefined ? {} : { period: input.period }),
    ...(input.seed === undefined ? {} : { seed: input.seed }),
    ...(input.replicates === undefined ? {} : { replicates: input.replicates }),
  });
  const now = ctx.now();
  const id = newId(now);
  await queries.insertRun(ctx.db, {
    id,
    scheme_id: stored.row.id,
    panel_id: data.id,
    period: done.period,
    seed: done.seed,
    replicates: done.replicates,
    result_hash: done.resultHash,
    bundle: gzipSync(done.bundle),
    created_at: now,
    created_by: ctx.me!.id,
  });
  return runSummary((await queries.runById(ctx.db, id))!);
}

export async function listRuns(ctx: RequestContext) {
  return (await queries.listRuns(ctx.db)).map(runSummary);
}

/** One file of a run, made from its sealed bundle. */
export async function exportRun(
  ctx: RequestContext,
  input: { id: string; kind: ExportKind; lang: Language },
): Promise<{ name: string; type: string; content: string | Buffer }> {
  const row = await queries.runById(ctx.db, input.id);
  if (!row) throw new AppError('not-found');
  const text = gunzipSync(row.bundle).toString('utf8');
  const { name, type } = files[input.kind];
  if (input.kind === 'bundle') return { name, type, content: text };
  const { content } = await compute({
    kind: 'export',
    bundle: text,
    file: input.kind,
    lang: input.lang,
  });
  return { name, type, content: typeof content === 'string' ? content : Buffer.from(content) };
}

const files: Record<ExportKind, { readonly name: string; readonly type: string }> = {
  csv: { name: 'results.csv', type: 'text/csv; charset=utf-8' },
  report: { name: 'report.html', type: 'text/html; charset=utf-8' },
  bundle: { name: 'bundle.shiji.json', type: 'application/json' },
  xlsx: {
    name: 'results.xlsx',
    type: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  },
};
