import { type Insertable, sql } from 'kysely';
import type { TileId } from '../../contract/record/tiles.ts';
import type { Executor } from '../platform/db.ts';
import type { RecordWitness } from '../platform/schema.generated.ts';
import type { Trx } from '../platform/scope.ts';
import { momentOf } from './queries.ts';

/**
 * Entries without a position, oldest first, held until the transaction ends. Those that a
 * move of their unit holds are left for the next time: waiting for them could block the move.
 */
export async function takeUnsealed(trx: Trx, limit: number) {
  return trx
    .selectFrom('record_entry')
    .select(['id', 'actor', 'act', 'subject', 'org_id', 'algorithm', 'commitment'])
    .select(momentOf('at').as('moment'))
    .where('position', 'is', null)
    .orderBy('at')
    .orderBy('id')
    .limit(limit)
    .forNoKeyUpdate()
    .skipLocked()
    .execute();
}

/** Gives positions from `first` on, in the order of the ids; returns how many it gave. */
export async function givePositions(
  trx: Trx,
  ids: readonly string[],
  first: number,
): Promise<number> {
  const { numAffectedRows } = await sql`
    update record_entry e set position = ${first}::bigint + v.place - 1
    from unnest(${ids}::uuid[]) with ordinality v (id, place)
    where e.id = v.id and e.position is null`.execute(trx);
  return Number(numAffectedRows);
}

export async function countUnsealed(db: Executor): Promise<number> {
  const row = await db
    .selectFrom('record_entry')
    .select((e) => e.fn.countAll<string>().as('count'))
    .where('position', 'is', null)
    .executeTakeFirstOrThrow();
  return Number(row.count);
}

export interface Tile extends TileId {
  readonly hashes: Uint8Array;
}

export async function findTiles(db: Executor, ids: readonly TileId[]): Promise<Tile[]> {
  if (ids.length === 0) return [];
  const { rows } = await sql<{ level: number; index: string; hashes: Buffer }>`
    select t.level, t.index, t.hashes from record_tile t
    join unnest(${ids.map((i) => i.level)}::smallint[], ${ids.map((i) => i.index)}::bigint[])
      as w (level, index) on t.level = w.level and t.index = w.index`.execute(db);
  return rows.map((r) => ({ ...r, index: Number(r.index) }));
}

/** Tiles of one level after an index, for whoever goes through all of them. */
export async function tilesAfter(
  db: Executor,
  level: number,
  index: number,
  limit: number,
): Promise<Tile[]> {
  const rows = await db
    .selectFrom('record_tile')
    .selectAll()
    .where('level', '=', level)
    .where('index', '>', String(index))
    .orderBy('index')
    .limit(limit)
    .execute();
  return rows.map((r) => ({ ...r, index: Number(r.index) }));
}

export async function tileLevels(db: Executor): Promise<number[]> {
  const rows = await db.selectFrom('record_tile').select('level').distinct().execute();
  return rows.map((r) => r.level).sort((a, b) => a - b);
}

export async function saveTiles(trx: Trx, tiles: readonly Tile[]): Promise<void> {
  await trx
    .insertInto('record_tile')
    .values(
      tiles.map(({ level, index, hashes }) => ({
        level,
        index: String(index),
        hashes: Buffer.from(hashes),
      })),
    )
    .onConflict((c) =>
      c.columns(['level', 'index']).doUpdateSet((e) => ({ hashes: e.ref('excluded.hashes') })),
    )
    .execute();
}

export interface StoredCheckpoint {
  readonly size: number;
  readonly note: string;
}

const checkpoints = (db: Executor) =>
  db.selectFrom('record_checkpoint as c').select(['c.size', 'c.note']);

async function firstOf(
  found: ReturnType<typeof checkpoints>,
): Promise<StoredCheckpoint | undefined> {
  const row = await found.limit(1).executeTakeFirst();
  return row && { ...row, size: Number(row.size) };
}

export async function lastCheckpoint(db: Executor): Promise<StoredCheckpoint | undefined> {
  return firstOf(checkpoints(db).orderBy('c.size', 'desc'));
}

/** The checkpoint of exactly this size. */
export async function checkpointAt(
  db: Executor,
  size: number,
): Promise<StoredCheckpoint | undefined> {
  return firstOf(checkpoints(db).where('c.size', '=', String(size)));
}

/** The first checkpoint of at least this size: the one that sealed the entry before it. */
export async function sealingCheckpoint(
  db: Executor,
  size: number,
): Promise<StoredCheckpoint | undefined> {
  return firstOf(checkpoints(db).where('c.size', '>=', String(size)).orderBy('c.size'));
}

/** The largest checkpoint with a cosignature. */
export async function lastWitnessed(db: Executor): Promise<StoredCheckpoint | undefined> {
  return firstOf(
    checkpoints(db)
      .where('c.size', 'in', db.selectFrom('record_cosignature').select('size'))
      .orderBy('c.size', 'desc'),
  );
}

export async function checkpointsAfter(
  db: Executor,
  size: number,
  limit: number,
): Promise<StoredCheckpoint[]> {
  const rows = await db
    .selectFrom('record_checkpoint')
    .selectAll()
    .where('size', '>', String(size))
    .orderBy('size')
    .limit(limit)
    .execute();
  return rows.map((r) => ({ ...r, size: Number(r.size) }));
}

export async function insertCheckpoint(trx: Trx, { size, note }: StoredCheckpoint): Promise<void> {
  await trx
    .insertInto('record_checkpoint')
    .values({ size: String(size), note })
    .execute();
}

/** Keys in the order in which they came into use. */
export async function listKeys(db: Executor): Promise<{ vkey: string; since: number }[]> {
  const rows = await db.selectFrom('record_key').selectAll().orderBy('since_size').execute();
  return rows.map((r) => ({ vkey: r.vkey, since: Number(r.since_size) }));
}

export async function insertKey(trx: Trx, vkey: string, since: number): Promise<void> {
  await trx
    .insertInto('record_key')
    .values({ vkey, since_size: String(since) })
    .execute();
}

export async function listWitnesses(db: Executor) {
  return db.selectFrom('record_witness').selectAll().orderBy('name').execute();
}

export async function insertWitness(trx: Trx, row: Insertable<RecordWitness>): Promise<void> {
  await trx.insertInto('record_witness').values(row).execute();
}

export async function endWitness(trx: Trx, name: string, entryId: string): Promise<void> {
  await trx
    .updateTable('record_witness')
    .set({ ended_by: entryId })
    .where('name', '=', name)
    .execute();
}

export interface Cosignature {
  readonly size: number;
  readonly name: string;
  readonly line: string;
}

/** Kept once; the same again changes nothing. */
export async function insertCosignature(trx: Trx, given: Cosignature): Promise<void> {
  await trx
    .insertInto('record_cosignature')
    .values({ ...given, size: String(given.size) })
    .onConflict((c) => c.doNothing())
    .execute();
}

export async function cosignaturesOf(db: Executor, size: number): Promise<Cosignature[]> {
  const rows = await db
    .selectFrom('record_cosignature')
    .selectAll()
    .where('size', '=', String(size))
    .orderBy('name')
    .execute();
  return rows.map((r) => ({ ...r, size: Number(r.size) }));
}

/** The largest size that each witness has co-signed. */
export async function lastCosigned(db: Executor): Promise<Cosignature[]> {
  const rows = await db
    .selectFrom('record_cosignature')
    .selectAll()
    .distinctOn('name')
    .orderBy('name')
    .orderBy('size', 'desc')
    .execute();
  return rows.map((r) => ({ ...r, size: Number(r.size) }));
}

export async function cosignaturesAfter(
  db: Executor,
  after: { size: number; name: string },
  limit: number,
): Promise<Cosignature[]> {
  const rows = await db
    .selectFrom('record_cosignature')
    .selectAll()
    .where(sql<boolean>`(size, name) > (${after.size}::bigint, ${after.name})`)
    .orderBy('size')
    .orderBy('name')
    .limit(limit)
    .execute();
  return rows.map((r) => ({ ...r, size: Number(r.size) }));
}
