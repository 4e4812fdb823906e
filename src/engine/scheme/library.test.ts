import { describe, expect, it } from 'vitest';
import { EngineError } from '../errors.ts';
import { parseLibrary } from './library.ts';

const entry = (fields: object = {}) => ({
  id: 'on_time',
  name: '诉求按期解决率',
  for: ['government-district'],
  dimension: 'livelihood',
  unit: '%',
  source: '热线',
  definition: '按期解决的诉求件数 ÷ 诉求件数 × 100%。',
  ...fields,
});
const library = (...indicators: object[]) => ({
  format: 'shiji-library/1',
  title: '指标库',
  indicators,
});
function issuesOf(doc: unknown): string[] {
  try {
    parseLibrary(doc);
    return [];
  } catch (error) {
    return (error as EngineError).issues.map((i) => `${i.code} ${i.path}`);
  }
}

describe('parseLibrary', () => {
  it('fills in defaults', () => {
    const [x] = parseLibrary(library(entry())).indicators;
    expect(x).toMatchObject({ polarity: 'benefit', nature: 'outcome', balance: {} });
  });

  it.each<[string, object[], string[]]>([
    ['fine', [entry()], []],
    ['no definition', [entry({ definition: '' })], ['scheme.text-short indicators[0].definition']],
    [
      'no dimension',
      [entry({ dimension: undefined })],
      ['scheme.required indicators[0].dimension'],
    ],
    ['for nobody', [entry({ for: [] })], ['scheme.list-short indicators[0].for']],
    ['a place in a tree', [entry({ parent: 'x' })], ['scheme.unknown-key indicators[0].parent']],
    ['twice', [entry(), entry()], ['scheme.duplicate-id indicators[1].id']],
    ['process-only', [entry({ name: '会议召开次数' })], ['scheme.process-only indicators[0].name']],
    [
      'scale alone',
      [entry({ aspect: 'scale' })],
      ['scheme.counterpart-missing indicators[0].counterpart'],
    ],
  ])('%s', (_, indicators, expected) => {
    expect(issuesOf(library(...indicators))).toEqual(expected);
  });

  it('throws EngineError for anything else', () => {
    expect(() => parseLibrary(null)).toThrow(EngineError);
  });
});
