import { createHash, createHmac } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type BallotHall, ballotHall } from '../../../test/setup/ballot-hall.ts';
import { serverProcess } from '../../../test/setup/ballot-process.ts';
import type { Bulletin } from '../../contract/ballot/file.ts';
import type { Vote } from '../../contract/ballot/paper.ts';

let hall: BallotHall;
let other: Awaited<ReturnType<typeof serverProcess>>;
beforeAll(async () => {
  hall = await ballotHall();
  other = await serverProcess(hall.server.ctx);
  hall.through(other.url);
});
afterAll(async () => {
  await other?.kill();
  await hall.close();
});

/** What of a vote and of whoever casts it must stand nowhere. */
const secretsOf = ({ token, salts, signature }: Vote, code: string, blinded: string) => [
  token,
  ...salts,
  signature,
  code,
  code.replaceAll('-', ''),
  blinded,
];

/** The write-ahead log as it lies on the disk. The embedded database keeps no other log. */
async function writeAheadLog(): Promise<Buffer> {
  const { db } = hall.server.ctx;
  await sql`select pg_switch_wal()`.execute(db);
  const { rows } = await sql<{ folder: string }>`
    select setting as folder from pg_settings where name = 'data_directory'`.execute(db);
  const folder = join(rows[0]!.folder, 'pg_wal');
  const names = (await readdir(folder)).filter((n) => /^[0-9A-F]{24}$/.test(n)).sort();
  return Buffer.concat(await Promise.all(names.map((n) => readFile(join(folder, n)))));
}

/** Every key an operator has in the home folder once the ballot is closed. */
async function keysLeft(): Promise<Buffer[]> {
  const { home } = hall.server.ctx.config;
  const all = await readdir(home, { recursive: true, withFileTypes: true });
  const found = await Promise.all(
    all.filter((f) => f.isFile()).map((f) => readFile(join(f.parentPath, f.name))),
  );
  return found.flatMap((bytes) => [
    bytes,
    Buffer.from(bytes.toString('latin1').trim(), 'base64url'),
    createHash('sha256').update(bytes).digest(),
  ]);
}

describe('an operator with the database, its write-ahead log, all logs and the home folder', () => {
  it('links votes to voters no better than by chance', async () => {
    const size = 60;
    const { id, slips, paper } = await hall.opened({ B: 5, C: size });
    const people = slips.filter((s) => s.name.startsWith('C'));
    const truth = new Map<string, string>();
    const secrets: string[] = [];
    // The worst case: everybody draws and casts at once, one after the other.
    for (const s of people) {
      const { vote, blinding } = await hall.signed(paper, s.code, 'C', ['a', 'b']);
      truth.set(s.name, vote.token);
      secrets.push(...secretsOf(vote, s.code, blinding.blinded));
      expect((await hall.cast(id, vote)).status).toBe(204);
    }
    // What lies there before the close says nothing without the keys.
    const before = await dump();
    const wal = await writeAheadLog();
    const log = other.log();
    const binary = [...truth.values()].map((t) => Buffer.from(t, 'hex'));
    expect(secrets.filter((t) => before.includes(t) || log.includes(t))).toEqual([]);
    expect(secrets.filter((t) => wal.includes(t))).toEqual([]);
    expect(binary.filter((t) => wal.includes(t))).toEqual([]);
    const { rows: envelopes } = await sql<{ mark: Buffer; sealed: Buffer }>`
      select mark, sealed from ballot_envelope where ballot_id = ${id}::uuid
      order by xmin::text::bigint, ctid`.execute(hall.server.ctx.db);
    // The log does hold envelopes, in the order in which they came: the search would find a vote.
    expect(envelopes.filter((e) => wal.includes(e.mark))).toHaveLength(size);
    expect(new Set(envelopes.map((e) => e.sealed.length)).size).toBe(1);
    await hall.step(id, 'close');
    await hall.step(id, 'publish');
    const drawnOrder = await sql<{ name: string }>`
      select name from ballot_voter where ballot_id = ${id}::uuid and drawn is not null
      order by xmin::text::bigint, ctid`.execute(hall.server.ctx.db);
    const order = drawnOrder.rows.map((r) => r.name);
    // The order of drawing is there to be read: the test would find a link by it.
    expect(order).toEqual(people.map((s) => s.name));
    const left = await sql<{ n: number }>`select count(*)::int as n from ballot_envelope
      where ballot_id = ${id}::uuid`.execute(hall.server.ctx.db);
    expect(left.rows[0]!.n).toBe(0);
    const { body } = await hall.anyone<Bulletin>('GET', `/open/ballots/${id}/bulletin`);
    const found = body.votes.map((v) => v.token);
    expect(found).toHaveLength(size);
    expect(
      hits(
        order,
        people.map((s) => truth.get(s.name)!),
        truth,
      ),
    ).toBe(size);
    // Hits of a guess have mean 1 and variance 1 under chance: 8 or more happen once in 10^5.
    for (const guess of [found, [...found].reverse()])
      expect(hits(order, guess, truth)).toBeLessThan(8);
    // Rank correlation of drawing and place in the file: beyond 0.57 once in 10^5 (n = 60).
    const places = order.map((name) => found.indexOf(truth.get(name)!));
    expect(Math.abs(correlation(places))).toBeLessThan(0.57);
    // Marks would tie envelopes, whose order is known, to votes: no key that is left makes one.
    const marks = new Set(envelopes.map((e) => e.mark.toString('hex')));
    const keys = [Buffer.alloc(0), ...(await keysLeft())];
    const made = keys.flatMap((key) =>
      found.flatMap((token) =>
        [token, `mark ${token}`].map((text) =>
          createHmac('sha256', key).update(text).digest('hex'),
        ),
      ),
    );
    expect(made.filter((mark) => marks.has(mark))).toEqual([]);
  });

  it('finds nothing of anybody in what the server logs, when something breaks either', async () => {
    const { db } = hall.server.ctx;
    const { id, slips, paper } = await hall.opened({ B: 5, C: 5 });
    const { vote, blinding } = await hall.signed(paper, slips[0]!.code, 'B', ['a', 'b']);
    // Breaks with everything the row holds in its message, as a check of the database would.
    await sql`create function broken() returns trigger language plpgsql as
      $$ begin raise exception 'row % of %', new, current_query(); end $$`.execute(db);
    for (const table of ['ballot_voter', 'ballot_envelope'])
      await sql`create trigger broken before insert or update on ${sql.table(table)}
        for each row execute function broken()`.execute(db);
    const request = { code: slips[1]!.code, electorate: 'B', blinded: blinding.blinded };
    const drawn = await hall.anyone('POST', `/open/ballots/${id}/draw`, request);
    expect([drawn.status, drawn.body.code]).toEqual([500, 'failed']);
    expect((await hall.cast(id, vote)).status).toBe(500);
    for (const table of ['ballot_voter', 'ballot_envelope'])
      await sql`drop trigger broken on ${sql.table(table)}`.execute(db);
    expect((await hall.cast(id, vote)).status, 'and can be cast again').toBe(204);

    const log = other.log();
    expect(log.match(/unexpected/g)).toHaveLength(2);
    expect(log, 'where it broke').toContain('ballot/box.ts');
    const hash = createHash('sha256').update(blinding.blinded).digest('hex');
    const never = [
      ...secretsOf(vote, slips[0]!.code, blinding.blinded),
      ...secretsOf(vote, slips[1]!.code, blinding.blinded),
      hash,
      slips[0]!.name,
      'row ',
      '/cast',
      '/draw',
      id,
    ];
    expect(never.filter((text) => log.includes(text))).toEqual([]);
    // The line that says where the server listens has its address, and no other line has one.
    const lines = log.split('\n').filter((l) => !l.includes(other.url));
    expect(lines.filter((l) => /127\.0\.0\.1|::1/.test(l))).toEqual([]);
  });

  it('gets no result before the close, as an administrator neither', async () => {
    const { id, slips, paper } = await hall.opened({ B: 5, C: 5 });
    for (const s of slips) {
      const { vote } = await hall.signed(paper, s.code, s.name.charAt(0), ['a', 'b']);
      await hall.cast(id, vote);
    }
    const admin = await hall.server.signUp('keeper');
    for (const as of [admin, hall.cookie]) {
      const { body } = await hall.ask<{ results: unknown }>(
        'GET',
        `/api/ballots/${id}`,
        undefined,
        as,
      );
      expect(body.results ?? null).toBeNull();
      const list = await hall.ask('GET', '/api/ballots', undefined, as);
      expect(list.text).not.toMatch(/"mean"|"counts"/);
    }
    for (const path of ['/bulletin', ''])
      expect((await hall.anyone('GET', `/open/ballots/${id}${path}`)).text).not.toMatch(
        /"mean"|"votes"/,
      );
    const { version } = await hall.look(id);
    const early = await hall.ask('POST', `/api/ballots/${id}/step`, { step: 'publish', version });
    expect(early.body.code).toBe('ballot-step');
  });
});

/** All rows of all tables with their hidden columns, as text. */
async function dump(): Promise<string> {
  const { rows } = await sql<{ name: string }>`select tablename as name from pg_tables
    where schemaname = 'public'`.execute(hall.server.ctx.db);
  const parts = await Promise.all(
    rows.map(async ({ name }) => {
      const all = await sql<{ text: string }>`select concat_ws(' ', t.ctid, t.xmin, t::text) as text
        from ${sql.table(name)} t`.execute(hall.server.ctx.db);
      return all.rows.map((r) => r.text).join('\n');
    }),
  );
  return parts.join('\n');
}

const hits = (order: string[], guess: string[], truth: Map<string, string>): number =>
  order.filter((name, i) => truth.get(name) === guess[i]).length;

function correlation(places: readonly number[]): number {
  const n = places.length;
  const squares = places.reduce((sum, p, i) => sum + (p - i) ** 2, 0);
  return 1 - (6 * squares) / (n * (n * n - 1));
}
