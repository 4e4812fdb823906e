import { type RawBuilder, type SqlBool, sql } from 'kysely';

/** At most so many words are looked at: more narrow nothing and cost a comparison each. */
const MOST_WORDS = 6;

/**
 * Condition that a name, with its short name where there is one, has each of the words, wherever
 * they stand. An index on `org_words(…)` finds them by their pairs of characters, so that even
 * words of one or two characters need no scan.
 */
export function saying(name: string, shortName: string | null, words: string): RawBuilder<SqlBool> {
  const parts = words.toLowerCase().split(/\s+/).filter(Boolean).slice(0, MOST_WORDS);
  if (parts.length === 0) return sql<SqlBool>`true`;
  const short = shortName === null ? sql`null` : sql.ref(shortName);
  const text = sql`lower(${sql.ref(name)} || ' ' || coalesce(${short}, ''))`;
  const each = parts.map((p) => sql`position(${p} in ${text}) > 0`);
  return sql<SqlBool>`(org_words(${sql.ref(name)}, ${short})
    @@ ${parts.flatMap(pairs).join(' & ')}::tsquery and ${sql.join(each, sql` and `)})`;
}

/** The pairs of characters a word consists of, as `org_words` has them. */
function pairs(word: string): string[] {
  const letters = Array.from(word);
  const quoted = (text: string): string => `'${text.replace(/['\\]/g, '$&$&')}'`;
  if (letters.length === 1) return [`${quoted(word)}:*`];
  return letters.slice(1).map((letter, k) => quoted(`${letters[k]}${letter}`));
}
