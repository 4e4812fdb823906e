import { EngineError } from '../../src/engine/errors.ts';
import { emptyPanel } from '../../src/engine/panel.ts';
import { parseScheme } from '../../src/engine/scheme/parse.ts';
import type { NormaliseSpec, SchemeInput } from '../../src/engine/scheme/schema.ts';
import { normalise } from '../../src/engine/steps/normalise.ts';

type IndicatorInput = SchemeInput['indicators'][number];

/** One column through the step `normalise`, as the only indicator of a scheme. Units are u1, u2 … */
export function normaliseOne(
  x: Float64Array,
  spec: NormaliseSpec,
  indicator: Partial<IndicatorInput> = {},
): Float64Array {
  const units = Array.from(x, (_, i) => `u${i + 1}`);
  const scheme = parseScheme({
    format: 'shiji-scheme/1',
    id: 'one',
    title: 'one',
    purpose: 'reference',
    select: { scale: 'all' },
    nodes: [{ id: 'all', name: 'all' }],
    indicators: [{ id: 'x', name: 'x', parent: 'all', ...indicator }],
    normalise: { method: 'rank' },
    uncertainty: { measurement: {} },
  } satisfies SchemeInput);
  const panel = emptyPanel({ units, names: units, attributes: {}, ids: ['x'], periods: [''] });
  const members = Int32Array.from(x.keys());
  const classes = [{ name: '', members, merged: [] }];
  return normalise({ ids: ['x'], columns: [x] }, scheme, classes, panel, spec).columns[0]!;
}

/** Whether the engine refused a column because a method would divide by 0. */
export function refusedDivision(error: unknown): boolean {
  return error instanceof EngineError && error.issues.some((i) => i.code === 'normalise.no-spread');
}
