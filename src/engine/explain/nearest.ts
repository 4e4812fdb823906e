/** What a value comes to: whether it does what is wanted, and the score it gives. */
export interface Probe {
  readonly reached: boolean;
  readonly score: number;
}

/**
 * Nearest value from `from` toward `to` that does it, to a millionth of the way, or
 * undefined when `to` does not (with `samples` > 1, values between are tried too, for
 * scores that turn back). An edge that must be passed, not reached, has no first value: the
 * one returned always does it.
 *
 * The score at which it happens is mostly known (`edge`) and mostly nearly linear in the
 * value, so a line is tried first and halving only where it does not close in.
 */
export function nearest(
  from: number,
  to: number,
  probe: (value: number) => Probe,
  edge: number,
  samples = 1,
): number | undefined {
  if (from === to) return undefined;
  let outside: Point = { at: from, score: Number.NaN };
  for (let k = 1; k <= samples; k++) {
    const at = k === samples ? to : from + ((to - from) * k) / samples;
    const { reached, score } = probe(at);
    if (reached) {
      if (Number.isNaN(outside.score)) outside = { at: from, score: probe(from).score };
      const found = close(outside, { at, score }, probe, edge, Math.abs(to - from) * 1e-6);
      return tidied(found, Math.abs(found - from), probe);
    }
    outside = { at, score };
  }
  return undefined;
}

interface Point {
  readonly at: number;
  readonly score: number;
}

function close(
  start: Point,
  end: Point,
  probe: (value: number) => Probe,
  edge: number,
  within: number,
): number {
  let outside = start;
  let inside = end;
  const width = (): number => Math.abs(inside.at - outside.at);
  const tryAt = (at: number): void => {
    if (!((at - outside.at) * (inside.at - at) > 0)) return;
    const { reached, score } = probe(at);
    if (reached) inside = { at, score };
    else outside = { at, score };
  };
  let byLine = true;
  while (width() > within) {
    const before = width();
    const toward = Math.sign(inside.at - outside.at);
    if (byLine) {
      const share = (edge - outside.score) / (inside.score - outside.score);
      const guess = outside.at + share * (inside.at - outside.at);
      tryAt(guess + (toward * within) / 2);
      // If the line was right, its other side settles it.
      tryAt(inside.at - toward * within * 0.9);
      byLine = width() < before / 4;
    }
    if (width() > within) {
      const middle = (inside.at + outside.at) / 2;
      if (middle === inside.at || middle === outside.at) break;
      tryAt(middle);
    }
  }
  return inside.at;
}

/** The same with fewer digits, where that does it too and is next to no further. */
function tidied(value: number, move: number, probe: (value: number) => Probe): number {
  for (const digits of [2, 3, 4, 5, 6, 7, 8, 9]) {
    const tidy = Number(value.toPrecision(digits));
    if (Math.abs(tidy - value) <= 1e-4 * move && probe(tidy).reached) return tidy;
  }
  return value;
}
