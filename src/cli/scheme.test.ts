import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { emptyFolder, listed, minimalScheme, ours, shiji } from './command.fixture.ts';

function written(text: string, name = '方案.yaml'): string {
  const path = join(emptyFolder(), name);
  writeFileSync(path, text);
  return path;
}

describe('scheme check', () => {
  it('a good scheme: its hash, why satisfaction is first, and the five balances', async () => {
    const path = ours('data/schemes/enterprise-group.yaml');
    const { code, out } = await shiji('scheme', 'check', path);
    expect(code).toBe(0);
    expect(out).toMatch(/^方案合格/);
    expect(out).toMatch(/sha256:[0-9a-f]{64}/);
    expect(out).toMatch(/满意度指标合计占 \d/);
    expect(out).toContain('门槛：客户满意度门槛，不低于 80');
    for (const side of ['发展', '安全', '当前', '长远', '局部', '全局', '经济', '民生', '保护'])
      expect(out).toContain(side);
    const found = JSON.parse((await shiji('scheme', 'check', path, '--json')).out);
    expect(found).toMatchObject({ ok: true, issues: [] });
    expect(found.balance).toHaveLength(5);
    for (const { pair: _, ...shares } of found.balance)
      expect(Object.values<number>(shares).reduce((a, b) => a + b)).toBeCloseTo(1, 9);
  });

  it('every issue at once, with its line and path; exit code 1', async () => {
    const form = minimalScheme
      .replace('polarity: cost # 越少越好', 'polarity: less')
      .replace('horizon: latent', 'horizon: someday');
    const { code, out } = await shiji('scheme', 'check', written(form));
    expect(code).toBe(1);
    expect(out).toContain('方案不合格，有 2 处要改');
    expect(out).toContain('方案.yaml · 第 34 行 · indicators[1].polarity');
    expect(out).toMatch(/方案\.yaml · 第 \d+ 行 · indicators\[4\]\.horizon/);
    const mission = minimalScheme
      .replace('    nature: satisfaction\n', '')
      .replace('aspect: quality', 'aspect: scale');
    const found = JSON.parse((await shiji('scheme', 'check', written(mission), '--json')).out);
    expect(found.ok).toBe(false);
    expect(found.balance).toHaveLength(5);
    expect(found.issues.map((i: { code: string }) => i.code)).toEqual([
      'scheme.satisfaction-missing',
      'scheme.counterpart-missing',
    ]);
    for (const issue of found.issues) expect(issue.place).toMatch(/^方案\.yaml · 第 \d+ 行/);
  });

  it('reads JSON too, with tabs; says where a document is broken', async () => {
    const scheme = ours('data/schemes/tai.yaml');
    const { parse } = await import('yaml');
    const json = JSON.stringify(parse(readFileSync(scheme, 'utf8')), undefined, '\t');
    expect((await shiji('scheme', 'check', written(json, '方案.json'))).code).toBe(0);
    const twice = await shiji(
      'scheme',
      'check',
      written(minimalScheme.replace('about:', 'title:')),
    );
    expect(twice.code).toBe(3);
    expect(twice.err).toContain('两次同名');
    expect(twice.err).toContain('方案.yaml · 第 7 行');
    const bomb = [
      'a: &a [x, x, x, x, x, x, x, x, x]',
      'b: &b [*a, *a, *a, *a, *a, *a, *a, *a, *a]',
    ];
    const rest = ['c: &c [*b, *b, *b, *b, *b, *b, *b, *b, *b]', 'd: [*c, *c, *c, *c, *c, *c, *c]'];
    const unfolding = await shiji('scheme', 'check', written([...bomb, ...rest].join('\n')));
    expect(unfolding.code).toBeGreaterThan(0);
    const empty = await shiji('scheme', 'check', written('# 还没写\n'));
    expect(empty.code).toBe(3);
    expect(empty.err).toContain('shiji scheme init');
  });
});

describe('scheme init', () => {
  it.each(['enterprise-group', 'government-district', 'functional-department', 'minimal'])(
    '%s is valid without a warning, and nothing points outside it',
    async (template) => {
      const out = join(emptyFolder(), '新/方案.yaml');
      expect(await shiji('scheme', 'init', '--template', template, '--out', out)).toMatchObject({
        code: 0,
        err: '',
      });
      const text = readFileSync(out, 'utf8');
      expect(text).toContain('$schema=scheme.schema.json');
      expect(text).not.toContain('../');
      const found = JSON.parse((await shiji('scheme', 'check', out, '--json')).out);
      expect(found).toMatchObject({ ok: true, issues: [] });
    },
  );

  it('never overwrites', async () => {
    const path = written('我的方案');
    const { code, err } = await shiji('scheme', 'init', '--out', path);
    expect(code).toBe(2);
    expect(err).toContain('已经存在');
    expect(readFileSync(path, 'utf8')).toBe('我的方案');
    expect(listed(join(path, '..'))).toEqual(['方案.yaml']);
  });
});

describe('scheme diff', () => {
  it('names what changed, and what else a weight shifts', async () => {
    const a = written(minimalScheme);
    const b = written(
      minimalScheme
        .replace('parent: total, weight: 0.4 }', 'parent: total, weight: 0.35 }')
        .replace('parent: total, weight: 0.2 }', 'parent: total, weight: 0.25 }')
        .replace('method: minmax, range: [0, 100]', 'method: zscore'),
    );
    const { code, out } = await shiji('scheme', 'diff', a, b);
    expect(code).toBe(0);
    expect(out).toContain('nodes[1].weight（工作实绩）：0.4 → 0.35，占总权重 40.0% → 35.0%');
    expect(out).toContain('方法 normalise.method：minmax → zscore');
    expect(out).toMatch(/办件平均用时.*没有改，但别的改了，占总权重 20\.0% → 17\.5%/);
    expect((await shiji('scheme', 'diff', a, a)).out).toBe('两个方案一样。\n');
    const found = JSON.parse((await shiji('scheme', 'diff', a, b, '--json')).out);
    expect(found.same).toBe(false);
    expect(found.changes.length).toBeGreaterThan(4);
  });
});

describe('scheme schema', () => {
  it('is the JSON Schema that comes with the data, with or without --json', async () => {
    const committed = JSON.parse(readFileSync(ours('data/scheme.schema.json'), 'utf8'));
    for (const flags of [[], ['--json'], ['--quiet']])
      expect(JSON.parse((await shiji('scheme', 'schema', ...flags)).out)).toEqual(committed);
  });
});
