import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testServer } from '../../../test/setup/server.ts';
import { makeWorld, type World } from '../../../test/setup/world.ts';
import { newId } from '../platform/ids.ts';
import { identityTables, madeBy, personalData } from './data.queries.ts';

let server: Awaited<ReturnType<typeof testServer>>;
let world: World;
let cookie: string;
beforeAll(async () => {
  server = await testServer();
  world = await makeWorld(server);
  cookie = (await world.signInAs('office', world.units.own)).cookie;
});
afterAll(() => server.close());

describe('what is kept of a person', () => {
  it('every table that refers to people or accounts says how it gives and erases them', async () => {
    const { rows } = await sql<{ table: string }>`
      select distinct c.conrelid::regclass::text as table from pg_constraint c
      where c.contype = 'f' and c.confrelid in ('person'::regclass, 'account'::regclass)`.execute(
      server.ctx.db,
    );
    const said = [...personalData.map((p) => p.table), ...identityTables, ...madeBy];
    expect(rows.map((r) => r.table).filter((t) => !said.includes(t as never))).toEqual([]);
  });

  it('the manifest names tables and columns that there are', async () => {
    const { rows } = await sql<{ name: string }>`
      select table_name || '.' || column_name as name from information_schema.columns
      where table_schema = 'public'`.execute(server.ctx.db);
    const there = new Set(rows.map((r) => r.name));
    const named = personalData.flatMap(({ table, by, columns, erase }) =>
      [...by, ...columns, ...Object.keys(erase ?? {})].map((c) => `${table}.${c}`),
    );
    expect(named.filter((n) => !there.has(n))).toEqual([]);
  });

  it('is given out as one file, units outside one’s reach included', async () => {
    const id = world.units.own.rows.person;
    await server.ctx.db
      .updateTable('person')
      .set({ mobile: '13812345678', email: 'a@example.com' })
      .where('id', '=', id)
      .execute();
    const answer = await server.app.inject({
      url: `/api/person/people/${id}/export`,
      headers: { cookie },
    });
    expect(answer.headers['content-type']).toContain('application/json');
    const file = answer.json() as { tables: Record<string, unknown[]>; record: object[] };
    expect(file.tables.person).toMatchObject([{ name: '三分公司的人', mobile: '13812345678' }]);
    expect(file.tables.tenure).toHaveLength(1);
    expect(file.tables.access_grant).toMatchObject([{ reason: '三分公司的授权' }]);
    expect(file.tables.duty_act).toHaveLength(1);
    const entries = await server.ctx.db
      .selectFrom('record_entry')
      .select('act')
      .where('subject', '=', `person:${id}`)
      .execute();
    expect(entries.map((e) => e.act)).toEqual(['person.export']);
  });

  it('is erased from every table and from the contents of the record, whose proofs hold', async () => {
    const { db } = server.ctx;
    const id = world.units.child.rows.person;
    const ask = async (method: 'GET' | 'POST' | 'PUT', path: string, payload?: object) => {
      const answer = await server.app.inject({
        method,
        url: `/api/person/people/${id}${path}`,
        headers: { cookie },
        ...(payload ? { payload } : {}),
      });
      return { status: answer.statusCode, body: answer.json() as { code: string } };
    };
    const known = { name: '令狐可辨', mobile: '13877776666', email: 'linghu@example.com' };
    await ask('PUT', '', { ...known, number: 'LH-77', version: 1 });
    const account = { id, login: 'linghu', password_hash: '-', created_at: server.ctx.now() };
    await db.insertInto('account').values(account).execute();
    const { own } = world.units;
    const word = { kind: 'person', word: '令狐可辨', meaning: id, learned_at: server.ctx.now() };
    await db
      .insertInto('ledger_word')
      .values({
        ...word,
        org_id: own.id,
        id: newId(server.ctx.now()),
        org_path: own.path,
        learned_by: id,
      })
      .execute();
    const early = await ask('POST', '/erase', { reason: '本人要求', version: 2 });
    expect(early.body.code).toBe('not-left');
    await ask('POST', '/leave', { on: '2026-03-01', version: 2 });
    const done = await ask('POST', '/erase', { reason: '本人要求', version: 3 });
    expect(done).toMatchObject({ status: 200, body: { person: { name: '已删除', number: null } } });
    expect(await mentions(['令狐可辨', '13877776666', 'linghu', 'LH-77'])).toEqual([]);
    const entries = await db
      .selectFrom('record_entry')
      .leftJoin('record_content', 'entry_id', 'id')
      .select(['act', 'content', 'commitment'])
      .where('subject', '=', `person:${id}`)
      .orderBy('id')
      .execute();
    expect(entries.map((e) => [e.act, e.content === null])).toEqual([
      ['person.change', true],
      ['person.leave', true],
      ['person.erase', false],
    ]);
    expect(entries.every((e) => e.commitment.length === 32)).toBe(true);
    expect((await ask('PUT', '', { name: '又来', version: 4 })).body.code).toBe('person-erased');
  });
});

/** Tables in which one of the words still stands, anywhere in a row. */
async function mentions(words: readonly string[]): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`
    select table_name as name from information_schema.tables
    where table_schema = 'public' and table_type = 'BASE TABLE'`.execute(server.ctx.db);
  const found: string[] = [];
  for (const { name } of rows)
    for (const word of words) {
      const { rows: hits } = await sql`
        select 1 from ${sql.table(name)} t where t::text like ${`%${word}%`} limit 1`.execute(
        server.ctx.db,
      );
      if (hits.length) found.push(`${name}: ${word}`);
    }
  return found;
}
