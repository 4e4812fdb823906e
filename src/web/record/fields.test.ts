import { describe, expect, it } from 'vitest';
import { createTranslator } from '../../contract/messages/index.ts';
import { shownValue } from './fields.ts';

const t = createTranslator('zh-CN');
const id = '019ac000-0000-7000-8000-000000000001';
const shown = (path: string, value: string, names = {}) =>
  shownValue(t, { act: 'problem.change', path, value, names });

describe('a value of an entry', () => {
  it('that names another thing stands as its name, or as what kind of thing it is', () => {
    expect(shown('problem.origin', `session:${id}`, { [id]: '剖析报修积压' })).toBe('剖析报修积压');
    expect(shown('problem.origin', `session:${id}`)).toBe('学习研讨');
    expect(shown('problem.origin', `special:${id}`)).toBe('专项整治');
    expect(shown('problem.origin', `voice:${id}`)).toBe('群众声音');
  });

  it('that is a tendency stands in the words of its campaign, a code elsewhere as a word', () => {
    const names = { 'tendency:haste.figures': '数字注水' };
    expect(shown('problem.tendency', 'haste.figures', names)).toBe('数字注水');
    expect(shown('problem.tendency', 'haste.figures')).toBe('haste.figures');
    expect(shown('problem.severity', 'grave', names)).toBe('严重');
  });
});
