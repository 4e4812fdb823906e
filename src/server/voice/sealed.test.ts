import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testServer } from '../../../test/setup/server.ts';
import { makeWorld, type World } from '../../../test/setup/world.ts';
import { address } from '../../contract/client.ts';
import type { Operation } from '../../contract/operation.ts';
import { operations } from '../../contract/operations.ts';
import { roles } from '../../contract/permissions.ts';
import type { VoiceWhole } from '../../contract/voice/schemas.ts';
import { seal } from '../record/seal.service.ts';
import { verifyRecord } from '../record/verify.service.ts';
import { codeFor, desk, PNG, visitor } from './voice.fixture.ts';

let server: Awaited<ReturnType<typeof testServer>>;
let world: World;
let sent: { code: string };
let secret: VoiceWhole;
let discipline: ReturnType<typeof desk>;
const WORDS = '采购科长收受供应商购物卡';
const PLACE = '二号仓库夹层';
const CONTACT = 'xianren@example.test';
beforeAll(async () => {
  server = await testServer();
  world = await makeWorld(server);
  const code = await codeFor(server, world.units.own);
  sent = await visitor(server).say(
    code,
    { kind: 'report', text: `${WORDS}，共三次。`, where: PLACE, contact: CONTACT },
    { files: [PNG] },
  );
  discipline = desk(server, (await world.signInAs('discipline', world.units.own)).cookie);
  const { rows } = (
    await discipline<{ rows: { id: string; title: string }[] }>('GET', '/api/voices/reports')
  ).body;
  const { id } = rows.find((r) => r.title.includes(WORDS))!;
  secret = (await discipline<VoiceWhole>('GET', `/api/voices/reports/${id}`)).body;
});
afterAll(() => server.close());

/** What must not be met anywhere. */
const traces = () => [WORDS, PLACE, CONTACT, secret.id, secret.number];
const found = (text: string): string[] => traces().filter((t) => text.includes(t));

describe('whistle-blowing', () => {
  it('is whole before discipline: words, place, picture, contact with a reason', async () => {
    expect(secret).toMatchObject({
      kind: 'report',
      place: PLACE,
      hasContact: true,
      state: 'received',
    });
    expect(secret.text).toContain(WORDS);
    const picture = await server.app.inject({
      url: `/api/voices/reports/${secret.id}/pictures/0`,
      headers: { cookie: (await world.signInAs('discipline', world.units.own)).cookie },
    });
    expect(picture.rawPayload.equals(PNG)).toBe(true);
    const contact = await discipline<{ contact: string }>(
      'POST',
      `/api/voices/reports/${secret.id}/contact`,
      { reason: '核实线索' },
    );
    expect(contact.body.contact).toBe(CONTACT);
  });

  it('is met by nobody else in any answer: lists, counts, search, record, exports, today', async () => {
    const { own, parent } = world.units;
    for (const role of roles) {
      if (role === 'discipline') continue;
      for (const at of [own, parent]) {
        const { cookie } = await world.signInAs(role, at);
        for (const [name, operation] of Object.entries<Operation>(operations)) {
          if (operation.method !== 'GET') continue;
          const params = {
            id: name === 'org.unit' ? own.id : secret.id,
            position: '0',
            code: 'x'.repeat(24),
            subject: `voice:${secret.id}`,
          };
          for (const query of [{}, { q: WORDS.slice(0, 4) }, { subject: `voice:${secret.id}` }]) {
            const answer = await server.app.inject({
              url: address(operation, { params, query }),
              headers: { cookie },
            });
            // What was asked for comes back in a refusal at most; nothing is told of it.
            if (answer.statusCode === 200)
              expect([role, name, found(answer.body)]).toEqual([role, name, []]);
          }
        }
      }
    }
  }, 240_000);

  it('is not counted: figures and counts are the same with and without it', async () => {
    const office = desk(server, (await world.signInAs('office', world.units.own)).cookie);
    const before = [
      (await office('GET', '/api/voices/counts')).text,
      (await office('GET', '/api/voices/figures?months=1')).text,
      (await office('GET', '/api/today')).text,
    ];
    const code = await codeFor(server, world.units.own, '信箱');
    await visitor(server).say(code, { kind: 'report', text: '又一件举报，内容另述。' });
    expect([
      (await office('GET', '/api/voices/counts')).text,
      (await office('GET', '/api/voices/figures?months=1')).text,
      (await office('GET', '/api/today')).text,
    ]).toEqual(before);
  });

  it('leaves a commitment on record and nothing else, which no reader sees and the proof covers', async () => {
    const { db } = server.ctx;
    const entries = await db
      .selectFrom('record_entry')
      .innerJoin('record_content', 'entry_id', 'id')
      .selectAll()
      .where('act', '=', 'voice.sealed')
      .execute();
    expect(entries.length).toBeGreaterThan(2);
    for (const e of entries) {
      expect(Object.keys(JSON.parse(e.content))).toEqual(['commitment']);
      expect([e.actor, e.org_path, e.subject.startsWith('sealed:')]).toEqual([
        'service:voice',
        world.units.parent.path,
        true,
      ]);
      expect(e.at.toISOString()).toBe('2026-03-01T16:00:00.000Z');
    }
    for (const role of ['office', 'leader', 'supervisor', 'discipline'] as const) {
      const reader = desk(server, (await world.signInAs(role, world.units.parent)).cookie);
      const list = await reader('GET', '/api/record/entries?limit=200');
      expect([role, list.status, list.text.includes('voice.sealed')]).toEqual([role, 200, false]);
    }
    await seal(server.ctx);
    expect(await verifyRecord(server.ctx)).toMatchObject({ ok: true, faults: [] });
  });

  it('lies under the key of the home folder in every table and in every file', async () => {
    const { db, config } = server.ctx;
    const { rows: tables } = await sql<{ name: string }>`
      select c.relname as name from pg_class c where c.relkind = 'r'
      and c.relnamespace in ('public'::regnamespace, 'graphile_worker'::regnamespace)`.execute(db);
    for (const { name } of tables) {
      const schema = name.startsWith('_private') ? 'graphile_worker' : 'public';
      if (name === 'migrations') continue;
      const { rows } = await sql<{ text: string }>`
        select coalesce(string_agg(t::text, ' '), '') as text from ${sql.table(`${schema}.${name}`)} t`.execute(
        db,
      );
      const plain = [WORDS, PLACE, CONTACT, sent.code.replaceAll('-', '')];
      expect([name, plain.filter((w) => rows[0]!.text.includes(w))]).toEqual([name, []]);
    }
    const { rows: kept } = await sql<{ hash: string }>`
      select hash from voice_picture where sealed`.execute(db);
    for (const { hash } of kept) {
      const bytes = await readFile(join(config.home, 'files', hash.slice(0, 2), hash));
      expect(bytes.includes(PNG)).toBe(false);
      expect(bytes.toString('latin1')).toContain('aes-256-gcm:');
    }
    expect(await readdir(config.home)).toContain('secret.key');
  });

  it('is worked on by discipline alone, and its person follows it by the code', async () => {
    const office = desk(server, (await world.signInAs('office', world.units.own)).cookie);
    const body = { step: 'start', version: secret.version };
    expect((await office('POST', `/api/voices/${secret.id}/step`, body)).status).toBe(404);
    expect((await office('POST', `/api/voices/reports/${secret.id}/step`, body)).status).toBe(403);
    const started = await discipline<{ version: number }>(
      'POST',
      `/api/voices/reports/${secret.id}/step`,
      body,
    );
    expect(started.status).toBe(200);
    await discipline('POST', `/api/voices/reports/${secret.id}/step`, {
      step: 'answer',
      text: '已立案，结果另行告知。',
      version: started.body.version,
    });
    const page = (await visitor(server).track(sent.code)).body;
    expect(page).toContain('已立案');
    // Where it lies is not told to whoever looks over a shoulder.
    expect(page).not.toContain('三分公司');
    const other = desk(server, (await world.signInAs('discipline', world.units.sibling)).cookie);
    expect((await other('GET', `/api/voices/reports/${secret.id}`)).status).toBe(404);
  });

  it('goes along when its unit moves, unseen by whoever moves it', async () => {
    const { own, sibling } = world.units;
    const admin = desk(server, (await world.signInAs('administrator', world.units.parent)).cookie);
    const { unit } = (await admin<{ unit: { version: number } }>('GET', `/api/org/units/${own.id}`))
      .body;
    const moved = await admin('POST', `/api/org/units/${own.id}/move`, {
      parentId: sibling.id,
      version: unit.version,
    });
    expect([moved.status, found(moved.text)]).toEqual([200, []]);
    const there = desk(server, (await world.signInAs('discipline', sibling)).cookie);
    expect((await there('GET', `/api/voices/reports/${secret.id}`)).status).toBe(200);
  });
});
