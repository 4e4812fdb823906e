/** Where the bracket of a band runs beside the rows of the ranking. */
export interface Bracket {
  readonly lane: number;
  readonly part: 'start' | 'middle' | 'end';
  readonly band: number;
}

/** Overlapping bands are drawn side by side, in as few lanes as they need. */
export function bracketsOf(
  rows: readonly number[],
  bands: readonly { readonly units: readonly number[] }[],
): { readonly byUnit: ReadonlyMap<number, readonly Bracket[]>; readonly lanes: number } {
  const place = new Map(rows.map((u, r) => [u, r]));
  const byUnit = new Map<number, Bracket[]>();
  const laneEnds: number[] = [];
  bands.forEach((band, k) => {
    const at = band.units.flatMap((u) => place.get(u) ?? []).sort((a, b) => a - b);
    if (at.length < 2) return;
    let lane = laneEnds.findIndex((end) => end < at[0]!);
    if (lane < 0) lane = laneEnds.length;
    laneEnds[lane] = at.at(-1)!;
    at.forEach((r, i) => {
      const part = i === 0 ? 'start' : i === at.length - 1 ? 'end' : 'middle';
      const unit = rows[r]!;
      byUnit.set(unit, [...(byUnit.get(unit) ?? []), { lane, part, band: k }]);
    });
  });
  return { byUnit, lanes: laneEnds.length };
}
