import { looseKey } from './cells.ts';

/** Up to three headings that look most like the one that is absent, likest first. */
export function closest(target: string, headings: Iterable<string>): string[] {
  // Words of two characters have one pair: what they share shows in the characters.
  const parts = looseKey(target).length > 2 ? pairs : (text: string) => new Set(looseKey(text));
  const own = parts(target);
  return [...headings]
    .map((heading) => {
      const other = parts(heading);
      let common = 0;
      for (const pair of own) if (other.has(pair)) common++;
      return { heading, likeness: (2 * common) / (own.size + other.size || 1) };
    })
    .filter((x) => x.likeness > 0.3)
    .sort((a, b) => b.likeness - a.likeness)
    .slice(0, 3)
    .map((x) => x.heading);
}

function pairs(text: string): Set<string> {
  const key = looseKey(text);
  const out = new Set(Array.from(key, (_, i) => key.slice(i, i + 2)));
  // The lone last character says little unless it is all there is.
  if (out.size > 1) out.delete(key.slice(-1));
  return out;
}
