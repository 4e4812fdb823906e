import type { ImportCounts } from '../../contract/org/imports.ts';
import type { Act } from '../../contract/record/acts.ts';
import type { Plan, PlannedLine, Ref } from '../../office/org/plan.ts';
import * as duty from '../duty/service.ts';
import { demandEmpty, endAt } from '../person/service.ts';
import type { Context, RequestContext } from '../platform/context.ts';
import { newId } from '../platform/ids.ts';
import { asOwner, type Trx } from '../platform/scope.ts';
import { type Change, record } from '../record/service.ts';
import { place, standStill } from './changes.service.ts';
import * as imports from './imports.queries.ts';
import { demandSettled } from './open-work.service.ts';
import { labelOf, type Place, pathsAbove } from './place.ts';
import * as queries from './queries.ts';
import { unitOf } from './service.ts';

/** Rows of one message to the database. */
const CHUNK = 5000;
/** Entries of the record made in one go, while requests wait for their turn. */
const ENTRIES = 500;
/** More new units than this have one entry of the record a unit above them, not one each. */
export const MOST_ENTRIES = 20_000;

export interface Load {
  readonly plan: Plan;
  /** The unit the plan is about. */
  readonly base: Place;
  /** Whether units the file does not name are closed, and from which day. */
  readonly closeAbsent: boolean;
  readonly on: string;
  /** What the import's own entry says besides the counts: file, hash. */
  readonly source: object;
  readonly progress?: (done: number, total: number) => void | Promise<void>;
  /** Indexes are made anew instead of kept up when most units are new: readers wait meanwhile. */
  readonly anew?: boolean;
}

type Ctx = Context & Pick<Partial<RequestContext>, 'me'>;

/** Rows of new units. */
interface Made {
  /** Upper ones before those under them. */
  readonly rows: readonly queries.OrgRow[];
  readonly byLine: readonly (queries.OrgRow | undefined)[];
  /** Units more under each that was there before, by path. */
  readonly added: ReadonlyMap<string, number>;
}

/** The lines of a plan by what becomes of them; of the unchanged and rejected only how many. */
function sorted({ lines }: Plan) {
  const counts = { new: 0, changed: 0, moved: 0, unchanged: 0, rejected: 0, implied: 0 };
  const news: number[] = [];
  const changed: PlannedLine[] = [];
  const moved: PlannedLine[] = [];
  lines.forEach((l, index) => {
    if (!l.line.implied) counts[l.status]++;
    if (l.status === 'new') {
      news.push(index);
      if (l.line.implied) counts.implied++;
    } else if (l.status === 'changed') changed.push(l);
    else if (l.status === 'moved') moved.push(l);
  });
  return { counts, news, changed, moved };
}

/**
 * Makes every change of a plan, in the caller's transaction and turn: new units first, at the
 * places where things lie now; then fields; then moves, upper units before those under them,
 * so that none passes under itself; then what is closed. Entries of the record go with them.
 */
export async function applyPlan(trx: Trx, ctx: Ctx, load: Load): Promise<ImportCounts> {
  const { plan, base, source } = load;
  const { counts, news, changed, moved } = sorted(plan);
  const closing = load.closeAbsent ? plan.closable : [];
  const edited = [...changed, ...moved];
  const total = news.length + edited.length + closing.length;
  const result = { ...counts, closed: closing.length };
  // What changes nothing leaves no entry: the same file again is as if it had not come.
  if (total === 0) return result;
  if (moved.length + closing.length > 0) await standStill(trx);
  // Each is written twice: its row, and in the record.
  const step = counter(2 * total, load.progress);
  const made = await makeUnits(trx, ctx, load, news, step);
  await changeFields(trx, edited);
  await moveUnits(trx, plan, moved, made, base);
  await closeUnits(trx, ctx, load, closing);
  await noteEach(trx, ctx, { changed, moved, closing, news: made.rows }, step);
  await record(trx, ctx, {
    act: 'org.import',
    subject: `org:${base.id}`,
    org: base,
    content: { ...source, counts: result },
  });
  return result;
}

const counter = (total: number, progress: Load['progress']) => {
  let done = 0;
  return async (n: number): Promise<void> => {
    done += n;
    await progress?.(Math.min(done, total), total);
  };
};

/**
 * Does the work on each part in turn, and begins it for the next while the database is still
 * busy with the last: what the database is told of one is put together meanwhile.
 */
async function oneAhead<T>(parts: Iterable<T>, work: (part: T) => Promise<unknown>) {
  let before: Promise<unknown> = Promise.resolve();
  for (const part of parts) {
    const now = work(part);
    const ended = now.catch(() => undefined);
    try {
      await before;
    } catch (error) {
      // Nothing may be under way any more when the transaction is given up.
      await ended;
      throw error;
    }
    before = now;
  }
  await before;
}

function* chunks<T>(all: readonly T[], size = CHUNK): Iterable<readonly T[]> {
  for (let at = 0; at < all.length; at += size) yield all.slice(at, at + size);
}

async function makeUnits(
  trx: Trx,
  ctx: Ctx,
  { plan, base, anew = false }: Load,
  news: readonly number[],
  step: (n: number) => Promise<void>,
): Promise<Made> {
  if (news.length === 0) return { rows: [], byLine: [], added: new Map() };
  const uppers = new Set<string>();
  for (const index of news) {
    const { parent } = plan.lines[index]!;
    if (typeof parent === 'string') uppers.add(parent);
  }
  const known = [...uppers];
  const paths = await imports.placesOf(trx, known);
  paths.set(base.id, base.path);
  // A tree of thousands is laid out in one go: others have their turn before and after.
  await step(0);
  const made = layOut(ctx, plan, news, paths, await imports.lastPositions(trx, known));
  await step(0);
  const { rows } = made;
  const many = rows.length > MOST_ENTRIES;
  const rebuilt = many && anew && rows.length > plan.lines.length / 2;
  if (rebuilt) await asOwner(ctx, trx, () => imports.dropIndexes(trx));
  else if (many) await imports.deferWords(trx);
  await oneAhead(chunks(rows), async (chunk) => {
    await imports.insertMany(trx, chunk);
    await step(chunk.length);
  });
  if (rebuilt) await asOwner(ctx, trx, () => imports.restoreIndexes(trx));
  await imports.addUnitsMany(trx, made.added);
  return made;
}

/** Rows of the new units with ids, places and the number of units under each. */
function layOut(
  ctx: Ctx,
  plan: Plan,
  news: readonly number[],
  paths: ReadonlyMap<string, string>,
  last: Map<string, number>,
): Made {
  const rows: queries.OrgRow[] = [];
  const uppers: (queries.OrgRow | undefined)[] = [];
  const byLine = new Array<queries.OrgRow | undefined>(plan.lines.length);
  const now = ctx.now();
  // In the order of the rows: the index of ids grows at its end, and of equals the first is older.
  const ids = news.map(() => newId(now)).sort();
  const make = (index: number): queries.OrgRow => {
    const before = byLine[index];
    if (before) return before;
    const { parent: ref, fields, on } = plan.lines[index]!;
    const upper = typeof ref === 'number' ? make(ref) : undefined;
    const parentId = upper?.id ?? (ref as string);
    const id = ids[rows.length]!;
    const position = (last.get(parentId) ?? -1) + 1;
    last.set(parentId, position);
    const row = {
      id,
      parent_id: parentId,
      path: `${upper?.path ?? paths.get(parentId)!}.${labelOf(id)}`,
      name: fields.name,
      short_name: fields.shortName,
      code: fields.code,
      kind: fields.kind,
      class: fields.class,
      position,
      units: 1,
      since: on,
      closed_on: null,
      version: 1,
    };
    byLine[index] = row;
    rows.push(row);
    uppers.push(upper);
    return row;
  };
  for (const index of news) make(index);
  // From the last to the first, counts go up.
  const added = new Map<string, number>();
  for (let k = rows.length - 1; k >= 0; k--) {
    const { parent_id, units } = rows[k]!;
    const upper = uppers[k];
    if (upper) upper.units += units;
    else
      for (const path of pathsAbove(paths.get(parent_id!)!))
        added.set(path, (added.get(path) ?? 0) + units);
  }
  return { rows, byLine, added };
}
async function changeFields(trx: Trx, edited: readonly PlannedLine[]): Promise<void> {
  const fields = edited.filter((l) => l.changes.some((c) => c.field !== 'parent'));
  for (let at = 0; at < fields.length; at += CHUNK)
    await imports.keepMany(
      trx,
      fields.slice(at, at + CHUNK).map(({ known, on }) => ({ id: known!.id, on })),
    );
  await imports.freeCodes(
    trx,
    fields.filter((l) => l.changes.some((c) => c.field === 'code')).map((l) => l.known!.id),
  );
  for (let at = 0; at < fields.length; at += CHUNK)
    await imports.changeMany(
      trx,
      fields
        .slice(at, at + CHUNK)
        .map(({ known, on, fields: { name, shortName, code, kind, class: unitClass } }) => ({
          ...{
            id: known!.id,
            name,
            short_name: shortName,
            code,
            kind,
            class: unitClass,
            since: on,
          },
        })),
    );
}

/** Upper units first: what a unit moves under is at its own place already. */
async function moveUnits(
  trx: Trx,
  plan: Plan,
  moved: readonly PlannedLine[],
  made: Made,
  base: Place,
): Promise<void> {
  if (!moved.length) return;
  const lineOf = new Map(plan.lines.flatMap((l) => (l.known ? [[l.known.id, l] as const] : [])));
  const depthOf = (ref: Ref): number => {
    if (ref === base.id) return 0;
    const line = typeof ref === 'number' ? plan.lines[ref] : lineOf.get(ref);
    const upper = line?.parent ?? line?.known?.parentId;
    return upper === undefined || upper === null ? 1 : depthOf(upper) + 1;
  };
  const ordered = moved
    .map((line) => ({ line, depth: depthOf(line.known!.id) }))
    .sort((a, b) => a.depth - b.depth);
  for (const { line } of ordered) {
    const ref = line.parent!;
    const row = (await queries.lockOrg(trx, line.known!.id))!;
    const parent = (await queries.lockOrg(
      trx,
      typeof ref === 'number' ? made.byLine[ref]!.id : ref,
    ))!;
    await place(trx, row, parent, undefined, line.on);
  }
}

/** The units to close lie under nothing that stays; their counts go all the way up. */
async function closeUnits(
  trx: Trx,
  ctx: Ctx,
  { on }: Load,
  closing: Plan['closable'],
): Promise<void> {
  if (!closing.length) return;
  await demandEmpty(
    trx,
    closing.map((u) => u.id),
    on,
  );
  await demandSettled(
    trx,
    closing.map((u) => u.id),
  );
  const paths = await imports.placesOf(
    trx,
    closing.map((u) => u.id),
  );
  const units = [...paths].map(([id, path]) => ({ id, path }));
  for (const unit of units) await endAt(trx, ctx, unit, on);
  await duty.endAt(trx, ctx, units, { on, why: 'close' });
  const lost = new Map<string, number>();
  for (const path of paths.values())
    for (const upper of pathsAbove(path)) lost.set(upper, (lost.get(upper) ?? 0) - 1);
  await imports.addUnitsMany(trx, lost);
  await imports.closeMany(
    trx,
    closing.map(({ id }) => ({ id, on })),
  );
}

/** One entry a changed unit; of very many new ones, one entry a unit they are under. */
async function noteEach(
  trx: Trx,
  ctx: Ctx,
  done: {
    readonly changed: readonly PlannedLine[];
    readonly moved: readonly PlannedLine[];
    readonly closing: Plan['closable'];
    readonly news: readonly queries.OrgRow[];
  },
  step: (n: number) => Promise<void>,
): Promise<void> {
  const acts = new Map<string, Act>();
  for (const { known } of done.changed) acts.set(known!.id, 'org.change');
  for (const { known } of done.moved) acts.set(known!.id, 'org.move');
  for (const { id } of done.closing) acts.set(id, 'org.close');
  if (done.news.length > MOST_ENTRIES) await noteByParent(trx, ctx, done.news, step);
  else for (const { id } of done.news) acts.set(id, 'org.create');
  for (const ids of chunks([...acts.keys()], ENTRIES)) {
    const rows = await queries.orgsById(trx, ids);
    await record(trx, ctx, ...rows.map((row) => entryOf(acts.get(row.id)!, row)));
    await step(rows.length);
  }
}

function entryOf(act: Act, row: queries.OrgRow): Change {
  return { act, subject: `org:${row.id}`, org: row, content: { unit: unitOf(row) } };
}

async function noteByParent(
  trx: Trx,
  ctx: Ctx,
  news: readonly queries.OrgRow[],
  step: (n: number) => Promise<void>,
): Promise<void> {
  const children = new Map<string, queries.OrgRow[]>();
  for (const row of news) {
    const own = children.get(row.parent_id!);
    if (own) own.push(row);
    else children.set(row.parent_id!, [row]);
  }
  const parents = [...children.keys()];
  const paths = await imports.placesOf(trx, parents);
  await oneAhead(chunks(parents), async (ids) => {
    const entries = ids.map((id) => ({
      act: 'org.load' as const,
      subject: `org:${id}`,
      org: { id, path: paths.get(id)! },
      content: { units: children.get(id)!.map(briefOf) },
    }));
    await record(trx, ctx, ...entries);
    await step(ids.reduce((n, id) => n + children.get(id)!.length, 0));
  });
}

const briefOf = (r: queries.OrgRow) => ({
  id: r.id,
  name: r.name,
  shortName: r.short_name,
  code: r.code,
  kind: r.kind,
  class: r.class,
  since: r.since,
});
