import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

describe('messages', () => {
  const catalogue = (lang: string): Record<string, string> =>
    JSON.parse(
      readFileSync(new URL(`../../contract/messages/${lang}/engine.json`, import.meta.url), 'utf8'),
    );
  const zh = catalogue('zh-CN');
  const en = catalogue('en');
  const placeholders = (text: string): string[] =>
    [...text.matchAll(/\{\{(\w+)\}\}/g)].map((m) => m[1]!).sort();

  it('are in both languages, sorted, with the same placeholders', () => {
    expect(Object.keys(zh)).toEqual(Object.keys(en));
    expect(Object.keys(zh)).toEqual([...Object.keys(zh)].sort());
    for (const key of Object.keys(zh))
      expect([key, new Set(placeholders(zh[key]!))]).toEqual([
        key,
        new Set(placeholders(en[key]!)),
      ]);
  });

  it('exist for every code the engine can give', () => {
    const engine = new URL('../', import.meta.url);
    const sources = (readdirSync(engine, { recursive: true }) as string[]).filter(
      (f) => f.endsWith('.ts') && !f.endsWith('.test.ts'),
    );
    const codes = new Set<string>();
    for (const file of sources)
      for (const [, code] of readFileSync(new URL(file, engine), 'utf8').matchAll(
        /code:(?:[^,{}'`]*\?)?\s*'([a-z]+\.[a-z0-9-]+)'/g,
      ))
        codes.add(code!);
    expect(codes.size).toBeGreaterThan(80);
    expect([...codes].filter((code) => !(code in zh))).toEqual([]);
  });

  it('say what ENGINE asks for', () => {
    expect(en['scheme.weights-sum']).toBe(
      'weights under "{{node}}" sum to {{sum}}, expected {{expected}}',
    );
  });
});
