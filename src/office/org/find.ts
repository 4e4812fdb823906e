import type { Issue } from '../../engine/index.ts';
import { unitKey } from '../table/cells.ts';
import { closest } from '../table/likeness.ts';
import type { KnownUnit, PlanInput, Ref } from './plan.ts';
import type { OrgLine } from './read.ts';

/** What the finder fills in of a line of the plan. */
export interface Placed {
  readonly line: OrgLine;
  readonly index: number;
  known?: KnownUnit;
  parent?: Ref;
  readonly issues: Issue[];
}

export interface Finder {
  readonly byId: (id: string) => KnownUnit | undefined;
  readonly byCode: (code: string) => KnownUnit | undefined;
  /** Says that the line is about the unit; an issue when another line was before it. */
  readonly claim: (draft: Placed, unit: KnownUnit) => void;
  /** Finds the unit above a line, then, where nothing told it yet, the unit it is about. */
  readonly place: (draft: Placed) => void;
}

/** Suggestions for a unit that cannot be told: so many, and no more. */
const SUGGESTED = 3;

/** Finds units of the file and of the tree by number, code, name and path. */
export function finder(input: PlanInput, drafts: readonly Placed[]): Finder {
  const base = input.known[0]!;
  const byCode = new Map<string, KnownUnit>();
  for (const unit of input.known) if (unit.code) byCode.set(unit.code, unit);
  const claimed = new Map<string, Placed>();
  // Made only where a line needs them: a file that gives numbers or codes needs none.
  const inside = once(() => new Map(input.known.map((u) => [u.id, u])));
  const above = once(() => new Map(input.above.map((u) => [u.id, u])));
  const unitById = (id: string) => inside().get(id) ?? above().get(id);
  const names = once(() => nameIndex([...input.above, ...input.known], input.lines));
  const childrenByName = once(() => {
    const children = new Map<string, KnownUnit[]>();
    for (const unit of input.known) push(children, `${unit.parentId} ${unitKey(unit.name)}`, unit);
    return children;
  });
  const placing = new Uint8Array(drafts.length);

  const claim = (draft: Placed, unit: KnownUnit): void => {
    const before = claimed.get(unit.id);
    if (before && before !== draft) {
      draft.issues.push({ code: 'org:import-twice', params: { row: before.line.row } });
      return;
    }
    claimed.set(unit.id, draft);
    draft.known = unit;
  };

  /** One unit has one reference: its id when the line turns out to be about a known one. */
  const refOf = (index: number): Ref => {
    const draft = drafts[index]!;
    place(draft);
    return draft.known?.id ?? index;
  };
  const parentOf = (ref: Ref): Ref | undefined => {
    if (typeof ref === 'number') {
      place(drafts[ref]!);
      return drafts[ref]!.parent;
    }
    const draft = claimed.get(ref);
    return draft?.parent ?? unitById(ref)?.parentId ?? undefined;
  };

  /** Every unit the words may mean: a code, a name, a short name, or a path of such. */
  const candidates = (text: string): Set<Ref> => {
    const code = text.normalize('NFKC').replace(/\s/g, '');
    const coded = names().lineByCode.get(code);
    if (coded !== undefined) return new Set([refOf(coded)]);
    const known = byCode.get(code);
    if (known) return new Set([known.id]);
    return byPath(unitKey(text).replace(/\s*[\\>→]\s*/g, '/'));
  };
  const byName = (key: string): Ref[] => {
    const lines = (names().lines.get(key) ?? []).map(refOf);
    return lines.length ? lines : (names().known.get(key) ?? []).map((u) => u.id);
  };
  const byPath = (path: string): Set<Ref> => {
    const found = new Set<Ref>(byName(path));
    for (let cut = path.indexOf('/'); cut > 0; cut = path.indexOf('/', cut + 1)) {
      const last = path.slice(cut + 1);
      // A name may have a stroke in it: every cut is tried.
      const own = new Set<Ref>([
        ...byName(last),
        ...(names().known.get(last) ?? []).map((u) => u.id),
      ]);
      if (own.size === 0) continue;
      const uppers = byPath(path.slice(0, cut));
      const above = (names().known.get(path.slice(0, cut)) ?? []).map((u) => u.id);
      for (const ref of own) {
        const upper = parentOf(ref);
        if (upper !== undefined && (uppers.has(upper) || above.includes(upper as string)))
          found.add(ref);
      }
    }
    return found;
  };

  const pathOf = (ref: Ref): string => {
    const labels: string[] = [];
    for (let at: Ref | undefined = ref, n = 0; at !== undefined && n < 20; at = parentOf(at), n++)
      labels.unshift(typeof at === 'number' ? drafts[at]!.line.name : (unitById(at)?.name ?? ''));
    return labels.join('/');
  };

  const resolve = (draft: Placed): Ref | undefined => {
    const { line, known, issues } = draft;
    if (line.parent.kind === 'none') return known?.id === base.id ? undefined : base.id;
    if (line.parent.kind === 'line') return refOf(line.parent.line);
    if (known?.id === base.id) return undefined;
    const { text } = line.parent;
    const found = candidates(text);
    found.delete(draft.index);
    // Among several of one name it stays where it is.
    if (known?.parentId && found.has(known.parentId)) return known.parentId;
    if (found.size === 1) {
      const [only] = found as Set<Ref>;
      if (typeof only === 'number' || inside().has(only!)) return only;
      issues.push({ code: 'org:import-outside', params: { name: text } });
      return undefined;
    }
    if (found.size === 0) {
      const like = closest(text, names().texts()).join('、');
      issues.push({
        code: like ? 'org:import-no-parent' : 'org:import-no-such-parent',
        params: { name: text, ...(like ? { like } : {}) },
      });
    } else {
      const paths = [...found].map(pathOf).sort().slice(0, SUGGESTED).join('、');
      issues.push({ code: 'org:import-which-parent', params: { name: text, paths } });
    }
    return undefined;
  };

  const place = (draft: Placed): void => {
    if (placing[draft.index]) return;
    placing[draft.index] = 1;
    const parent = resolve(draft);
    if (parent !== undefined) draft.parent = parent;
    if (!draft.known && draft.line.id === undefined && typeof parent === 'string') {
      const same = childrenByName().get(`${parent} ${unitKey(draft.line.name)}`) ?? [];
      const free = same.filter((u) => !claimed.has(u.id));
      const own = free.find((u) => !u.code || !draft.line.code) ?? free[0];
      if (own) claim(draft, own);
      else if (same[0] && !draft.line.code) claim(draft, same[0]);
    }
  };

  return {
    byId: (id) => inside().get(id),
    byCode: (code) => byCode.get(code),
    claim,
    place,
  };
}

function once<T>(make: () => T): () => T {
  let made: { readonly it: T } | undefined;
  return () => {
    made ??= { it: make() };
    return made.it;
  };
}

function push<T>(map: Map<string, T[]>, key: string, value: T): void {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
}

/** Lines and known units by full and short name, and lines by code. */
function nameIndex(known: readonly KnownUnit[], lines: readonly OrgLine[]) {
  const knownBy = new Map<string, KnownUnit[]>();
  for (const unit of known)
    for (const key of keysOf(unit.name, unit.shortName)) push(knownBy, key, unit);
  const linesBy = new Map<string, number[]>();
  const lineByCode = new Map<string, number>();
  lines.forEach((line, index) => {
    for (const key of keysOf(line.name, line.shortName)) push(linesBy, key, index);
    if (line.code && !lineByCode.has(line.code)) lineByCode.set(line.code, index);
  });
  let all: string[] | undefined;
  return {
    known: knownBy,
    lines: linesBy,
    lineByCode,
    /** Every name there is, for suggestions. */
    texts: (): string[] => {
      all ??= [...new Set([...lines.map((l) => l.name), ...known.map((u) => u.name)])].slice(
        0,
        5000,
      );
      return all;
    },
  };
}

function keysOf(name: string, shortName: string | null | undefined): Set<string> {
  return new Set([name, shortName ?? ''].filter((n) => n !== '').map(unitKey));
}
