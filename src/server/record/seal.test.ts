import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testServer } from '../../../test/setup/server.ts';
import { leafHashOf } from '../../contract/record/leaf.ts';
import {
  parseCheckpoint,
  parseKey,
  parseNote,
  signedAt,
  timed,
} from '../../contract/record/note.ts';
import { hashesIn } from '../../contract/record/tiles.ts';
import { hashLeaf, rootOf, same } from '../../contract/record/tree.ts';
import * as org from '../org/service.ts';
import type { Context } from '../platform/context.ts';
import { openDatabase } from '../platform/db.ts';
import { EVERYWHERE, type Trx, withScopes } from '../platform/scope.ts';
import { publish } from './publish.ts';
import { keyPath, seal } from './seal.service.ts';
import { type Change, record } from './service.ts';
import * as tree from './tree.queries.ts';

let server: Awaited<ReturnType<typeof testServer>>;
let ctx: Context;
beforeAll(async () => {
  server = await testServer();
  ctx = server.ctx;
});
afterAll(() => server.close());

let written = 0;
async function write(given: Context, count: number, during?: (trx: Trx) => Promise<unknown>) {
  await withScopes(given, EVERYWHERE, async (trx) => {
    const place = await org.root(trx);
    const changes: Change[] = Array.from({ length: count }, () => ({
      act: 'org.change',
      subject: `org:${place.id}`,
      org: place,
      content: { n: written++ },
    }));
    await record(trx, given, ...changes);
    await during?.(trx);
  });
}

/** What the database holds is one tree: every checkpoint is signed and is the root of its leaves. */
async function expectOneTree(): Promise<number> {
  const rows = await server.ctx.db
    .selectFrom('record_entry')
    .selectAll()
    .select(
      sql<string>`to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`.as('moment'),
    )
    .where('position', 'is not', null)
    .orderBy('position')
    .execute();
  expect(rows.map((r) => Number(r.position))).toEqual(rows.map((_, i) => i));
  const leaves = rows.map(({ moment, org_id, ...r }) =>
    leafHashOf({ ...r, at: moment, org: org_id }),
  );
  const [key, ...others] = await tree.listKeys(ctx.db);
  expect(others).toEqual([]);
  const checkpoints = await tree.checkpointsAfter(ctx.db, 0, 10_000);
  for (const { size, note } of checkpoints) {
    const parsed = parseNote(note)!;
    const head = parseCheckpoint(parsed.text)!;
    expect(head.size).toBe(size);
    expect(same(head.root, rootOf(leaves.slice(0, size)))).toBe(true);
    expect(signedAt(parsed, parseKey(key!.vkey)!)).toBe(0);
    expect(signedAt(parsed, timed(parseKey(key!.vkey)!))).toBeGreaterThan(1.7e9);
  }
  expect(checkpoints.at(-1)?.size).toBe(rows.length);
  return rows.length;
}

describe('sealing', () => {
  it('makes a key of its own that only its owner can read, and gives positions in order', async () => {
    await write(ctx, 3);
    expect(await seal(ctx)).toEqual({ sealed: 3, size: 3 });
    expect((await stat(keyPath(ctx.config.home))).mode & 0o777).toBe(0o600);
    await write(ctx, 300);
    expect(await seal(ctx)).toEqual({ sealed: 300, size: 303 });
    expect(await seal(ctx)).toEqual({ sealed: 0, size: 303 });
    expect(await expectOneTree()).toBe(303);
  });

  it('does not skip an entry whose transaction ends late', async () => {
    let end = () => {};
    const ending = new Promise<void>((resolve) => {
      end = resolve;
    });
    let late: Promise<void> | undefined;
    await new Promise<void>((entered) => {
      late = write(ctx, 1, () => {
        entered();
        return ending;
      });
    });
    await write(ctx, 2);
    expect((await seal(ctx)).sealed).toBe(2);
    end();
    await late;
    expect((await seal(ctx)).sealed).toBe(1);
    await expectOneTree();
  });

  it('makes one tree when two servers seal while others write, even when connections die', async () => {
    const other = { ...ctx, db: await openDatabase(server.databaseUrl) };
    const killer = await openDatabase(server.databaseUrl);
    const total = 40 * 25;
    let writing = true;
    const writer = async (given: Context): Promise<void> => {
      for (let i = 0; i < 20; i++) await write(given, 25);
    };
    const sealer = async (given: Context): Promise<number> => {
      let lost = 0;
      while (writing)
        await seal(given).catch(() => {
          lost += 1;
        });
      return lost;
    };
    const kill = async (): Promise<void> => {
      while (writing) {
        // Whoever holds this lock is in the midst of sealing; every writer holds another.
        await sql`select pg_terminate_backend(pid) from pg_locks
          where locktype = 'advisory' and granted and objsubid = 1
            and (classid::bigint << 32 | objid::bigint) = hashtextextended('record seal', 0)`.execute(
          killer,
        );
        await new Promise((go) => setTimeout(go, 60));
      }
    };
    const before = await expectOneTree();
    const running = [sealer(ctx), sealer(other), kill()];
    await Promise.all([writer(ctx), writer(other)]);
    writing = false;
    await Promise.all(running);
    await seal(other);
    expect(await expectOneTree()).toBe(before + total);
    await other.db.destroy();
    await killer.destroy();
  });

  it('refuses to go on with another key, and says which one it wants', async () => {
    const home = await mkdtemp(join(tmpdir(), 'shiji-key-'));
    const stranger = { ...ctx, config: { ...ctx.config, home } };
    await write(ctx, 1);
    await expect(seal(stranger)).rejects.toMatchObject({
      code: 'record-key',
      issues: [{ code: 'record:key-wanted' }],
    });
    await writeFile(keyPath(home), await readFile(keyPath(ctx.config.home)));
    expect((await seal(stranger)).sealed).toBe(1);
    await rm(home, { recursive: true });
  });
});

describe('static files', () => {
  it('hold the whole tree, and come back when they are lost', async () => {
    const folder = join(ctx.config.home, 'record');
    await rm(folder, { recursive: true, force: true });
    await publish(ctx);
    const note = await readFile(join(folder, 'checkpoint'), 'utf8');
    const { size, root } = parseCheckpoint(parseNote(note)!.text)!;
    const width = size % 256;
    const whole = Math.floor(size / 256);
    const leaves: Uint8Array[] = [];
    for (let i = 0; i <= whole; i++) {
      const name = `${String(i).padStart(3, '0')}${i < whole ? '' : `.p/${width}`}`;
      leaves.push(...hashesIn(await readFile(join(folder, 'tile/0', name))));
    }
    expect(leaves).toHaveLength(size);
    expect(same(rootOf(leaves), root)).toBe(true);
    await expect(readFile(join(folder, 'tile/0/000.p'))).rejects.toThrow();
  });

  it('are served to anyone, and nothing else is', async () => {
    const get = (url: string) => server.app.inject({ method: 'GET', url });
    const checkpoint = await get('/record/checkpoint');
    expect(checkpoint.headers['content-type']).toContain('text/plain');
    const { size } = parseCheckpoint(parseNote(checkpoint.body)!.text)!;
    expect((await get('/record/tile/0/000')).rawPayload).toHaveLength(8192);
    expect((await get('/record/tile/0/000.p/7')).rawPayload).toHaveLength(7 * 32);
    const last = `/record/tile/0/${String(Math.floor(size / 256)).padStart(3, '0')}`;
    expect((await get(`${last}.p/${size % 256}`)).rawPayload).toHaveLength((size % 256) * 32);
    expect((await get(last)).statusCode).toBe(404);
    expect((await get('/record/tile/0/0')).statusCode).toBe(404);
    expect((await get('/record/tile/entries/000')).statusCode).toBe(404);
    const key = await get('/record/key');
    expect(parseKey(key.body.trim())).toBeDefined();
    expect(checkpoint.body).not.toContain('PRIVATE');
  });
});

describe('the database itself', () => {
  const attempts: Record<string, (trx: Trx) => Promise<unknown>> = {
    'changes an entry': (trx) => trx.updateTable('record_entry').set({ act: 'x' }).execute(),
    'changes a position': (trx) => trx.updateTable('record_entry').set({ position: '9' }).execute(),
    'deletes an entry': (trx) => trx.deleteFrom('record_entry').execute(),
    'changes a content': (trx) =>
      trx.updateTable('record_content').set({ content: '{}' }).execute(),
    'deletes a content': (trx) => trx.deleteFrom('record_content').execute(),
    'writes a tile': (trx) =>
      trx
        .insertInto('record_tile')
        .values({ level: 9, index: '0', hashes: Buffer.from(hashLeaf(Buffer.of(1))) })
        .execute(),
    'changes a tile': (trx) =>
      trx
        .updateTable('record_tile')
        .set({ hashes: Buffer.of(1) })
        .execute(),
    'deletes a tile': (trx) => trx.deleteFrom('record_tile').execute(),
    'writes a checkpoint': (trx) => tree.insertCheckpoint(trx, { size: 999_999, note: '' }),
    'changes a checkpoint': (trx) =>
      trx.updateTable('record_checkpoint').set({ note: '' }).execute(),
    'deletes a checkpoint': (trx) => trx.deleteFrom('record_checkpoint').execute(),
    'adds a key': (trx) => tree.insertKey(trx, 'k', 9),
    'deletes a key': (trx) => trx.deleteFrom('record_key').execute(),
    'deletes a cosignature': (trx) => trx.deleteFrom('record_cosignature').execute(),
    'deletes a witness': (trx) => trx.deleteFrom('record_witness').execute(),
  };
  for (const [what, attempt] of Object.entries(attempts))
    it(`refuses a request that ${what}`, async () => {
      await expect(withScopes(ctx, EVERYWHERE, attempt)).rejects.toThrow(/permission denied/);
    });
});
