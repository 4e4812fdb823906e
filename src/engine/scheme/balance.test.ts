import { describe, expect, it } from 'vitest';
import { balanceOf } from './balance.ts';
import { exampleScheme } from './example.fixture.ts';
import { parseScheme } from './parse.ts';

const doc = exampleScheme();
doc.indicators[0]!.balance = { 'economy-livelihood': 'livelihood' };
doc.indicators[1]!.balance = { 'economy-livelihood': 'livelihood' };
doc.indicators[2]!.balance = { 'economy-livelihood': 'economy' };
const scheme = parseScheme(doc);
const effective = { satisfied: 0.42, wait: 0.18, output: 0.2, defect: 0.2 };
const pairOf = (report: ReturnType<typeof balanceOf>) =>
  report.pairs.find((p) => p.pair === 'economy-livelihood')!;

describe('balanceOf', () => {
  it('gives the weight of each side and what names none; they sum to 1', () => {
    const { sides, weight, unassigned } = pairOf(
      balanceOf(scheme, effective, { ids: [], columns: [] }),
    );
    expect(sides).toEqual(['economy', 'livelihood']);
    expect(weight[0]).toBeCloseTo(0.2, 12);
    expect(weight[1]).toBeCloseTo(0.6, 12);
    expect(weight[0] + weight[1] + unassigned).toBeCloseTo(1, 12);
  });

  it('scores each unit on each side by weighted mean, rescaled over what is there', () => {
    const report = balanceOf(scheme, effective, {
      ids: ['satisfied', 'wait', 'output', 'defect'],
      columns: [
        Float64Array.of(100, 50, Number.NaN),
        Float64Array.of(0, Number.NaN, Number.NaN),
        Float64Array.of(30, 40, 50),
        Float64Array.of(99, 99, 99),
      ],
    });
    const [economy, livelihood] = pairOf(report).scores;
    expect([...economy]).toEqual([30, 40, 50]);
    expect(livelihood[0]).toBeCloseTo((100 * 0.42) / 0.6, 10);
    expect(livelihood[1]).toBe(50);
    expect(livelihood[2]).toBeNaN();
  });

  it('has no score for a side that no indicator or only weightless ones name', () => {
    const stage = { ids: ['output'], columns: [Float64Array.of(1, 2)] };
    expect([...pairOf(balanceOf(scheme, effective, stage)).scores[1]]).toEqual([NaN, NaN]);
    const none = balanceOf(scheme, { ...effective, output: 0 }, stage);
    expect([...pairOf(none).scores[0]]).toEqual([NaN, NaN]);
    expect(pairOf(none).weight[0]).toBe(0);
  });
});
