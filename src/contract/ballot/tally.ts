import {
  countMean,
  countShare,
  type Estimate,
  tEstimate,
  weighElectorates,
} from '../../engine/estimate/index.ts';
import type { BulletinVote } from './file.ts';
import { ABSTAIN, LEAST, type Paper, type PaperElectorate } from './paper.ts';

/** A share of the answers that took a side, in percent, and its 95 % interval. */
export interface ShareResult {
  readonly share: number;
  readonly low: number;
  readonly high: number;
}

export interface ItemResult {
  readonly item: string;
  /** Answers that took a side; null: fewer than five, not shown. */
  readonly answers: number | null;
  readonly counts: Readonly<Record<string, number>> | null;
  readonly shares: Readonly<Record<string, ShareResult>> | null;
  /** Mean score, 0 to 100, and its 95 % interval. */
  readonly mean: number | null;
  readonly low: number | null;
  readonly high: number | null;
}

export interface OverallResult {
  readonly item: string;
  readonly mean: number | null;
  readonly low: number | null;
  readonly high: number | null;
}

export interface BallotResults {
  readonly electorates: readonly { readonly id: string; readonly items: readonly ItemResult[] }[];
  /** Over the electorates that are shown, their weights scaled to 1. */
  readonly overall: readonly OverallResult[];
}

/** A mean with its interval, and the ends that nobody still unheard could move it beyond. */
interface Figure {
  readonly estimate: Estimate;
  readonly least: number;
  readonly most: number;
}

/** Results from the votes laid open alone. */
export function tally(paper: Paper, votes: readonly BulletinVote[]): BallotResults {
  const figures = paper.electorates.map((e) => {
    const mine = votes.filter((v) => v.electorate === e.id);
    return paper.items.map((_, i) => figuresOf(paper, e, mine, i));
  });
  return {
    electorates: paper.electorates.map(({ id }, k) => ({
      id,
      items: paper.items.map((item, i) => told(paper, item.id, figures[k]![i])),
    })),
    overall: paper.items.map(({ id: item }, i) => {
      const parts = paper.electorates.flatMap(({ id: name, weight }, k) => {
        const found = figures[k]![i];
        return found ? [{ name, weight, ...found.score }] : [];
      });
      return { item, ...ends(overall(parts)) };
    }),
  };
}

interface Counted {
  readonly counts: readonly number[];
  /** Who took a side or still could: the roll without those who abstained. */
  readonly population: number;
  readonly score: Figure;
}

function figuresOf(
  paper: Paper,
  { roll }: PaperElectorate,
  votes: readonly BulletinVote[],
  i: number,
): Counted | undefined {
  const answers = votes.flatMap((v) => {
    const given = v.items[i];
    return given && 'answer' in given ? [given.answer] : [];
  });
  const counts = paper.options.map(({ id }) => answers.filter((a) => a === id).length);
  const n = sum(counts);
  if (n < LEAST) return undefined;
  const population = Math.max(n, roll - answers.filter((a) => a === ABSTAIN).length);
  return { counts, population, score: meanOf(paper, counts, population) };
}

const sum = (list: readonly number[]): number => list.reduce((a, b) => a + b, 0);

/**
 * The engine's t-interval of a mean from a finite population. Where all agree it has no width
 * although not everybody was heard: then Wilson's end of the share that agrees says how many
 * might think otherwise, and they count with the lowest and the highest score of the paper.
 */
function meanOf(paper: Paper, counts: readonly number[], population: number): Figure {
  const scores = paper.options.map((o) => o.score);
  const n = sum(counts);
  const floor = Math.min(...scores);
  const ceiling = Math.max(...scores);
  const known = sum(counts.map((c, k) => c * scores[k]!));
  const found = countMean(scores, counts, population);
  return {
    estimate:
      found.se === 0 && n < population ? agreed(found, n, population, floor, ceiling) : found,
    least: (known + (population - n) * floor) / population,
    most: (known + (population - n) * ceiling) / population,
  };
}

function agreed(
  { value, df }: Estimate,
  n: number,
  population: number,
  floor: number,
  ceiling: number,
): Estimate {
  const other = 1 - countShare(n, n, population).lo;
  const lo = value - other * (value - floor);
  const hi = value + other * (ceiling - value);
  // The error that gives this reach, for the sum over electorates.
  const perError = tEstimate(0, 1, df).hi;
  return { value, df, lo, hi, se: Math.max(value - lo, hi - value) / perError };
}

type Part = Figure & { readonly name: string; readonly weight: number };

function overall(parts: readonly Part[]): Figure | undefined {
  if (parts.length < 2) return parts[0];
  const whole = sum(parts.map((p) => p.weight));
  const scaled = parts.map((p) => ({ ...p, weight: p.weight / whole }));
  return {
    estimate: weighElectorates(scaled),
    least: sum(scaled.map((p) => p.weight * p.least)),
    most: sum(scaled.map((p) => p.weight * p.most)),
  };
}

function told(paper: Paper, item: string, found: Counted | undefined): ItemResult {
  if (!found) return { item, answers: null, counts: null, shares: null, ...ends(undefined) };
  const { counts, population, score } = found;
  const n = sum(counts);
  const shares = counts.map((c) => countShare(c, n, population));
  const by = <T>(value: (k: number) => T) =>
    Object.fromEntries(paper.options.map(({ id }, k) => [id, value(k)]));
  return {
    item,
    answers: n,
    counts: by((k) => counts[k]!),
    shares: by((k) => {
      const { value, lo, hi } = shares[k]!;
      const [share, low, high] = outward(100 * value, 100 * lo, 100 * hi);
      return { share, low, high };
    }),
    ...ends(score),
  };
}

function ends(figure: Figure | undefined) {
  if (!figure) return { mean: null, low: null, high: null };
  const { estimate, least, most } = figure;
  const [mean, low, high] = outward(
    estimate.value,
    Math.max(least, estimate.lo),
    Math.min(most, estimate.hi),
  );
  return { mean, low, high };
}

const rounded = (value: number): number => Math.round(value * 100) / 100;

/**
 * To the hundredth; an interval outwards, so that it never claims more than it knows. The millionth
 * takes back what floating point adds to a whole number.
 */
function outward(value: number, lo: number, hi: number): [number, number, number] {
  const middle = rounded(value);
  if (hi - lo < 1e-9) return [middle, middle, middle];
  return [middle, Math.floor(lo * 100 + 1e-6) / 100, Math.ceil(hi * 100 - 1e-6) / 100];
}
