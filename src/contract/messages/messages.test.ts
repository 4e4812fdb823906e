import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { permissions } from '../permissions.ts';
import { createTranslator } from './index.ts';

const folder = fileURLToPath(new URL('.', import.meta.url));
const source = fileURLToPath(new URL('../../', import.meta.url));

type Catalogue = Record<string, string>;
const read = (lang: string): Catalogue =>
  Object.assign(
    {},
    ...readdirSync(join(folder, lang)).map((f) =>
      JSON.parse(readFileSync(join(folder, lang, f), 'utf8')),
    ),
  );
const zh = read('zh-CN');
const en = read('en');

const texts = readdirSync(source, { recursive: true, withFileTypes: true })
  .filter((e) => e.isFile() && /\.tsx?$/.test(e.name) && !/\.test\.tsx?$/.test(e.name))
  .map((e) => readFileSync(join(e.parentPath, e.name), 'utf8'))
  .join('\n');
/**
 * Catalogues whose keys the code writes out, whole or as the beginning of a template: older
 * ones with a dot, rooms with a colon (`org:search`; `org.search` would be an operation).
 */
const dotted = ['web', 'office', 'cli', 'server'];
const coloned = readdirSync(join(folder, 'zh-CN'))
  .map((f) => f.replace('.json', ''))
  .filter((room) => room !== 'engine' && !dotted.includes(room));
const rooms = String.raw`(?:(?:${dotted.join('|')})\.|(?:${coloned.join('|')}):)`;
const written = new RegExp(`['"\`](${rooms}[\\w.-]*)(\\$\\{|<)?`, 'g');
const ofRooms = new RegExp(`^${rooms}`);
const used = [...texts.matchAll(written)]
  .map((m) => ({
    key: m[1]!,
    open: m[2] !== undefined || m[1]!.endsWith('.'),
  }))
  // `person:${id}` names the subject of an entry of the record.
  .filter(({ key }) => !key.endsWith(':'));

const slots = (text: string): string[] =>
  [...text.matchAll(/\{\{(\w+)\}\}/g)].map((m) => m[1]!).sort();

describe('message catalogues', () => {
  it('have the same keys in Chinese and English', () => {
    expect(Object.keys(en).sort()).toEqual(Object.keys(zh).sort());
  });

  it('fill the same slots in both', () => {
    const differing = Object.keys(zh).filter((k) => {
      const [a, b] = [new Set(slots(zh[k]!)), new Set(slots(en[k] ?? ''))];
      return [...a].some((s) => !b.has(s)) || [...b].some((s) => !a.has(s));
    });
    expect(differing).toEqual([]);
  });

  it('hold every key the code writes out', () => {
    const missing = used
      .filter(({ key, open }) =>
        open ? !Object.keys(zh).some((k) => k.startsWith(key)) : !(key in zh),
      )
      .map(({ key }) => key);
    expect([...new Set(missing)]).toEqual([]);
  });

  it('hold nothing the code does not use', () => {
    const unused = Object.keys(zh)
      .filter((k) => ofRooms.test(k))
      .filter((k) => !used.some(({ key, open }) => (open ? k.startsWith(key) : k === key)));
    expect(unused).toEqual([]);
  });

  it('have no Chinese left in English, and no English sentence in Chinese', () => {
    const chinese = Object.entries(en).filter(([, v]) =>
      /\p{Script=Han}/u.test(v.replace(/《[^》]*》|“[^”]*”/g, '')),
    );
    expect(chinese.map(([k]) => k)).toEqual([]);
    const latin = Object.entries(zh).filter(
      ([, v]) => !/\p{Script=Han}/u.test(v) && /[a-z]{4,} [a-z]{3,}/i.test(v),
    );
    expect(latin.map(([k]) => k)).toEqual([]);
  });

  it('name every permission', () => {
    const all = [...new Set(Object.values(permissions).flat())];
    expect(all.filter((p) => !(`permission:may-${p}` in zh))).toEqual([]);
    const none = Object.keys(zh).filter(
      (k) => k.startsWith('permission:') && !all.includes(k.slice(15) as (typeof all)[number]),
    );
    expect(none).toEqual([]);
  });

  it('translate with parameters', () => {
    expect(createTranslator('zh-CN')('office.at-row', { row: 5 })).toContain('5');
    expect(createTranslator('en')('office.at-row', { row: 5 })).toContain('row 5');
  });
});
