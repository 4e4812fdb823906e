import type { ProblemState } from '../../contract/problem/states.ts';
import type * as campaign from '../campaign/service.ts';
import type * as org from '../org/service.ts';
import type { RequestContext } from '../platform/context.ts';
import { dayOf } from '../platform/days.ts';
import { newId } from '../platform/ids.ts';
import type { Fields, MeasureGiven } from './changes.service.ts';
import { derived, factsOf } from './facts.ts';
import { stepRow } from './note.ts';
import type { MeasureRow, ProblemRow } from './queries.ts';

/*
 * Rows of new problems. Each names its columns one by one: an object of so many fields that is put
 * together out of others becomes a hash table, and a ledger of 10,000 rows spends seconds on them.
 */

/** Empty texts are none. */
const filled = <T>(value: T | '' | undefined): T | null =>
  value === undefined || value === '' ? null : value;

/** A long-term measure needs no day; the others get theirs before work starts. */
export function newMeasure(
  ctx: RequestContext,
  problem: { readonly id: string; readonly org_id: string; readonly org_path: string },
  position: number,
  given: MeasureGiven,
): MeasureRow {
  return {
    org_id: problem.org_id,
    id: newId(ctx.now()),
    org_path: problem.org_path,
    problem_id: problem.id,
    position,
    text: given.text,
    kind: given.kind,
    due: filled(given.due),
    owner_id: filled(given.ownerId),
    owner_name: filled(given.ownerName),
    criterion: filled(given.criterion),
    figure: filled(given.figure),
    figure_unit: filled(given.figureUnit),
    baseline: filled(given.baseline) as string | null,
    target: filled(given.target) as string | null,
    direction: filled(given.direction),
    beneficiaries: filled(given.beneficiaries),
    expected: filled(given.expected) as string | null,
    serves: filled(given.serves),
    state: 'planned',
    started_on: null,
    done_on: null,
    effect: null,
    effect_text: null,
    effect_on: null,
    benefited: null,
    withdrawn_reason: null,
    claimed: false,
    created_at: ctx.now(),
    created_by: ctx.me!.id,
    version: 1,
  };
}

export interface NewProblem extends Fields {
  readonly unitId: string;
  readonly campaignId: string;
  readonly origin?: string | null | undefined;
  readonly recursOf?: string | null | undefined;
  readonly measures: readonly MeasureGiven[];
  readonly publish: boolean;
  /** Of one that comes out of a ledger: what its sender says is finished. */
  readonly claim?:
    | {
        readonly whole: boolean;
        readonly on: string | null;
        readonly until: string;
        /** By measure. */
        readonly measures: readonly boolean[];
      }
    | undefined;
}

export const numberText = (year: number, n: number): string =>
  `${year}-${String(n).padStart(4, '0')}`;

/** As it is written: the database adds what follows from its words. */
type NewRow = { -readonly [K in Exclude<keyof ProblemRow, 'facts_key'>]: ProblemRow[K] };

/** Row of a new problem, its measures and its first step, not yet written. */
export function newRows(
  ctx: RequestContext,
  unit: org.Place,
  frame: campaign.CampaignFrame,
  number: string,
  input: NewProblem,
) {
  const key = { id: newId(ctx.now()), org_id: unit.id, org_path: unit.path };
  const { claim } = input;
  const measures = input.measures.map((m, i) => {
    const measure = newMeasure(ctx, key, i, m);
    measure.claimed = claim?.measures[i] ?? false;
    return measure;
  });
  const state: ProblemState = input.publish ? 'open' : 'draft';
  const problem = blank(ctx, key, { frame, number, state, input });
  const facts = factsOf(problem, measures, {
    unitClosed: false,
    frame,
    institutions: 0,
    evidence: new Map(),
    openObjections: 0,
  });
  Object.assign(problem, derived(facts, measures));
  const step = stepRow(ctx, problem, { step: 'raise', from: null, to: state, due: problem.due });
  return { problem, measures, facts, step };
}

/** The row of a problem before what follows from its measures is put in. */
function blank(
  ctx: RequestContext,
  key: { readonly id: string; readonly org_id: string; readonly org_path: string },
  {
    frame,
    number,
    state,
    input,
  }: {
    readonly frame: campaign.CampaignFrame;
    readonly number: string;
    readonly state: ProblemState;
    readonly input: NewProblem;
  },
): NewRow {
  const today = dayOf(ctx.now());
  return {
    org_id: key.org_id,
    id: key.id,
    org_path: key.org_path,
    campaign_id: frame.id,
    number,
    foreign_number: filled(input.foreignNumber),
    list: input.list,
    person_id: filled(input.personId),
    source: input.source,
    source_text: filled(input.sourceText),
    origin: input.origin ?? null,
    recurs_of: input.recursOf ?? null,
    mirror: filled(input.mirror),
    tendency: filled(input.tendency),
    title: input.title,
    facts: input.facts,
    cause: filled(input.cause),
    severity: input.severity,
    systemic: input.systemic,
    owner_id: filled(input.ownerId),
    owner_name: filled(input.ownerName),
    leader_id: filled(input.leaderId),
    leader_name: filled(input.leaderName),
    state,
    raised_on: today,
    due: null,
    long_term: false,
    breaks: [],
    moved_on: today,
    done_on: null,
    measured: false,
    all_done_on: null,
    applied_by: null,
    reviewed_by: null,
    confirmed_by: null,
    notice_until: null,
    notice_code: null,
    closed_on: null,
    reopened: 0,
    again_from: null,
    withdrawn_reason: null,
    claimed: input.claim?.whole ?? false,
    claimed_on: input.claim?.on ?? null,
    claim_until: input.claim?.until ?? null,
    created_at: ctx.now(),
    created_by: ctx.me!.id,
    version: 1,
  };
}
