import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';

/**
 * Canonical JSON as RFC 8785 (JCS) defines it: keys sorted by UTF-16 code units, numbers
 * as ECMAScript prints them (shortest text that reads back to the same double), no
 * white space. `NaN` (missing) is written as null, −0 as 0, typed arrays as arrays;
 * `undefined` members are left out. ±Infinity throws: no result may hold it.
 */
export function canonical(value: unknown): string {
  if (value === null) return 'null';
  switch (typeof value) {
    case 'boolean':
      return value ? 'true' : 'false';
    case 'number':
      return number(value);
    case 'string':
      return JSON.stringify(value);
    case 'object':
      return ArrayBuffer.isView(value) || Array.isArray(value)
        ? list(value as unknown as ArrayLike<unknown>)
        : members(value as Record<string, unknown>);
    default:
      throw new TypeError(`no canonical form for a ${typeof value}`);
  }
}

function number(value: number): string {
  if (Number.isNaN(value)) return 'null';
  if (!Number.isFinite(value)) throw new RangeError('no canonical form for infinity');
  return value === 0 ? '0' : String(value);
}

function list(values: ArrayLike<unknown>): string {
  const parts = new Array<string>(values.length);
  for (let i = 0; i < values.length; i++) parts[i] = canonical(values[i]);
  return `[${parts.join(',')}]`;
}

function members(value: Record<string, unknown>): string {
  const parts: string[] = [];
  for (const key of Object.keys(value).sort())
    if (value[key] !== undefined) parts.push(`${named(key)}:${canonical(value[key])}`);
  return `{${parts.join(',')}}`;
}

/** Most keys are plain words, which are quoted faster than they are looked through. */
const named = (key: string): string => (/^\w+$/.test(key) ? `"${key}"` : JSON.stringify(key));

/** SHA-256 of the canonical form, with the algorithm named so that another can follow. */
export function digest(value: unknown): string {
  return digestText(canonical(value));
}

export function digestText(text: string): string {
  return `sha256:${bytesToHex(sha256(utf8ToBytes(text)))}`;
}

/** SHA-256 over the doubles of columns, little-endian, every `NaN` as the quiet one. */
export function digestColumns(columns: readonly Float64Array[]): string {
  const hash = sha256.create();
  for (const column of columns) {
    const view = new DataView(new ArrayBuffer(column.length * 8));
    for (let i = 0; i < column.length; i++) {
      const v = column[i]!;
      view.setFloat64(i * 8, Number.isNaN(v) ? Number.NaN : v, true);
    }
    hash.update(new Uint8Array(view.buffer));
  }
  return `sha256:${bytesToHex(hash.digest())}`;
}
