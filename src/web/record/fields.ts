import type { Translate } from '../../contract/messages/index.ts';
import zh from '../../contract/messages/zh-CN/record.json' with { type: 'json' };

const known: Readonly<Record<string, string>> = zh;

/** Leaves of a content with their paths: `unit.name`, `roles.0`; nothing of what is empty. */
export function fieldsOf(content: Readonly<Record<string, unknown>>): [string, string][] {
  const walk = (value: unknown, path: string): [string, string][] => {
    if (value === null || value === undefined || value === '') return [];
    if (typeof value !== 'object') return [[path, String(value)]];
    if (Array.isArray(value) && value.every((v) => typeof v !== 'object'))
      return value.length > 0 ? [[path, value.join('、')]] : [];
    return Object.entries(value).flatMap(([key, inner]) =>
      walk(inner, path === '' ? key : `${path}.${key}`),
    );
  };
  return walk(content, '');
}

/** Name of a field: each part of its path in words where there are some. */
export function fieldText(t: Translate, path: string): string {
  const parts = path.split('.').map((part) => {
    const key = `record:field-${part}`;
    return key in known ? t(key) : part;
  });
  return parts.join(' · ');
}

/** A value with names in place of ids. */
export function shownValue(
  value: string | undefined,
  names: Readonly<Record<string, string>>,
): string {
  return (value ?? '—').replace(
    /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g,
    (id) => names[id] ?? id,
  );
}
