import { describe, expect, it } from 'vitest';
import { diffSchemes } from './diff.ts';
import { exampleScheme, type LooseScheme } from './example.fixture.ts';
import { parseScheme } from './parse.ts';

const before = parseScheme(exampleScheme());
function diff(change: (doc: LooseScheme) => void) {
  const doc = exampleScheme();
  change(doc);
  return diffSchemes(before, parseScheme(doc));
}

describe('diffSchemes', () => {
  it('finds nothing between a scheme and itself, or one with defaults written out', () => {
    expect(diffSchemes(before, before)).toEqual([]);
    expect(diff((d) => Object.assign(d, { normalise: { method: 'minmax' } }))).toEqual([]);
  });

  it('does not mind the order of indicators', () => {
    expect(diff((d) => d.indicators.reverse())).toEqual([]);
  });

  it('tells a changed weight with effective weights, and who shifted with it', () => {
    const changes = diff((d) => {
      d.indicators[0]!.weight = 0.8;
      d.indicators[1]!.weight = 0.2;
    });
    expect(changes).toEqual([
      {
        path: 'indicators[0].weight',
        kind: 'weight',
        id: 'satisfied',
        name: '群众满意率',
        before: 0.7,
        after: 0.8,
        effective: { before: expect.closeTo(0.42, 10), after: expect.closeTo(0.48, 10) },
      },
      expect.objectContaining({ path: 'indicators[1].weight', before: 0.3, after: 0.2 }),
    ]);
  });

  it('tells what was added, removed, and that siblings shifted without being touched', () => {
    const changes = diff((d) => {
      d.indicators.splice(3, 1, {
        id: 'yield',
        name: '一次合格率',
        parent: 'work',
        aspect: 'quality',
      });
      d.indicators.push({ id: 'third', name: '准时交付率', parent: 'work' });
      d.indicators[2]!.counterpart = 'yield';
    });
    expect(changes.map((c) => [c.path, c.kind, c.id])).toEqual([
      ['indicators[2].counterpart', 'changed', 'output'],
      ['indicators[3]', 'added', 'yield'],
      ['indicators[4]', 'added', 'third'],
      ['indicators[3]', 'removed', 'defect'],
      ['indicators[2].weight', 'weight', 'output'],
    ]);
    expect(changes.at(-1)!.effective!.before).toBeCloseTo(0.2, 12);
    expect(changes.at(-1)!.effective!.after).toBeCloseTo(0.4 / 3, 12);
  });

  it('names a changed method as such, with its parameters beside it', () => {
    const changes = diff((d) => Object.assign(d, { normalise: { method: 'zscore' }, version: 2 }));
    expect(changes.map((c) => [c.path, c.kind])).toEqual([
      ['version', 'changed'],
      ['normalise.mean', 'added'],
      ['normalise.method', 'method'],
      ['normalise.range', 'removed'],
      ['normalise.sd', 'added'],
    ]);
  });

  it('matches grades, quotas and rules by their id', () => {
    const changes = diff((d) => {
      const grade = d.grade as { grades: { from?: number }[]; quotas: { share: number }[] };
      grade.grades[0]!.from = 90;
      grade.quotas.reverse();
      grade.quotas[0]!.share = 0.75;
    });
    expect(changes.map((c) => [c.path, c.id, c.before, c.after])).toEqual([
      ['grade.grades[0].from', 'excellent', 85, 90],
      ['grade.quotas[0].share', 'good', 0.8, 0.75],
    ]);
  });

  it('leaves effective weights out where they come from figures', () => {
    const changes = diff((d) => {
      Object.assign(d, { weight: { method: 'given', groups: { people: 'entropy' } } });
      d.nodes[1]!.weight = 70;
      d.nodes[2]!.weight = 30;
    });
    expect(changes.map((c) => [c.path, c.effective])).toEqual([
      ['nodes[1].weight', undefined],
      ['nodes[2].weight', undefined],
      ['weight.groups', undefined],
    ]);
  });
});
