import { type RawBuilder, type SqlBool, sql } from 'kysely';

/** At most so many words are looked at: more narrow nothing and cost a comparison each. */
const MOST_WORDS = 6;

/** The words that are looked for, in lower case. */
export function wordsOf(text: string): string[] {
  return text.toLowerCase().split(/\s+/).filter(Boolean).slice(0, MOST_WORDS);
}

/**
 * Condition that a name, with its short name where there is one, has each of the words, wherever
 * they stand. An index on `org_words(…)` finds them by their pairs of characters, so that even
 * words of one or two characters need no scan.
 */
export function saying(name: string, shortName: string | null, text: string): RawBuilder<SqlBool> {
  const words = wordsOf(text);
  if (words.length === 0) return sql<SqlBool>`true`;
  const short = shortName === null ? sql`null` : sql.ref(shortName);
  return sql<SqlBool>`(org_words(${sql.ref(name)}, ${short})
    @@ ${pairsOf(words)}::tsquery and ${having(name, shortName, words)})`;
}

/** The same by the letters alone, with no index. */
export function having(
  name: string,
  shortName: string | null,
  words: readonly string[],
): RawBuilder<SqlBool> {
  const short = shortName === null ? sql`null` : sql.ref(shortName);
  const text = sql`lower(${sql.ref(name)} || ' ' || coalesce(${short}, ''))`;
  return sql<SqlBool>`(${sql.join(
    words.map((w) => sql`position(${w} in ${text}) > 0`),
    sql` and `,
  )})`;
}

/**
 * The pairs of characters the words consist of, as a `tsquery`; a word of one character is the
 * beginning of a pair. `mark` stands before each where the index has it there.
 */
export function pairsOf(words: readonly string[], mark = ''): string {
  return words.flatMap((word) => pairs(word, mark)).join(' & ');
}

function pairs(word: string, mark: string): string[] {
  const letters = Array.from(word);
  const quoted = (text: string): string => `'${mark}${text.replace(/['\\]/g, '$&$&')}'`;
  if (letters.length === 1) return [`${quoted(word)}:*`];
  return letters.slice(1).map((letter, k) => quoted(`${letters[k]}${letter}`));
}
