import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { closedBallot } from '../../test/setup/ballot.ts';
import { emptyFolder, shiji, spawned } from './command.fixture.ts';

const many = (n: number, ...answers: string[]) => Array.from({ length: n }, () => answers);
const closed = closedBallot({
  B: { roll: 9, weight: 40, votes: many(4, 'a', 'a') },
  C: { roll: 40, weight: 60, votes: [...many(12, 'a', 'b'), ...many(8, 'b', '')] },
});
const sha256 = createHash('sha256').update(closed.text).digest('hex');

function file(text: string): string {
  const path = join(emptyFolder(), '公示文件.json');
  writeFileSync(path, text);
  return path;
}
const recounted = (text: string, ...flags: readonly string[]) =>
  shiji('ballot', 'recount', file(text), ...flags);

describe('ballot recount', () => {
  it('tells turnout, counts and intervals in both languages, and that all holds', async () => {
    const { code, out, err } = await recounted(closed.text);
    expect([code, err]).toEqual([0, '']);
    expect(out).toContain('B类：名册 9 人，领票 4 张，投票不足 5 张，不计票、不公开');
    expect(out).toContain('C类：名册 40 人，领票 20 张，投票 20 张');
    expect(out).toContain('C类：优秀 12 · 称职 8 · 不称职 0；平均 92.00 分（95% 区间 ');
    expect(out).toContain(sha256);
    expect(out).toContain('✓ 核对通过');
    const english = await recounted(closed.text, '--lang', 'en');
    expect(english.out).toContain('✓ It holds');
    const report = JSON.parse((await recounted(closed.text, '--json')).out);
    expect(report).toMatchObject({ ok: true, votes: 20, faults: [], sha256, asRecorded: true });
  });

  it('tells each fault and ends with 1', async () => {
    const [vote] = closed.count.votes;
    const forged = {
      ...closed.count,
      votes: [
        { ...vote!, items: vote!.items.map((o) => ({ ...o, answer: 'c' })) },
        ...closed.count.votes.slice(1),
      ],
    };
    const { code, out } = await recounted(closed.seal(forged));
    expect(code).toBe(1);
    expect(out).toContain(`✗ 有一张票签名无效：是伪造的，或被改过（${vote!.token}）`);
    expect(out).toContain('✗ 文件里写的结果与重新计票的结果不一样');
    expect(out).toContain('✗ 核对不通过');
    const edited = await recounted(closed.text.replace('"drawn":20', '"drawn":21'));
    expect(edited.code).toBe(1);
    expect(edited.out).toContain('✗ 封签不对：关箱之后有人改过文件');
  });

  it('holds the file against the hash on record, and finds one’s own vote', async () => {
    expect((await recounted(closed.text, '--hash', sha256.toUpperCase())).code).toBe(0);
    const other = await recounted(closed.text, '--hash', '0'.repeat(64));
    expect(other.code).toBe(1);
    expect(other.out).toContain('这不是当时公布的那一份');
    const { token } = closed.votes[4]!;
    const mine = await recounted(closed.text, '--token', token.replace(/(.{8})/g, '$1 ').trim());
    expect(mine.out).toContain('你的一票在里面：\n  领导班子：优秀\n  工会工作：称职');
    // Of an electorate that is not laid open.
    const hidden = await recounted(closed.text, '--token', closed.votes[0]!.token);
    expect(hidden.out).toContain('没有这个查票码的票');
  });

  it.each([
    ['', /读不懂：文件不完整/],
    [closed.text.slice(0, -9), /读不懂：文件不完整/],
    ['{"format":"other"}', /这不是民主测评的公示文件/],
    [closed.text.replace('"weight":40', '"weight":-1'), /“paper.electorates.0.weight”处的内容不对/],
  ])('says what is wrong with a bad file: %.20s', async (text, told) => {
    const { code, err } = await recounted(text);
    expect(code).toBe(3);
    expect(err).toMatch(told);
  });

  it('needs neither database nor home', async () => {
    expect((await shiji('ballot', 'recount', '没有的文件.json')).code).toBe(3);
    const folder = await shiji('ballot', 'recount', emptyFolder());
    expect([folder.code, folder.err.includes('是文件夹')]).toEqual([3, true]);
    const env = {
      SHIJI_HOME: '/proc/none',
      DATABASE_URL: 'postgres://a:b@127.0.0.1:1/none',
    };
    const cwd = emptyFolder();
    const { code, out } = await spawned(['ballot', 'recount', file(closed.text)], { cwd, env });
    expect(code).toBe(0);
    expect(out).toContain('✓ 核对通过');
  });
});
