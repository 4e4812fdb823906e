/**
 * Which statements a connection keeps planned. Planning costs the database more than running
 * most of what a request does (docs/decisions/0019-trips.md); but a kept plan does not know the
 * values. So only those are kept whose best plan does not depend on values: inserts, and rows
 * found by equality. Searches, ranges and pages are planned each time.
 */
const USES_BEFORE = 3;
/** Each costs some ten kilobytes on each connection. */
const MOST = 200;

/** Marks a statement that is kept although it compares otherwise: a key finds its rows anyway. */
export const KEPT = '/* kept */';

/**
 * Chooses the statements the connections of one pool keep: gives the name under which a
 * connection keeps the statement; none when it is planned each time.
 */
export function keptStatements(): (text: string) => string | undefined {
  const uses = new Map<string, number>();
  const names = new Map<string, string>();
  return (text) => {
    const name = names.get(text);
    if (name !== undefined) return name;
    if (names.size >= MOST || !isSteady(text)) return undefined;
    const used = (uses.get(text) ?? 0) + 1;
    if (used < USES_BEFORE) {
      if (uses.size > 10 * MOST) uses.clear();
      uses.set(text, used);
      return undefined;
    }
    uses.delete(text);
    const given = `kept_${names.size}`;
    names.set(text, given);
    return given;
  };
}

function isSteady(text: string): boolean {
  if (text.includes(KEPT) || /^insert into "\w+" \([^()]*\) values \([^()]*\)$/.test(text))
    return true;
  return (
    /^(select|update|delete) /.test(text) &&
    !/[<>~@]|\b(like|ilike|in|any|all|between|exists|unnest|limit|offset|or)\b/i.test(text)
  );
}
