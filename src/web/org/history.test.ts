import { describe, expect, it } from 'vitest';
import { type History, happenings } from './history.ts';

const [group, north] = [
  { id: 'g', name: '城建集团' },
  { id: 'n', name: '北方公司' },
];
const version = (since: string, until: string | null, more: object = {}) => ({
  since,
  until,
  name: '测绘所',
  shortName: null,
  code: null,
  kind: 'office' as const,
  class: null,
  parent: group,
  ...more,
});
const kinds = (h: Partial<History>) =>
  happenings({ versions: [], from: [], into: [], ...h }).map((e) => `${e.on} ${e.kind}`);

describe('what happened to a unit', () => {
  it('is told newest first, each change of a version by itself', () => {
    const versions = [
      version('2020-01-01', '2023-05-01'),
      version('2023-05-01', '2024-02-01', { name: '测绘中心', code: 'C1' }),
      version('2024-02-01', null, { name: '测绘中心', code: 'C1', parent: north }),
    ];
    expect(kinds({ versions })).toEqual([
      '2024-02-01 moved',
      '2023-05-01 code',
      '2023-05-01 name',
      '2020-01-01 founded',
    ]);
    expect(happenings({ versions, from: [], into: [] })[0]).toMatchObject({
      from: group,
      to: north,
    });
  });

  it('leaves out what was taken back', () => {
    const versions = [version('2020-01-01', '2023-05-01'), version('2023-05-01', null)];
    expect(kinds({ versions })).toEqual(['2020-01-01 founded']);
  });

  it('names what it came from and became, and closing only when it became nothing', () => {
    const gone = [version('2020-01-01', '2024-03-01')];
    const other = (kind: 'merge' | 'split', on: string) => ({ id: 'x', name: '他所', kind, on });
    expect(kinds({ versions: gone })).toEqual(['2024-03-01 closed', '2020-01-01 founded']);
    expect(kinds({ versions: gone, into: [other('merge', '2024-03-01')] })).toEqual([
      '2024-03-01 merged',
      '2020-01-01 founded',
    ]);
    expect(
      kinds({
        versions: gone,
        into: [other('split', '2024-03-01'), other('split', '2024-03-01')],
        from: [other('split', '2020-01-01'), other('merge', '2021-01-01')],
      }),
    ).toEqual(['2024-03-01 split', '2021-01-01 absorbed', '2020-01-01 split-from']);
  });
});
