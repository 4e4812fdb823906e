/** Where the bracket of a band runs beside one row of the ranking. */
export interface Bracket {
  readonly lane: number;
  readonly part: 'start' | 'middle' | 'end';
  readonly band: number;
}

/**
 * Brackets for bands of units that cannot be told apart. Overlapping bands are drawn side
 * by side, in as few lanes as they need; a bracket runs through every row between its ends.
 */
export function brackets(
  rows: readonly number[],
  bands: readonly (readonly number[])[],
): { readonly at: ReadonlyMap<number, readonly Bracket[]>; readonly lanes: number } {
  const place = new Map(rows.map((unit, r) => [unit, r]));
  const spans = bands
    .map((units, band) => {
      const at = units.flatMap((u) => place.get(u) ?? []);
      return { band, from: Math.min(...at), to: Math.max(...at) };
    })
    .filter((s) => s.to > s.from)
    .sort((a, b) => a.from - b.from);
  const at = new Map<number, Bracket[]>();
  const ends: number[] = [];
  for (const { band, from, to } of spans) {
    const free = ends.findIndex((end) => end < from);
    const lane = free < 0 ? ends.length : free;
    ends[lane] = to;
    for (let r = from; r <= to; r++) {
      const part = r === from ? 'start' : r === to ? 'end' : 'middle';
      at.set(rows[r]!, [...(at.get(rows[r]!) ?? []), { lane, part, band }]);
    }
  }
  return { at, lanes: ends.length };
}
