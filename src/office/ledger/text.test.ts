import { expect, test } from 'vitest';
import { textKey } from './text.ts';

test('the key of usual texts is the one that any text has', () => {
  const slowly = (text: string): string =>
    text
      .normalize('NFKC')
      .toLowerCase()
      .replace(/[^\p{L}\p{N}]/gu, '');
  for (let code = 0; code <= 0xffff; code++) {
    const one = String.fromCharCode(code);
    for (const text of [one, `甲${one}Ｂ，`, `${one}${one}。`])
      if (textKey(text) !== slowly(text)) expect({ code, text }).toEqual({ code });
  }
  expect(textKey('（一）会议 过多，ＰＰＴ 做３次…')).toBe('一会议过多ppt做3次');
});
