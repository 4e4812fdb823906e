import { sql } from 'kysely';
import type { RecheckShow } from '../../contract/problem/rechecks.ts';
import type { Trx } from '../platform/scope.ts';
import { underAny } from '../platform/under.ts';
import type { After, ProblemRow } from './queries.ts';

export interface ListedRecheck {
  readonly id: string;
  readonly kind: string;
  readonly due: string;
  readonly state: string;
  readonly on_day: string | null;
  readonly by_person: string | null;
  readonly by_name: string | null;
  readonly problem_id: string;
  readonly number: string;
  readonly title: string;
  readonly org_id: string;
  readonly unit_name: string;
}

/** What is over comes the last first; what is to come, the earliest. */
const isOver = (state: RecheckShow | undefined): boolean => state === 'held' || state === 'failed';

/** Nobody looks back at what is being worked on again: it is due once it is closed anew. */
const ofState = (state: RecheckShow | undefined, today: string) => {
  if (state === undefined) return sql``;
  if (isOver(state)) return sql`and r.state = ${state}`;
  return sql`and r.state = 'due' and p.state = 'closed'
    ${state === 'overdue' ? sql`and r.due < ${today}::date` : sql``}`;
};

/** Re-checks under paths, in the order of their days. */
export async function listRechecks(
  trx: Trx,
  filter: {
    readonly paths: readonly string[];
    readonly state?: RecheckShow | undefined;
    readonly kind?: string | undefined;
    readonly today: string;
    readonly after?: After | undefined;
    readonly limit: number;
  },
): Promise<ListedRecheck[]> {
  const { state, kind, after, today } = filter;
  const over = isOver(state);
  const day = over ? sql`r.on_day` : sql`r.due`;
  const past = over ? sql`<` : sql`>`;
  const way = over ? sql`desc` : sql`asc`;
  const { rows } = await sql<ListedRecheck>`
    select r.id, r.kind, r.due, r.state, r.on_day, r.by_person, b.name as by_name, r.problem_id,
      p.number, p.title, r.org_id, o.name as unit_name
    from recheck r join problem p on p.org_id = r.org_id and p.id = r.problem_id
      join org o on o.id = r.org_id left join person b on b.id = r.by_person
    where ${underAny('r.org_path', filter.paths)} ${ofState(state, today)}
      ${kind ? sql`and r.kind = ${kind}` : sql``}
      ${after ? sql`and (${day}, r.id) ${past} (${after.value}::date, ${after.id}::uuid)` : sql``}
    order by ${day} ${way}, r.id ${way} limit ${filter.limit}`.execute(trx);
  return rows;
}

/** Where problems are drawn from. */
export interface Urn {
  readonly path: string;
  readonly campaignId: string;
}

/** Closed problems of a campaign under a path that wait for no drawn re-check. */
const inUrn = ({ path, campaignId }: Urn) => sql`from problem p
  where ${underAny('p.org_path', [path])} and p.campaign_id = ${campaignId} and p.state = 'closed'
    and not exists (select from recheck r where r.org_id = p.org_id and r.problem_id = p.id
      and r.kind = 'drawn' and r.state = 'due')`;

export async function countInUrn(trx: Trx, urn: Urn): Promise<number> {
  const { rows } = await sql<{ n: number }>`select count(*)::int as n ${inUrn(urn)}`.execute(trx);
  return rows[0]!.n;
}

/** Ids of an urn in their order; of very many the first. */
export async function idsInUrn(trx: Trx, urn: Urn, limit: number): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`select p.id ${inUrn(urn)}
    order by p.id limit ${limit}`.execute(trx);
  return rows.map((r) => r.id);
}

/** SHA-256 of the ids of an urn in their order, by commas. */
export async function fingerprintOf(trx: Trx, urn: Urn): Promise<string> {
  const { rows } = await sql<{ hash: string }>`
    select encode(sha256(convert_to(coalesce(string_agg(p.id::text, ',' order by p.id), ''),
      'UTF8')), 'hex') as hash ${inUrn(urn)}`.execute(trx);
  return rows[0]!.hash;
}

export type Drawn = Pick<ProblemRow, 'id' | 'org_id' | 'org_path'>;

/** So many of an urn by lot: those with the smallest SHA-256(seed ‖ id). */
export async function drawFrom(trx: Trx, urn: Urn, seed: string, number: number): Promise<Drawn[]> {
  const { rows } = await sql<Drawn>`select p.id, p.org_id, p.org_path ${inUrn(urn)}
    order by sha256(convert_to(${seed}::text || p.id::text, 'UTF8')) limit ${number}`.execute(trx);
  return rows;
}
