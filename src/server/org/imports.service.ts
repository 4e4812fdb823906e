import { createHash } from 'node:crypto';
import { z } from 'zod';
import {
  type ImportCounts,
  type ImportPreview,
  type ImportRow,
  rowStatuses,
} from '../../contract/org/imports.ts';
import type { UnitKind } from '../../contract/org/operations.ts';
import type { Task } from '../../contract/task/operations.ts';
import {
  type KnownUnit,
  type Plan,
  type PlannedLine,
  planTree,
  type Ref,
} from '../../office/org/plan.ts';
import type { OrgFile, OrgLine } from '../../office/org/read.ts';
import type { WrittenUnit } from '../../office/org/write.ts';
import type { RequestContext } from '../platform/context.ts';
import { addDays, dayOf } from '../platform/days.ts';
import { takeTurns } from '../platform/db.ts';
import { AppError } from '../platform/error.ts';
import type { Upload } from '../platform/form.ts';
import { newId } from '../platform/ids.ts';
import { inScopes, type Trx } from '../platform/scope.ts';
import type { TaskKind, TaskPreview, TaskWork } from '../platform/tasks.ts';
import * as tasks from '../task/service.ts';
import { guarded, openNow, orCodeTaken } from './changes.service.ts';
import * as imports from './imports.queries.ts';
import { applyPlan } from './load.service.ts';
import { demand, type Place, parentPath, pathsAbove, reachable } from './place.ts';
import * as queries from './queries.ts';

/** Rows of a preview that are told; what is to be looked at comes before what stays as it is. */
const MOST_LISTED = 50_000;
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

/** The unit a file is for: known before the file is read. */
export async function importBase(ctx: RequestContext, id: string): Promise<Place> {
  return inScopes(ctx, async (trx) => {
    const { path } = await openNow(ctx, trx, id);
    demand(ctx, path);
    return { id, path };
  });
}

/** Has a file read for a unit: what it would change is shown before it is done. */
export async function startImport(
  ctx: RequestContext,
  base: Place,
  { file, on }: { readonly file: Upload; readonly on?: string | undefined },
): Promise<Task> {
  const today = dayOf(ctx.now());
  const day = on || today;
  if (!/^\d{4}-\d\d-\d\d$/.test(day) || day > today)
    throw new AppError('day-refused', [
      { code: 'org:import-day-ahead', path: 'on', params: { day, today } },
    ]);
  return tasks.start(ctx, 'org', { file, org: base, options: { on: day } });
}

const options = z.object({
  /** Day from which changes hold whose row names none. */
  on: z.iso.date(),
  /** Close the units under the base that the file does not name. */
  closeAbsent: z.boolean().default(false),
});
type Work = TaskWork<z.output<typeof options>>;
type Lines = Pick<OrgFile, 'lines' | 'skipped'>;

/** What the file would do to the tree as it is now. */
async function planned(trx: Trx, { ctx, org, options: { on }, progress }: Work, file: Lines) {
  const base = await openNow(ctx, trx, org.id);
  demand(ctx, base.path);
  const at = await standing(trx, base);
  await progress(0, file.lines.length);
  const plan = await planOf(trx, at, file.lines, { on, today: dayOf(ctx.now()) });
  await progress(file.lines.length, file.lines.length);
  return { at, plan };
}

/** Imports of the tree. */
export const orgTasks: readonly [TaskKind<Lines, z.output<typeof options>>] = [
  {
    kind: 'org',
    permission: 'org.manage',
    moves: true,
    options,
    link: ({ id, orgId }) => `/org?unit=${orgId}&act=import&task=${id}`,
    read: async (trx, work, file) => {
      const { at, plan } = await planned(trx, work, file);
      return previewOf(file, plan, at);
    },
    write: async (trx, work, file, seal) => {
      const { ctx, id, progress } = work;
      const { on, closeAbsent } = work.options;
      await takeTurns(trx, 'org tree');
      const { at, plan } = await planned(trx, work, file);
      if (at.tree.toString('hex') !== seal) throw new AppError('conflict');
      if (closeAbsent && plan.lines.some((l) => l.status === 'rejected'))
        throw new AppError('rows-rejected');
      const source = { import: id, file: work.file.name, hash: work.file.hash };
      const load = { plan, base: at.base, closeAbsent, on, source, progress };
      return orCodeTaken(() => applyPlan(trx, ctx, load));
    },
  },
];

/**
 * Reads a file for a unit and, with `write`, makes what it would change, in one transaction. For
 * the command line, which nobody has to wait beside.
 */
export async function importNow(
  ctx: RequestContext,
  id: string,
  input: { readonly file: Upload; readonly closeAbsent: boolean; readonly write: boolean },
): Promise<{
  shown: Omit<TaskPreview, 'page'> & { page: ImportPreview };
  counts: ImportCounts | undefined;
}> {
  const { file, closeAbsent, write } = input;
  const [kind] = orgTasks;
  const lines = (await tasks.readInThread(
    { ...file, kind: 'org', options: {} },
    ctx.signal,
  )) as Lines;
  return guarded(ctx, async (trx) => {
    const work = {
      ...{ ctx, id: newId(ctx.now()), org: await openNow(ctx, trx, id) },
      file: { name: file.name, hash: createHash('sha256').update(file.bytes).digest('hex') },
      options: { on: dayOf(ctx.now()), closeAbsent },
      progress: async () => undefined,
    };
    const shown = (await kind.read(trx, work, lines)) as Omit<TaskPreview, 'page'> & {
      page: ImportPreview;
    };
    const counts = write ? await kind.write(trx, work, lines, shown.seal) : undefined;
    return { shown, counts: counts as ImportCounts | undefined };
  });
}

type Compared = Awaited<ReturnType<typeof standing>>;

function previewOf({ skipped }: Lines, plan: Plan, at: Compared): TaskPreview {
  const own = plan.lines.filter((l) => !l.line.implied);
  const count = (status: ImportRow['status']) => own.filter((l) => l.status === status).length;
  const names = new Map([...at.above, ...at.known].map((u) => [u.id, u.name]));
  const nameOf = (ref: Ref | null | undefined): string | null =>
    typeof ref === 'number' ? plan.lines[ref]!.line.name : ((ref && names.get(ref)) ?? null);
  const first = own.length > MOST_LISTED ? own.filter((l) => l.status !== 'unchanged') : own;
  const page: ImportPreview = {
    implied: plan.lines.filter((l) => l.line.implied && l.status === 'new').length,
    skipped: [...skipped],
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
  return {
    rows: own.length + skipped.length,
    counts: {
      ...Object.fromEntries(rowStatuses.map((status) => [status, count(status)])),
      skipped: skipped.length,
    },
    rejects: own
      .filter((l) => l.status === 'rejected')
      .sort((a, b) => a.line.row - b.line.row)
      .map(({ line, issues }) => ({ sheet: line.sheet, row: line.row, issues })),
    page,
    seal: at.tree.toString('hex'),
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
): Promise<{ counts: ImportCounts; rejected: PlannedLine[] }> {
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
