import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkForm } from './check.ts';
import {
  type Answers,
  answerFrom,
  counted,
  END,
  type Form,
  firstWrong,
  pathOf,
  type Question,
  wrongWith,
} from './form.ts';

const options = [
  { id: 'a', text: '来过' },
  { id: 'b', text: '没来过' },
];
const asked = (id: string, more: Partial<Question> = {}): Question => ({
  id,
  kind: 'single',
  title: `第 ${id} 题`,
  required: true,
  options,
  ...more,
});
const codes = (form: Form): string[] => checkForm(form).map((i) => `${i.code} ${i.path}`);

describe('what may be opened', () => {
  it('a form that leads from the first question to the end', () => {
    const jumps = [{ option: 'b', to: END }];
    expect(codes({ questions: [asked('q1', { jumps }), asked('q2')] })).toEqual([]);
  });

  it('finds dead ends, ways back and questions nobody comes to', () => {
    const to = (a: string, b: string) => [
      { option: 'a', to: a },
      { option: 'b', to: b },
    ];
    expect(codes({ questions: [] })).toEqual(['empty questions']);
    expect(codes({ questions: [asked('q1', { jumps: to('q9', END) }), asked('q2')] })).toEqual([
      'jump-nowhere questions[0].jumps[0]',
      'unreachable questions[1]',
    ]);
    expect(codes({ questions: [asked('q1'), asked('q2', { jumps: to('q1', END) })] })).toEqual([
      'jump-back questions[1].jumps[0]',
    ]);
    // Skipped by every choice; optional, it could be passed without one.
    const skip = [asked('q1', { jumps: to('q3', 'q3') }), asked('q2'), asked('q3')];
    expect(codes({ questions: skip })).toEqual(['unreachable questions[1]']);
    expect(codes({ questions: [{ ...skip[0]!, required: false }, ...skip.slice(1)] })).toEqual([]);
  });

  it('finds questions that cannot be answered', () => {
    const questions = [
      asked('q1', { options: [] }),
      asked('q1', { kind: 'scale' }),
      asked('q3', { kind: 'matrix', points: 5 }),
      asked('q4', { kind: 'text', jumps: [{ option: 'a', to: END }], satisfaction: true }),
    ];
    expect(codes({ questions })).toEqual([
      'options-few questions[0]',
      'id-twice questions[1]',
      'points questions[1]',
      'rows-none questions[2]',
      'satisfaction questions[3]',
      'jump-kind questions[3].jumps[0]',
    ]);
  });

  it('whoever answers a form without faults comes to the end, every question fitting', () => {
    const target = fc.constantFrom('q1', 'q2', 'q3', 'q4', END);
    const jumps = fc.array(fc.record({ option: fc.constantFrom('a', 'b'), to: target }), {
      maxLength: 2,
    });
    fc.assert(
      fc.property(fc.tuple(jumps, jumps, jumps, jumps), fc.array(fc.boolean()), (all, picks) => {
        const form = { questions: all.map((j, i) => asked(`q${i + 1}`, { jumps: j })) };
        if (checkForm(form).length > 0) return;
        const answers: Answers = Object.fromEntries(
          form.questions.map((q, i) => [q.id, picks[i] ? 'a' : 'b']),
        );
        const ids = pathOf(form, answers).map((q) => q.id);
        expect(new Set(ids).size).toBe(ids.length);
        expect(firstWrong(form, answers)).toBeUndefined();
        expect(Object.keys(counted(form, answers))).toEqual(ids);
      }),
    );
  });
});

describe('answers', () => {
  const field = (given: Record<string, string>) => (name: string) => given[name];

  it('come from the fields of the form', () => {
    expect(answerFrom(asked('q1'), field({ 'q.q1': 'a' }))).toBe('a');
    const many = asked('q1', { kind: 'multiple' });
    expect(answerFrom(many, field({ 'q.q1.b': '1' }))).toEqual(['b']);
    expect(answerFrom(many, field({}))).toBeUndefined();
    const order = asked('q1', { kind: 'ranking' });
    expect(answerFrom(order, field({ 'q.q1.a': '2', 'q.q1.b': '1' }))).toEqual(['b', 'a']);
    const matrix = asked('q1', { kind: 'matrix', points: 5, rows: options });
    expect(answerFrom(matrix, field({ 'q.q1.a': '4' }))).toEqual({ a: 4 });
  });

  it('that do not fit say why', () => {
    expect(wrongWith(asked('q1'), undefined)).toBe('survey:wrong-missing');
    expect(wrongWith(asked('q1', { required: false }), undefined)).toBeUndefined();
    expect(wrongWith(asked('q1'), 'z')).toBe('survey:wrong-choice');
    expect(wrongWith(asked('q1', { kind: 'scale', points: 5 }), 6)).toBe('survey:wrong-mark');
    expect(wrongWith(asked('q1', { kind: 'ranking' }), ['a'])).toBe('survey:wrong-order');
    const tie = answerFrom(
      asked('q1', { kind: 'ranking' }),
      field({ 'q.q1.a': '1', 'q.q1.b': '1' }),
    );
    expect(wrongWith(asked('q1', { kind: 'ranking' }), tie)).toBe('survey:wrong-order');
    const matrix = asked('q1', { kind: 'matrix', points: 5, rows: options });
    expect(wrongWith(matrix, { a: 4 })).toBe('survey:wrong-mark');
    expect(wrongWith(matrix, { a: 4, b: 5 })).toBeUndefined();
    expect(wrongWith(asked('q1', { kind: 'text' }), '字'.repeat(1001))).toBe('survey:wrong-long');
  });

  it('to questions that are not asked do not count', () => {
    const jumps = [{ option: 'b', to: END }];
    const form = { questions: [asked('q1', { jumps }), asked('q2')] };
    expect(counted(form, { q1: 'b', q2: 'a', zz: 'a' })).toEqual({ q1: 'b' });
  });
});
