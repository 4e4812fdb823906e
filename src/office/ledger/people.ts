import { isUnder } from '../../contract/permissions.ts';
import type { LedgerPeople, LedgerSuggestion } from '../../contract/problem/imports.ts';
import { NONE } from '../../contract/problem/roles.ts';
import { groupBy } from '../group.ts';
import { unitKey } from '../table/cells.ts';
import { nameLikeness } from './units.ts';

/** Somebody in the directory whom a name of a ledger may mean. */
export interface LedgerPerson extends LedgerSuggestion {
  /** Path of the unit they are of. */
  readonly path: string;
}

export type PersonMatch =
  | { readonly kind: 'one'; readonly id: string }
  | { readonly kind: 'several'; readonly of: readonly LedgerPerson[] }
  /** `asked`: it was said before that the name is of nobody in the directory. */
  | { readonly kind: 'unknown'; readonly asked: boolean };

/** Whom a name means in a row of the unit at a path. */
export type PersonResolver = (name: string, path: string) => PersonMatch;

/** A name as answers are given by. */
export const personKey = unitKey;

/**
 * The one person so called in the unit, or else in the units above or under it; where that leaves
 * nobody or several, whom people picked for the name. Somebody picked counts in a row that could
 * mean them, or where the name is nobody's there. Answers are kept, as those about units are.
 */
export function personResolver(
  people: readonly LedgerPerson[],
  picked: LedgerPeople = {},
): PersonResolver {
  const byName = groupBy(people, (p) => p.name);
  const byId = new Map(people.map((p) => [p.id, p]));
  const find = (name: string, path: string): PersonMatch => {
    const all = byName.get(name) ?? [];
    const own = all.filter((p) => p.path === path);
    const near = own.length
      ? own
      : all.filter((p) => isUnder(path, p.path) || isUnder(p.path, path));
    if (near.length === 1) return { kind: 'one', id: near[0]!.id };
    const key = personKey(name);
    const said = Object.hasOwn(picked, key) ? picked[key]! : [];
    if (said === NONE) return { kind: 'unknown', asked: true };
    const meant = said.filter((id) => (near.length ? near.some((p) => p.id === id) : byId.has(id)));
    // The newest answer comes first.
    if (meant.length > 0) return { kind: 'one', id: meant[0]! };
    return near.length ? { kind: 'several', of: near } : { kind: 'unknown', asked: false };
  };
  const known = new Map<string, PersonMatch>();
  return (name, path) => {
    const key = `${path} ${name}`;
    const before = known.get(key);
    if (before) return before;
    const match = find(name, path);
    known.set(key, match);
    return match;
  };
}

const SUGGESTED = 5;
const LEAST_LIKE = 0.4;

/**
 * People a name that is nobody's may mean: «张三同志» is 张三, «李健国» may be 李建国, «王总» somebody of that
 * family name in the unit. Likest first, those of the unit before others.
 */
export function likestPeople(
  name: string,
  paths: readonly string[],
  people: readonly LedgerPerson[],
): LedgerPerson[] {
  const own = new Set(paths);
  const titled =
    /^(\p{Script=Han})(?:总|工|经理|主任|书记|科长|处长|部长|局长|主席|队长|师傅)/u.exec(name);
  const score = (p: LedgerPerson): number => {
    const like = name.includes(p.name)
      ? 1
      : titled && p.name.startsWith(titled[1]!)
        ? 0.5
        : nameLikeness(name, p.name);
    return like < LEAST_LIKE ? 0 : like + (own.has(p.path) ? 0.2 : 0);
  };
  return people
    .map((person) => ({ person, like: score(person) }))
    .filter(({ like }) => like > 0)
    .sort((a, b) => b.like - a.like || (a.person.id < b.person.id ? -1 : 1))
    .slice(0, SUGGESTED)
    .map(({ person }) => person);
}

/** Parts of a name that nobody has which may be somebody's: runs of two to four characters. */
export function partsOfName(name: string): string[] {
  const han = Array.from(name);
  const out: string[] = [];
  for (let from = 0; from < han.length; from++)
    for (let length = 2; length <= 4 && from + length <= han.length; length++)
      out.push(han.slice(from, from + length).join(''));
  return out;
}
