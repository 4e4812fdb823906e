import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { pieces } from './Highlighted.tsx';

const web = fileURLToPath(new URL('..', import.meta.url));
const files = readdirSync(web, { recursive: true, withFileTypes: true })
  .filter((e) => e.isFile() && /\.(css|tsx?)$/.test(e.name) && !/\.test\.tsx?$/.test(e.name))
  .map((e) => join(e.parentPath, e.name));
const tokens = readFileSync(join(web, 'shell/tokens.css'), 'utf8');

/** What a rule of tokens.css sets, by name. */
function set(selector: string): Map<string, string> {
  const rule = new RegExp(`^${selector.replace(/[[\]"]/g, '\\$&')} \\{([^}]*)\\}`, 'm').exec(
    tokens,
  )!;
  return new Map([...rule[1]!.matchAll(/(--[\w-]+): ([^;]+);/g)].map((m) => [m[1]!, m[2]!]));
}

/** Relative luminance of WCAG 2. */
function luminance(hex: string): number {
  const full = hex.length === 4 ? hex.replace(/[\da-f]/g, '$&$&') : hex;
  const [r, g, b] = [1, 3, 5].map((at) => {
    const c = Number.parseInt(full.slice(at, at + 2), 16) / 255;
    return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r! + 0.7152 * g! + 0.0722 * b!;
}
const contrast = (a: string, b: string): number => {
  const [x, y] = [luminance(a), luminance(b)].sort((p, q) => q - p);
  return (x! + 0.05) / (y! + 0.05);
};

describe('colours', () => {
  it('are named in one place, so that every page follows the reader’s choice', () => {
    const own = files.filter(
      // A code to be photographed is black on white in any light.
      (f) => !/shell\/(tokens\.css|theme\.ts)$|identity\/Qr\.tsx$/.test(f),
    );
    const strange = own.filter((f) =>
      /(?<![\w&])#(?:[\da-f]{6}|[\da-f]{3})\b(?!-)/i.test(readFileSync(f, 'utf8')),
    );
    expect(strange.map((f) => f.slice(web.length))).toEqual([]);
  });

  it('are all there in the dark, and every one that is used is there', () => {
    const light = set(':root');
    const dark = set(':root[data-theme="dark"]');
    const coloured = [...light.keys()].filter((k) => light.get(k)!.startsWith('#'));
    expect([...dark.keys()].sort()).toEqual(coloured.sort());
    const used = files.flatMap((f) =>
      [...readFileSync(f, 'utf8').matchAll(/var\((--[\w-]+)\)/g)].map((m) => m[1]!),
    );
    expect([...new Set(used)].filter((name) => !light.has(name))).toEqual([]);
  });

  it.each([':root', ':root[data-theme="dark"]'])('can be read on every ground: %s', (selector) => {
    const colours = set(selector);
    const grounds = ['surface', 'ground', 'raised', 'hover', 'chosen'];
    const words = ['text', 'dim', 'faint', 'link', 'identity', 'good', 'bad', 'flag', 'doing'];
    const faint = words.flatMap((word) =>
      grounds
        .filter((g) => contrast(colours.get(`--${word}`)!, colours.get(`--${g}`)!) < 4.5)
        .map((g) => `${word} on ${g}`),
    );
    expect(faint).toEqual([]);
  });
});

describe('words found in a text', () => {
  it('are marked wherever they stand, signs of patterns as they are', () => {
    const found = (text: string, words: string) =>
      pieces(text, words).flatMap((p) => (p.found ? p.text : []));
    expect(found('机电分公司机电部', '机电 部')).toEqual(['机电', '机电', '部']);
    expect(found('A.B 公司', 'a.')).toEqual(['A.']);
    expect(found('公司', '(')).toEqual([]);
    expect(pieces('公司', ' ')).toEqual([{ text: '公司', found: false }]);
  });
});
