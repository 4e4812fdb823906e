import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { Answers, Form } from '../../contract/survey/form.ts';
import type { RequestContext } from '../platform/context.ts';
import { addDays, dayOf } from '../platform/days.ts';
import { submit } from '../survey/answers.service.ts';
import * as changes from '../survey/changes.service.ts';
import * as surveys from '../survey/service.ts';
import { read } from './loop.ts';

const marks = z.array(z.int().min(0)).length(5);
const words = { title: z.string(), intro: z.string() };
const surveyFile = z.object({
  closed: z.object({
    ...words,
    units: z.array(z.object({ code: z.string(), people: z.int(), marks })),
    texts: z.array(z.string()),
  }),
  open: z.object({ ...words, marks }),
});

const satisfaction: Form = {
  questions: [
    {
      id: 'q1',
      kind: 'single',
      title: '这半年您报修过吗',
      required: true,
      options: [
        { id: 'a', text: '报修过' },
        { id: 'b', text: '没有报修过' },
      ],
      jumps: [{ option: 'b', to: 'q4' }],
    },
    {
      id: 'q2',
      kind: 'scale',
      title: '您对报修服务总的满意程度',
      required: true,
      points: 5,
      low: '很不满意',
      high: '很满意',
      satisfaction: true,
    },
    {
      id: 'q3',
      kind: 'multiple',
      title: '最该改进的是哪几样',
      required: false,
      options: [
        { id: 'a', text: '上门快一些' },
        { id: 'b', text: '一次修好' },
        { id: 'c', text: '报修渠道好找' },
        { id: 'd', text: '修后回访' },
      ],
    },
    { id: 'q4', kind: 'text', title: '还有什么想说的', required: false },
  ],
};

const needs: Form = {
  questions: [
    {
      id: 'q1',
      kind: 'ranking',
      title: '下面几件事，您希望先办哪件',
      required: true,
      options: [
        { id: 'a', text: '老旧电梯更新' },
        { id: 'b', text: '食堂改造' },
        { id: 'c', text: '加装充电桩' },
      ],
    },
    { id: 'q2', kind: 'scale', title: '今年定的实事办得怎么样', required: true, points: 5 },
  ],
};

/** A survey that is over, with results, and one that runs; what is there already is left alone. */
export async function fillSurveys(
  ctx: RequestContext,
  rootId: string,
  made: ReadonlyMap<string, string>,
): Promise<void> {
  const { closed, open } = await read('survey/demo.yaml', surveyFile);
  const there = new Set((await surveys.list(ctx, {})).rows.map((r) => r.title));
  const common = { audience: 'unit' as const, anonymous: true, roll: [] };
  const today = dayOf(ctx.now());
  if (!there.has(closed.title)) {
    const units = closed.units.map((u) => ({ unitId: made.get(u.code)!, people: u.people }));
    const { title, intro } = closed;
    const id = await opened(ctx, rootId, {
      ...common,
      title,
      intro,
      closesOn: today,
      needs: false,
      form: satisfaction,
      units,
    });
    const { units: doors } = await surveys.get(ctx, id);
    for (const [i, u] of closed.units.entries())
      await answer(ctx, doors[i]!.code, satisfied(u.marks, closed.texts.slice(i, i + 2)));
    await changes.close(ctx, id, 2);
  }
  if (!there.has(open.title)) {
    const { title, intro } = open;
    const id = await opened(ctx, rootId, {
      ...common,
      title,
      intro,
      closesOn: addDays(today, 10),
      needs: true,
      form: needs,
      units: [],
    });
    const { units } = await surveys.get(ctx, id);
    await answer(ctx, units[0]!.code, wished(open.marks));
  }
}

type Created = Parameters<typeof changes.create>[1];

async function opened(
  ctx: RequestContext,
  unitId: string,
  given: Omit<Created, 'unitId' | 'form'> & { readonly form: Form },
): Promise<string> {
  const { id } = await changes.create(ctx, { ...given, unitId } as Parameters<
    typeof changes.create
  >[1]);
  await changes.open(ctx, id, 1);
  return id;
}

async function answer(ctx: RequestContext, code: string, all: readonly Answers[]): Promise<void> {
  for (const answers of all) await submit(ctx, code, undefined, { answers, key: randomUUID() });
}

/** So many people for each mark; what they would change goes with the mark. */
function satisfied(counts: readonly number[], texts: readonly string[]): Answers[] {
  const all = counts.flatMap((n, i) =>
    Array.from({ length: n }, (_, k) => ({
      q1: 'a',
      q2: i + 1,
      q3: i < 3 ? ['a', k % 2 ? 'b' : 'c'] : [k % 3 ? 'd' : 'b'],
    })),
  );
  return all.map((a, i) => (texts[i] ? { ...a, q4: texts[i] } : a));
}

function wished(counts: readonly number[]): Answers[] {
  const orders = [
    ['a', 'b', 'c'],
    ['b', 'a', 'c'],
    ['a', 'c', 'b'],
  ];
  return counts.flatMap((n, i) =>
    Array.from({ length: n }, (_, k) => ({ q1: orders[(i + k) % 3]!, q2: i + 1 })),
  );
}
