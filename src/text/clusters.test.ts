import { describe, expect, test } from 'vitest';
import { clustersOf, type Dated, heatOfGroup } from './clusters.ts';
import { placesIn } from './places.ts';
import { bandsOf, groupsOf, jaccard, likePairs, shingles } from './similar.ts';

const noise = [
  '丽湖新城旁边的搅拌站整夜施工，噪音很大',
  '搅拌站粉尘飘进丽湖新城，窗户不敢开',
  '丽湖新城小区外搅拌站什么时候搬走',
  '关于丽湖新城附近违建搅拌站噪音扰民的投诉',
  '丽湖新城业主再次反映搅拌站灰尘和噪音',
  '搅拌站在丽湖新城边上，老人孩子睡不好',
];
const parking = [
  '云景滨河苑强制捆绑车位销售',
  '购买云景滨河苑住房必须先买车位，不合理',
  '云景滨河苑团购房捆绑车位，请查处',
  '请问云景滨河苑捆绑车位是否合法',
  '云景滨河苑不买车位不给签合同',
];
const others = [
  '公交十二路末班车太早',
  '食堂菜价上涨需要说明',
  '图书馆周末闭馆时间能否推迟',
  '工会活动报名系统打不开',
  '体检报告什么时候可以领取',
  '锅炉房检修通知没有提前张贴',
  '夜班津贴两个月未发',
];
const streets = ['桃源路', '学府街', '滨江大道', '工人新村', '和平小区', '青松社区'];
const matters = ['路灯不亮', '公交改线', '学位紧张', '停车收费'];
/** Everyday matters of other places, no two of one matter at one place. */
const everyday = streets.flatMap((s, i) =>
  matters.map((m, j) => `${s}${others[(i + j) % 7]}，${m}`),
);
const dated = (title: string, day: number): Dated => ({ title, text: `${title}。`, day });

describe('groups of texts about one matter', () => {
  const texts = [
    ...noise.map((t, i) => dated(t, 100 + i * 3)),
    ...everyday.map((t, i) => dated(t, 90 + i * 2)),
    ...parking.map((t, i) => dated(t, 110 + i)),
  ];

  test('are found with their place and the title that says it best', () => {
    const found = clustersOf(texts, { least: 5 });
    expect(found.map((c) => c.places[0]?.name)).toEqual(['丽湖新城', '云景滨河苑']);
    expect(found[0]!.members).toEqual([0, 1, 2, 3, 4, 5]);
    expect(found[1]!.members).toEqual([30, 31, 32, 33, 34]);
    for (const c of found) expect(c.members).toContain(c.typical);
  });

  test('are the same whatever stands between, and part where a long silence lies', () => {
    expect(clustersOf(texts, { least: 5 })).toEqual(clustersOf(texts, { least: 5 }));
    const again = [...texts.slice(0, 3), ...texts.slice(6)];
    const later = texts.slice(0, 6).map((t, i) => ({ ...t, day: i < 3 ? t.day : 600 + i }));
    again.push(...later.slice(3));
    const found = clustersOf(again, { least: 3 });
    const ofPlace = found.filter((c) => c.places.some((p) => p.name === '丽湖新城'));
    expect(ofPlace).toHaveLength(2);
    for (const { members } of ofPlace) {
      const days = members.map((i) => again[i]!.day);
      expect(Math.max(...days) - Math.min(...days)).toBeLessThan(180);
    }
  });

  test('are none where nothing is said by half of them', () => {
    const where = ['桃源路', '学府街', '工人新村', '青松社区', '和平里', '春江苑'];
    const what = ['路灯不亮', '公交改线太绕', '学位紧张', '停车收费不透明'];
    const chance = where.flatMap((p) =>
      what.map((w) => ({ title: `${p}${w}`, text: `${p}${w}，已有多日。`, day: 1 })),
    );
    const matter = noise.map((t) => ({ title: t, text: `${t}，请有关部门处理。`, day: 1 }));
    const found = clustersOf([...matter, ...chance].reverse());
    expect(found.map((c) => c.places[0]?.name)).toEqual(['丽湖新城']);
  });

  test('heat counts people before messages, and speed', () => {
    const one = (person: string, day: number) => ({ person, day, likes: 0, repeat: false });
    const many = heatOfGroup([1, 2, 3, 4, 5, 6].map((d) => one(`p${d}`, d)));
    const slow = heatOfGroup([1, 2, 3, 4, 5, 6].map((d) => one(`p${d}`, d * 40)));
    const single = heatOfGroup([1, 2, 3, 4, 5, 6].map((d) => one('p1', d)));
    expect(many).toMatchObject({ texts: 6, people: 6, peak: 6, repeats: 0 });
    expect(slow.peak).toBe(1);
    expect(many.heat).toBeGreaterThan(slow.heat);
    expect(many.heat).toBeGreaterThan(single.heat);
  });
});

test('places end as places do and begin behind what belongs to no name', () => {
  const text = '关于Ａ３区联丰路米兰春天小区的投诉：位于丽湖新城附近的搅拌站影响第一中学，走投无路';
  expect(placesIn(text).map((p) => p.name)).toEqual([
    '联丰路',
    '米兰春天小区',
    '丽湖新城',
    '第一中学',
  ]);
  for (const { name, from, to } of placesIn(text)) expect(text.slice(from, to)).toBe(name);
});

describe('repeated texts', () => {
  const long = '请问公交车班次什么时候增加，上班的人每天都要等很久，希望有关部门尽快解决这个问题。';

  test('are found in spite of blanks, widths, numbers and a few words', () => {
    const texts = [long, others[0]!, `　${long}\n`, `${long}谢谢`, others[1]!];
    const pairs = likePairs(texts, 0.8);
    expect(pairs.map(({ a, b }) => [a, b])).toEqual([
      [0, 2],
      [0, 3],
      [2, 3],
    ]);
    expect(pairs[0]!.alike).toBe(1);
    expect([...groupsOf(texts.length, pairs)]).toEqual([0, 1, 0, 0, 4]);
  });

  test('bands agree for one set in any order; alikeness is that of sets', () => {
    expect(bandsOf(shingles(long))).toEqual(bandsOf(shingles(` ${long}`)));
    expect(jaccard(shingles('甲乙丙丁'), shingles('乙丙丁戊'))).toBeCloseTo(1 / 3, 12);
    expect(jaccard(shingles(''), shingles(''))).toBe(1);
  });
});
