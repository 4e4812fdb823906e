/**
 * Competition ranks, 1 = largest value, ties sharing the lowest number; `NaN` gets 0.
 * Writes `out` at the members only (all units when none are given).
 *
 * Sorts the values alone (typed arrays sort without a comparator) and looks each one up:
 * for 5,000 values about a quarter of the time of sorting indices.
 */
export function competitionRank(
  scores: Float64Array,
  members: Int32Array | undefined,
  out: Int32Array,
): Int32Array {
  const n = members ? members.length : scores.length;
  const sorted = new Float64Array(n);
  let present = 0;
  for (let k = 0; k < n; k++) {
    const v = scores[members ? members[k]! : k]!;
    if (!Number.isNaN(v)) sorted[present++] = v;
  }
  const values = sorted.subarray(0, present).sort();
  for (let k = 0; k < n; k++) {
    const u = members ? members[k]! : k;
    const v = scores[u]!;
    out[u] = Number.isNaN(v) ? 0 : present - notAbove(values, v) + 1;
  }
  return out;
}

/** How many of the ascending values are ≤ v. */
function notAbove(values: Float64Array, v: number): number {
  let low = 0;
  let high = values.length;
  while (low < high) {
    const mid = (low + high) >> 1;
    if (values[mid]! <= v) low = mid + 1;
    else high = mid;
  }
  return low;
}
