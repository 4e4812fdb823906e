import { describe, expect, it } from 'vitest';
import type { Scheme } from '../../engine/index.ts';
import { bracketsOf } from './bands.ts';
import type { RankingView } from './protocol.ts';
import { moved, visibleUnits } from './rows.ts';
import { givenShares, treeLines, withShare } from './weights.ts';

const scheme = {
  nodes: [
    { id: 'root', name: '总分', weight: 1 },
    { id: 'a', name: '甲', parent: 'root', weight: 3 },
    { id: 'b', name: '乙', parent: 'root', weight: 1 },
  ],
  indicators: [
    { id: 'x', name: '一', parent: 'a', weight: 0 },
    { id: 'y', name: '二', parent: 'a', weight: 0 },
    { id: 'z', name: '三', parent: 'b', weight: 5 },
  ],
} as unknown as Scheme;

describe('weights in the editor', () => {
  it('lists the tree without its root, parents first', () => {
    expect(treeLines(scheme).map((l) => `${l.depth}${l.id}`)).toEqual([
      '0a',
      '1x',
      '1y',
      '0b',
      '1z',
    ]);
  });
  it('keeps a group at 1 and the others in proportion', () => {
    const changed = withShare(scheme, 'b', 0.4);
    expect(changed.nodes.map((n) => n.weight)).toEqual([1, 0.6, 0.4]);
    expect(changed.indicators).toEqual(scheme.indicators);
  });
  it('shares out equally among siblings that had nothing', () => {
    expect(withShare(scheme, 'x', 0.2).indicators.map((i) => i.weight)).toEqual([0.2, 0.8, 5]);
  });
  it('reads shares off the document', () => {
    expect(givenShares(scheme).get('a')).toBe(0.75);
    expect(givenShares(scheme).get('z')).toBe(1);
  });
});

describe('brackets', () => {
  it('run from the first to the last row, overlapping ones side by side', () => {
    const { byUnit, lanes } = bracketsOf([4, 7, 9, 2], [{ units: [4, 7, 9] }, { units: [9, 2] }]);
    expect(lanes).toBe(2);
    expect(byUnit.get(7)).toEqual([{ lane: 0, part: 'middle', band: 0 }]);
    expect(byUnit.get(9)).toEqual([
      { lane: 0, part: 'end', band: 0 },
      { lane: 1, part: 'start', band: 1 },
    ]);
  });
  it('use a lane again when it is free, and need two rows shown', () => {
    expect(bracketsOf([0, 1, 2, 3], [{ units: [0, 1] }, { units: [2, 3] }]).lanes).toBe(1);
    expect(bracketsOf([0, 1], [{ units: [1, 5] }]).byUnit.size).toBe(0);
  });
});

describe('rows', () => {
  const view = {
    units: ['u0', 'u1', 'u2', 'u3'],
    names: ['东厂', '西厂', '南所', '北所'],
    classes: [
      { name: '厂', members: Int32Array.of(0, 1) },
      { name: '所', members: Int32Array.of(2) },
    ],
    classOf: Int32Array.of(0, 0, 1, -1),
    rank: Int32Array.of(2, 1, 1, 0),
  } as unknown as RankingView;
  it('go by class and rank, not ranked last', () => {
    expect(visibleUnits(view, {})).toEqual([1, 0, 2, 3]);
    expect(visibleUnits(view, { class: '厂' })).toEqual([1, 0]);
    expect(visibleUnits(view, { q: '所' })).toEqual([2, 3]);
  });
  it('count places moved, none for units without a rank', () => {
    expect(moved(Int32Array.of(3, 1, 1, 0), view.rank, 0)).toBe(1);
    expect(moved(undefined, view.rank, 0)).toBe(0);
    expect(moved(Int32Array.of(3, 1, 1, 4), view.rank, 3)).toBe(0);
  });
});
