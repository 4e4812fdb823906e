import { createHash } from 'node:crypto';
import type { Translate } from '../../contract/messages/index.ts';
import type { ImportPreview, ImportResult, ImportRow } from '../../contract/org/imports.ts';
import type { UnitKind } from '../../contract/org/operations.ts';
import { EngineError } from '../../engine/index.ts';
import {
  type KnownUnit,
  type Plan,
  type PlannedLine,
  planTree,
  type Ref,
} from '../../office/org/plan.ts';
import { type OrgFile, type OrgLine, readOrgFile } from '../../office/org/read.ts';
import type { WrittenUnit } from '../../office/org/write.ts';
import { readGrids } from '../../office/table/grid.ts';
import { rejectsXlsx } from '../../office/table/rejects.ts';
import type { RequestContext } from '../platform/context.ts';
import { addDays, dayOf } from '../platform/days.ts';
import { AppError } from '../platform/error.ts';
import { readBytesOf, storeFile } from '../platform/files.ts';
import type { Upload } from '../platform/form.ts';
import { newId } from '../platform/ids.ts';
import { inScopes, type Trx } from '../platform/scope.ts';
import { guarded, open } from './changes.service.ts';
import * as imports from './imports.queries.ts';
import { applyPlan } from './load.service.ts';
import { demand, type Place, parentPath, pathsAbove, reachable } from './place.ts';
import * as queries from './queries.ts';

/** Rows of a preview that are told; what is to be looked at comes before what stays as it is. */
const MOST_LISTED = 20_000;
const MOST_ABSENT = 200;

/** The tree under a unit, ready to be compared with. */
export interface Standing {
  readonly base: Place;
  readonly known: readonly KnownUnit[];
  readonly above: readonly KnownUnit[];
}

/** Everything open under a unit, and what tells whether it changed since. */
export async function standing(
  trx: Trx,
  base: queries.OrgRow,
): Promise<Standing & { readonly tree: Buffer }> {
  const rows = await imports.subtree(trx, base.path);
  const tree = createHash('sha256');
  for (const r of rows) tree.update(`${r.id} ${r.version} ${r.parent_id}\n`);
  return { ...(await standingOf(trx, base, rows)), tree: tree.digest() };
}

async function standingOf(
  trx: Trx,
  { id, path }: queries.OrgRow,
  rows: readonly imports.KnownRow[],
): Promise<Standing> {
  const upper = await queries.orgsByPath(trx, pathsAbove(parentPath(path)).filter(Boolean));
  return {
    base: { id, path },
    known: rows.map(knownOf),
    above: upper.map((r) => knownOf({ ...r, founded: r.since })),
  };
}

function knownOf(r: Omit<imports.KnownRow, 'position' | 'version'>): KnownUnit {
  // One literal, not two spread: a tree has very many.
  return {
    id: r.id,
    parentId: r.parent_id,
    name: r.name,
    shortName: r.short_name,
    code: r.code,
    kind: r.kind as UnitKind,
    class: r.class,
    since: r.since,
    founded: r.founded,
  };
}

/** What lines would change; numbers of units of other installations say nothing here. */
export async function planOf(
  trx: Trx,
  at: Standing,
  lines: readonly OrgLine[],
  days: { readonly on: string; readonly today: string },
): Promise<Plan> {
  const uuids = lines.flatMap((l) => (l.id && UUID.test(l.id) ? [l.id] : []));
  const there = new Set(await imports.idsKnown(trx, uuids));
  const own =
    uuids.length === there.size
      ? lines
      : lines.map((line) => {
          const { id, ...rest } = line;
          return id === undefined || there.has(id) || !UUID.test(id) ? line : rest;
        });
  const { known, above } = at;
  const codesElsewhere = new Set(await codesOutside(trx, at, lines));
  return planTree({ known, above, lines: own, ...days, codesElsewhere });
}

/** Codes of the lines that open units outside have; nothing lies outside the root. */
async function codesOutside(trx: Trx, { base }: Standing, lines: readonly OrgLine[]) {
  if (parentPath(base.path) === '') return [];
  const codes = lines.flatMap((l) => (l.code ? [l.code] : []));
  return imports.codesOutside(trx, base.path, codes);
}

const UUID = /^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$/;

async function readFile(file: Upload): Promise<OrgFile> {
  try {
    return readOrgFile(await readGrids(file));
  } catch (error) {
    if (error instanceof EngineError) throw new AppError('import-invalid', error.issues);
    throw error;
  }
}

/** The unit a file is for: known before the file is read. */
export async function importBase(ctx: RequestContext, id: string): Promise<void> {
  await inScopes(ctx, async (trx) => demand(ctx, (await open(ctx, trx, id)).path));
}

/** What a file would change under a unit; the file is kept for the confirmation. */
export async function preview(
  ctx: RequestContext,
  id: string,
  input: { readonly file: Upload; readonly on?: string | undefined },
): Promise<ImportPreview> {
  const today = dayOf(ctx.now());
  const on = input.on || today;
  if (!/^\d{4}-\d\d-\d\d$/.test(on) || on > today)
    throw new AppError('day-refused', [
      { code: 'org:import-day-ahead', path: 'on', params: { day: on, today } },
    ]);
  const file = await readFile(input.file);
  const hash = await storeFile(ctx.config.home, input.file.bytes);
  return inScopes(ctx, async (trx) => {
    const row = await open(ctx, trx, id);
    demand(ctx, row.path);
    const at = await standing(trx, row);
    const plan = await planOf(trx, at, file.lines, { on, today });
    const now = ctx.now();
    const { name, bytes } = input.file;
    await imports.insertFile(trx, hash, bytes.length, now);
    const one = { id: newId(now), org_id: row.id, org_path: row.path, tree: at.tree, on_day: on };
    const made = { created_at: now, created_by: ctx.me?.id ?? null };
    await imports.insertImport(trx, { ...one, ...made, file_name: name, file_hash: hash });
    return previewOf(one.id, name, file, plan, at);
  });
}

function previewOf(
  id: string,
  name: string,
  file: OrgFile,
  plan: Plan,
  at: Standing,
): ImportPreview {
  const own = plan.lines.filter((l) => !l.line.implied);
  const count = (status: ImportRow['status']) => own.filter((l) => l.status === status).length;
  const names = new Map([...at.above, ...at.known].map((u) => [u.id, u.name]));
  const nameOf = (ref: Ref | null | undefined): string | null =>
    typeof ref === 'number' ? plan.lines[ref]!.line.name : ((ref && names.get(ref)) ?? null);
  const first = own.length > MOST_LISTED ? own.filter((l) => l.status !== 'unchanged') : own;
  return {
    id,
    file: name,
    rows: own.length + file.skipped.length,
    counts: {
      new: count('new'),
      changed: count('changed'),
      moved: count('moved'),
      unchanged: count('unchanged'),
      rejected: count('rejected'),
    },
    implied: plan.lines.filter((l) => l.line.implied && l.status === 'new').length,
    skipped: [...file.skipped],
    list: first
      .slice(0, MOST_LISTED)
      .sort((a, b) => a.line.row - b.line.row)
      .map((l) => rowOf(l, nameOf)),
    absent: {
      count: plan.absent.length,
      units: plan.absent
        .slice(0, MOST_ABSENT)
        .map((u) => ({ id: u.id, name: u.name, code: u.code })),
    },
  };
}

function rowOf(
  { line, status, known, parent, fields, on, changes, issues }: PlannedLine,
  nameOf: (ref: Ref | null | undefined) => string | null,
): ImportRow {
  return {
    row: line.row,
    sheet: line.sheet,
    name: fields.name,
    parent: nameOf(parent ?? known?.parentId),
    status,
    unitId: known?.id ?? null,
    on: status === 'unchanged' || status === 'rejected' ? null : on,
    changes: [...changes],
    issues: issues.map(({ code, severity, at, params }) => ({
      code,
      ...(severity === 'warning' ? { severity } : {}),
      ...(at ? { at } : {}),
      ...(params ? { params } : {}),
    })),
  };
}

/**
 * Makes what was previewed, in one transaction. Refused with `conflict` when anything under the
 * unit changed since; a second confirmation changes nothing and gives the first one's answer.
 */
export async function confirm(
  ctx: RequestContext,
  id: string,
  { closeAbsent }: { readonly closeAbsent: boolean },
): Promise<ImportResult> {
  const found = await inScopes(ctx, (trx) => imports.findImport(trx, id));
  if (!found) throw new AppError('not-found');
  return guarded(ctx, async (trx) => {
    const row = (await imports.lockImport(trx, id))!;
    const base = await open(ctx, trx, row.org_id);
    demand(ctx, base.path);
    if (row.result !== null) return { counts: JSON.parse(row.result) };
    const at = await standing(trx, base);
    if (!at.tree.equals(row.tree)) throw new AppError('conflict');
    const bytes = await readBytesOf(ctx.config.home, row.file_hash);
    const { lines } = await readFile({ name: row.file_name, bytes });
    const days = { on: row.on_day, today: dayOf(ctx.now()) };
    const plan = await planOf(trx, at, lines, days);
    if (closeAbsent && plan.lines.some((l) => l.status === 'rejected'))
      throw new AppError('rows-rejected');
    const source = { import: id, file: row.file_name, hash: row.file_hash };
    const counts = await applyPlan(trx, ctx, {
      plan,
      base: at.base,
      closeAbsent,
      on: row.on_day,
      source,
    });
    await imports.finishImport(trx, id, ctx.now(), JSON.stringify(counts));
    return { counts };
  });
}

/** The rejected rows of an import in the layout of its file, each with its reason. */
export async function rejects(
  ctx: RequestContext,
  id: string,
  t: Translate,
): Promise<{ name: string; content: Uint8Array }> {
  const { row, plan, file } = await inScopes(ctx, async (trx) => {
    const found = await imports.findImport(trx, id);
    if (!found) throw new AppError('not-found');
    const base = reachable(ctx, await queries.findOrg(trx, found.org_id));
    const bytes = await readBytesOf(ctx.config.home, found.file_hash);
    const read = await readFile({ name: found.file_name, bytes });
    const days = { on: found.on_day, today: dayOf(ctx.now()) };
    return {
      row: found,
      file: read,
      plan: await planOf(trx, await standing(trx, base), read.lines, days),
    };
  });
  const rejected = plan.lines
    .filter((l) => l.status === 'rejected')
    .sort((a, b) => a.line.row - b.line.row)
    .map(({ line, issues }) => ({ sheet: line.sheet, row: line.row, issues }));
  const stem = row.file_name.replace(/\.\w+$/, '');
  return {
    name: `${stem}-${t('org:rejects-name')}.xlsx`,
    content: await rejectsXlsx(file, rejected, t),
  };
}

/** A unit and everything under it as of a day, upper units first and siblings in their order. */
export async function exported(
  ctx: RequestContext,
  id: string,
  on: string | undefined,
): Promise<{ units: WrittenUnit[]; day: string }> {
  const today = dayOf(ctx.now());
  const day = on !== undefined && on < today ? on : today;
  return inScopes(ctx, async (trx) => {
    const base = reachable(ctx, await queries.findOrg(trx, id));
    // A closed unit as it was last.
    const last = base.closed_on && base.closed_on <= day ? addDays(base.closed_on, -1) : day;
    const rows =
      last < today ? await imports.subtreeOn(trx, id, last) : await imports.subtree(trx, base.path);
    if (!rows.length) throw new AppError('not-found');
    return { units: inOrder(id, rows), day: last };
  });
}

type Row = Parameters<typeof knownOf>[0] & { readonly position: number };

function inOrder(id: string, rows: readonly Omit<Row, 'founded'>[]): WrittenUnit[] {
  const children = new Map<string | null, Omit<Row, 'founded'>[]>();
  for (const row of rows) {
    const key = row.id === id ? null : row.parent_id;
    const own = children.get(key);
    if (own) own.push(row);
    else children.set(key, [row]);
  }
  const out: WrittenUnit[] = [];
  const visit = (key: string | null): void => {
    const own = children.get(key) ?? [];
    own.sort((a, b) => a.position - b.position || (a.id < b.id ? -1 : 1));
    for (const row of own) {
      out.push(knownOf({ ...row, founded: row.since }));
      visit(row.id);
    }
  };
  visit(null);
  return out;
}

/**
 * Puts lines that were read elsewhere under a unit, in one transaction: all or nothing. For the
 * command line; `source` is what the record says they came from.
 */
export async function loadLines(
  ctx: RequestContext,
  input: {
    readonly under: string | undefined;
    readonly lines: readonly OrgLine[];
    readonly source: object;
    readonly progress?: (done: number, total: number) => void;
  },
): Promise<{ counts: ImportResult['counts']; rejected: PlannedLine[] }> {
  const today = dayOf(ctx.now());
  const done = await guarded(ctx, async (trx) => {
    const base = await baseByCode(trx, input.under);
    const at = await standingOf(trx, base, await imports.subtree(trx, base.path));
    const plan = await planOf(trx, at, input.lines, { on: today, today });
    const { source, progress } = input;
    const load = { plan, base: at.base, closeAbsent: false, on: today, source, anew: true };
    const counts = await applyPlan(trx, ctx, { ...load, ...(progress ? { progress } : {}) });
    return { counts, rejected: plan.lines.filter((l) => l.status === 'rejected') };
  });
  if (done.counts.new > 0) await imports.settleTable(ctx.db);
  return done;
}

async function baseByCode(trx: Trx, code: string | undefined): Promise<queries.OrgRow> {
  const row = code === undefined ? await queries.findRoot(trx) : await queries.orgByCode(trx, code);
  if (!row) throw new AppError('not-found');
  return row;
}

/** Id of the unit with a code, the root without one. Throws `not-found`. */
export async function unitByCode(ctx: RequestContext, code: string | undefined): Promise<string> {
  return (await inScopes(ctx, (trx) => baseByCode(trx, code))).id;
}
