import { fail } from '../errors.ts';
import { type Estimate, tEstimate } from './interval.ts';

/** One electorate (A, B or C votes) with its figure and what the scheme lets it count for. */
export interface Electorate {
  readonly name: string;
  /** Share of the whole, as the scheme says; all sum to 1. */
  readonly weight: number;
  readonly estimate: Estimate;
}

/**
 * One figure of several electorates that judge independently: Σ weight · value. The degrees of
 * freedom are Satterthwaite's (1946). Fails unless the weights sum to 1; what to do when an
 * electorate did not vote is for the scheme to say, not for this.
 */
export function weighElectorates(parts: readonly Electorate[], level = 0.95): Estimate {
  if (parts.length === 0) fail({ code: 'estimate.empty', path: 'electorates' });
  parts.forEach(({ weight, name }, i) => {
    if (!(weight >= 0))
      fail({
        code: 'estimate.weight',
        path: `electorates[${i}].weight`,
        params: { value: weight, name },
      });
  });
  const all = parts.reduce((s, p) => s + p.weight, 0);
  if (Math.abs(all - 1) > 1e-9)
    fail({ code: 'estimate.electorates', path: 'electorates', params: { sum: all } });
  let value = 0;
  let variance = 0;
  let below = 0;
  for (const { weight, estimate } of parts) {
    const part = (weight * estimate.se) ** 2;
    value += weight * estimate.value;
    variance += part;
    if (part > 0) below += (part * part) / estimate.df;
  }
  const df = below > 0 ? (variance * variance) / below : Number.POSITIVE_INFINITY;
  return tEstimate(value, Math.sqrt(variance), df, level);
}
