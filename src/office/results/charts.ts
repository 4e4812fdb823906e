/** Small inline SVG drawings for the report; no script, print well, carry a text for readers. */

export function escape(text: string | number): string {
  return String(text)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

export interface Range {
  readonly low: number;
  readonly high: number;
}

/** A dot with its interval on a common scale; `label` is read out instead of the drawing. */
export function dotInterval(value: number, interval: Range, scale: Range, label: string): string {
  const width = 260;
  const x = (v: number): string =>
    (6 + ((v - scale.low) / (scale.high - scale.low || 1)) * (width - 12)).toFixed(1);
  return `<svg class="dot" viewBox="0 0 ${width} 16" role="img" aria-label="${escape(label)}">
<line x1="6" x2="${width - 6}" y1="8" y2="8" class="axis"/>
<line x1="${x(interval.low)}" x2="${x(interval.high)}" y1="8" y2="8" class="range"/>
<circle cx="${x(value)}" cy="8" r="4"/></svg>`;
}

/** A bar from zero to the left or right, on a scale symmetric about zero. */
export function signedBar(value: number, largest: number, label: string): string {
  const half = 50;
  const length = Math.min(half, (Math.abs(value) / (largest || 1)) * half);
  const from = value < 0 ? half - length : half;
  return `<svg class="bar" viewBox="0 0 100 10" role="img" aria-label="${escape(label)}" preserveAspectRatio="none">
<rect x="${from.toFixed(2)}" y="1" width="${length.toFixed(2)}" height="8" class="${value < 0 ? 'minus' : 'plus'}"/>
<line x1="50" x2="50" y1="0" y2="10" class="axis"/></svg>`;
}

/** A share of 0–1 as a bar, with its interval as a thinner line when there is one. */
export function shareBar(share: number, label: string, interval?: Range): string {
  const clamp = (v: number): number => Math.max(0, Math.min(1, v)) * 100;
  const line = interval
    ? `<line x1="${clamp(interval.low).toFixed(1)}" x2="${clamp(interval.high).toFixed(1)}" y1="5" y2="5" class="range"/>`
    : '';
  return `<svg class="bar" viewBox="0 0 100 10" role="img" aria-label="${escape(label)}" preserveAspectRatio="none">
<rect x="0" y="2" width="100" height="6" class="ground"/><rect x="0" y="2" width="${clamp(share).toFixed(1)}" height="6" class="${interval ? 'pale' : 'plus'}"/>${line}</svg>`;
}
