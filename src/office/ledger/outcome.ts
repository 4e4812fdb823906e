import { type DraftLack, draftLacks } from '../../contract/problem/import-outcomes.ts';
import type { LedgerPreview } from '../../contract/problem/imports.ts';
import { wholeClaim } from './claims.ts';
import type { LedgerGroup } from './groups.ts';
import type { KnownProblem, LedgerPlan, PlannedProblem } from './plan.ts';

/** How many new problems come in as drafts, and what how many of them lack. */
export function draftsOf({ problems }: LedgerPlan): LedgerPreview['drafts'] {
  const drafts = problems.filter((p) => p.lacks.length > 0);
  const of = (lack: DraftLack) => drafts.filter((p) => p.lacks.includes(lack));
  return {
    ...{ problems: drafts.length, rows: rowsOf(drafts) },
    lacks: draftLacks.flatMap((lack) => {
      const own = of(lack);
      return own.length ? [{ lack, problems: own.length, rows: rowsOf(own) }] : [];
    }),
  };
}

const rowsOf = (problems: readonly PlannedProblem[]): number =>
  problems.reduce((n, { problem }) => n + problem.lines.length, 0);

/** Whether a row tells, and did not before, that what it says is finished. */
export function isClaimed({ measures, claim }: PlannedProblem, line: number): boolean {
  return claim !== undefined || measures.some((m) => m.line === line && m.claim);
}

/** How many problems will be claimed as a whole, once the file is written. */
export function claimedProblems(
  groups: readonly LedgerGroup[],
  known: ReadonlyMap<string, KnownProblem>,
): number {
  return groups.filter((group) => {
    if (group.claim) return true;
    const news = group.measures.filter((m) => m.claim);
    const standing = known.get(group.known ?? '')?.measures ?? [];
    return (
      news.length > 0 &&
      wholeClaim([
        ...standing.map((m) => ({
          ...{ kind: m.kind, over: m.closedOn !== null || m.claimed },
          claim: news.find((n) => n.known === m.id)?.claim,
        })),
        ...group.measures
          .filter((m) => m.known === undefined)
          .map((m) => ({ kind: m.fields.kind, claim: m.claim })),
      ]) !== undefined
    );
  }).length;
}
