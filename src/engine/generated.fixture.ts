import { exp } from './kernels/math.ts';
import { stream } from './kernels/random.ts';
import { CellFlag, emptyPanel, type Panel } from './panel.ts';
import { parseScheme } from './scheme/parse.ts';
import type { Scheme, SchemeInput } from './scheme/schema.ts';

/** Schemes and panels of any size for tests and benchmarks; nothing in them is real. */
export interface Shape {
  readonly units: number;
  readonly indicators: number;
  readonly classes?: number;
  /** Share of cells missing. */
  readonly missing?: number;
  readonly seed?: number;
}

/** Ten pillars, two branches, one root; every third indicator is better when lower. */
export function generatedScheme(
  { indicators, classes = 1 }: Pick<Shape, 'indicators' | 'classes'>,
  more: Partial<SchemeInput> = {},
): Scheme {
  const pillars = Math.min(10, Math.floor(indicators / 2));
  return parseScheme({
    format: 'shiji-scheme/1',
    id: 'generated',
    title: '生成的方案',
    purpose: 'reference',
    demo: true,
    panel: { attributes: ['类别'] },
    nodes: [
      { id: 'root', name: '总分' },
      { id: 'left', name: '左支', parent: 'root', weight: 0.6 },
      { id: 'right', name: '右支', parent: 'root', weight: 0.4 },
      ...Array.from({ length: pillars }, (_, p) => ({
        id: `pillar${p}`,
        name: `支柱${p}`,
        parent: p % 2 ? 'right' : 'left',
      })),
    ],
    indicators: Array.from({ length: indicators }, (_, i) => ({
      id: `x${i}`,
      name: `指标${i}`,
      parent: `pillar${i % pillars}`,
      polarity: i % 3 === 2 ? 'cost' : 'benefit',
    })),
    ...more,
    select: { ...(classes > 1 ? { class: '类别' } : {}), ...more.select },
  });
}

/**
 * Figures with a common factor, so that units differ, and one indicator in five skewed, so
 * that there is something to treat. Classes alternate.
 */
export function generatedPanel(
  { units, indicators, classes = 1, missing = 0, seed = 1 }: Shape,
  allocate: (units: number) => Float64Array = (n) => new Float64Array(n),
): Panel {
  const names = Array.from({ length: units }, (_, u) => `单位${u}`);
  const panel = emptyPanel({
    units: names,
    names,
    attributes: { 类别: names.map((_, u) => `${(u % classes) + 1}类`) },
    ids: [],
    periods: [''],
  });
  const quality = stream(seed, 0, 'quality');
  const common = Float64Array.from({ length: units }, () => quality.normal());
  const columns = Array.from({ length: indicators }, (_, i) => {
    const random = stream(seed, i, 'figures');
    const turn = i % 3 === 2 ? -1 : 1;
    const column = allocate(units);
    for (let u = 0; u < units; u++) {
      const value = 0.6 * turn * common[u]! + 0.8 * random.normal();
      const absent = missing > 0 && random.uniform() < missing;
      column[u] = absent ? Number.NaN : i % 5 === 0 ? exp(1.3 * value) : 50 + i + 10 * value;
    }
    return column;
  });
  return {
    ...panel,
    ids: columns.map((_, i) => `x${i}`),
    columns,
    flags: columns.map((c) =>
      Uint8Array.from(c, (v) => (Number.isNaN(v) ? CellFlag.missing : CellFlag.reported)),
    ),
  };
}
