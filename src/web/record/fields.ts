import type { Translate } from '../../contract/messages/index.ts';
import { localTime } from '../shell/parts.tsx';

/** Keeping of books, not what somebody changed: told with the text that is on record. */
const HIDDEN = new Set(['id', 'path', 'version', 'units']);
const ROLES = new Set(['role', 'roles', 'secondStepRoles']);

/**
 * Leaves of a content with their paths: `unit.name`, `roles`; nothing of what is empty. A thing
 * with a name stands as that name, and the one thing a content is about needs no path.
 */
export function fieldsOf(content: Readonly<Record<string, unknown>>): [string, string][] {
  const walk = (value: unknown, path: string): [string, string][] => {
    if (value === null || value === undefined || value === '') return [];
    if (typeof value !== 'object') return [[path, String(value)]];
    if (Array.isArray(value)) {
      if (value.length > 0 && value.every((v) => nameOf(v) !== undefined))
        return [[path, value.map(nameOf).join('、')]];
    } else if (path.includes('.') && nameOf(value) !== undefined) return [[path, nameOf(value)!]];
    return Object.entries(value)
      .filter(([key]) => !(HIDDEN.has(key) && typeof value[key as keyof typeof value] !== 'object'))
      .flatMap(([key, inner]) => walk(inner, path === '' ? key : `${path}.${key}`));
  };
  const single = Object.entries(content).filter(([, v]) => isThing(v));
  const about = single.length === 1 ? single[0]![0] : undefined;
  return walk(content, '').map(([path, value]) => [
    about !== undefined && path.startsWith(`${about}.`) ? path.slice(about.length + 1) : path,
    value,
  ]);
}

const isThing = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** What stands for a value in one word: itself, or its name. */
function nameOf(value: unknown): string | undefined {
  if (value === null || value === undefined) return undefined;
  if (typeof value !== 'object') return String(value);
  const { name } = value as { name?: unknown };
  return typeof name === 'string' ? name : undefined;
}

/** A text where there is one. */
function known(t: Translate, key: string): string | undefined {
  const text = t(key);
  return text === key ? undefined : text;
}

/**
 * Name of a field in an entry of a room: each part of its path in words, the room's own where it has
 * one; parts of a list are counted from 1.
 */
export function fieldText(t: Translate, path: string, act = ''): string {
  const room = act.split('.')[0]!;
  return path
    .split('.')
    .map((part) => {
      if (/^\d+$/.test(part)) return String(Number(part) + 1);
      const name = part.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
      return known(t, `record:field-${room}-${name}`) ?? known(t, `record:field-${name}`) ?? part;
    })
    .join(' · ');
}

/** How a value is read: words for codes, names for ids, the reader's own time for moments. */
export function shownValue(
  t: Translate,
  given: { act: string; path: string; value: string | undefined; names: Names },
): string {
  const { act, path, value, names } = given;
  if (value === undefined) return '—';
  const leaf = path.split('.').at(-1)!;
  const room = act.split('.')[0]!;
  const word = (one: string): string | undefined =>
    ROLES.has(leaf)
      ? known(t, `identity:role-${one}`)
      : (names[`${leaf}:${one}`] ??
        known(t, `${room}:${leaf}-${one}`) ??
        (act.endsWith('-act') ? known(t, `duty:act-${one}`) : undefined) ??
        known(t, `record:value-${one}`));
  if (/^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(value)) return localTime(value);
  if (/^[\w.、-]+$/.test(value))
    return value
      .split('、')
      .map((one) => word(one) ?? names[one] ?? one)
      .join('、');
  const [, kind, id] = /^([a-z-]+):([0-9a-f-]{36})$/.exec(value) ?? [];
  if (kind && id) return names[id] ?? known(t, `record:origin-${kind}`) ?? value;
  return value.replace(UUID, (id) => names[id] ?? id);
}

type Names = Readonly<Record<string, string>>;
const UUID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;
