import type { Measure, ProblemWhole } from '../../contract/problem/schemas.ts';
import type { BreakKind } from '../../contract/problem/states.ts';

/** The links of the chain, in the order of the way (UI.md «Ledger»). */
export const links = ['source', 'problem', 'measure', 'effect', 'close', 'recheck'] as const;
export type LinkName = (typeof links)[number];

/** `gap`: something is missing here; `now`: it is being worked on; `later`: not yet its turn. */
export type LinkState = 'done' | 'now' | 'gap' | 'later';

/** Which break belongs to which link. */
const breaksAt: Partial<Record<LinkName, readonly BreakKind[]>> = {
  problem: ['no-owner', 'no-leader', 'no-tendency'],
  measure: ['no-measure', 'no-criterion', 'no-due'],
  effect: ['no-effect', 'no-evidence'],
  close: ['no-institution'],
};

export interface ChainLink {
  readonly name: LinkName;
  readonly state: LinkState;
  readonly breaks: readonly BreakKind[];
}

interface Facts {
  readonly state: ProblemWhole['state'];
  readonly breaks: readonly BreakKind[];
  readonly measures: readonly Pick<Measure, 'state' | 'effectOn'>[];
  readonly rechecks: readonly Pick<ProblemWhole['rechecks'][number], 'state'>[];
}

/** How the chain of a problem stands, link by link. */
export function chainOf(p: Facts): ChainLink[] {
  return links.map((name) => {
    const breaks = (breaksAt[name] ?? []).filter((b) => p.breaks.includes(b));
    return { name, breaks, state: breaks.length > 0 ? 'gap' : stateOf(name, p) };
  });
}

function stateOf(name: LinkName, p: Facts): LinkState {
  const measures = p.measures.filter((m) => m.state !== 'withdrawn');
  const begun = p.state !== 'draft' && p.state !== 'open';
  switch (name) {
    case 'source':
      return 'done';
    case 'problem':
      return p.state === 'draft' ? 'now' : 'done';
    case 'measure':
      return begun ? 'done' : 'now';
    case 'effect':
      if (!begun || p.state === 'withdrawn') return 'later';
      return measures.every((m) => m.effectOn !== null) ? 'done' : 'now';
    case 'close':
      if (p.state === 'closed') return 'done';
      return ['applied', 'reviewed', 'confirmed', 'notice'].includes(p.state) ? 'now' : 'later';
    default:
      if (p.rechecks.some((r) => r.state === 'failed')) return 'gap';
      if (p.rechecks.some((r) => r.state === 'due')) return 'now';
      return p.rechecks.length > 0 ? 'done' : 'later';
  }
}
