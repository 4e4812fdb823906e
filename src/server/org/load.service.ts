import type { ImportResult } from '../../contract/org/imports.ts';
import type { Act } from '../../contract/record/acts.ts';
import type { Plan, PlannedLine, Ref } from '../../office/org/plan.ts';
import { demandEmpty, endAt } from '../person/service.ts';
import type { Context, RequestContext } from '../platform/context.ts';
import { newId } from '../platform/ids.ts';
import { asOwner, type Trx } from '../platform/scope.ts';
import { type Change, record } from '../record/service.ts';
import { place } from './changes.service.ts';
import * as imports from './imports.queries.ts';
import { labelOf, type Place, pathsAbove } from './place.ts';
import * as queries from './queries.ts';
import { unitOf } from './service.ts';

/** Rows of one message to the database. */
const CHUNK = 5000;
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
  readonly progress?: (done: number, total: number) => void;
  /** Indexes are made anew instead of kept up when most units are new: readers wait meanwhile. */
  readonly anew?: boolean;
}

type Ctx = Context & Pick<Partial<RequestContext>, 'me'>;

/** A new unit as the plan and then the table has it. */
interface Made {
  readonly planned: PlannedLine;
  readonly row: queries.OrgRow;
}

/**
 * Makes every change of a plan, in the caller's transaction and turn: new units first, at the
 * places where things lie now; then fields; then moves, upper units before those under them,
 * so that none passes under itself; then what is closed. Entries of the record go with them.
 */
export async function applyPlan(trx: Trx, ctx: Ctx, load: Load): Promise<ImportResult['counts']> {
  const { plan, base } = load;
  const of = (status: PlannedLine['status']) => plan.lines.filter((l) => l.status === status);
  const closing = load.closeAbsent ? plan.closable : [];
  const total = plan.lines.length - of('unchanged').length - of('rejected').length + closing.length;
  // Each is written twice: its row, and in the record.
  const step = counter(2 * total, load.progress);
  const made = await makeUnits(trx, ctx, load, step);
  const edited = [...of('changed'), ...of('moved')];
  await changeFields(trx, edited);
  await moveUnits(trx, plan, of('moved'), made, base);
  await closeUnits(trx, ctx, load, closing);
  await noteEach(trx, ctx, load, made, step);
  const { result, entry } = summary(load, made, closing.length);
  // What changes nothing leaves no entry: the same file again is as if it had not come.
  if (total > 0) await record(trx, ctx, { ...entry, org: base });
  return result;
}

const counter = (total: number, progress: Load['progress']) => {
  let done = 0;
  return (n: number): void => {
    done += n;
    progress?.(Math.min(done, total), total);
  };
};

function summary(load: Load, made: ReadonlyMap<number, Made>, closed: number) {
  const { plan, base, source } = load;
  const count = (status: PlannedLine['status']): number =>
    plan.lines.filter((l) => l.status === status && !l.line.implied).length;
  const result = {
    new: count('new'),
    changed: count('changed'),
    moved: count('moved'),
    unchanged: count('unchanged'),
    rejected: count('rejected'),
    implied: [...made.values()].filter((m) => m.planned.line.implied).length,
    closed,
  };
  const content = { ...source, counts: result };
  return { result, entry: { act: 'org.import' as const, subject: `org:${base.id}`, content } };
}

async function makeUnits(
  trx: Trx,
  ctx: Ctx,
  { plan, base, anew = false }: Load,
  step: (n: number) => void,
): Promise<Map<number, Made>> {
  const lines = plan.lines.flatMap((planned, index) =>
    planned.status === 'new' ? [{ planned, index }] : [],
  );
  const known = [...new Set(lines.map((l) => l.planned.parent).filter(isKnown))];
  const paths = await imports.placesOf(trx, known);
  paths.set(base.id, base.path);
  const last = await imports.lastPositions(trx, known);
  const made = new Map<number, Made>();
  const added = new Map<string, number>();
  const now = ctx.now();
  const make = (index: number, planned: PlannedLine): Made => {
    const before = made.get(index);
    if (before) return before;
    const ref = planned.parent!;
    const upper = typeof ref === 'number' ? make(ref, plan.lines[ref]!).row : undefined;
    const parentId = upper?.id ?? (ref as string);
    const parentPath = upper?.path ?? paths.get(parentId)!;
    const id = newId(now);
    const position = (last.get(parentId) ?? -1) + 1;
    last.set(parentId, position);
    const { name, shortName, code, kind, class: unitClass } = planned.fields;
    const row = {
      ...{ id, parent_id: parentId, path: `${parentPath}.${labelOf(id)}`, name, code, kind },
      ...{ short_name: shortName, class: unitClass, position, units: 1, since: planned.on },
      ...{ closed_on: null, version: 1 },
    };
    const one = { planned, row };
    made.set(index, one);
    return one;
  };
  for (const { planned, index } of lines) make(index, planned);
  // Upper units were made before those under them: from the last to the first, counts go up.
  for (const { planned, row } of [...made.values()].reverse()) {
    const upper = typeof planned.parent === 'number' ? made.get(planned.parent)!.row : undefined;
    if (upper) upper.units += row.units;
    else
      for (const path of pathsAbove(paths.get(row.parent_id!)!))
        added.set(path, (added.get(path) ?? 0) + row.units);
  }
  const rows = [...made.values()].map((m) => m.row);
  const many = rows.length > MOST_ENTRIES;
  const rebuilt = many && anew && rows.length > plan.lines.length / 2;
  if (rebuilt) await asOwner(ctx, trx, () => imports.dropIndexes(trx));
  else if (many) await imports.deferWords(trx);
  for (let at = 0; at < rows.length; at += CHUNK) {
    const chunk = rows.slice(at, at + CHUNK);
    await imports.insertMany(trx, chunk);
    step(chunk.length);
  }
  if (rebuilt) await asOwner(ctx, trx, () => imports.restoreIndexes(trx));
  await imports.addUnitsMany(trx, added);
  return made;
}

const isKnown = (ref: Ref | undefined): ref is string => typeof ref === 'string';

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
  made: ReadonlyMap<number, Made>,
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
      typeof ref === 'number' ? made.get(ref)!.row.id : ref,
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
  const paths = await imports.placesOf(
    trx,
    closing.map((u) => u.id),
  );
  for (const [id, path] of paths) await endAt(trx, ctx, { id, path }, on);
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
  load: Load,
  made: ReadonlyMap<number, Made>,
  step: (n: number) => void,
): Promise<void> {
  const { plan, closeAbsent } = load;
  const acts = new Map<string, Act>();
  for (const { known, status } of plan.lines)
    if (known && (status === 'changed' || status === 'moved'))
      acts.set(known.id, status === 'moved' ? 'org.move' : 'org.change');
  if (closeAbsent) for (const { id } of plan.closable) acts.set(id, 'org.close');
  const news = [...made.values()].map((m) => m.row);
  if (news.length > MOST_ENTRIES) await noteByParent(trx, ctx, news, step);
  else for (const { id } of news) acts.set(id, 'org.create');
  const ids = [...acts.keys()];
  for (let at = 0; at < ids.length; at += CHUNK) {
    const rows = await queries.orgsById(trx, ids.slice(at, at + CHUNK));
    await record(trx, ctx, ...rows.map((row) => entryOf(acts.get(row.id)!, row)));
    step(rows.length);
  }
}

function entryOf(act: Act, row: queries.OrgRow): Change {
  return { act, subject: `org:${row.id}`, org: row, content: { unit: unitOf(row) } };
}

async function noteByParent(
  trx: Trx,
  ctx: Ctx,
  news: readonly queries.OrgRow[],
  step: (n: number) => void,
): Promise<void> {
  const children = new Map<string, queries.OrgRow[]>();
  for (const row of news) {
    const own = children.get(row.parent_id!);
    if (own) own.push(row);
    else children.set(row.parent_id!, [row]);
  }
  const parents = [...children.keys()];
  for (let at = 0; at < parents.length; at += CHUNK) {
    const chunk = parents.slice(at, at + CHUNK);
    const paths = await imports.placesOf(trx, chunk);
    const entries = chunk.map((id) => ({
      act: 'org.load' as const,
      subject: `org:${id}`,
      org: { id, path: paths.get(id)! },
      content: { units: children.get(id)!.map(briefOf) },
    }));
    await record(trx, ctx, ...entries);
    step(chunk.reduce((n, id) => n + children.get(id)!.length, 0));
  }
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
