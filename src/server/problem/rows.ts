import { nameOf, type Tendencies } from '../../contract/campaign/taxonomy.ts';
import type { Measure, ProblemRow } from '../../contract/problem/schemas.ts';
import { owingStates, type ProblemState } from '../../contract/problem/states.ts';
import * as campaign from '../campaign/service.ts';
import * as person from '../person/service.ts';
import { numberOf } from '../platform/numbers.ts';
import type { Trx } from '../platform/scope.ts';
import { daysLeftOf, isIn, lightFor } from './days.ts';
import * as queries from './queries.ts';

export type Names = (id: string | null) => { id: string; name: string } | null;

/** Names of people that rows speak of. */
export async function namesIn(
  trx: Trx,
  ids: readonly (string | null | undefined)[],
): Promise<Names> {
  const names = await person.nameOf(
    trx,
    ids.flatMap((i) => i ?? []),
  );
  return (id) => (id ? { id, name: names.get(id) ?? '' } : null);
}

export function measureOf(m: queries.MeasureRow, name: Names): Measure {
  return {
    id: m.id,
    position: m.position,
    text: m.text,
    kind: m.kind as Measure['kind'],
    due: m.due,
    owner: name(m.owner_id),
    ownerName: m.owner_name,
    criterion: m.criterion,
    figure: m.figure,
    figureUnit: m.figure_unit,
    baseline: numberOf(m.baseline),
    target: numberOf(m.target),
    direction: m.direction as Measure['direction'],
    beneficiaries: m.beneficiaries,
    expected: numberOf(m.expected),
    serves: m.serves,
    state: m.state as Measure['state'],
    startedOn: m.started_on,
    doneOn: m.done_on,
    effect: numberOf(m.effect),
    effectText: m.effect_text,
    effectOn: m.effect_on,
    benefited: numberOf(m.benefited),
    withdrawnReason: m.withdrawn_reason,
    claimed: m.claimed,
    version: m.version,
  };
}

/** What a row of the ledger shows beside its own columns. */
interface Beside {
  readonly measures: readonly queries.MeasureRow[];
  readonly name: Names;
  readonly days: queries.Days;
  readonly taxonomy: Tendencies | undefined;
  readonly latest: ProblemRow['latest'] | undefined;
  /** What it comes back from, where that is in reach. */
  readonly earlier: Titled | undefined;
}

type Titled = Pick<queries.ProblemRow, 'id' | 'number' | 'title'>;
export const titled = ({ id, number, title }: Titled) => ({ id, name: `${number} ${title}` });

export function rowOf(
  row: queries.ListedRow,
  { measures, name, days, taxonomy, latest, earlier }: Beside,
): ProblemRow {
  return {
    id: row.id,
    number: row.number,
    foreignNumber: row.foreign_number,
    unit: { id: row.org_id, name: row.unit_name },
    campaignId: row.campaign_id,
    list: row.list as ProblemRow['list'],
    person: name(row.person_id),
    source: row.source as ProblemRow['source'],
    sourceText: row.source_text,
    origin: row.origin,
    mirror: row.mirror as ProblemRow['mirror'],
    tendency: row.tendency,
    tendencyName: nameOf(taxonomy, row.tendency),
    title: row.title,
    facts: row.facts,
    cause: row.cause,
    severity: row.severity as ProblemRow['severity'],
    systemic: row.systemic,
    owner: name(row.owner_id),
    ownerName: row.owner_name,
    leader: name(row.leader_id),
    leaderName: row.leader_name,
    state: row.state as ProblemState,
    raisedOn: row.raised_on,
    due: row.due,
    longTerm: row.long_term,
    light: lightFor(row, days),
    daysLeft: daysLeftOf(row, days),
    breaks: row.breaks as ProblemRow['breaks'],
    movedOn: row.moved_on,
    closedOn: row.closed_on,
    reopened: row.reopened,
    claimed: row.claimed && isIn(row.state, owingStates),
    claimedOn: row.claimed_on,
    claimUntil: row.claim_until,
    measures: measures.map((m) => measureOf(m, name)),
    latest: latest ?? null,
    recursOf: earlier ? titled(earlier) : null,
    version: row.version,
  };
}

/** Rows of a page with their measures, what was told last, and the names in them. */
export async function rowsWith(
  trx: Trx,
  listed: readonly queries.ListedRow[],
  days: queries.Days,
): Promise<ProblemRow[]> {
  const measures = await queries.measuresOf(trx, listed);
  const latest = await queries.latestProgress(trx, listed, days);
  const name = await namesIn(trx, [
    ...listed.flatMap((r) => [r.owner_id, r.leader_id, r.person_id]),
    ...measures.map((m) => m.owner_id),
  ]);
  const earlier = await earlierOf(trx, listed);
  const words = await taxonomiesOf(trx, listed, days);
  const of = new Map<string, queries.MeasureRow[]>(listed.map((r) => [r.id, []]));
  for (const m of measures) of.get(m.problem_id)!.push(m);
  return listed.map((r) =>
    rowOf(r, {
      ...{ measures: of.get(r.id)!, name, days },
      taxonomy: words.get(r.campaign_id),
      latest: latest.get(r.id),
      earlier: earlier.get(r.recurs_of ?? ''),
    }),
  );
}

/** What rows come back from, by id. */
async function earlierOf(
  trx: Trx,
  listed: readonly queries.ListedRow[],
): Promise<ReadonlyMap<string, Titled>> {
  const ids = listed.flatMap((r) => r.recurs_of ?? []);
  return new Map((await queries.problemsById(trx, ids)).map((p) => [p.id, p]));
}

/** Words of the campaigns that rows belong to: those that are out of reach are looked up. */
async function taxonomiesOf(
  trx: Trx,
  listed: readonly queries.ListedRow[],
  { campaigns }: queries.Days,
): Promise<ReadonlyMap<string, Tendencies>> {
  const known = new Map<string, Tendencies>(campaigns.map((c) => [c.id, c.taxonomy]));
  const others = listed.map((r) => r.campaign_id).filter((id) => !known.has(id));
  if (others.length === 0) return known;
  const frames = await campaign.framesOf(trx, others);
  return new Map([...known, ...[...frames].map(([id, f]) => [id, f.taxonomy] as const)]);
}
