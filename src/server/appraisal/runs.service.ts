import { gunzipSync, gzipSync } from 'node:zlib';
import type { ExportKind } from '../../contract/appraisal/operations.ts';
import type { Language } from '../../contract/messages/index.ts';
import { EngineError, type PanelDocument } from '../../engine/index.ts';
import type { RequestContext } from '../platform/context.ts';
import { AppError } from '../platform/error.ts';
import { newId } from '../platform/ids.ts';
import { inScopes } from '../platform/scope.ts';
import { record } from '../record/service.ts';
import { compute } from './compute.ts';
import * as queries from './queries.ts';
import { checked, storeScheme } from './schemes.service.ts';

type RunRow = Awaited<ReturnType<typeof queries.listRuns>>[number];

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
  createdBy: row.created_by ?? '',
});

interface Progress {
  readonly state: 'waiting' | 'running';
  readonly done: number;
  readonly total: number;
}

/** Runs under way, by who asked and their ticket; a restart ends the runs and their tickets. */
const underWay = new Map<string, Progress>();
const ticketOf = (ctx: RequestContext, ticket: string): string => `${ctx.me!.id} ${ticket}`;

/**
 * Recomputes on the server, seals and stores: the browser's own numbers are never taken.
 * A caller who goes away before the end cancels the run and leaves nothing.
 */
export async function run(
  ctx: RequestContext,
  input: {
    scheme: unknown;
    panelId: string;
    period?: string | undefined;
    seed?: number | undefined;
    replicates?: number | undefined;
    ticket?: string | undefined;
  },
) {
  const data = await inScopes(ctx, (trx) => queries.panelById(trx, input.panelId));
  if (!data) throw new AppError('not-found');
  const scheme = checked(input.scheme);
  const stored = await storeScheme(ctx, scheme);
  const ticket = input.ticket === undefined ? undefined : ticketOf(ctx, input.ticket);
  if (ticket) underWay.set(ticket, { state: 'waiting', done: 0, total: 0 });
  const progress = (done: number, total: number): void => {
    if (ticket) underWay.set(ticket, { state: 'running', done, total });
  };
  try {
    const { signal } = ctx;
    const done = await compute(
      {
        kind: 'seal',
        scheme: stored.scheme,
        panel: JSON.parse(data.document) as PanelDocument,
        ...(input.period === undefined ? {} : { period: input.period }),
        ...(input.seed === undefined ? {} : { seed: input.seed }),
        ...(input.replicates === undefined ? {} : { replicates: input.replicates }),
      },
      { signal, progress },
    );
    const now = ctx.now();
    const id = newId(now);
    await inScopes(ctx, async (trx) => {
      const place = { id: data.org_id, path: data.org_path };
      await queries.insertRun(trx, {
        id,
        org_id: place.id,
        org_path: place.path,
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
      await queries.markUsed(trx, stored.row.id, now);
      await record(trx, ctx, {
        act: 'appraisal.run',
        subject: `run:${id}`,
        org: place,
        content: { scheme: stored.row.hash, panel: data.hash, result: done.resultHash },
      });
    });
    return await sealedRun(ctx, id);
  } finally {
    if (ticket) underWay.delete(ticket);
  }
}

/** How far one's own run is; `not-found` when it has not begun or is over. */
export function progressOf(ctx: RequestContext, ticket: string): Progress {
  const found = underWay.get(ticketOf(ctx, ticket));
  if (!found) throw new AppError('not-found');
  return found;
}

export async function listRuns(ctx: RequestContext, page: queries.Page) {
  return (await inScopes(ctx, (trx) => queries.listRuns(trx, page))).map(runSummary);
}

export async function sealedRun(ctx: RequestContext, id: string) {
  const row = await inScopes(ctx, (trx) => queries.runById(trx, id));
  if (!row) throw new AppError('not-found');
  return runSummary(row);
}

/** One file of a run, made from its sealed bundle. */
export async function exportRun(
  ctx: RequestContext,
  input: { id: string; kind: ExportKind; lang: Language },
): Promise<{ name: string; type: string; content: string | Buffer }> {
  const stored = await inScopes(ctx, (trx) => queries.bundleOf(trx, input.id));
  if (!stored) throw new AppError('not-found');
  const text = gunzipSync(stored).toString('utf8');
  const { name, type } = files[input.kind];
  if (input.kind === 'bundle') return { name, type, content: text };
  const { content } = await compute(
    { kind: 'export', bundle: text, file: input.kind, lang: input.lang },
    { signal: ctx.signal },
  );
  return { name, type, content: typeof content === 'string' ? content : Buffer.from(content) };
}

/** Checks a bundle from anywhere, and names the runs of this server with the same result. */
export async function verifyBundle(ctx: RequestContext, bytes: Uint8Array) {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    const document = JSON.parse(text) as { hashes?: { result?: unknown } };
    const report = await compute({ kind: 'verify', text }, { signal: ctx.signal });
    const runs = await inScopes(ctx, (trx) =>
      queries.runsOfResult(trx, String(document.hashes?.result)),
    );
    return {
      ...report,
      checks: [...report.checks],
      issues: report.issues && [...report.issues],
      runs: report.ok ? runs : [],
    };
  } catch (error) {
    if (error instanceof EngineError) throw new AppError('bundle-invalid', error.issues);
    if (error instanceof SyntaxError || error instanceof TypeError)
      throw new AppError('bundle-invalid', [{ code: 'server.not-json' }]);
    throw error;
  }
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
