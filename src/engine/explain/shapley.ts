/**
 * Shapley value of each of k players from the worth of all 2ᵏ coalitions, where bit i of
 * the index stands for player i. Sums to worth[2ᵏ − 1] − worth[0].
 * Shapley (1953), doi 10.1515/9781400881970-018.
 */
export function shapley(worth: Float64Array, players: number): Float64Array {
  const out = new Float64Array(players);
  const weights = coalitionWeights(players);
  const share = weightByMask(players, weights);
  for (let i = 0; i < players; i++) {
    const bit = 1 << i;
    let sum = 0;
    for (let m = 0; m < worth.length; m++)
      if ((m & bit) === 0) sum += share[m]! * (worth[m | bit]! - worth[m]!);
    out[i] = sum;
  }
  return out;
}

/** s!(k − s − 1)!/k!: weight of each coalition of s others, k players in all. */
export function coalitionWeights(players: number): Float64Array {
  const out = new Float64Array(Math.max(1, players));
  let choose = 1;
  for (let s = 0; s < out.length; s++) {
    out[s] = 1 / (out.length * choose);
    choose = (choose * (players - 1 - s)) / (s + 1);
  }
  return out;
}

export function popcount(mask: number): number {
  let count = 0;
  for (let x = mask; x; x &= x - 1) count++;
  return count;
}

/** The full coalition is nobody's «others»: its weight is never read. */
function weightByMask(players: number, weights: Float64Array): Float64Array {
  return Float64Array.from({ length: 1 << players }, (_, m) => weights[popcount(m)] ?? 0);
}
