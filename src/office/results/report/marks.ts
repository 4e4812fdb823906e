import { coordinate as n } from './context.ts';
import { html, type Markup } from './html.ts';

/**
 * The drawings of the report: hand-made SVG with percentages for positions, so that they
 * fill their column on any screen and paper without script. Each says in words what it shows.
 */

export interface Range {
  readonly low: number;
  readonly high: number;
}

function drawing(kind: string, label: string, body: readonly Markup[]): Markup {
  return label
    ? html`<svg class="${kind}" role="img" aria-label="${label}">${body}</svg>`
    : html`<svg class="${kind}" aria-hidden="true">${body}</svg>`;
}

/** Left edge, middle and right edge of the place of a rank among `count`, in per cent. */
function place(rank: number, count: number): { from: number; middle: number; to: number } {
  const width = 100 / count;
  return { from: (rank - 1) * width, middle: (rank - 0.5) * width, to: rank * width };
}

/** Ranks worth a tick: the first, and round numbers up to the last. */
export function rankTicks(count: number): number[] {
  const step = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000].find((s) => count / s <= 8) ?? 5000;
  const ticks = [1];
  for (let k = step; k <= count; k += step) if (k - ticks.at(-1)! > step / 2) ticks.push(k);
  return ticks;
}

export function rankAxis(count: number): Markup {
  return drawing(
    'axis',
    '',
    rankTicks(count).map((k) => html`<text x="${n(place(k, count).middle)}%" y="12">${k}</text>`),
  );
}

/** A rank as a dot on the bar of its interval, over the ticks of {@link rankAxis}. */
export function rankDot(rank: number, interval: Range, count: number, label: string): Markup {
  const from = place(interval.low, count).from;
  const to = place(interval.high, count).to;
  return drawing('dot', label, [
    ...rankTicks(count).map((k) => {
      const x = n(place(k, count).middle);
      return html`<line x1="${x}%" x2="${x}%" y1="0" y2="100%"/>`;
    }),
    html`<rect x="${n(from)}%" width="${n(to - from)}%" y="31%" height="38%" rx="3"/>`,
    html`<circle cx="${n(place(rank, count).middle)}%" cy="50%" r="4.5"/>`,
  ]);
}

/** Shares one after another; `kind` picks the shade, the legend says which is which. */
export function stack(
  parts: readonly { readonly size: number; readonly kind: number }[],
  whole: number,
  label: string,
): Markup {
  let from = 0;
  return drawing(
    'stack',
    label,
    parts.flatMap(({ size, kind }) => {
      const x = (100 * from) / whole;
      const width = (100 * size) / whole;
      from += size;
      return width < 0.05
        ? []
        : [html`<rect class="k${kind % 8}" x="${n(x)}%" width="${n(width)}%" height="100%"/>`];
    }),
  );
}

/**
 * One step of a waterfall: a bar from one value to another, or a dot where it stands. The
 * scale does not start at zero, so a standing value must not be drawn as a length.
 */
export function step(from: number, to: number, scale: Range, kind: string): Markup {
  const at = (v: number): number => (100 * (v - scale.low)) / (scale.high - scale.low || 1);
  if (from === to && kind === 'total')
    return drawing('step', '', [html`<circle cx="${n(at(to))}%" cy="50%" r="4.5"/>`]);
  const left = Math.min(at(from), at(to));
  const width = Math.max(Math.abs(at(to) - at(from)), 0.4);
  return drawing('step', '', [
    html`<rect class="${kind}" x="${n(left)}%" width="${n(width)}%" y="20%" height="60%"/>`,
  ]);
}

/** A share of 0–1 with the interval around it, if it has one. */
export function share(value: number, label: string, interval?: Range): Markup {
  const at = (v: number): number => 100 * Math.max(0, Math.min(1, v));
  const bar = html`<rect class="${interval ? 'pale' : 'plus'}" width="${n(at(value))}%" y="20%" height="60%"/>`;
  if (!interval) return drawing('share', label, [bar]);
  const [low, high] = [n(at(interval.low)), n(at(interval.high))];
  return drawing('share', label, [
    bar,
    html`<line x1="${low}%" x2="${high}%" y1="50%" y2="50%"/>`,
    html`<line x1="${low}%" x2="${low}%" y1="25%" y2="75%"/>`,
    html`<line x1="${high}%" x2="${high}%" y1="25%" y2="75%"/>`,
  ]);
}

/** Two weights from the middle out, the first to the left; `largest` is either end. */
export function balanceBar(
  weight: readonly [number, number],
  largest: number,
  label: string,
): Markup {
  const [left, right] = weight.map((w) => (50 * w) / (largest || 1)) as [number, number];
  return drawing('balance', label, [
    html`<rect class="left" x="${n(50 - left)}%" width="${n(left)}%" y="20%" height="60%"/>`,
    html`<rect class="right" x="50%" width="${n(right)}%" y="20%" height="60%"/>`,
    html`<line x1="50%" x2="50%" y1="0" y2="100%"/>`,
  ]);
}

/** One dot a unit along a line with zero in the middle; `largest` is either end. */
export function strip(values: readonly number[], largest: number, label: string): Markup {
  return drawing('strip', label, [
    html`<line x1="0" x2="100%" y1="50%" y2="50%"/>`,
    html`<line class="zero" x1="50%" x2="50%" y1="10%" y2="90%"/>`,
    ...values.map(
      (v) => html`<circle cx="${n(50 + (48 * v) / (largest || 1))}%" cy="50%" r="3.5"/>`,
    ),
  ]);
}
