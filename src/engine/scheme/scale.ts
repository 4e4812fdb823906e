import { needsPositive } from '../steps/aggregate.ts';
import type { AggregateSpec, NormaliseSpec, Scheme } from './schema.ts';
import type { Tree } from './tree.ts';

/**
 * Lowest score a scale can give, as far as the scheme alone tells: some unit gets 0 or
 * less for certain (`negative`, `zero`), or only the figures can tell (`open`).
 */
export type Floor = 'negative' | 'zero' | 'open';

/**
 * Treated columns hardly ever reach this many standard deviations below their mean; when
 * one does, the run refuses it with the unit named.
 */
const farBelow = 4;

/** Floor of the scores a normalisation method gives. */
export function floorOf(spec: NormaliseSpec, bandScores: readonly number[] = []): Floor {
  switch (spec.method) {
    case 'minmax':
      return sign(Math.min(...spec.range));
    case 'zscore':
      return spec.mean - farBelow * spec.sd > 0 ? 'open' : 'negative';
    case 'bands':
      return sign(Math.min(...bandScores));
    case 'borda':
    case 'percentile':
    case 'target':
    case 'best':
    case 'reference':
    case 'efficacy':
      return 'zero';
    default:
      return 'open';
  }
}

function sign(lowest: number): Floor {
  return lowest < 0 ? 'negative' : lowest === 0 ? 'zero' : 'open';
}

export interface ScaleClash {
  readonly node: string;
  readonly child: string;
  readonly method: AggregateSpec['method'];
  readonly floor: Floor;
}

/**
 * Nodes whose method needs values above 0 over children that reach 0 or less. An arithmetic mean of
 * several scores with floor 0 is 0 only for a unit last in all of them; that is left to
 * the run, which refuses it with the unit named.
 */
export function scaleClashes(
  scheme: Scheme,
  tree: Tree,
  pick: {
    readonly normalise: (indicator: number) => NormaliseSpec;
    readonly aggregate: (node: number) => AggregateSpec;
  },
): ScaleClash[] {
  const floors = new Map<string, Floor>();
  scheme.indicators.forEach((x, i) => {
    const spec = pick.normalise(i);
    floors.set(
      x.id,
      floorOf(
        spec,
        x.bands?.map((b) => b.score),
      ),
    );
  });
  const clashes: ScaleClash[] = [];
  tree.order.forEach((node, k) => {
    const spec = pick.aggregate(k);
    const below = node.children.map((c) => floors.get(c.id)!);
    node.children.forEach((child, c) => {
      const floor = below[c]!;
      if (needsPositive(spec) && floor !== 'open')
        clashes.push({ node: node.id, child: child.id, method: spec.method, floor });
    });
    floors.set(node.id, combined(spec, below));
  });
  return clashes;
}

function combined(spec: AggregateSpec, below: readonly Floor[]): Floor {
  if (spec.method === 'copeland') return 'negative';
  if (below.includes('negative')) return 'negative';
  const reaches = spec.method === 'minimum' ? below.includes('zero') : below.length === 1;
  return reaches && below.includes('zero') ? 'zero' : 'open';
}
