import type { Readable } from 'node:stream';
import {
  canonical,
  digest,
  EngineError,
  type Issue,
  type Panel,
  panelDocument,
} from '../../engine/index.ts';
import { type PanelFile, readPanel } from '../../office/panel/read.ts';
import { ownUnit } from '../org/service.ts';
import type { RequestContext } from '../platform/context.ts';
import { takeTurns } from '../platform/db.ts';
import { AppError } from '../platform/error.ts';
import { readFileOf, storeFile } from '../platform/files.ts';
import { newId } from '../platform/ids.ts';
import { inScopes } from '../platform/scope.ts';
import { record } from '../record/service.ts';
import * as queries from './queries.ts';
import { checked } from './schemes.service.ts';

type PanelRow = NonNullable<Awaited<ReturnType<typeof queries.panelByHash>>>;

const panelSummary = (row: PanelRow) => ({
  id: row.id,
  name: row.name,
  hash: row.hash,
  units: row.units,
  periods: row.periods,
  demo: row.demo,
  createdAt: row.created_at.toISOString(),
});

export async function listPanels(ctx: RequestContext, page: queries.Page) {
  return (await inScopes(ctx, (trx) => queries.listPanels(trx, page))).map(panelSummary);
}

export async function panel(ctx: RequestContext, id: string) {
  const row = await inScopes(ctx, (trx) => queries.panelById(trx, id));
  if (!row) throw new AppError('not-found');
  return {
    summary: panelSummary(row),
    panel: JSON.parse(row.document) as Record<string, unknown>,
    warnings: row.warnings as unknown as Issue[],
    files: await filesOf(ctx, id),
  };
}

/** A file of a panel as it was uploaded. */
export async function panelFile(
  ctx: RequestContext,
  input: { id: string; hash: string },
): Promise<{ name: string; content: Readable }> {
  const file = (await inScopes(ctx, (trx) => queries.panelFiles(trx, input.id))).find(
    (f) => f.hash === input.hash,
  );
  if (!file) throw new AppError('not-found');
  return { name: file.name, content: await readFileOf(ctx.config.home, file.hash) };
}

async function filesOf(ctx: RequestContext, id: string) {
  const files = await inScopes(ctx, (trx) => queries.panelFiles(trx, id));
  return files.map(({ name, hash, size }) => ({ name, hash, size: Number(size) }));
}

/** Reads uploaded files by a scheme and stores the panel; nothing is stored of a refused one. */
export async function uploadPanel(
  ctx: RequestContext,
  input: { files: readonly PanelFile[]; scheme: unknown; sheet?: string | undefined },
) {
  const scheme = checked(input.scheme);
  const { files } = input;
  if (!files.length) throw new AppError('panel-invalid', [{ code: 'server.no-file' }]);
  try {
    const read = await readPanel(files, scheme, input.sheet ? { sheet: input.sheet } : {});
    return await storePanel(ctx, {
      name: files
        .map((f) => f.name)
        .join('、')
        .slice(0, 200),
      panel: read.panel,
      warnings: read.report.warnings,
      demo: scheme.demo,
      files,
    });
  } catch (error) {
    if (error instanceof EngineError) throw new AppError('panel-invalid', error.issues);
    throw error;
  }
}

interface NewPanel {
  readonly name: string;
  readonly panel: Panel;
  readonly warnings: readonly Issue[];
  readonly demo: boolean;
  readonly files: readonly PanelFile[];
}

/** Stores a panel once for each name: the same figures again are the same row. */
export async function storePanel(ctx: RequestContext, given: NewPanel) {
  const document = panelDocument(given.panel);
  const text = canonical(document);
  const hash = digest(document);
  // Outside the transaction: a file nobody came to name is harmless, a named one must be there.
  const stored: { name: string; size: number; hash: string }[] = [];
  for (const { name, bytes } of given.files)
    stored.push({ name, size: bytes.length, hash: await storeFile(ctx.config.home, bytes) });
  const row = await inScopes(ctx, async (trx): Promise<PanelRow> => {
    await takeTurns(trx, `panel ${hash}`);
    const known = await queries.panelByHash(trx, hash, given.name);
    if (known) return known;
    const now = ctx.now();
    const summary = {
      id: newId(now),
      name: given.name,
      hash,
      units: document.units.length,
      periods: [...document.periods],
      demo: given.demo,
      created_at: now,
    };
    const place = await ownUnit(ctx, trx);
    await record(trx, ctx, {
      act: 'appraisal.upload-panel',
      subject: `panel:${summary.id}`,
      org: place,
      content: { name: given.name, hash, files: stored.map((f) => f.hash) },
    });
    await queries.insertPanel(trx, {
      ...summary,
      org_id: place.id,
      org_path: place.path,
      document: text,
      warnings: JSON.stringify(given.warnings),
      created_by: ctx.me!.id,
    });
    await queries.insertFiles(
      trx,
      stored.map((f) => ({ hash: f.hash, size: f.size, created_at: now })),
      stored.map((f, position) => ({
        panel_id: summary.id,
        position,
        name: f.name,
        file_hash: f.hash,
      })),
    );
    return summary;
  });
  return {
    summary: panelSummary(row),
    panel: JSON.parse(text) as Record<string, unknown>,
    warnings: [...given.warnings],
    files: await filesOf(ctx, row.id),
  };
}
