import { randomInt } from 'node:crypto';

/** The same things in an order of chance (Fisher and Yates), from the system's random source. */
export function shuffled<T>(things: readonly T[]): T[] {
  const out = [...things];
  for (let i = out.length - 1; i > 0; i--) {
    const j = randomInt(i + 1);
    [out[i], out[j]] = [out[j]!, out[i]!];
  }
  return out;
}
