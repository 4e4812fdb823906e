import { canonical, checkScheme, type Scheme, schemeHash } from '../../engine/index.ts';
import { ownUnit } from '../org/service.ts';
import type { RequestContext } from '../platform/context.ts';
import { takeTurns } from '../platform/db.ts';
import { AppError } from '../platform/error.ts';
import { newId } from '../platform/ids.ts';
import { inScopes } from '../platform/scope.ts';
import { record } from '../record/service.ts';
import { storePanel } from './panels.service.ts';
import * as queries from './queries.ts';
import { listStarters, loadStarter } from './starters.ts';

type SchemeRow = NonNullable<Awaited<ReturnType<typeof queries.schemeByHash>>>;

const schemeSummary = (row: SchemeRow) => ({
  id: row.id,
  code: row.code,
  version: row.version,
  title: row.title,
  hash: row.hash,
  frozen: Boolean(row.frozen),
  createdAt: row.created_at.toISOString(),
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
      ? await storePanel(ctx, {
          name: entry.title['zh-CN'],
          panel,
          warnings: [],
          demo: entry.demo,
          files: [],
        })
      : null,
  };
}

export async function listSchemes(ctx: RequestContext, page: queries.Page) {
  return (await inScopes(ctx, (trx) => queries.listSchemes(trx, page))).map(schemeSummary);
}

export async function scheme(ctx: RequestContext, id: string) {
  const row = await inScopes(ctx, (trx) => queries.schemeById(trx, id));
  if (!row) throw new AppError('not-found');
  return {
    summary: schemeSummary(row),
    scheme: JSON.parse(row.document) as Record<string, unknown>,
  };
}

/** Every issue of a draft, and its balance; nothing is saved. */
export function checkDraft(document: unknown) {
  const { scheme, issues, balance } = checkScheme(document);
  const shares = balance?.pairs.map(({ pair, sides, weight, unassigned }) => ({
    pair,
    sides: [...sides],
    weight: [...weight],
    unassigned,
  }));
  return { ok: scheme !== undefined, issues: [...issues], balance: shares ?? null };
}

/** The scheme of a document; throws `scheme-invalid` with every issue. */
export function checked(document: unknown): Scheme {
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

/** {@link saveScheme}, with the row and the document as numbered. */
export async function storeScheme(
  ctx: RequestContext,
  given: Scheme,
): Promise<{ row: SchemeRow; scheme: Scheme }> {
  const known = await inScopes(ctx, (trx) => queries.schemeByHash(trx, schemeHash(given)));
  if (known) return { row: known, scheme: given };
  return inScopes(ctx, async (trx) => {
    await takeTurns(trx, `scheme ${given.id}`);
    const latest = await queries.latestVersion(trx, given.id);
    const version = Math.max(given.version, latest + 1);
    const numbered = { ...given, version };
    const hash = schemeHash(numbered);
    const now = ctx.now();
    const id = newId(now);
    await record(trx, ctx, {
      act: 'appraisal.save-scheme',
      subject: `scheme:${id}`,
      org: await ownUnit(ctx, trx),
      content: { code: numbered.id, version, hash },
    });
    await queries.insertScheme(trx, {
      id,
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
