import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parse } from 'csv-parse/sync';
import { calibrationError, foldsOf, intervalOf, qualityOf } from '../src/text/evaluate.ts';
import { suggestTopic } from '../src/text/topic.ts';
import { topicBytes } from '../src/text/topic-file.ts';
import { type Example, type Training, trainTopics } from '../src/text/topic-train.ts';
import { median } from './measure.ts';

/**
 * `npm run bench:topics [-- --all]`: how well topics of messages to a city government are told
 * (SHIJI_DATA, default ../shared/data), over five folds fixed by the text in which repeated
 * texts stay together. --all compares features and costs too. The exit code is 1 when
 * macro-F1 of the large collection is under 0.92, one training takes over 60 s of processor
 * time, or a suggestion over 1 ms at the median.
 */
const FOLDS = 5;
const data = process.env.SHIJI_DATA ?? resolve('..', 'shared', 'data');

const read = (file: string): Record<string, string>[] | undefined => {
  const path = resolve(data, 'voices', file);
  return existsSync(path)
    ? (parse(readFileSync(path), { columns: true, bom: true }) as Record<string, string>[])
    : undefined;
};

interface Row {
  readonly what: string;
  readonly f1: number;
  readonly interval: readonly [number, number];
  readonly accuracy: number;
  readonly error: number;
  readonly answered: number;
  readonly right: number;
  readonly seconds: number;
  readonly ms: number;
  readonly bytes: number;
  readonly classes: string;
}

function examine(what: string, examples: readonly Example[], training: Training): Row {
  const topics = [...new Set(examples.map((e) => e.topic))].sort();
  const truth = examples.map((e) => topics.indexOf(e.topic));
  const fold = foldsOf(
    examples.map((e) => `${e.title}\n${e.text}`),
    FOLDS,
  );
  const guess: number[] = [];
  const stated: number[] = [];
  const sure: boolean[] = [];
  const seconds: number[] = [];
  const times: number[] = [];
  let bytes = 0;
  for (let f = 0; f < FOLDS; f++) {
    const start = process.cpuUsage();
    const { model } = trainTopics(
      examples.filter((_, i) => fold[i] !== f),
      training,
    );
    const used = process.cpuUsage(start);
    seconds.push((used.user + used.system) / 1e6);
    bytes = Math.max(bytes, topicBytes(model).length);
    examples.forEach((e, i) => {
      if (fold[i] !== f) return;
      const asked = performance.now();
      const { ranked, sure: answers } = suggestTopic(model, e);
      times.push(performance.now() - asked);
      guess[i] = topics.indexOf(ranked[0]!.topic);
      stated[i] = ranked[0]!.probability;
      sure[i] = answers;
    });
  }
  const quality = qualityOf(truth, guess, topics.length);
  const answered = sure.flatMap((s, i) => (s ? [i] : []));
  return {
    what,
    f1: quality.macroF1,
    interval: intervalOf(truth, guess, topics.length),
    accuracy: quality.accuracy,
    error: calibrationError(
      stated,
      guess.map((g, i) => g === truth[i]),
    ),
    answered: answered.length / examples.length,
    right: answered.filter((i) => guess[i] === truth[i]).length / Math.max(1, answered.length),
    seconds: Math.max(...seconds),
    ms: median({ what, unit: 'ms', runs: times }),
    bytes,
    classes: topics.map((t, k) => `${t} ${quality.classes[k]!.f1.toFixed(3)}`).join(' · '),
  };
}

const tokenised = read('messages-labelled-tokenised-9210.csv')?.map((r) => ({
  title: '',
  text: r.tokens!,
  topic: r.label!,
}));
const originals = read('messages-labelled-1377.csv')?.map((r) => ({
  title: r.留言主题!,
  text: r.留言详情!,
  topic: r.一级标签!,
}));
if (!tokenised || !originals) {
  console.error(`no messages under ${resolve(data, 'voices')}: set SHIJI_DATA`);
  process.exit(2);
}

const main = examine('9,210 cut into words: words, pairs, characters', tokenised, {
  features: 'words',
});
const rows = [
  main,
  examine('9,210 with blanks taken out: characters', tokenised, {}),
  examine('1,377 as written: characters, title twice', originals, {}),
];
if (process.argv.includes('--all')) {
  for (const cost of [0.25, 0.5, 1, 2, 4])
    for (const features of ['words', 'characters'] as const)
      rows.push(examine(`9,210 ${features}, cost ${cost}`, tokenised, { features, costs: [cost] }));
  for (const features of ['words', 'characters'] as const)
    rows.push(
      examine(`9,210 ${features}, classes not balanced`, tokenised, { features, balanced: false }),
    );
  const untitled = originals.map((e) => ({ ...e, title: '', text: `${e.title}\n${e.text}` }));
  rows.push(examine('1,377 as written: characters, title once', untitled, {}));
}

console.log(
  '| what | macro-F1 | 95 % | accuracy | calibration error | sure of | right when sure | training, CPU s | suggestion ms | model MB |',
);
console.log('|---|---|---|---|---|---|---|---|---|---|');
const share = (v: number): string => `${(v * 100).toFixed(1)} %`;
for (const r of rows)
  console.log(
    `| ${[
      r.what,
      r.f1.toFixed(4),
      r.interval.map((v) => v.toFixed(3)).join('–'),
      r.accuracy.toFixed(4),
      r.error.toFixed(3),
      share(r.answered),
      share(r.right),
      r.seconds.toFixed(1),
      r.ms.toFixed(3),
      (r.bytes / 1e6).toFixed(1),
    ].join(' | ')} |`,
  );
for (const r of rows.slice(0, 3)) console.log(`\n${r.what}: ${r.classes}`);
if (main.f1 < 0.92 || main.seconds > 60 || main.ms > 1) process.exitCode = 1;
