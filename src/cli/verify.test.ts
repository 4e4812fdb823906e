import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Bundle, canonical, digest } from '../engine/index.ts';
import { emptyFolder, listed, office, shiji } from './command.fixture.ts';

let sealed = '';
beforeAll(async () => {
  const { folder, argv } = office();
  expect((await shiji(...argv)).code).toBe(0);
  sealed = readFileSync(join(folder, '结果/bundle.shiji.json'), 'utf8');
});

/** Writes a bundle and verifies it. */
async function verified(text: string, ...flags: readonly string[]) {
  const path = join(emptyFolder(), '结果包.json');
  writeFileSync(path, text);
  return shiji('verify', path, ...flags);
}

// biome-ignore lint/suspicious/noExplicitAny: tampering does not keep to types
type Draft = { -readonly [K in keyof Bundle]: any };
function changed(change: (bundle: Draft) => void): string {
  const bundle = JSON.parse(sealed) as Draft;
  change(bundle);
  return `${canonical(bundle)}\n`;
}
const rehash = (bundle: Draft): void => {
  for (const part of ['scheme', 'panel', 'result'] as const)
    bundle.hashes[part] = digest(bundle[part]);
};

describe('verify', () => {
  it('a bundle as it was sealed: exit code 0, four checks, in both languages', async () => {
    const { code, out, err } = await verified(sealed);
    expect([code, err]).toEqual([0, '']);
    expect(out.match(/^✓/gm)).toHaveLength(4);
    expect(out).toContain('核验通过');
    const english = await verified(sealed, '--lang', 'en');
    expect(english.out).toContain('Verified: the result recomputes bit for bit');
    const report = JSON.parse((await verified(sealed, '--json')).out);
    expect(report).toMatchObject({ ok: true, asSealed: true });
  });

  const oneBit = (value: number): number => {
    const view = new DataView(new ArrayBuffer(8));
    view.setFloat64(0, value);
    view.setUint8(7, view.getUint8(7) ^ 1);
    return view.getFloat64(0);
  };

  it.each<[string, (b: Draft) => void, RegExp]>([
    ['scheme', (b) => (b.scheme.title = '别的'), /✗ 方案被改动过/],
    ['a weight of the scheme', (b) => (b.scheme.indicators[0].weight = 0.41), /✗ 方案被改动过/],
    ['a figure', (b) => (b.panel.columns[0][2] += 0.01), /✗ 数据被改动过/],
    ['a unit’s name', (b) => (b.panel.names[1] = '某单位'), /✗ 数据被改动过/],
    ['a missing figure', (b) => (b.panel.columns[3][1] = null), /✗ 数据被改动过/],
    [
      'one bit of a score',
      (b) => (b.result.score[0] = oneBit(b.result.score[0])),
      /✗ 结果被改动过/,
    ],
    ['a rank', (b) => b.result.rank.reverse(), /✗ 结果被改动过/],
    ['an interval', (b) => b.result.uncertainty.rankHigh[0]++, /✗ 结果被改动过/],
    ['a weight in use', (b) => (b.result.weights.energy = 0.5), /✗ 结果被改动过/],
    ['the hash of the scheme', (b) => (b.hashes.scheme = digest('')), /✗ 方案被改动过/],
    ['the hash of the panel', (b) => (b.hashes.panel = digest('')), /✗ 数据被改动过/],
    ['the hash of the result', (b) => (b.hashes.result = digest('')), /✗ 结果被改动过/],
    ['the seed', (b) => b.run.seed++, /✗ 重新计算，结果不同/],
    ['the number of replicates', (b) => b.run.replicates++, /✗ 重新计算，结果不同/],
    ['the period', (b) => (b.run.period = '2020'), /✗ 包里的方案或数据已不能计算/],
  ])('%s changed: exit code 1, and it is named', async (_, change, named) => {
    const { code, out } = await verified(changed(change));
    expect(code).toBe(1);
    expect(out).toMatch(named);
    expect(out).toMatch(/核验不通过。\n$/);
  });

  it('forged hashes do not help: the first step and the first cell that differ are named', async () => {
    const figure = changed((b) => {
      b.panel.columns[0][2] += 1;
      rehash(b);
    });
    const data = await verified(figure);
    expect(data.code).toBe(1);
    expect(data.out).toContain('从这一步起不同：原始数据');
    expect(data.out).toMatch(/第一处不同：base\[\d\] \(.+\)，封存的是 [\d.]+，算出来是 [\d.]+/);
    const score = changed((b) => {
      b.result.score[3] += 1e-9;
      rehash(b);
    });
    const forged = await verified(score);
    expect(forged.code).toBe(1);
    expect(forged.out).toContain('第一处不同：score[3] (北原)');
    const scheme = changed((b) => {
      b.scheme.indicators[1].weight = 0.4;
      b.scheme.indicators[2].weight = 0.6;
      rehash(b);
    });
    const weights = await verified(scheme);
    expect(weights.code).toBe(1);
    expect(weights.out).toContain('从这一步起不同：合成');
  });

  it('a key written twice, or another layout, is not the file that was sealed', async () => {
    const twice = sealed.replace('"result":{', '"result":{"rank":[8,7,6,5,4,3,2,1]},"result":{');
    for (const text of [twice, JSON.stringify(JSON.parse(sealed), undefined, 2)]) {
      const { code, out } = await verified(text);
      expect(code).toBe(1);
      expect(out).toContain('文件不是封存时的写法');
    }
  });

  it('sealed by another version of the engine: said', async () => {
    const { out } = await verified(changed((b) => (b.engine = '0.0.1')));
    expect(out).toContain('0.0.1');
  });

  it.each([
    ['', '结果包'],
    [() => sealed.slice(0, -200), '可能没有下载完'],
    ['{"format":"shiji-bundle/2"}', '不是封存的结果文件'],
    ['[1,2]', '不是封存的结果文件'],
    ['null', '不是封存的结果文件'],
  ])('something that is no bundle is bad input, with the file', async (text, words) => {
    const { code, out, err } = await verified(typeof text === 'string' ? text : text());
    expect([code, out]).toEqual([3, '']);
    expect(err).toContain(words);
    expect(err).toContain('结果包.json');
  });

  it('writes nothing', async () => {
    const folder = emptyFolder();
    writeFileSync(join(folder, 'b.json'), sealed);
    await shiji('verify', join(folder, 'b.json'));
    expect(listed(folder)).toEqual(['b.json']);
  });
});
