import { looseKey, unitKey } from '../table/cells.ts';

/** A unit an importer may name, as the resolver needs it. */
export interface LedgerUnit {
  readonly id: string;
  readonly name: string;
  readonly shortName: string | null;
  readonly code: string | null;
  /** Where it lies in the tree. */
  readonly path: string;
  /** Name of the unit above; tells units of one name apart. */
  readonly parent: string | null;
  readonly closed: boolean;
}

export type UnitMatch =
  | { readonly kind: 'one'; readonly unit: LedgerUnit }
  | { readonly kind: 'several'; readonly units: readonly LedgerUnit[] }
  | {
      readonly kind: 'unknown';
      /** Likest first; likeness from 0 to 1. */
      readonly like: readonly { readonly unit: LedgerUnit; readonly likeness: number }[];
    };

/** Whom the words of a cell mean. */
export type UnitResolver = (text: string) => UnitMatch;

/** What people picked once, by {@link unitKey} of the words: id of the unit. */
export type LearnedUnits = Readonly<Record<string, string>>;

const SUGGESTED = 5;
const LEAST_LIKE = 0.25;

/** Words at the ends of names that tell no unit from another. */
const COMMON =
  /(集团股份有限公司|集团有限责任公司|集团有限公司|股份有限公司|有限责任公司|有限公司|集团公司|分公司|公司|委员会|办公室|管理局|管理处)$/;

/**
 * Finds units by what was picked before, by code, name, short name or a path «集团/三分公司»; closed
 * units only where no open one has the name. Answers are kept: a ledger names the same few
 * units in thousands of rows.
 */
export function unitResolver(
  units: readonly LedgerUnit[],
  learned: LearnedUnits = {},
): UnitResolver {
  const byId = new Map(units.map((unit) => [unit.id, unit]));
  const byWord = new Map<string, LedgerUnit[]>();
  for (const unit of units)
    for (const word of new Set([unit.code, unit.name, unit.shortName].map((w) => unitKey(w))))
      if (word !== '') byWord.set(word, [...(byWord.get(word) ?? []), unit]);
  const known = new Map<string, UnitMatch>();
  const find = (text: string): UnitMatch => {
    const key = unitKey(text);
    const picked = Object.hasOwn(learned, key) ? byId.get(learned[key]!) : undefined;
    if (picked) return { kind: 'one', unit: picked };
    const steps = key.split(/[/\\>→]+/).filter((step) => step !== '');
    const named = byWord.get(key) ?? byWord.get(steps.at(-1) ?? '') ?? [];
    const open = named.some((unit) => !unit.closed) ? named.filter((unit) => !unit.closed) : named;
    const above = steps.at(-2);
    const placed =
      above === undefined || byWord.has(key)
        ? open
        : open.filter((unit) => unitKey(unit.parent) === above);
    if (placed.length === 1) return { kind: 'one', unit: placed[0]! };
    if (placed.length > 1) return { kind: 'several', units: placed.slice(0, SUGGESTED) };
    return { kind: 'unknown', like: likest(text, units) };
  };
  return (text) => {
    const key = unitKey(text);
    const before = known.get(key);
    if (before) return before;
    const match = find(text);
    known.set(key, match);
    return match;
  };
}

function likest(
  text: string,
  units: readonly LedgerUnit[],
): { unit: LedgerUnit; likeness: number }[] {
  const own = looseKey(text);
  return units
    .map((unit) => ({
      unit,
      likeness: Math.max(
        ...[unit.name, unit.shortName]
          .filter((name) => name)
          .map((name) => nameLikeness(own, looseKey(name!))),
      ),
    }))
    .filter(({ likeness }) => likeness >= LEAST_LIKE)
    .sort(
      (a, b) =>
        Number(a.unit.closed) - Number(b.unit.closed) ||
        b.likeness - a.likeness ||
        a.unit.name.length - b.unit.name.length,
    )
    .slice(0, SUGGESTED);
}

/**
 * How alike two names are: characters both have in one order, against the longer, with words that
 * every name ends on counted half. «市分公司» is more like «某市分公司» than like «市分局».
 */
export function nameLikeness(a: string, b: string): number {
  if (a === b) return 1;
  const [coreA, coreB] = [a.replace(COMMON, '') || a, b.replace(COMMON, '') || b];
  if (coreA === coreB) return 0.95;
  const whole = sequence(a, b);
  const core = sequence(coreA, coreB);
  const inside = coreA.includes(coreB) || coreB.includes(coreA) ? 0.1 : 0;
  return Math.min(0.94, (whole + 2 * core) / 3 + inside);
}

/** Twice the longest common subsequence over both lengths. */
function sequence(a: string, b: string): number {
  const [left, right] = [Array.from(a).slice(0, 60), Array.from(b).slice(0, 60)];
  if (left.length + right.length === 0) return 0;
  let row = new Array<number>(right.length + 1).fill(0);
  for (const c of left) {
    const next = [0];
    right.forEach((d, k) => {
      next.push(c === d ? row[k]! + 1 : Math.max(row[k + 1]!, next[k]!));
    });
    row = next;
  }
  return (2 * row[right.length]!) / (left.length + right.length);
}
