/** How far two rankings of the same units agree. `NaN` when one of them ranks nothing apart. */

/** Ascending ranks, tied values sharing the mean of theirs. */
export function meanRanks(x: Float64Array): Float64Array {
  const order = Array.from(x.keys()).sort((a, b) => x[a]! - x[b]!);
  const out = new Float64Array(x.length);
  for (let from = 0; from < order.length; ) {
    let to = from;
    while (to + 1 < order.length && x[order[to + 1]!] === x[order[from]!]) to++;
    for (let k = from; k <= to; k++) out[order[k]!] = (from + to) / 2 + 1;
    from = to + 1;
  }
  return out;
}

/** Pearson's correlation of complete columns; two values are enough. */
export function pearson(x: Float64Array, y: Float64Array): number {
  const n = x.length;
  let mx = 0;
  let my = 0;
  for (let i = 0; i < n; i++) {
    mx += x[i]! / n;
    my += y[i]! / n;
  }
  let sxx = 0;
  let syy = 0;
  let sxy = 0;
  for (let i = 0; i < n; i++) {
    const a = x[i]! - mx;
    const b = y[i]! - my;
    sxx += a * a;
    syy += b * b;
    sxy += a * b;
  }
  return sxx === 0 || syy === 0 ? Number.NaN : sxy / Math.sqrt(sxx * syy);
}

/** Spearman's rank correlation: Pearson's of the mean ranks. */
export function spearman(x: Float64Array, y: Float64Array): number {
  return pearson(meanRanks(x), meanRanks(y));
}

/**
 * Kendall's τ-b in n·log n (Knight 1966): pairs in the same order less pairs in opposite
 * order, ties taken out of both sides.
 */
export function kendall(x: Float64Array, y: Float64Array): number {
  const order = Array.from(x.keys()).sort((a, b) => x[a]! - x[b]! || y[a]! - y[b]!);
  const xs = Float64Array.from(order, (i) => x[i]!);
  const ys = Float64Array.from(order, (i) => y[i]!);
  const pairs = (n: number): number => (n * (n - 1)) / 2;
  const tiedX = tiedPairs(xs, (k) => xs[k] === xs[k - 1]);
  const tiedBoth = tiedPairs(xs, (k) => xs[k] === xs[k - 1] && ys[k] === ys[k - 1]);
  const discordant = inversions(ys);
  const tiedY = tiedPairs(ys, (k) => ys[k] === ys[k - 1]);
  const all = pairs(xs.length);
  const scale = Math.sqrt(all - tiedX) * Math.sqrt(all - tiedY);
  return scale === 0 ? Number.NaN : (all - tiedX - tiedY + tiedBoth - 2 * discordant) / scale;
}

/** Pairs inside runs of neighbours that are `same`. */
function tiedPairs(x: Float64Array, same: (k: number) => boolean): number {
  let pairs = 0;
  let run = 0;
  for (let k = 1; k < x.length; k++) {
    run = same(k) ? run + 1 : 0;
    pairs += run;
  }
  return pairs;
}

/** Number of pairs out of order, by merging; sorts the array. */
function inversions(x: Float64Array): number {
  let from = x;
  let to: Float64Array = new Float64Array(x.length);
  let count = 0;
  for (let width = 1; width < x.length; width *= 2) {
    for (let low = 0; low < x.length; low += 2 * width) {
      const middle = Math.min(low + width, x.length);
      const high = Math.min(low + 2 * width, x.length);
      let a = low;
      let b = middle;
      for (let k = low; k < high; k++) {
        if (a < middle && (b >= high || from[a]! <= from[b]!)) to[k] = from[a++]!;
        else {
          count += middle - a;
          to[k] = from[b++]!;
        }
      }
    }
    [from, to] = [to, from];
  }
  if (from !== x) x.set(from);
  return count;
}

/** WS coefficient (Sałabun and Urbaniak 2020): differences at the top count most. `x` is the reference. */
export function rankSimilarity(x: Float64Array, y: Float64Array): number {
  const n = x.length;
  let loss = 0;
  for (let i = 0; i < n; i++)
    loss += (2 ** -x[i]! * Math.abs(x[i]! - y[i]!)) / Math.max(Math.abs(1 - x[i]!), n - x[i]!);
  return 1 - loss;
}
