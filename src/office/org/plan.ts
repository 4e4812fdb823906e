import type { ImportField, RowStatus } from '../../contract/org/imports.ts';
import type { UnitKind } from '../../contract/org/operations.ts';
import type { Issue } from '../../engine/index.ts';
import { unitKey } from '../table/cells.ts';
import { type Finder, finder } from './find.ts';
import type { OrgLine } from './read.ts';
import { kindByName } from './words.ts';

/** An open unit as the database has it. */
export interface KnownUnit {
  readonly id: string;
  readonly parentId: string | null;
  readonly name: string;
  readonly shortName: string | null;
  readonly code: string | null;
  readonly kind: UnitKind;
  readonly class: string | null;
  /** Day from which it is as it is, and from which it is at all. */
  readonly since: string;
  readonly founded: string;
}

export interface PlanInput {
  /** The unit the file is about, everything open under it, in the order of the tree. */
  readonly known: readonly KnownUnit[];
  /** Units above the base, from the root down: named in paths, never changed. */
  readonly above: readonly KnownUnit[];
  readonly lines: readonly OrgLine[];
  /** Day for lines that name none; not after `today`. */
  readonly on: string;
  readonly today: string;
  /** Codes that open units outside have. */
  readonly codesElsewhere: ReadonlySet<string>;
}

/** A unit of the plan: a known one by its id, or the line that makes it, by its index. */
export type Ref = string | number;

export interface FieldChange {
  readonly field: ImportField;
  readonly from: string | null;
  readonly to: string | null;
}

export interface PlannedLine {
  readonly line: OrgLine;
  readonly status: RowStatus;
  /** Absent for a new unit. */
  readonly known: KnownUnit | undefined;
  /** The unit above afterwards; absent for the base and for what is rejected. */
  readonly parent: Ref | undefined;
  readonly fields: Pick<KnownUnit, 'name' | 'shortName' | 'code' | 'kind' | 'class'>;
  /** Day from which the change holds; for `new`, `changed` and `moved`. */
  readonly on: string;
  readonly changes: readonly FieldChange[];
  readonly issues: readonly Issue[];
}

export interface Plan {
  readonly lines: readonly PlannedLine[];
  /** Known units no line is about, the base left out; in the order of the tree. */
  readonly absent: readonly KnownUnit[];
  /** Of these, those that can be closed: nothing that stays is under them. */
  readonly closable: readonly KnownUnit[];
}

/** What is known of a line while the plan is made. */
interface Draft {
  readonly line: OrgLine;
  readonly index: number;
  known: KnownUnit | undefined;
  parent: Ref | undefined;
  readonly issues: Issue[];
}

/**
 * What a file would change in the tree. Units are recognised by the system's number, by code,
 * then by name under the same unit; a unit that moves is recognised by number or code only.
 * Every line ends as new, changed, moved, unchanged or rejected; the same input gives the same
 * plan, and the plan of an export of the tree changes nothing.
 */
export function planTree(input: PlanInput): Plan {
  const drafts: Draft[] = input.lines.map((line, index) => ({
    line,
    index,
    known: undefined,
    parent: undefined,
    issues: line.issues.slice(),
  }));
  const find = finder(input, drafts);
  matchByMark(input, drafts, find);
  for (const draft of drafts) find.place(draft);
  for (const draft of drafts)
    if (typeof draft.parent === 'number')
      draft.parent = drafts[draft.parent]!.known?.id ?? draft.parent;
  refuseTwins(input, drafts);
  if (drafts.some(mayCircle)) while (refuseCycles(input, drafts));
  if (drafts.some((d) => d.issues.length > 0)) refuseOrphans(drafts);
  const lines = drafts.map((draft) => planned(input, draft, drafts));
  return { lines, ...absentOf(input, lines) };
}

/** By the system's number, by code; and the base by its own name. */
function matchByMark(input: PlanInput, drafts: readonly Draft[], find: Finder): void {
  const base = input.known[0]!;
  for (const draft of drafts) {
    const { line, issues } = draft;
    if (line.name === '') issues.push({ code: 'org:import-no-name' });
    const byId = line.id === undefined ? undefined : find.byId(line.id);
    if (line.id !== undefined && !byId)
      issues.push({ code: 'org:import-id', params: { id: line.id } });
    const match = byId ?? (line.code ? find.byCode(line.code) : undefined);
    const own = line.parent.kind === 'none' && unitKey(line.name) === unitKey(base.name);
    const found = match ?? (own && line.id === undefined ? base : undefined);
    if (found) find.claim(draft, found);
  }
}

/** Known units no line is about, the base among them. */
function unnamed(input: PlanInput, lines: readonly { known?: KnownUnit | undefined }[]) {
  const base = input.known[0]!;
  let others = 0;
  let own = false;
  for (const { known } of lines)
    if (known === base) own = true;
    else if (known) others++;
  // A unit is claimed by one line: as many lines as units leave none.
  if (others === input.known.length - 1) return own ? [] : [base];
  const named = new Set<string>();
  for (const { known } of lines) if (known) named.add(known.id);
  return input.known.filter((u) => !named.has(u.id));
}

/** One new unit on two lines; two lines with one code; a code that another unit has. */
function refuseTwins(input: PlanInput, drafts: readonly Draft[]): void {
  const taken = new Map<string, string>();
  // A unit the file does not name keeps its code.
  for (const unit of unnamed(input, drafts)) if (unit.code) taken.set(unit.code, unit.name);
  const first = new Map<string, number>();
  const made = new Map<string, OrgLine>();
  for (const { line, issues, known, parent } of drafts) {
    if (!known) {
      const key = `${parent} ${unitKey(line.name)}`;
      const twin = parent === undefined ? undefined : made.get(key);
      if (twin && !(twin.code && line.code))
        issues.push({ code: 'org:import-twice', params: { row: twin.row } });
      else made.set(key, line);
    }
    if (!line.code) continue;
    const before = first.get(line.code);
    if (before !== undefined)
      issues.push({ code: 'org:import-code-twice', params: { code: line.code, row: before } });
    else first.set(line.code, line.row);
    if (input.codesElsewhere.has(line.code))
      issues.push({ code: 'org:import-code-elsewhere', params: { code: line.code } });
    else if (taken.has(line.code))
      issues.push({
        code: 'org:import-code-taken',
        params: { code: line.code, name: taken.get(line.code)! },
      });
  }
}

/** A circle needs a unit that moves, or a new one under a later line. */
const mayCircle = ({ index, known, parent }: Draft): boolean =>
  known ? parent !== undefined && parent !== known.parentId : Number(parent ?? -1) >= index;

/**
 * Lines that would put a unit under itself; they stay where they are. Tells whether there were
 * any: what stays may close another circle.
 */
function refuseCycles(input: PlanInput, drafts: readonly Draft[]): boolean {
  let any = false;
  const draftOf = new Map(drafts.flatMap((d) => (d.known ? [[d.known.id, d] as const] : [])));
  const parentOf = new Map<string, string | null>(input.known.map((u) => [u.id, u.parentId]));
  const upper = (ref: Ref): Ref | undefined => {
    const draft = typeof ref === 'number' ? drafts[ref] : draftOf.get(ref);
    if (draft && draft.issues.length === 0) return draft.parent;
    return typeof ref === 'string' ? (parentOf.get(ref) ?? undefined) : draft?.parent;
  };
  const base = input.known[0]!.id;
  const safe = new Set<Ref>([base]);
  for (const draft of drafts) {
    const trail: Ref[] = [];
    const seen = new Set<Ref>();
    let at: Ref | undefined = draft.known?.id ?? draft.index;
    while (at !== undefined && !safe.has(at) && !seen.has(at)) {
      seen.add(at);
      trail.push(at);
      at = upper(at);
    }
    if (at !== undefined && seen.has(at)) {
      for (const ref of trail.slice(trail.indexOf(at))) {
        const inCycle = typeof ref === 'number' ? drafts[ref] : draftOf.get(ref);
        if (!inCycle || inCycle.issues.length || inCycle.parent === inCycle.known?.parentId)
          continue;
        inCycle.issues.push({ code: 'org:import-cycle' });
        any = true;
      }
    }
    for (const ref of trail) safe.add(ref);
  }
  return any;
}

/** A new unit that is rejected takes the lines under it along. */
function refuseOrphans(drafts: readonly Draft[]): void {
  const state = new Map<number, boolean>();
  const rejected = (draft: Draft): boolean => {
    const told = state.get(draft.index);
    if (told !== undefined) return told;
    state.set(draft.index, draft.issues.length > 0);
    const upper = typeof draft.parent === 'number' ? drafts[draft.parent] : undefined;
    if (upper && upper !== draft && !upper.known && rejected(upper) && draft.issues.length === 0)
      draft.issues.push({
        code: 'org:import-parent-rejected',
        params: { name: upper.line.name, row: upper.line.row },
      });
    const answer = draft.issues.length > 0;
    state.set(draft.index, answer);
    return answer;
  };
  for (const draft of drafts) rejected(draft);
}

const fieldNames = ['name', 'shortName', 'code', 'kind', 'class'] as const;
const NONE: readonly never[] = [];

/** What a line says of its unit, filled up with what is known or usual. */
function fieldsOf(line: OrgLine, known: KnownUnit | undefined): PlannedLine['fields'] {
  return {
    name: line.name || (known?.name ?? ''),
    shortName: line.shortName === undefined ? (known?.shortName ?? null) : line.shortName,
    code: line.code === undefined ? (known?.code ?? null) : line.code,
    kind: line.kind ?? known?.kind ?? kindByName(line.name),
    class: line.class === undefined ? (known?.class ?? null) : line.class,
  };
}

function planned(input: PlanInput, draft: Draft, drafts: readonly Draft[]): PlannedLine {
  const { line, known, issues } = draft;
  const fields = fieldsOf(line, known);
  const parent = known && known.id === input.known[0]!.id ? undefined : draft.parent;
  const moves = known !== undefined && parent !== undefined && parent !== known.parentId;
  let changes: FieldChange[] | readonly never[] = NONE;
  if (known && (moves || fieldNames.some((f) => fields[f] !== known[f]))) {
    changes = fieldNames
      .filter((field) => fields[field] !== known[field])
      .map((field) => ({ field, from: known[field], to: fields[field] }));
    const nameOf = refNames(input, drafts);
    if (moves)
      changes = [...changes, { field: 'parent', from: nameOf(known.parentId), to: nameOf(parent) }];
  }
  const { on, day } = dayOf(input, draft, drafts, changes.length > 0, moves || !known);
  const all = issues.length ? issues : day;
  const failed = all.some((i) => i.severity !== 'warning');
  return {
    line,
    status: failed ? 'rejected' : statusOf(known, moves, changes.length > 0),
    known,
    parent: failed ? undefined : parent,
    fields,
    on,
    changes,
    issues: all,
  };
}

function statusOf(known: KnownUnit | undefined, moves: boolean, changes: boolean): RowStatus {
  if (known === undefined) return 'new';
  if (moves) return 'moved';
  return changes ? 'changed' : 'unchanged';
}

const nameCaches = new WeakMap<PlanInput, Map<string, string>>();

/** Names of units of the plan, by id or line. */
function refNames(input: PlanInput, drafts: readonly Draft[]) {
  const names =
    nameCaches.get(input) ?? new Map([...input.above, ...input.known].map((u) => [u.id, u.name]));
  nameCaches.set(input, names);
  return (ref: Ref | null | undefined): string | null =>
    ref === null || ref === undefined
      ? null
      : typeof ref === 'number'
        ? drafts[ref]!.line.name
        : (names.get(ref) ?? null);
}

/**
 * Day of a change. What an export says (the day the present version began) is no day for a
 * change; a unit cannot be under another before that was there, so the later day is taken and
 * said; nor can it be changed for days before its last change, nor for days to come.
 */
function dayOf(
  input: PlanInput,
  { line, known, parent }: Draft,
  drafts: readonly Draft[],
  changes: boolean,
  placed: boolean,
): { on: string; day: readonly Issue[] } {
  const stated = line.on !== undefined && line.on !== known?.since ? line.on : undefined;
  const on = stated ?? (line.on && !known ? line.on : input.on);
  if (known && !changes) return { on, day: NONE };
  if (on > input.today)
    return { on, day: [{ code: 'org:import-day-ahead', params: { day: on, today: input.today } }] };
  if (known && on < known.since)
    return {
      on,
      day: [{ code: 'org:import-day-before', params: { day: on, earliest: known.since } }],
    };
  const from = placed ? foundedOf(input, parent, drafts) : '';
  if (on >= from) return { on, day: NONE };
  const params = { day: on, from };
  return { on: from, day: [{ code: 'org:import-day-later', severity: 'warning', params }] };
}

const foundedCaches = new WeakMap<PlanInput, Map<string, string>>();

/** Day from which the unit above is there, new ones included. */
function foundedOf(input: PlanInput, ref: Ref | undefined, drafts: readonly Draft[]): string {
  if (ref === undefined) return '';
  const founded = foundedCaches.get(input) ?? new Map(input.known.map((u) => [u.id, u.founded]));
  foundedCaches.set(input, founded);
  if (typeof ref === 'string') return founded.get(ref) ?? '';
  const draft = drafts[ref]!;
  const own = draft.line.on ?? input.on;
  const above = foundedOf(input, draft.parent, drafts);
  if (above > own) return above;
  return own;
}

function absentOf(
  input: PlanInput,
  lines: readonly PlannedLine[],
): Pick<Plan, 'absent' | 'closable'> {
  const base = input.known[0]!;
  const absent = unnamed(input, lines).filter((u) => u !== base);
  if (absent.length === 0) return { absent, closable: [] };
  const kept = new Set<string>();
  const parentOf = new Map<string, Ref | null>(input.known.map((u) => [u.id, u.parentId]));
  for (const { known, parent } of lines)
    if (known && parent !== undefined) parentOf.set(known.id, parent);
  // Whatever stays keeps everything above it.
  const keep = (from: Ref | null | undefined): void => {
    for (let at = from; typeof at === 'string' && !kept.has(at); at = parentOf.get(at) ?? null)
      kept.add(at);
  };
  for (const line of lines) {
    if (line.known && !line.parent) keep(line.known.parentId);
    keep(line.parent);
  }
  return { absent, closable: absent.filter((u) => !kept.has(u.id)) };
}
