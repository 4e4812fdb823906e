import { createTranslator } from '../../contract/messages/index.ts';
import { type Source, sources } from '../../contract/problem/states.ts';
import { words } from '../../contract/problem/words.ts';

const sourceWords: readonly (readonly [RegExp, Source])[] = [
  [/自查|自我|查摆|对照检查|班子/, 'self'],
  [/学习|研讨|读书班|党课/, 'study'],
  [/群众|信访|投诉|来信|12345|热线|意见箱|职工反映/, 'voice'],
  [/走访|调研|下沉|座谈/, 'visit'],
  [/督导|督查|督办/, 'supervision'],
  [/巡视|巡察|检查组/, 'inspection'],
  [/审计/, 'audit'],
  [/上级|通报|反馈/, 'superior'],
];
const sourceByWord = new Map(
  [createTranslator('zh-CN'), createTranslator('en')].flatMap((t) =>
    sources.map((s) => [words(t).source(s), s] as const),
  ),
);

/** Where a problem was found: the source, and the words where they say more. */
export function sourceOf(text: string): { source: Source; sourceText: string | null } {
  const exact = sourceByWord.get(text);
  if (exact) return { source: exact, sourceText: null };
  const source = sourceWords.find(([word]) => word.test(text))?.[1] ?? 'other';
  return { source, sourceText: text };
}
