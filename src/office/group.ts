/** Rows by key, in their order (`Map.groupBy` is not there on Node 20). */
export function groupBy<T>(rows: readonly T[], keyOf: (row: T) => string): Map<string, T[]> {
  const out = new Map<string, T[]>();
  for (const row of rows) {
    const key = keyOf(row);
    const own = out.get(key);
    if (own) own.push(row);
    else out.set(key, [row]);
  }
  return out;
}
