import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EngineError } from '../errors.ts';
import { issuesOf, set } from './broken.fixture.ts';
import { exampleScheme, type LooseScheme } from './example.fixture.ts';
import { checkScheme, parseScheme } from './parse.ts';

/** The example with every optional part filled in, so that an edit can reach all of it. */
function fullExample(): LooseScheme {
  return exampleScheme({
    select: { class: '类别', small: 'merge', mergeInto: { 甲: '乙' } },
    treat: { method: 'winsorise' },
    impute: { method: 'mean' },
    normalise: { method: 'minmax', range: [1, 100] },
    aggregate: { method: 'geometric' },
    weight: {
      method: 'given',
      groups: { root: 'budget', people: 'ahp' },
      budget: [{ expert: '甲', points: { people: 60, work: 40 } }],
      ahp: {
        people: {
          items: ['satisfied', 'wait'],
          matrix: [
            [1, 2],
            [0.5, 1],
          ],
        },
      },
    },
    decide: {
      adjustments: [{ id: 'a', name: '加分', kind: 'bonus', column: 'x', cap: 2 }],
      gates: [{ id: 'g', name: '门槛', subject: 'satisfied', atLeast: 80, bestGrade: 'good' }],
      vetoes: [{ id: 'v', name: '否决', column: 'y', grade: 'poor' }],
    },
    uncertainty: {
      weights: { distribution: 'dirichlet' },
      treat: { max: [1, 2] },
      impute: { choices: [{ method: 'mean' }, { method: 'median' }] },
      aggregate: { choices: [{ method: 'arithmetic' }, { method: 'geometric' }] },
    },
  });
}

/** Every holder and key in a document, depth first. */
function placesIn(value: unknown): [object, string][] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.keys(value).flatMap((key): [object, string][] => [
    [value, key],
    ...placesIn((value as Record<string, unknown>)[key]),
  ]);
}

describe('checkScheme', () => {
  it('passes the example and fills in defaults', () => {
    const { scheme, issues, balance } = checkScheme(exampleScheme());
    expect(issues.filter((i) => i.severity !== 'warning')).toEqual([]);
    expect(scheme?.normalise).toEqual({ method: 'minmax', range: [0, 100] });
    expect(scheme?.indicators[0]?.polarity).toBe('benefit');
    expect(balance?.pairs).toHaveLength(5);
  });

  it('passes the example with every optional part', () => {
    expect(checkScheme(fullExample()).scheme).toBeDefined();
  });

  it.each([null, undefined, 3, 'text', [], {}])('never throws: %j', (doc) => {
    expect(checkScheme(doc).issues.length).toBeGreaterThan(0);
    expect(checkScheme(doc).scheme).toBeUndefined();
  });

  it('never throws on a valid document with anything put anywhere in it', () => {
    const odd = fc.oneof(
      fc.constantFrom<unknown>(null, undefined, '', '__proto__', 'root', 'people', 'satisfied'),
      fc.constantFrom<unknown>(0, -1, 1e308, Number.NaN, Number.POSITIVE_INFINITY, true, [], {}),
      fc.constantFrom<unknown>('entropy', 'ahp', 'budget', 'geometric', 'copeland', 'bands'),
      fc.anything({ maxDepth: 2 }),
    );
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(), odd), { minLength: 1, maxLength: 4 }), (edits) => {
        const doc = fullExample();
        for (const [pick, value] of edits) {
          const places = placesIn(doc);
          const [holder, key] = places[pick % places.length]!;
          (holder as Record<string, unknown>)[key] = value;
        }
        const { scheme, issues } = checkScheme(doc);
        const errors = issues.filter((i) => i.severity !== 'warning');
        expect(scheme === undefined).toBe(errors.length > 0);
        for (const issue of issues) expect(issue.code).toMatch(/^scheme\.[a-z-]+$/);
      }),
      { numRuns: 1500 },
    );
  });

  it('parseScheme throws every error at once', () => {
    const doc = exampleScheme();
    doc.indicators[1] = { ...doc.indicators[1]!, parent: 'nowhere' };
    doc.nodes.push({ id: 'empty', name: '空', parent: 'root' });
    const thrown = () => parseScheme(doc);
    expect(thrown).toThrow(EngineError);
    try {
      thrown();
    } catch (error) {
      expect((error as EngineError).issues.map((i) => i.code)).toEqual([
        'scheme.parent-unknown',
        'scheme.node-empty',
      ]);
    }
  });
});

describe('form of the document', () => {
  it.each<[string, (doc: LooseScheme) => void, string[]]>([
    ['missing field', set(3, { name: undefined }), ['scheme.required indicators[3].name']],
    ['wrong type', set(3, { weight: '重' }), ['scheme.type-number indicators[3].weight']],
    ['NaN', set(3, { weight: Number.NaN }), ['scheme.type-number indicators[3].weight']],
    ['negative weight', set(3, { weight: -1 }), ['scheme.too-small indicators[3].weight']],
    ['unknown key', set(2, { wieght: 1 }), ['scheme.unknown-key indicators[2].wieght']],
    ['not in the list', set(2, { polarity: 'up' }), ['scheme.not-allowed indicators[2].polarity']],
    ['bad id', set(0, { id: '1 x' }), ['scheme.id-form indicators[0].id']],
    ['a string for a list', (d) => Object.assign(d, { nodes: 'x' }), ['scheme.type-list nodes']],
    [
      'unknown method',
      (d) => Object.assign(d, { normalise: { method: 'magic' } }),
      ['scheme.not-allowed normalise.method'],
    ],
    [
      'other format',
      (d) => Object.assign(d, { format: 'shiji-scheme/9' }),
      ['scheme.not-allowed format'],
    ],
    [
      'record key',
      (d) => Object.assign(d, { weight: { groups: { 'a b': 'equal' } } }),
      ['scheme.id-form weight.groups["a b"]'],
    ],
    [
      'no indicators',
      (d) => Object.assign(d, { indicators: [] }),
      ['scheme.list-short indicators'],
    ],
  ])('%s', (_, change, expected) => {
    expect(issuesOf(change)).toEqual(expected);
  });
});
