import { describe, expect, it } from 'vitest';
import { checkForm } from '../../contract/survey/check.ts';
import { questionKinds } from '../../contract/survey/form.ts';
import { draftOf, freeKey, newQuestion, readRoll } from './draft.ts';

describe('a survey while it is written', () => {
  it('questions begin with keys of their own, as the form wants them', () => {
    const questions = questionKinds.map((kind, i) =>
      newQuestion(
        kind,
        Array.from({ length: i }, (_, k) => `q${k + 1}`),
      ),
    );
    expect(questions.map((q) => q.id)).toEqual(['q1', 'q2', 'q3', 'q4', 'q5', 'q6']);
    expect(checkForm({ questions })).toEqual([]);
    expect(freeKey(Array.from({ length: 26 }, (_, i) => String.fromCharCode(97 + i)))).toBe('aa');
  });

  it('a roll is read by line; who belongs to no unit asked is told', () => {
    const units = [
      { unitId: '1', name: '三分公司', people: null },
      { unitId: '2', name: '机电项目部', people: null },
    ];
    const draft = {
      ...draftOf(undefined),
      units,
      roll: '三分公司\t王建国\n机电项目部 李红\n张三\n外部 赵四',
    };
    expect(readRoll(draft)).toEqual({
      rows: [
        { unitId: '1', name: '王建国' },
        { unitId: '2', name: '李红' },
      ],
      unknown: ['张三', '外部 赵四'],
    });
    expect(readRoll({ ...draft, units: units.slice(0, 1), roll: '张三' }).rows).toEqual([
      { unitId: '1', name: '张三' },
    ]);
  });
});
