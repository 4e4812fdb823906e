import type { SchemeInput } from './schema.ts';

/** A scheme document loose enough to be broken in one place by a test. */
export type LooseScheme = SchemeInput & {
  nodes: Record<string, unknown>[];
  indicators: Record<string, unknown>[];
  [key: string]: unknown;
};

/** Small valid appraisal scheme: two branches, satisfaction first, both sides of one balance. */
export function exampleScheme(change: Partial<LooseScheme> = {}): LooseScheme {
  return {
    format: 'shiji-scheme/1',
    id: 'example',
    title: '示例方案',
    panel: { unit: '单位', attributes: ['类别'] },
    nodes: [
      { id: 'root', name: '综合' },
      { id: 'people', name: '民生', parent: 'root', weight: 60 },
      { id: 'work', name: '工作', parent: 'root', weight: 40 },
    ],
    indicators: [
      {
        id: 'satisfied',
        name: '群众满意率',
        parent: 'people',
        weight: 0.7,
        nature: 'satisfaction',
        aspect: 'quality',
      },
      { id: 'wait', name: '平均等候天数', parent: 'people', weight: 0.3, polarity: 'cost' },
      { id: 'output', name: '工业增加值', parent: 'work', aspect: 'scale', counterpart: 'defect' },
      { id: 'defect', name: '产品合格率', parent: 'work', aspect: 'quality' },
    ],
    grade: {
      grades: [
        { id: 'excellent', name: '优秀', from: 85 },
        { id: 'good', name: '良好', from: 70 },
        { id: 'poor', name: '较差' },
      ],
      quotas: [
        { grade: 'excellent', share: 0.3 },
        { grade: 'good', share: 0.8 },
      ],
    },
    ...change,
  } as LooseScheme;
}
