import { CellFlag, type Panel } from '../panel.ts';
import { type Scheme, type SchemeInput, schemeDocument } from '../scheme/schema.ts';

/** A panel of one period from columns of plain numbers; units are named 甲, 乙, 丙 … */
export function smallPanel(
  columns: Readonly<Record<string, readonly number[]>>,
  attributes: Readonly<Record<string, readonly string[]>> = {},
): Panel {
  const values = Object.values(columns).map((c) => Float64Array.from(c));
  const n = values[0]!.length;
  return {
    units: Array.from({ length: n }, (_, u) => `u${u}`),
    names: Array.from({ length: n }, (_, u) => '甲乙丙丁戊己庚辛壬癸'[u] ?? `单位${u}`),
    attributes,
    ids: Object.keys(columns),
    periods: [''],
    columns: values,
    flags: values.map((c) =>
      Uint8Array.from(c, (v) => (Number.isNaN(v) ? CellFlag.missing : CellFlag.reported)),
    ),
  };
}

/**
 * A scheme over one root whose indicators score as they are reported (goalposts 0–100).
 * Only its form is checked, so that no rule of the mission stands in the way of a case
 * worked by hand; such a scheme would not pass `parseScheme`.
 */
export function smallScheme(
  indicators: readonly (Partial<SchemeInput['indicators'][number]> & { readonly id: string })[],
  change: Partial<SchemeInput> = {},
): Scheme {
  return schemeDocument.parse({
    format: 'shiji-scheme/1',
    id: 'small',
    title: '手算方案',
    purpose: 'reference',
    select: { minimum: 2, maxMissing: 0.9 },
    nodes: [{ id: 'root', name: '综合' }],
    indicators: indicators.map((x) => ({ name: x.id, parent: 'root', ...asReported(x), ...x })),
    ...change,
  });
}

function asReported({ polarity }: { readonly polarity?: 'benefit' | 'cost' | undefined }) {
  return {
    normalise: { method: 'goalposts' as const, truncate: true, factor: 100 },
    goalposts: (polarity === 'cost' ? [100, 0] : [0, 100]) as [number, number],
  };
}
