import { type SqlBool, sql } from 'kysely';

/**
 * Condition that a path lies under another: a range of the index, because the labels are all
 * of one length. The empty path is everything.
 */
export const under = (column: string, path: string) =>
  path === ''
    ? sql<SqlBool>`true`
    : sql<SqlBool>`(${sql.ref(column)} >= ${path}::ltree and ${sql.ref(column)} < ${`${path}0`}::ltree)`;

/** {@link under} one of several; under none of none. */
export const underAny = (column: string, paths: readonly string[]) =>
  paths.length === 0
    ? sql<SqlBool>`false`
    : sql<SqlBool>`(${sql.join(
        paths.map((p) => under(column, p)),
        sql` or `,
      )})`;

/** Words as a pattern of `ilike`: what they hold is meant as it stands. */
export const containing = (words: string): string => `%${words.replace(/[\\%_]/g, '\\$&')}%`;
