import { unitKey } from './cells.ts';

/**
 * Words of a vocabulary: what offices say besides, and what catalogues say. Only those that hold its
 * texts are given: the reading thread starts sooner without the others.
 */
export function vocabulary<T extends string>(
  words: Readonly<Record<string, T>>,
  values: readonly T[],
  keyOf: (value: T) => string,
  catalogues: readonly Readonly<Record<string, string>>[],
): (text: string) => T | undefined {
  const byWord = new Map(Object.entries(words).map(([word, value]) => [unitKey(word), value]));
  for (const texts of catalogues)
    for (const value of values) byWord.set(unitKey(texts[keyOf(value)]!), value);
  return (text) => byWord.get(unitKey(text));
}
