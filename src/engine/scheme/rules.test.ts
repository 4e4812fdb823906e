import { describe, expect, it } from 'vitest';
import { EngineError } from '../errors.ts';
import { exampleScheme, type LooseScheme } from './example.fixture.ts';
import { checkScheme, parseScheme } from './parse.ts';
import { requireSatisfactionFirst } from './rules.ts';

function found(change: (doc: LooseScheme) => void, severity = 'error') {
  const doc = exampleScheme();
  change(doc);
  return checkScheme(doc).issues.filter((i) => (i.severity ?? 'error') === severity);
}
const codes = (change: (doc: LooseScheme) => void, severity?: string): string[] =>
  found(change, severity).map((i) => i.code);

/** Satisfaction as light as everything else. */
const light = (d: LooseScheme): void => {
  Object.assign(d, { weight: { method: 'equal' } });
};
const gate = (d: LooseScheme, fields: object = {}): void => {
  const rule = {
    id: 'g',
    name: '满意度门槛',
    subject: 'satisfied',
    atLeast: 85,
    bestGrade: 'good',
  };
  Object.assign(d, { decide: { gates: [{ ...rule, ...fields }] } });
};

describe('satisfaction first (A3)', () => {
  it('wants a satisfaction indicator at all', () => {
    expect(codes((d) => delete d.indicators[0]!.nature)).toEqual(['scheme.satisfaction-missing']);
  });

  it('refuses equal weights and tells the weights found', () => {
    expect(found(light)).toEqual([
      {
        code: 'scheme.satisfaction-first',
        path: 'indicators[0].weight',
        params: { name: '群众满意率', weight: 25, rival: '平均等候天数', rivalWeight: 25 },
      },
    ]);
  });

  it('accepts the largest single weight', () => {
    expect(
      codes((d) => {
        d.nodes[1]!.weight = 40;
        d.nodes[2]!.weight = 60;
        d.indicators[0]!.weight = 0.9;
        d.indicators[1]!.weight = 0.1;
      }),
    ).toEqual([]);
  });

  it('refuses when another indicator weighs more', () => {
    expect(
      codes((d) => {
        d.indicators[2]!.weight = 60;
        d.indicators[3]!.weight = 40;
        d.nodes[1]!.weight = 10;
        d.nodes[2]!.weight = 90;
      }),
    ).toEqual(['scheme.satisfaction-first']);
  });

  it('accepts a branch that is all satisfaction and the heaviest', () => {
    const branch = (weight: number) => (d: LooseScheme) => {
      d.nodes.push({ id: 'voice', name: '群众评价', parent: 'root', weight });
      d.nodes[1]!.weight = 30;
      d.nodes[2]!.weight = 70 - weight;
      d.indicators[0]!.parent = 'voice';
      d.indicators[0]!.weight = 0.2;
      for (let i = 1; i <= 4; i++)
        d.indicators.push({
          id: `s${i}`,
          name: `满意度${i}`,
          parent: 'voice',
          weight: 0.2,
          nature: 'satisfaction',
        });
      d.indicators[1]!.weight = 1;
    };
    expect(codes(branch(36))).toEqual([]);
    expect(codes(branch(30))).toEqual(['scheme.satisfaction-first']);
  });

  it('accepts a gate on satisfaction that closes the best grade', () => {
    expect(
      codes((d) => {
        light(d);
        gate(d);
      }),
    ).toEqual([]);
  });

  it('accepts a ceiling on complaints, where satisfaction is counted as a cost', () => {
    expect(
      codes((d) => {
        light(d);
        d.indicators[0] = { ...d.indicators[0]!, name: '万户投诉件数', polarity: 'cost' };
        gate(d, { atLeast: 3 });
      }),
    ).toEqual([]);
  });

  it.each([
    ['that never bites', { atLeast: 0 }],
    ['on something else', { subject: 'output' }],
    ['on a branch with other indicators', { subject: 'people' }],
  ])('does not accept a gate %s', (_, fields) => {
    expect(
      codes((d) => {
        light(d);
        gate(d, fields);
      }),
    ).toEqual(['scheme.satisfaction-first']);
  });

  it('does not accept a gate that closes nothing', () => {
    expect(
      codes((d) => {
        light(d);
        gate(d, { bestGrade: 'excellent' });
      }),
    ).toEqual(['scheme.gate-closes-nothing', 'scheme.satisfaction-first']);
  });

  it('leaves weights from figures to the run, unless they cannot help', () => {
    const entropy = (groups: object) => (d: LooseScheme) => {
      Object.assign(d, { weight: { method: 'given', groups } });
    };
    expect(codes(entropy({ people: 'entropy' }))).toEqual([]);
    expect(codes(entropy({ people: 'entropy' }), 'warning')).toContain('scheme.satisfaction-open');
    expect(
      codes((d) => {
        entropy({ people: 'entropy' })(d);
        d.nodes[1]!.weight = 10;
        d.nodes[2]!.weight = 90;
      }),
    ).toEqual(['scheme.satisfaction-first']);
    const rivals = (d: LooseScheme): void => {
      entropy({ work: 'critic' })(d);
      d.nodes[1]!.weight = 50;
      d.nodes[2]!.weight = 50;
    };
    expect(codes(rivals)).toEqual([]);
    expect(codes(rivals, 'warning')).toContain('scheme.satisfaction-open');
    expect(
      checkScheme(exampleScheme({ weight: { method: 'given', groups: { people: 'pca' } } }))
        .balance,
    ).toBeUndefined();
  });

  it('is held at run time with the weights in use', () => {
    const scheme = parseScheme(exampleScheme());
    const weights = {
      people: 0.6,
      work: 0.4,
      satisfied: 0.42,
      wait: 0.18,
      output: 0.2,
      defect: 0.2,
    };
    expect(() => requireSatisfactionFirst(scheme, weights)).not.toThrow();
    const turned = { ...weights, satisfied: 0.18, wait: 0.42 };
    expect(() => requireSatisfactionFirst(scheme, turned)).toThrow(EngineError);
    expect(() =>
      requireSatisfactionFirst({ ...scheme, purpose: 'reference' }, turned),
    ).not.toThrow();
  });

  it('doubts a satisfaction tag on words that name no judgement', () => {
    expect(
      codes((d) => Object.assign(d.indicators[0]!, { name: '工业增加值' }), 'warning'),
    ).toContain('scheme.satisfaction-doubtful');
  });
});

describe('process-only indicators (F4)', () => {
  const meeting = (d: LooseScheme): void => {
    d.indicators[1] = { ...d.indicators[1]!, name: '会议召开次数', polarity: 'benefit' };
  };
  it('are refused with the words found, in every purpose', () => {
    expect(found(meeting)).toEqual([
      {
        code: 'scheme.process-only',
        path: 'indicators[1].name',
        params: { name: '会议召开次数', words: '会议召开次数', kind: 'meeting' },
      },
    ]);
    expect(
      codes((d) => {
        meeting(d);
        delete d.grade;
        d.purpose = 'reference';
      }),
    ).toEqual(['scheme.process-only']);
  });

  it('counts of acts are a warning', () => {
    expect(
      codes((d) => Object.assign(d.indicators[3]!, { name: '走访群众户次' }), 'warning'),
    ).toContain('scheme.process-doubtful');
  });
});

describe('quality beside scale and speed (D2)', () => {
  const change = (fields: object) => (d: LooseScheme) => {
    d.indicators[2] = { ...d.indicators[2]!, ...fields };
  };
  it.each<[string, (d: LooseScheme) => void, string[]]>([
    ['none', change({ counterpart: undefined }), ['scheme.counterpart-missing']],
    ['speed', change({ counterpart: undefined, aspect: 'speed' }), ['scheme.counterpart-missing']],
    ['unknown', change({ counterpart: 'x' }), ['scheme.counterpart-unknown']],
    ['not quality', change({ counterpart: 'wait' }), ['scheme.counterpart-not-quality']],
    ['itself', change({ counterpart: 'output' }), ['scheme.counterpart-not-quality']],
    [
      'without weight',
      (d) => {
        d.indicators[3]!.weight = 0;
      },
      ['scheme.counterpart-weightless'],
    ],
    ['not asked of others', change({ counterpart: undefined, aspect: 'other' }), []],
  ])('%s', (_, apply, expected) => {
    expect(codes(apply)).toEqual(expected);
  });

  it('warns when a growth rate is not tagged', () => {
    expect(codes(change({ name: '营业收入增长率', aspect: 'other' }), 'warning')).toContain(
      'scheme.aspect-doubtful',
    );
  });
});

describe('reference schemes', () => {
  const reference = (d: LooseScheme): void => {
    d.purpose = 'reference';
    delete d.grade;
    light(d);
    delete d.indicators[2]!.counterpart;
  };
  it('need neither A3 nor D2, and say what they are', () => {
    expect(codes(reference)).toEqual([]);
    expect(codes(reference, 'warning')).toEqual(['scheme.reference-purpose']);
  });
  it('may not grade or decide', () => {
    expect(
      codes((d) => {
        reference(d);
        d.grade = exampleScheme().grade as never;
        gate(d);
      }),
    ).toEqual(['scheme.reference-decides', 'scheme.reference-grades']);
  });
});

describe('balances (B3)', () => {
  it('warns of pairs nobody names and of pairs with one side', () => {
    const warnings = codes((d) => {
      d.indicators[2]!.balance = { 'economy-livelihood': 'economy' };
      d.indicators[3]!.balance = { 'development-security': 'development' };
      d.indicators[1]!.balance = { 'development-security': 'security' };
    }, 'warning').filter((c) => c.startsWith('scheme.balance'));
    expect(warnings).toEqual([
      'scheme.balance-unused-current-longterm',
      'scheme.balance-unused-part-whole',
      'scheme.balance-one-sided-economy-livelihood',
      'scheme.balance-unused-development-protection',
    ]);
  });
});
