import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { describe, expect, it } from 'vitest';
import {
  csvText,
  dataFile,
  emptyFolder,
  fixtureFile,
  hasData,
  hasFixtures,
  listed,
  office,
  ours,
  shiji,
  smallPanel,
  spawned,
} from './command.fixture.ts';

const four = ['bundle.shiji.json', 'report.html', 'results.csv', 'results.xlsx'];
const rowsOf = (path: string): Record<string, string>[] =>
  parse(readFileSync(path, 'utf8'), { columns: true }) as Record<string, string>[];
const asem = ['--scheme', ours('data/schemes/asem.yaml'), '--panel'];

describe.skipIf(!hasFixtures)('ASEM, from raw figures to the published index', () => {
  it('reproduces every score to 1e-9 and every rank, and the bundle verifies', async () => {
    const folder = emptyFolder();
    const raw = fixtureFile('coinr/asem_raw.csv');
    const ended = await spawned(['appraise', ...asem, raw, '--out', '结果'], { cwd: folder });
    expect(ended.code).toBe(0);
    for (const line of ['68.38372424  CHE Switzerland', '35.65554451  RUS Russian Federation'])
      expect(ended.out).toContain(line);
    expect(ended.out).toContain('不可区分：第 ');
    expect(ended.out).toContain('核验：shiji verify');
    expect(listed(join(folder, '结果'))).toEqual(four);

    const published = rowsOf(fixtureFile('coinr/asem_results_full_scores.csv'));
    const ours = new Map(rowsOf(join(folder, '结果/results.csv')).map((r) => [r.unit, r]));
    expect(ours.size).toBe(published.length);
    for (const { uCode, Rank, Index } of published) {
      const own = ours.get(uCode!)!;
      expect(Math.abs(Number(own.score) / Number(Index) - 1)).toBeLessThan(1e-9);
      expect(own.rank).toBe(Rank);
      expect(Number(own.rank_low)).toBeLessThanOrEqual(Number(own.rank));
      expect(Number(own.rank_high)).toBeGreaterThanOrEqual(Number(own.rank));
    }
    const report = readFileSync(join(folder, '结果/report.html'), 'utf8');
    expect(report).not.toMatch(/(?:src|href)="https?:/);
    const verified = await spawned(['verify', '结果/bundle.shiji.json'], { cwd: folder });
    expect(verified).toMatchObject({ code: 0, err: '' });
    expect(verified.out).toContain('核验通过');
  });

  it('interrupted while it computes leaves nothing', async () => {
    const folder = emptyFolder();
    const raw = fixtureFile('coinr/asem_raw.csv');
    const long = ['--replicates', '100000', '--sensitivity', '100000'];
    const running = spawned(['appraise', ...asem, raw, '--out', '结果', ...long], {
      cwd: folder,
      env: { NODE_OPTIONS: '--import=data:text/javascript,console.log(%22up%22)' },
      heard: (out, stop) => {
        if (out.includes('up')) setTimeout(stop, 1200, 'SIGINT');
      },
    });
    const { code, signal } = await running;
    expect(signal === 'SIGINT' || code === 130).toBe(true);
    expect(listed(folder)).toEqual([]);
  });
});

describe.skipIf(!hasData)('other real figures', () => {
  const out = (): string => join(emptyFolder(), '结果');

  it.each([
    ['tai', 'rank_EW'],
    ['tai-budget', 'rank_BAP'],
  ])('%s: 23 of 23 published ranks', async (name, column) => {
    const panel = dataFile('published/oecd_tai/tai_23_raw_and_published_ranks.csv');
    const folder = out();
    const scheme = ours(`data/schemes/${name}.yaml`);
    const run = ['appraise', '--scheme', scheme, '--panel', panel, '--out', folder];
    expect(await shiji(...run)).toMatchObject({ code: 0 });
    const found = rowsOf(join(folder, 'results.csv'));
    const published = rowsOf(panel);
    expect(published).toHaveLength(23);
    for (const { country, [column]: rank } of published)
      expect(found.find((r) => r.unit === country)).toMatchObject({ unit: country, rank });
  });

  it('provinces: the newest year unless another is named', async () => {
    const panel = dataFile('panels/cn-provinces-2011-2023.csv');
    const run = ['appraise', '--scheme', ours('data/schemes/provinces.yaml'), '--panel', panel];
    const newest = await shiji('--json', ...run, '--out', out());
    expect(JSON.parse(newest.out)).toMatchObject({ ok: true, period: '2023' });
    const older = JSON.parse(
      (await shiji('--json', ...run, '--out', out(), '--period', '2014')).out,
    );
    expect(older).toMatchObject({ period: '2014', replicates: 1000 });
    expect(older.units).toHaveLength(31);
    const unknown = await shiji(...run, '--out', out(), '--period', '1999');
    expect(unknown.code).toBe(3);
    expect(unknown.err).toContain('1999');
  });

  it('downloads of the statistics office as they come, one told which indicator it holds', async () => {
    const files = ['Tobby-分省年度数据.csv', '1lmq-分省年度数据.csv', 'tec-分省年度数据_4.csv'];
    const [output, people, spending] = files.map((f) => dataFile(`office/${f}`));
    const scheme = ours('docs/handbook/examples/province-downloads.yaml');
    const run = ['appraise', '--scheme', scheme, '--panel', output!, '--panel', people!];
    const told = ['--panel', `spending=${spending}`, '--period', '2017', '--out', out()];
    const { code, out: text } = await shiji(...run, ...told);
    expect(code).toBe(0);
    expect(text).toContain('2017 期，31 个单位');
    expect(text).toContain('北京市');
    const untold = await shiji(...run, '--panel', spending!, '--out', out());
    expect(untold.code).toBe(3);
    expect(untold.err).toContain('“指标名=文件”');
    const legacy = dataFile('office/2020-分省年度数据.xls');
    const old = await shiji('appraise', '--scheme', scheme, '--panel', legacy, '--out', out());
    expect(old.code).toBe(3);
    expect(old.err).toContain('另存为 xlsx');
    expect(old.err).toContain('2020-分省年度数据.xls');
  });
});

describe('results', () => {
  it('are the same bytes for the same seed and others for another', async () => {
    const { folder, argv } = office();
    const again = (name: string, seed: string): string[] => [
      ...argv.slice(0, -1),
      join(folder, name),
      '--seed',
      seed,
    ];
    await shiji(...again('a', '7'));
    await shiji(...again('b', '7'));
    await shiji(...again('c', '8'));
    const read = (path: string): string => readFileSync(join(folder, path)).toString('base64');
    for (const file of four) expect(read(`a/${file}`)).toBe(read(`b/${file}`));
    expect(read('a/bundle.shiji.json')).not.toBe(read('c/bundle.shiji.json'));
  });

  it('of generated figures say so', async () => {
    const folder = join(emptyFolder(), '结果');
    const scheme = ours('data/schemes/functional-department.yaml');
    const panel = ours('data/demo/functional-department.panel.csv');
    const run = ['--scheme', scheme, '--panel', panel, '--replicates', '50', '--out', folder];
    const { out } = await shiji('appraise', ...run);
    expect(out).toContain('演示数据');
    expect(readFileSync(join(folder, 'report.html'), 'utf8')).toContain('演示数据');
  });

  it('with --sensitivity show every index with its interval; a small sample is refused', async () => {
    const { folder, argv } = office();
    const { code, out } = await shiji(...argv, '--sensitivity');
    expect(code).toBe(0);
    expect(out).toMatch(/权重 +\d\.\d\d \[-?\d\.\d\d–\d\.\d\d\] +\d\.\d\d \[/);
    const small = await shiji(...argv.slice(0, -1), join(folder, '小'), '--sensitivity', '10');
    expect(small).toMatchObject({ code: 3, out: '' });
    expect(listed(folder)).not.toContain('小');
  });

  it('--quiet leaves out warnings and hints, --json everything but one document', async () => {
    const { folder, argv } = office();
    const to = (name: string): string[] => [...argv.slice(0, -1), join(folder, name)];
    const quiet = await shiji('--quiet', ...to('a'));
    expect(quiet.err).toBe('');
    expect(quiet.out).not.toContain('shiji verify');
    const { out, err } = await shiji('--json', ...to('b'));
    expect(err).toBe('');
    const found = JSON.parse(out);
    expect(found).toMatchObject({ ok: true, files: expect.arrayContaining(four), replicates: 50 });
    for (const unit of found.units)
      expect(unit).toMatchObject({ rank: expect.any(Number), rankLow: expect.any(Number) });
  });

  it('in English', async () => {
    const { out } = await shiji('--lang', 'en', ...office().argv);
    for (const words of ['8 units', 'rank', 'interval', 'Written to', 'Verify: shiji verify'])
      expect(out).toContain(words);
  });
});

describe('the folder of results', () => {
  it('is made with its parents, or used when empty; nothing else is left beside it', async () => {
    const { folder, argv } = office();
    const deep = join(folder, '甲/乙');
    expect((await shiji(...argv.slice(0, -1), deep)).code).toBe(0);
    expect(listed(deep)).toEqual(four);
    expect(listed(join(folder, '甲'))).toEqual(['乙']);
    mkdirSync(join(folder, '空'));
    symlinkSync(join(folder, '空'), join(folder, '链接'));
    expect((await shiji(...argv.slice(0, -1), join(folder, '链接'))).code).toBe(0);
    expect(listed(join(folder, '空'))).toEqual(four);
  });

  it('is refused when it holds something, before anything is computed', async () => {
    const { folder, argv } = office({ panel: '' });
    mkdirSync(join(folder, '结果'));
    writeFileSync(join(folder, '结果/我的.txt'), '留着');
    const refused = await shiji(...argv);
    expect(refused.code).toBe(2);
    expect(refused.err).toContain('--force');
    expect(refused.err).not.toContain('空的。');
  });

  it('with --force gets the four files and keeps the rest', async () => {
    const { folder, argv } = office();
    const result = join(folder, '结果');
    mkdirSync(result);
    writeFileSync(join(result, '我的.txt'), '留着');
    writeFileSync(join(result, 'results.csv'), '旧的');
    expect((await shiji(...argv, '--force')).code).toBe(0);
    expect(listed(result)).toEqual([...four, '我的.txt']);
    expect(readFileSync(join(result, '我的.txt'), 'utf8')).toBe('留着');
    expect(readFileSync(join(result, 'results.csv'), 'utf8')).toContain('rank_low');
  });

  it('with --force stays as it was when the figures are refused', async () => {
    const { folder, argv } = office({ panel: csvText(smallPanel().slice(0, 2)) });
    const result = join(folder, '结果');
    mkdirSync(result);
    writeFileSync(join(result, 'results.csv'), '旧的');
    expect((await shiji(...argv, '--force')).code).toBe(3);
    expect(listed(result)).toEqual(['results.csv']);
    expect(readFileSync(join(result, 'results.csv'), 'utf8')).toBe('旧的');
  });

  it('may not be a file', async () => {
    const { folder, argv } = office();
    const { code, err } = await shiji(...argv.slice(0, -1), join(folder, '数据.csv'));
    expect(code).toBe(4);
    expect(err).toContain('不是目录');
  });
});

describe('methods', () => {
  it('says how far the ranking moves, without ranks of units', async () => {
    const { argv } = office();
    const run = ['methods', ...argv.slice(1, 5)];
    const { code, out } = await shiji(...run);
    expect(code).toBe(0);
    expect(out).toMatch(/topsis +[01]\.\d{3}/);
    const found = JSON.parse((await shiji('--json', ...run)).out);
    const own = found.classes[0].methods.find((m: { method: string }) => m.method === 'wsm');
    expect(own).toMatchObject({ spearman: 1, moved: 0, largestMove: 0 });
    expect(own.kendall).toBeCloseTo(1, 12);
    expect(Object.keys(own)).not.toContain('rank');
  });
});
