import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { ballotFields } from '../../contract/ballot/operations.ts';
import {
  bodyOf,
  type Draft,
  draftOf,
  emptyDraft,
  freeKey,
  gradeSets,
  issuesOf,
  namesIn,
} from './draft.ts';

const whole: Draft = {
  title: '领导班子年度民主测评',
  items: '领导班子\n\n  工会工作 ',
  options: [
    { text: '优秀', score: 100 },
    { text: '不称职', score: 0 },
  ],
  electorates: [
    { id: 'A', name: '上级与班子成员', weight: 40, roll: 6 },
    { id: 'C', name: '职工群众', weight: 60, roll: 0 },
  ],
  opensOn: '2026-03-05',
  closesOn: '2026-03-10',
};

describe('a ballot while it is written', () => {
  it('is taken by the server as soon as nothing is missing', () => {
    expect(issuesOf(whole)).toEqual([]);
    const body = bodyOf(whole);
    expect(z.object(ballotFields).parse(body)).toEqual(body);
    expect(body.items).toEqual([
      { id: 'i1', text: '领导班子' },
      { id: 'i2', text: '工会工作' },
    ]);
  });

  it('tells each thing that is missing, with its place', () => {
    const keys = (more: Partial<Draft>) =>
      issuesOf({ ...whole, ...more }).map((i) => [i.key.slice(12), i.params?.n]);
    expect(issuesOf(emptyDraft).map((i) => i.key.slice(12))).toEqual([
      'title',
      'items',
      'option',
      'option',
      'electorate',
    ]);
    expect(keys({ items: '甲\n乙\n甲' })).toEqual([['item-once', 3]]);
    expect(keys({ items: `甲\n${'长'.repeat(81)}` })).toEqual([['shorter-item', 2]]);
    const many = Array.from({ length: 41 }, (_, i) => `第${i + 1}项`).join('\n');
    expect(keys({ items: many })).toEqual([['fewer-items', undefined]]);
    expect(keys({ options: [{ text: '优秀', score: null }] })).toEqual([
      ['options', undefined],
      ['option', 1],
    ]);
    expect(keys({ closesOn: '2026-03-04' })).toEqual([['days', undefined]]);
    const same = whole.electorates.map((e) => ({ ...e, name: '职工' }));
    expect(keys({ electorates: same })).toEqual([['electorate-once', 2]]);
  });

  it('begins from an earlier one without its roll and days', () => {
    const earlier = {
      ...bodyOf(whole),
      electorates: [
        {
          id: 'A',
          name: '甲',
          weight: 1,
          roll: 9,
          drawn: 5,
          cast: 5,
          bare: 0,
          coded: 0,
          keyHash: '',
        },
      ],
    };
    const fresh = draftOf(earlier, true);
    expect(fresh).toMatchObject({ opensOn: undefined, closesOn: undefined });
    expect(fresh.electorates).toEqual([{ id: 'A', name: '甲', weight: 1, roll: 0 }]);
    expect(draftOf(earlier).electorates[0]!.roll).toBe(9);
  });

  it('gives every electorate a key of its own, and every grade a score that falls', () => {
    expect(freeKey(['A', 'C'])).toBe('B');
    expect(freeKey(Array.from({ length: 26 }, (_, i) => String.fromCharCode(65 + i)))).toBe('A1');
    for (const set of Object.values(gradeSets)) {
      const scores = set.map(([, score]) => score);
      expect([...scores].sort((a, b) => b - a)).toEqual(scores);
    }
  });

  it('reads names as they are pasted', () => {
    expect(namesIn('周一平\n李 芳、王强，周一平\t')).toEqual({
      names: ['周一平', '李 芳', '王强'],
      long: [],
      repeated: ['周一平'],
    });
    expect(namesIn('长'.repeat(41)).long).toHaveLength(1);
  });
});
