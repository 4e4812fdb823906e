import { spawn } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { columns, displayWidth } from './columns.ts';
import { office, ours, shiji, spawned } from './command.fixture.ts';

const commands = [
  'appraise',
  'verify',
  'methods',
  'scheme',
  'serve',
  'demo',
  'admin-link',
  'access-report',
];
const runnable = commands.filter((c) => c !== 'scheme');

describe('help', () => {
  it('is Chinese throughout by default, and lists commands, examples and exit codes', async () => {
    const { code, out, err } = await shiji('--help');
    expect([code, err]).toEqual([0, '']);
    for (const word of [
      ...commands,
      '用法：',
      '选项：',
      '命令：',
      '例：',
      '退出码：0 成功',
      '130 中断',
    ])
      expect(out).toContain(word);
    expect(out).not.toMatch(/Usage|Options|Commands|\[options\]|\(default/);
  });

  it('is English with --lang en, wherever the option stands', async () => {
    for (const argv of [
      ['--lang', 'en', '--help'],
      ['--help', '--lang=en'],
    ]) {
      const { out } = await shiji(...argv);
      expect(out).toMatch(/^Usage: shiji/);
      expect(out).toContain('Exit codes: 0 done');
      expect(out).not.toMatch(/\p{Script=Han}/u);
    }
  });

  it.each(runnable)('%s has its own, with the global options', async (name) => {
    for (const lang of ['zh-CN', 'en']) {
      const { code, out } = await shiji(name, '--help', '--lang', lang);
      expect(code).toBe(0);
      expect(out).toContain(`shiji ${name}`);
      expect(out).toContain('--json');
      if (lang === 'en') expect(out.replace(/方案\S*/g, '')).not.toMatch(/\p{Script=Han}/u);
    }
  });

  it('aligns columns though Chinese characters are two wide', () => {
    expect(displayWidth('实绩 ab')).toBe(7);
    expect(
      columns(
        [
          ['甲', '1'],
          ['abc', '22'],
        ],
        [1],
      ),
    ).toEqual(['甲    1', 'abc  22']);
  });
});

describe('wrong usage: exit code 2, said in the language asked for', () => {
  it.each([
    [[], '用法：', 'Usage:'],
    [['scheme'], 'scheme', 'scheme'],
    [
      ['apraise'],
      '没有 apraise 这个命令。是不是 appraise？',
      'no command apraise. Did you mean appraise?',
    ],
    [['verify'], '缺少参数 <bundle>', '<bundle> is missing'],
    [['verify', 'a', 'b'], '参数太多', 'Too many arguments for verify'],
    [['appraise', '--panel', 'x'], '缺少 --scheme <file>', '--scheme <file> is missing'],
    [['serve', '--prot', '1'], '没有 --prot 这个选项。是不是 --port？', 'Did you mean --port?'],
    [['serve', '--port'], '--port <n> 后面要写值', '--port <n> needs a value'],
    [['serve', '--port', '70000'], '“70000”：要写 0 到 65535 的整数', 'from 0 to 65535'],
    [['scheme', 'init', '--template', '大'], '没有“大”这个样板', 'no template “大”'],
  ] as const)('%j', async (argv, zh, en) => {
    const chinese = await shiji(...argv);
    expect(chinese).toMatchObject({ code: 2, out: '' });
    expect(chinese.err).toContain(zh);
    expect(chinese.err).not.toMatch(/error:|Usage:/);
    const english = await shiji('--lang', 'en', ...argv);
    expect(english).toMatchObject({ code: 2, out: '' });
    expect(english.err).toContain(en);
  });

  it('refuses a language it does not have', async () => {
    const { code, err } = await shiji('--lang', 'fr', 'scheme', 'schema');
    expect(code).toBe(2);
    expect(err).toContain('没有“fr”这种语言，有：zh-CN、en');
  });

  it('is one JSON document with --json', async () => {
    const { code, out } = await shiji('--json', 'verify');
    expect(code).toBe(2);
    expect(JSON.parse(out)).toMatchObject({ ok: false, exitCode: 2, error: expect.any(String) });
  });
});

describe('the real command', () => {
  it('prints its version, whatever the language of the system', async () => {
    const { code, out } = await spawned(['--version'], {
      env: { LANG: 'en_US.UTF-8', LC_ALL: 'C' },
    });
    expect(code).toBe(0);
    expect(out).toMatch(/^\d+\.\d+\.\d+\n$/);
  });

  it('ends quietly when its reader goes away', async () => {
    const shell = `"${process.execPath}" "${ours('bin/shiji.js')}" scheme schema | head -1`;
    const child = spawn('sh', ['-c', shell], { stdio: ['ignore', 'pipe', 'pipe'] });
    let err = '';
    child.stderr.on('data', (chunk) => {
      err += chunk;
    });
    await new Promise((done) => child.on('close', done));
    expect(err).toBe('');
  });

  it('shows a trace only with --debug', async () => {
    const { argv } = office({ panel: '' });
    expect((await shiji(...argv)).err).not.toContain('    at ');
    expect((await shiji('--debug', ...argv)).err).toContain('    at ');
  });
});
