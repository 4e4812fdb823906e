import { describe, expect, test } from 'vitest';
import { type LedgerPerson, likestPeople, partsOfName, personResolver } from './people.ts';

const person = (id: string, name: string, path: string): LedgerPerson => ({
  ...{ id, name, path, unit: path, post: null },
});
const people = [
  person('a', '张三', 'root.b1'),
  person('b', '张三', 'root.b1'),
  person('c', '张三', 'root.b2'),
  person('d', '张三', 'root.b22'),
  person('e', '李四', 'root'),
  person('f', '李建国', 'root.b1'),
];

describe('whom a name means', () => {
  test('the one of the unit, else of the units above or under it; a unit whose path only begins alike is neither', () => {
    const of = personResolver(people);
    expect(of('张三', 'root.b2')).toEqual({ kind: 'one', id: 'c' });
    expect(of('李四', 'root.b2.c')).toEqual({ kind: 'one', id: 'e' });
    expect(of('张三', 'root.b1')).toMatchObject({
      kind: 'several',
      of: [{ id: 'a' }, { id: 'b' }],
    });
    // Under b2 alone, not under b22.
    expect(of('张三', 'root.b2.x')).toEqual({ kind: 'one', id: 'c' });
    expect(of('王五', 'root.b1')).toEqual({ kind: 'unknown', asked: false });
  });

  test('who was picked counts where the row could mean them, the newest first', () => {
    const of = personResolver(people, { 张三: ['b', 'a'], 老李: ['f'], 王师傅: 'none' });
    expect(of('张三', 'root.b1')).toEqual({ kind: 'one', id: 'b' });
    expect(of('张三', 'root.b2')).toEqual({ kind: 'one', id: 'c' });
    expect(of('老李', 'root.b2')).toEqual({ kind: 'one', id: 'f' });
    expect(of('王师傅', 'root.b1')).toEqual({ kind: 'unknown', asked: true });
    expect(personResolver(people, { 张三: ['c'] })('张三', 'root.b1').kind).toBe('several');
  });

  test('suggests who stands in the words, is written nearly so, or has the family name before a title', () => {
    const like = (name: string) => likestPeople(name, ['root.b1'], people).map((p) => p.name)[0];
    expect(like('李四同志')).toBe('李四');
    expect(like('李健国')).toBe('李建国');
    expect(like('李经理')).toBe('李建国');
    expect(like('欧阳某')).toBeUndefined();
    expect(partsOfName('李四同志')).toContain('李四');
  });
});
