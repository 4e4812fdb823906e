import type { Issue } from '../errors.ts';
import type { Scheme } from './schema.ts';

/** Grades, quotas, gates, vetoes and adjustments: ids that exist, orders that make sense. */
export function checkGrading(scheme: Scheme): Issue[] {
  return [
    ...checkGrades(scheme),
    ...checkQuotas(scheme),
    ...checkGates(scheme),
    ...checkVetoes(scheme),
    ...checkAdjustments(scheme),
  ];
}

/** 0 for the best grade; −1 when the scheme does not have it. */
function gradePlace(scheme: Scheme, id: string): number {
  return scheme.grade?.grades.findIndex((g) => g.id === id) ?? -1;
}

function checkGrades(scheme: Scheme): Issue[] {
  const grades = scheme.grade?.grades ?? [];
  const issues: Issue[] = [];
  const seen = new Set<string>();
  grades.forEach((grade, k) => {
    const path = `grade.grades[${k}]`;
    const params = { name: grade.name };
    const last = k === grades.length - 1;
    if (seen.has(grade.id))
      issues.push({ code: 'scheme.grade-twice', path: `${path}.id`, params: { id: grade.id } });
    seen.add(grade.id);
    if (last && grade.from !== undefined)
      issues.push({ code: 'scheme.grade-last-open', path: `${path}.from`, params });
    if (!last && grade.from === undefined)
      issues.push({ code: 'scheme.grade-from-missing', path: `${path}.from`, params });
    const above = grades[k - 1]?.from;
    if (grade.from !== undefined && above !== undefined && grade.from >= above)
      issues.push({
        code: 'scheme.grades-order',
        path: `${path}.from`,
        params: { ...params, from: grade.from, above },
      });
  });
  return issues;
}

/** A quota counts its grade and every better one, so shares may only grow downwards. */
function checkQuotas(scheme: Scheme): Issue[] {
  const issues: Issue[] = [];
  const shares = new Map<number, number>();
  scheme.grade?.quotas.forEach(({ grade, share }, k) => {
    const path = `grade.quotas[${k}]`;
    const place = gradePlace(scheme, grade);
    if (place < 0) issues.push(unknownGrade(grade, `${path}.grade`));
    else if (shares.has(place))
      issues.push({ code: 'scheme.quota-twice', path: `${path}.grade`, params: { grade } });
    else shares.set(place, share);
  });
  let best = 0;
  for (const [place, share] of [...shares].sort((a, b) => a[0] - b[0])) {
    const { id } = scheme.grade!.grades[place]!;
    const k = scheme.grade!.quotas.findIndex((q) => q.grade === id);
    if (share < best)
      issues.push({
        code: 'scheme.quota-order',
        path: `grade.quotas[${k}].share`,
        params: { grade: id, share, better: best },
      });
    best = Math.max(best, share);
  }
  return issues;
}

function unknownGrade(id: string, path: string): Issue {
  return { code: 'scheme.grade-unknown', path, params: { id } };
}

function checkGates(scheme: Scheme): Issue[] {
  return [
    ...twice(scheme.decide.gates, 'decide.gates'),
    ...scheme.decide.gates.flatMap((gate, k): Issue[] => {
      const path = `decide.gates[${k}]`;
      const known = [...scheme.indicators, ...scheme.nodes].some((x) => x.id === gate.subject);
      const place = gradePlace(scheme, gate.bestGrade);
      return [
        ...(known
          ? []
          : [
              {
                code: 'scheme.gate-subject-unknown',
                path: `${path}.subject`,
                params: { id: gate.subject },
              },
            ]),
        ...(place < 0 ? [unknownGrade(gate.bestGrade, `${path}.bestGrade`)] : []),
        ...(place === 0
          ? [
              {
                code: 'scheme.gate-closes-nothing',
                path: `${path}.bestGrade`,
                params: { name: gate.name },
              },
            ]
          : []),
      ];
    }),
  ];
}

function checkVetoes(scheme: Scheme): Issue[] {
  return [
    ...twice(scheme.decide.vetoes, 'decide.vetoes'),
    ...scheme.decide.vetoes.flatMap((veto, k): Issue[] => {
      const path = `decide.vetoes[${k}].grade`;
      const place = gradePlace(scheme, veto.grade);
      if (place < 0) return [unknownGrade(veto.grade, path)];
      return place === 0
        ? [{ code: 'scheme.veto-best-grade', path, params: { name: veto.name } }]
        : [];
    }),
  ];
}

function checkAdjustments(scheme: Scheme): Issue[] {
  return twice(scheme.decide.adjustments, 'decide.adjustments');
}

function twice(rules: readonly { readonly id: string }[], path: string): Issue[] {
  return rules.flatMap(({ id }, k) =>
    rules.findIndex((r) => r.id === id) < k
      ? [{ code: 'scheme.rule-twice', path: `${path}[${k}].id`, params: { id } }]
      : [],
  );
}
