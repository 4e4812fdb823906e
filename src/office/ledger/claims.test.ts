import { describe, expect, test } from 'vitest';
import { claimOf, wholeClaim } from './claims.ts';

const today = '2026-04-01';
const on = (closedOn: string) => ({ closedOn });

describe('what a sender says of being finished', () => {
  test.each([
    '已完成',
    '是',
    '√',
    '已销号。',
    '已整改到位',
    '全部完成',
    '已完成整改',
    '１００％',
    '完成并销号',
  ])('«%s» under «是否完成» is a claim', (done) => {
    expect(claimOf({ done }, today)).toEqual({ on: null });
  });

  test.each([
    '未完成',
    '基本完成',
    '否',
    '正在整改',
    '整改',
    '部分完成',
    '完成80%',
    '长期坚持',
    '未销号',
  ])('«%s» is none, whatever day stands beside it', (done) => {
    expect(claimOf({ done, ...on('2026-03-20') }, today)).toBeUndefined();
  });

  test('a day on which it was done is one; a day to come is none', () => {
    expect(claimOf(on('2026-03-20'), today)).toEqual({ on: '2026-03-20' });
    expect(claimOf({ done: '已完成', ...on('2026-03-20') }, today)).toEqual({ on: '2026-03-20' });
    expect(claimOf(on('2026-06-20'), today)).toBeUndefined();
    expect(claimOf({ done: '已完成', ...on('2026-06-20') }, today)).toEqual({ on: null });
  });

  test('progress that tells of the end and of nothing left to do', () => {
    expect(claimOf({ progress: '已完成' }, today)).toEqual({ on: null });
    expect(claimOf({ progress: '已整改到位，更换管道30米。' }, today)).toEqual({ on: null });
    for (const progress of ['已完成40单', '已完成，剩余两处下月完成', '持续推进', '基本完成'])
      expect(claimOf({ progress }, today), progress).toBeUndefined();
  });

  test('a problem is claimed when every measure with an end is', () => {
    const done = { claim: { on: '2026-03-20' } };
    expect(wholeClaim([done, { claim: { on: '2026-03-25' } }])).toEqual({ on: '2026-03-25' });
    expect(wholeClaim([done, { kind: 'long-term' }])).toEqual({ on: '2026-03-20' });
    expect(wholeClaim([done, { over: true }])).toEqual({ on: '2026-03-20' });
    expect(wholeClaim([done, { kind: 'by-date' }])).toBeUndefined();
    expect(wholeClaim([{ kind: 'long-term' }])).toBeUndefined();
    expect(wholeClaim([])).toBeUndefined();
  });
});
