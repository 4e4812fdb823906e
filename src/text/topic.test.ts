import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parse } from 'csv-parse/sync';
import { beforeAll, describe, expect, test } from 'vitest';
import { calibrationError, foldsOf, intervalOf, qualityOf } from './evaluate.ts';
import { plain } from './normalise.ts';
import { heatOf, suggestTopic } from './topic.ts';
import { readTopics, topicBytes } from './topic-file.ts';
import { type Example, type Trained, trainTopics } from './topic-train.ts';

/** Four subjects, each with words of its own among words that all share. */
const subjects = {
  住房物业: ['物业收费不公开', '电梯经常停运', '楼道渗水没人修', '车位捆绑销售'],
  交通出行: ['公交车班次太少', '路口红绿灯太短', '班车经常晚点', '道路坑洼难走'],
  教育培训: ['学校强制补课', '幼儿园学位不够', '老师收资料费', '实习被安排流水线'],
  环境卫生: ['夜间施工噪音大', '垃圾站臭味熏人', '河道污水直排', '搅拌站粉尘扰民'],
};
const openings = ['请问', '反映', '希望尽快解决', '已经多次反映', '领导您好'];
const ends = ['请有关部门回复', '谢谢', '盼答复', '一直没有人管', '请调查处理'];
const examples: Example[] = Object.entries(subjects).flatMap(([topic, matters]) =>
  matters.flatMap((matter, m) =>
    openings.flatMap((opening, o) =>
      ends.map((end, e) => ({
        topic,
        title: `${m}号楼${matter}`,
        text: `${opening}，${matters[(m + e) % 4]}，已有${o + e}个月，${end}。`,
      })),
    ),
  ),
);

describe('a topic model', () => {
  let trained: Trained;
  beforeAll(() => {
    trained = trainTopics(examples);
  });

  test('tells the topic of words it has not seen in this order, and points at them', () => {
    const written = {
      title: '关于噪音的反映',
      text: '我们小区旁边的　搅拌站\n粉尘扰民，夜间施工，盼答复。',
    };
    const { ranked, because, sure } = suggestTopic(trained.model, written);
    expect(ranked[0]!.topic).toBe('环境卫生');
    expect(ranked.reduce((s, r) => s + r.probability, 0)).toBeCloseTo(1, 12);
    expect(sure).toBe(true);
    for (const { field, from, to, words } of because)
      expect(written[field].slice(from, to)).toBe(words);
    expect(because.map((b) => b.words).join()).toMatch(/粉尘|扰民|施工|噪音|搅拌/);
    expect(because.map((b) => b.words).join()).not.toMatch(/盼答复/);
  });

  test('says that it is not sure of what it knows nothing of', () => {
    expect(suggestTopic(trained.model, { title: '', text: 'ABC 12345' }).sure).toBe(false);
    expect(suggestTopic(trained.model, { title: '', text: '' }).sure).toBe(false);
  });

  test('what the characters add up to is the score over the mean of all topics', () => {
    const written = { title: '班车晚点', text: '公交车班次太少，老师收资料费。' };
    const { model } = trained;
    const { ranked } = suggestTopic(model, written);
    const heats = model.topics.map((_, k) => {
      const { title, text } = heatOf(model, written, k);
      return [...title, ...text].reduce((s, h) => s + h, 0);
    });
    expect(heats.reduce((s, h) => s + h, 0)).toBeCloseTo(0, 5);
    const bias = model.planes.bias;
    const score = (topic: string): number => {
      const k = model.topics.indexOf(topic);
      return heats[k]! + bias[k]!;
    };
    const order = [...model.topics].sort((a, b) => score(b) - score(a));
    expect(order).toEqual(ranked.map((r) => r.topic));
  });

  test('comes out the same bit for bit, through bytes too; bytes of another make are refused', () => {
    const bytes = topicBytes(trained.model);
    expect(topicBytes(trainTopics(examples).model)).toEqual(bytes);
    const again = readTopics(bytes)!;
    const written = { title: '电梯停运', text: '物业收费' };
    expect(suggestTopic(again, written)).toEqual(suggestTopic(trained.model, written));
    expect(readTopics(bytes.subarray(0, bytes.length - 4))).toBeUndefined();
    expect(readTopics(new Uint8Array(64))).toBeUndefined();
  });
});

describe('measures of quality', () => {
  test('macro-F1 weighs classes alike', () => {
    // One class: precision 2/3, recall 1; the other: 1 and 1/2.
    const { macroF1, accuracy } = qualityOf([0, 0, 1, 1], [0, 0, 0, 1], 2);
    expect(macroF1).toBeCloseTo((0.8 + 2 / 3) / 2, 12);
    expect(accuracy).toBe(0.75);
    const [low, high] = intervalOf([0, 0, 1, 1], [0, 0, 0, 1], 2);
    expect(low).toBeLessThan(macroF1);
    expect(high).toBeGreaterThan(macroF1);
  });

  test('an honest probability has no calibration error, a boastful one has', () => {
    const right = Array.from({ length: 100 }, (_, i) => i < 75);
    expect(calibrationError(new Array(100).fill(0.75), right)).toBeCloseTo(0, 12);
    expect(calibrationError(new Array(100).fill(0.95), right)).toBeCloseTo(0.2, 12);
  });

  test('a fold is of the text, wherever it stands; texts that repeat one another share it', () => {
    const text = '请问公交车班次什么时候增加，上班的人每天都要等很久，希望尽快解决';
    const texts = [...subjects.住房物业, text, `${text}！！`, ...subjects.环境卫生];
    const folds = foldsOf(texts, 5);
    expect(folds[4]).toBe(folds[5]);
    const back = foldsOf([...texts].reverse(), 5);
    expect([...back].reverse()).toEqual([...folds]);
  });
});

test('text made plain keeps where each character stood', () => {
  const text = '\t　Ａ３区\n\n丽发新城，１２３ 号 楼';
  const { text: shape, at } = plain(text);
  expect(shape).toBe('a0区 丽发新城,0 号 楼');
  expect([...shape].map((c, i) => (/\p{Script=Han}/u.test(c) ? text[at[i]!] : c)).join('')).toBe(
    shape,
  );
});

const file = resolve(
  process.env.SHIJI_DATA ?? resolve('..', 'shared', 'data'),
  'voices',
  'messages-labelled-1377.csv',
);

// The whole collections and the bar of 0.92 are those of `npm run bench:topics`.
test.skipIf(!existsSync(file))('messages to a city government: one fold of five', () => {
  const rows = parse(readFileSync(file), { columns: true, bom: true }) as Record<string, string>[];
  const all = rows.map((r) => ({ title: r.留言主题!, text: r.留言详情!, topic: r.一级标签! }));
  const fold = foldsOf(
    all.map((e) => `${e.title}\n${e.text}`),
    5,
  );
  const { model, quality } = trainTopics(
    all.filter((_, i) => fold[i] !== 0),
    { costs: [2] },
  );
  const rest = all.filter((_, i) => fold[i] === 0);
  const truth = rest.map((e) => model.topics.indexOf(e.topic));
  const guess = rest.map((e) => model.topics.indexOf(suggestTopic(model, e, 0).ranked[0]!.topic));
  expect(qualityOf(truth, guess, model.topics.length).macroF1).toBeGreaterThan(0.84);
  expect(quality.macroF1).toBeGreaterThan(0.83);
});
