import type { Claim } from './claims.ts';
import type { LedgerPlan, Note, PlannedMeasure, PlannedProblem } from './plan.ts';
import type { ReadFile } from './read.ts';
import type { MeasureFields, ProblemFields } from './row.ts';

/** A problem that is made or changed, with all the file says of it; plain JSON. */
export interface LedgerGroup {
  /** Absent for a new one. */
  readonly known?: string | undefined;
  /** Unit of a new one. */
  readonly unit?: string | undefined;
  /** Number in the sender's own ledger. */
  readonly number?: string | undefined;
  /** Where it stands in the file. */
  readonly sheet: string | null;
  readonly row: number;
  /** Fields of a new problem; of a known one those that change. */
  readonly fields: ProblemFields;
  readonly measures: readonly {
    readonly known?: string | undefined;
    readonly fields: MeasureFields;
    readonly claim?: Claim | undefined;
    /** Told of it, oldest first. */
    readonly told: readonly string[];
  }[];
  readonly told: readonly string[];
  /** Of a new one without measures. */
  readonly claim?: Claim | undefined;
}

/** What a plan writes: the new problems and the changes, each with what later ones add to it. */
export function groupsOf(
  file: Pick<ReadFile, 'lines'>,
  { problems }: LedgerPlan,
): { readonly made: LedgerGroup[]; readonly changed: LedgerGroup[] } {
  const heads = new Map<unknown, Gathered>();
  for (const head of problems) {
    if (head.status === 'rejected') continue;
    const above = head.into && heads.get(head.into);
    if (above) {
      above.measures.push(...head.measures);
      above.notes.push(...head.notes);
    } else heads.set(head.problem, { head, measures: [...head.measures], notes: [...head.notes] });
  }
  const made: LedgerGroup[] = [];
  const changed: LedgerGroup[] = [];
  for (const gathered of heads.values()) {
    const { head, measures, notes } = gathered;
    const { known, fields } = head;
    if (head.status === 'accepted') made.push(groupOf(file, gathered));
    else if (known && Object.keys(fields).length + measures.length + notes.length > 0)
      changed.push(groupOf(file, gathered));
  }
  return { made, changed };
}

interface Gathered {
  readonly head: PlannedProblem;
  readonly measures: PlannedMeasure[];
  readonly notes: Note[];
}

function groupOf(file: Pick<ReadFile, 'lines'>, { head, measures, notes }: Gathered): LedgerGroup {
  const { sheet, row } = file.lines[head.problem.lines[0]!]!;
  const { number } = head.problem;
  const claim = measures.length === 0 ? head.claim : undefined;
  // What is not given is left out where it becomes text.
  return {
    known: head.known?.id,
    unit: head.known ? undefined : head.unit!.id,
    number,
    sheet,
    row,
    fields: head.fields,
    told: notes.map((n) => n.text),
    claim,
    measures: measures.map((m) => ({
      known: m.known?.id,
      fields: m.fields,
      told: m.notes.map((n) => n.text),
      claim: m.claim,
    })),
  };
}
