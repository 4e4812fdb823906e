import type { z } from 'zod';
import type { Issue } from '../errors.ts';

type ZodIssue = z.core.$ZodIssue;

const typeCodes: Readonly<Record<string, string>> = {
  number: 'scheme.type-number',
  int: 'scheme.type-integer',
  string: 'scheme.type-text',
  boolean: 'scheme.type-boolean',
  array: 'scheme.type-list',
  tuple: 'scheme.type-list',
  object: 'scheme.type-object',
  record: 'scheme.type-object',
};

/** Path as people write it: `indicators[3].weight`, `weight.groups.民生`. */
export function documentPath(path: readonly PropertyKey[]): string {
  let out = '';
  for (const part of path) {
    if (typeof part === 'number') out += `[${part}]`;
    else if (/^[\p{L}_][\p{L}\p{N}_-]*$/u.test(String(part)))
      out += out === '' ? String(part) : `.${String(part)}`;
    else out += `[${JSON.stringify(String(part))}]`;
  }
  return out;
}

/** Turns what zod found in a scheme document into issues with our codes and paths. */
export function fromZod(issues: readonly ZodIssue[], doc: unknown): Issue[] {
  return issues.flatMap((issue) => one(issue, doc));
}

function one(issue: ZodIssue, doc: unknown): Issue[] {
  const path = documentPath(issue.path);
  const value = valueAt(doc, issue.path);
  const found = shown(value);
  switch (issue.code) {
    case 'invalid_type': {
      const key = String(issue.path.at(-1) ?? '');
      if (value === undefined) return [{ code: 'scheme.required', path, params: { key } }];
      const code = typeCodes[issue.expected] ?? 'scheme.invalid';
      return [{ code, path, params: { found } }];
    }
    case 'unrecognized_keys':
      return issue.keys.map((key) => ({
        code: 'scheme.unknown-key',
        path: documentPath([...issue.path, key]),
        params: { key },
      }));
    case 'invalid_value':
      if (value === undefined)
        return [
          { code: 'scheme.required', path, params: { key: String(issue.path.at(-1) ?? '') } },
        ];
      return [
        {
          code: 'scheme.not-allowed',
          path,
          params: { found, allowed: issue.values.map(String).join('、') },
        },
      ];
    case 'invalid_union':
      return [union(issue, doc, path)];
    case 'too_small':
      return [size(issue.origin, 'small', Number(issue.minimum), issue.inclusive, path, found)];
    case 'too_big':
      return [size(issue.origin, 'large', Number(issue.maximum), issue.inclusive, path, found)];
    case 'invalid_format':
      return [{ code: 'scheme.id-form', path, params: { found } }];
    case 'invalid_key':
      return [{ code: 'scheme.id-form', path, params: { found: String(issue.path.at(-1)) } }];
    default:
      return [{ code: 'scheme.invalid', path, params: { found } }];
  }
}

/** A method that does not exist, or none named. */
function union(
  issue: Extract<ZodIssue, { code: 'invalid_union' }>,
  doc: unknown,
  path: string,
): Issue {
  const value = valueAt(doc, issue.path);
  const options = 'options' in issue && Array.isArray(issue.options) ? issue.options : [];
  const params = { found: shown(value), allowed: options.map(String).join('、') };
  if (value === undefined)
    return { code: 'scheme.required', path, params: { key: String(issue.path.at(-1) ?? '') } };
  return { code: options.length ? 'scheme.not-allowed' : 'scheme.invalid', path, params };
}

function size(
  origin: string,
  side: 'small' | 'large',
  limit: number,
  inclusive: boolean | undefined,
  path: string,
  found: string,
): Issue {
  if (origin === 'string' || origin === 'array')
    return {
      code: `scheme.${origin === 'string' ? 'text' : 'list'}-${side === 'small' ? 'short' : 'long'}`,
      path,
      params: { limit },
    };
  const code = inclusive === false ? `scheme.too-${side}-open` : `scheme.too-${side}`;
  return { code, path, params: { limit, found } };
}

function valueAt(doc: unknown, path: readonly PropertyKey[]): unknown {
  let at = doc;
  for (const part of path) {
    if (at === null || typeof at !== 'object' || !Object.hasOwn(at, part)) return undefined;
    at = (at as Record<PropertyKey, unknown>)[part];
  }
  return at;
}

function shown(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return '[…]';
  if (typeof value === 'object') return '{…}';
  const text = String(value);
  return text.length > 40 ? `${text.slice(0, 40)}…` : text;
}
