import { createTranslator } from '../../contract/messages/index.ts';
import { unitKey } from './cells.ts';

/** Words of a vocabulary: what offices say besides, and what the catalogues say. */
export function vocabulary<T extends string>(
  words: Readonly<Record<string, T>>,
  values: readonly T[],
  keyOf: (value: T) => string,
): (text: string) => T | undefined {
  const byWord = new Map(Object.entries(words).map(([word, value]) => [unitKey(word), value]));
  for (const t of [createTranslator('en'), createTranslator('zh-CN')])
    for (const value of values) byWord.set(unitKey(t(keyOf(value))), value);
  return (text) => byWord.get(unitKey(text));
}
