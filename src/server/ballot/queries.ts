import { type Insertable, sql } from 'kysely';
import type { Ballot, BallotVoter } from '../platform/schema.generated.ts';
import type { Trx } from '../platform/scope.ts';
import { underAny } from '../platform/under.ts';

export interface Key {
  readonly org_id: string;
  readonly id: string;
}

const listed = (trx: Trx) =>
  trx
    .selectFrom('ballot as b')
    .innerJoin('org as o', 'o.id', 'b.org_id')
    .selectAll('b')
    .select('o.name as unit_name')
    .select(sql<boolean>`o.closed_on is not null`.as('unit_closed'));
export type ListedRow = Awaited<ReturnType<typeof ballotById>> & {};

export const listBallots = (trx: Trx, paths: readonly string[]) =>
  listed(trx).where(underAny('b.org_path', paths)).orderBy('b.id', 'desc').limit(500).execute();

export async function ballotById(trx: Trx, id: string) {
  return listed(trx).where('b.id', '=', id).executeTakeFirst();
}

/** Holds a ballot: alone for a step, together with others while votes go into its box. */
export async function lockBallot(trx: Trx, id: string, how: 'update' | 'share'): Promise<void> {
  await sql`select from ballot where id = ${id}::uuid for ${sql.raw(how)}`.execute(trx);
}

export async function insertBallot(trx: Trx, row: Insertable<Ballot>): Promise<void> {
  await trx.insertInto('ballot').values(row).execute();
}

export async function updateBallot(
  trx: Trx,
  key: Key,
  values: Partial<Insertable<Ballot>>,
): Promise<void> {
  await trx
    .updateTable('ballot')
    .set(values)
    .set((e) => ({ version: e('version', '+', 1) }))
    .where('org_id', '=', key.org_id)
    .where('id', '=', key.id)
    .execute();
}

export async function insertVoters(
  trx: Trx,
  rows: readonly Insertable<BallotVoter>[],
): Promise<void> {
  for (let i = 0; i < rows.length; i += 1000)
    await trx
      .insertInto('ballot_voter')
      .values(rows.slice(i, i + 1000))
      .execute();
}

const canSignIn = sql<boolean>`exists (select from account a
  where a.id = ballot_voter.person_id and a.disabled_at is null)`;

export const votersOf = (trx: Trx, ballot: string) =>
  trx
    .selectFrom('ballot_voter')
    .select(['org_id', 'id', 'electorate', 'name', 'person_id'])
    .select(sql<boolean>`drawn is not null`.as('drawn'))
    .select(canSignIn.as('account'))
    .where('ballot_id', '=', ballot)
    .execute();

export const countsOf = (trx: Trx, ballot: string) =>
  trx
    .selectFrom('ballot_voter')
    .select(['electorate'])
    .select(sql<number>`count(*)::int`.as('roll'))
    .select(sql<number>`count(drawn)::int`.as('drawn'))
    .select(sql<number>`(count(*) filter (where not ${canSignIn}))::int`.as('bare'))
    .select(sql<number>`count(code_hash)::int`.as('coded'))
    .where('ballot_id', '=', ballot)
    .groupBy('electorate')
    .execute();

export type Who = { readonly person: string } | { readonly code: Buffer };

/**
 * Lines of the roll that people prove to be, locked; and how the ballot stands, held so that it
 * does not close meanwhile. One query for each way of proving it, so that each has its index.
 */
export async function votersFor(trx: Trx, ballot: string, who: readonly Who[]) {
  // The ballot before its roll, as whoever closes it holds them.
  await lockBallot(trx, ballot, 'share');
  const codes = who.flatMap((w) => ('code' in w ? [w.code] : []));
  const people = who.flatMap((w) => ('person' in w ? [w.person] : []));
  const lines = () =>
    trx
      .selectFrom('ballot_voter as v')
      .innerJoin('ballot as b', (j) =>
        j.onRef('b.org_id', '=', 'v.org_id').onRef('b.id', '=', 'v.ballot_id'),
      )
      .select(['v.org_id', 'v.id', 'v.electorate', 'v.drawn', 'v.person_id', 'v.code_hash'])
      .select(['b.id as ballot', 'b.state'])
      .orderBy('v.id')
      .forUpdate('v')
      .forShare('b');
  const byCode = sql<boolean>`v.code_hash = any(${codes}::bytea[])`;
  const byPerson = sql<boolean>`v.person_id = any(${people}::uuid[])`;
  const found = [
    // Asked for the ballot too, a roll that was written just now would be read from end to end.
    ...(codes.length > 0 ? await lines().where(byCode).execute() : []),
    ...(people.length > 0
      ? await lines().where(byPerson).where('v.ballot_id', '=', ballot).execute()
      : []),
  ];
  return found.filter((line) => line.ballot === ballot);
}

/** Notes that papers were drawn: of each line a hash of what was signed, no time. */
export async function setDrawn(
  trx: Trx,
  org: string,
  lines: readonly (readonly [id: string, drawn: Buffer])[],
): Promise<void> {
  const ids = lines.map(([id]) => id);
  const hashes = lines.map(([, drawn]) => drawn);
  await sql`update ballot_voter v set drawn = d.hash
    from unnest(${ids}::uuid[], ${hashes}::bytea[]) as d(id, hash)
    where v.org_id = ${org}::uuid and v.id = d.id`.execute(trx);
}

/** The line of a roll that a code stands for, whichever ballot's. */
export const ballotOfCode = (trx: Trx, code: Buffer) =>
  trx
    .selectFrom('ballot_voter as v')
    .innerJoin('ballot as b', (j) =>
      j.onRef('b.org_id', '=', 'v.org_id').onRef('b.id', '=', 'v.ballot_id'),
    )
    .select(['b.id', 'v.electorate', 'b.state'])
    .select(sql<boolean>`v.drawn is not null`.as('drawn'))
    .where('v.code_hash', '=', code)
    .executeTakeFirst();

/** Codes of many lines of a roll; earlier ones end. */
export async function setCodes(
  trx: Trx,
  org: string,
  lines: readonly { readonly id: string; readonly code_hash: Buffer }[],
): Promise<void> {
  const ids = lines.map((l) => l.id);
  const hashes = lines.map((l) => l.code_hash);
  await sql`update ballot_voter v set code_hash = c.hash
    from unnest(${ids}::uuid[], ${hashes}::bytea[]) as c(id, hash)
    where v.org_id = ${org}::uuid and v.id = c.id`.execute(trx);
}

export const ballotsFor = (trx: Trx, person: string) =>
  trx
    .selectFrom('ballot_voter as v')
    .innerJoin('ballot as b', (j) =>
      j.onRef('b.org_id', '=', 'v.org_id').onRef('b.id', '=', 'v.ballot_id'),
    )
    .select(['b.id', 'b.title', 'v.electorate'])
    .select(sql<boolean>`v.drawn is not null`.as('drawn'))
    .where('v.person_id', '=', person)
    .where('b.state', '=', 'open')
    .execute();

interface Envelope {
  readonly mark: Buffer;
  readonly sealed: Buffer;
}

/** Puts envelopes into the box; gives the marks that were not there yet. */
export async function insertEnvelopes(
  trx: Trx,
  { org_id, org_path, id }: Key & { readonly org_path: string },
  envelopes: readonly Envelope[],
): Promise<Set<string>> {
  const marks = envelopes.map((e) => e.mark);
  const sealed = envelopes.map((e) => e.sealed);
  const { rows } = await sql<{ mark: Buffer }>`
    insert into ballot_envelope (org_id, org_path, ballot_id, mark, sealed)
    select ${org_id}::uuid, ${org_path}::ltree, ${id}::uuid, e.mark, e.sealed
    from unnest(${marks}::bytea[], ${sealed}::bytea[]) as e(mark, sealed)
    on conflict do nothing returning mark`.execute(trx);
  return new Set(rows.map(({ mark }) => mark.toString('hex')));
}

export const envelopesOf = (trx: Trx, ballot: string) =>
  trx.selectFrom('ballot_envelope').select('sealed').where('ballot_id', '=', ballot).execute();

export async function emptyBox(trx: Trx, ballot: string): Promise<void> {
  await trx.deleteFrom('ballot_envelope').where('ballot_id', '=', ballot).execute();
}
