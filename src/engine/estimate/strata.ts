import { fail } from '../errors.ts';
import { countMean, countShare, type Estimate, shareInterval, tEstimate } from './interval.ts';

/** Answers of one part of the population, counted by value. */
export interface Counted {
  readonly counts: readonly number[];
  /** People in the part; without end where absent. */
  readonly population?: number;
}

/**
 * Mean of answers with `values[i]` given `counts[i]` times, over parts of known size: each part
 * weighs as many people as it has. Parts without known sizes are one simple sample.
 */
export function strataMean(values: readonly number[], parts: readonly Counted[]): Estimate {
  const known = sized(parts);
  if (!known) return countMean(values, merged(parts));
  const people = known.reduce((s, p) => s + p.population, 0);
  let value = 0;
  let variance = 0;
  let df = 0;
  for (const { counts, population } of known) {
    const part = countMean(values, counts, population);
    value += (population / people) * part.value;
    variance += ((population / people) * part.se) ** 2;
    df += part.df;
  }
  return tEstimate(value, Math.sqrt(variance), df);
}

/** Share of one of the values, by position, with an interval between 0 and 1. */
export function strataShare(index: number, parts: readonly Counted[]): Estimate {
  const known = sized(parts);
  if (!known || known.length === 1) {
    const counts = merged(parts);
    const n = counts.reduce((s, c) => s + c, 0);
    return countShare(counts[index] ?? 0, n, known?.[0]?.population);
  }
  const found = strataMean(
    parts[0]!.counts.map((_, i) => (i === index ? 1 : 0)),
    known,
  );
  const n = merged(parts).reduce((s, c) => s + c, 0);
  return { ...found, ...shareInterval({ ...found, n }) };
}

/** The parts with their sizes, where every one is known. */
function sized(
  parts: readonly Counted[],
): (Counted & { readonly population: number })[] | undefined {
  if (parts.length === 0) fail({ code: 'estimate.empty', path: 'parts' });
  const out = parts.flatMap(({ counts, population }) =>
    population === undefined ? [] : [{ counts, population }],
  );
  return out.length === parts.length ? out : undefined;
}

function merged(parts: readonly Counted[]): number[] {
  return parts[0]!.counts.map((_, i) => parts.reduce((s, p) => s + (p.counts[i] ?? 0), 0));
}
