import { describe, expect, it } from 'vitest';
import type { AppError } from '../platform/error.ts';
import { demandStrong } from './passwords.ts';

const own = ['zhangwei', '张伟', '三分公司', '城建集团', 'CJ3'];
/** Why a password is refused; nothing when it is not. */
async function reasons(password: string): Promise<string[]> {
  try {
    await demandStrong(password, own);
    return [];
  } catch (error) {
    return (error as AppError).issues.map((i) => i.code.replace('identity:weak-', ''));
  }
}

describe('a password is refused', () => {
  it.each([
    ['password1234', 'leaked'],
    ['woaini1314', 'leaked'],
    ['woaini1314520', 'leaked'],
    ['5201314520', 'leaked'],
    ['P@ssw0rd2024', 'leaked'],
    ['qwertyuiop', 'leaked'],
    ['19900101zhang', 'date'],
    ['1990-01-01!', 'date'],
    ['三分公司2026年', 'own-name'],
    ['城建集团2026', 'own-name'],
    ['Zhangwei123', 'own-name'],
    ['张伟张伟张伟2026', 'repeat'],
    ['abcdefghij', 'run'],
    ['aaaaaaaaaa', 'repeat'],
    ['a'.repeat(200), 'repeat'],
  ])('%s: %s', async (password, reason) => {
    expect(await reasons(password)).toContain(reason);
  });
});

describe('a password is taken', () => {
  it.each([
    '一句足够长的测试密码',
    '院里的枇杷树又结果了',
    'correct horse battery staple',
    'kQ9xmP2vTz',
    'zhongguo-枇杷-lantern',
  ])('%s, without digits or signs being asked for', async (password) => {
    expect(await reasons(password)).toEqual([]);
  });
});
