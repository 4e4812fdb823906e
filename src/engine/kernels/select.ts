/**
 * Value that would stand at position `k` were the array sorted (Hoare's selection); the
 * array is reordered so that nothing before `k` is larger and nothing after is smaller.
 * No `NaN` may be in it.
 */
export function nth(values: Float64Array | Int32Array, k: number, from = 0): number {
  let low = from;
  let high = values.length - 1;
  while (low < high) {
    const pivot = values[(low + high) >> 1]!;
    let i = low;
    let j = high;
    while (i <= j) {
      while (values[i]! < pivot) i++;
      while (values[j]! > pivot) j--;
      if (i <= j) {
        const swap = values[i]!;
        values[i] = values[j]!;
        values[j] = swap;
        i++;
        j--;
      }
    }
    if (k <= j) high = j;
    else if (k >= i) low = i;
    else break;
  }
  return values[k]!;
}

/** Quantiles (Hyndman–Fan type 7) at ascending probabilities; reorders the array. */
export function quantiles(values: Float64Array | Int32Array, p: readonly number[]): number[] {
  let from = 0;
  return p.map((share) => {
    const h = (values.length - 1) * share;
    const k = Math.floor(h);
    const lower = nth(values, k, from);
    from = k;
    if (h === k) return lower;
    let upper = Number.POSITIVE_INFINITY;
    for (let i = k + 1; i < values.length; i++) if (values[i]! < upper) upper = values[i]!;
    return lower + (h - k) * (upper - lower);
  });
}
