import { describe, expect, it } from 'vitest';
import { issuesOf } from './broken.fixture.ts';
import type { LooseScheme } from './example.fixture.ts';

describe('grades and decisions', () => {
  const decide = (fields: object) => (d: LooseScheme) => Object.assign(d, { decide: fields });
  const gate = (fields: object) =>
    decide({
      gates: [
        { id: 'g', name: '门槛', subject: 'satisfied', atLeast: 80, bestGrade: 'good', ...fields },
      ],
    });
  const veto = (grade: string) =>
    decide({ vetoes: [{ id: 'v', name: '重大事故', column: 'accidents', grade }] });
  const grades =
    (list: object[], quotas: object[] = []) =>
    (d: LooseScheme) =>
      Object.assign(d, { grade: { grades: list, quotas } });
  const a = { id: 'a', name: '甲', from: 90 };
  const b = { id: 'b', name: '乙', from: 80 };
  const c = { id: 'c', name: '丙' };

  it.each<[string, (doc: LooseScheme) => void, string[]]>([
    [
      'fine',
      grades(
        [a, b, c],
        [
          { grade: 'a', share: 0.3 },
          { grade: 'b', share: 0.3 },
        ],
      ),
      [],
    ],
    ['ascending', grades([b, a, c]), ['scheme.grades-order grade.grades[1].from']],
    [
      'no threshold',
      grades([a, { id: 'b', name: '乙' }, c]),
      ['scheme.grade-from-missing grade.grades[1].from'],
    ],
    ['last with threshold', grades([a, b]), ['scheme.grade-last-open grade.grades[1].from']],
    ['grade twice', grades([a, { ...b, id: 'a' }, c]), ['scheme.grade-twice grade.grades[1].id']],
    [
      'unknown quota',
      grades([a, c], [{ grade: 'x', share: 0.3 }]),
      ['scheme.grade-unknown grade.quotas[0].grade'],
    ],
    [
      'quota falling',
      grades(
        [a, b, c],
        [
          { grade: 'b', share: 0.2 },
          { grade: 'a', share: 0.3 },
        ],
      ),
      ['scheme.quota-order grade.quotas[0].share'],
    ],
    [
      'quota twice',
      grades(
        [a, c],
        [
          { grade: 'a', share: 0.2 },
          { grade: 'a', share: 0.3 },
        ],
      ),
      ['scheme.quota-twice grade.quotas[1].grade'],
    ],
    [
      'gate subject',
      gate({ subject: 'x' }),
      ['scheme.gate-subject-unknown decide.gates[0].subject'],
    ],
    ['gate as a ceiling', gate({ subject: 'wait', atLeast: 3 }), []],
    ['gate grade', gate({ bestGrade: 'x' }), ['scheme.grade-unknown decide.gates[0].bestGrade']],
    [
      'gate idle',
      gate({ bestGrade: 'excellent' }),
      ['scheme.gate-closes-nothing decide.gates[0].bestGrade'],
    ],
    ['veto grade', veto('x'), ['scheme.grade-unknown decide.vetoes[0].grade']],
    ['veto reward', veto('excellent'), ['scheme.veto-best-grade decide.vetoes[0].grade']],
    ['veto', veto('poor'), []],
  ])('%s', (_, change, expected) => {
    expect(issuesOf(change)).toEqual(expected);
  });
});
