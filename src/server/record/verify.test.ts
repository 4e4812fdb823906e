import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { testServer } from '../../../test/setup/server.ts';
import { createTranslator } from '../../contract/messages/index.ts';
import { keyText, noteText, parseNote, timed } from '../../contract/record/note.ts';
import * as org from '../org/service.ts';
import type { Context, RequestContext } from '../platform/context.ts';
import { EVERYWHERE, withScopes } from '../platform/scope.ts';
import { newSigner } from './keys.ts';
import { redact, redactBefore } from './redact.service.ts';
import { seal } from './seal.service.ts';
import { record } from './service.ts';
import * as tree from './tree.queries.ts';
import type { Report } from './verify/faults.ts';
import { verifyRecord } from './verify.service.ts';
import { addWitness, cosign } from './witness.service.ts';

const tables = [
  'record_entry',
  'record_content',
  'record_tile',
  'record_checkpoint',
  'record_key',
  'record_witness',
  'record_cosignature',
] as const;

let server: Awaited<ReturnType<typeof testServer>>;
let ctx: Context;
const witness = newSigner('witness.example/audit');
const t = createTranslator('zh-CN');

/** 300 entries in three seals, one erased by rule, one witness that co-signed twice. */
beforeAll(async () => {
  server = await testServer();
  ctx = server.ctx;
  const asked = { ...ctx, scopes: EVERYWHERE } as RequestContext;
  await addWitness(asked, keyText(timed(witness.key)));
  let n = 0;
  for (const count of [40, 170, 80]) {
    await withScopes(ctx, EVERYWHERE, async (trx) => {
      const place = await org.root(trx);
      const changes = Array.from({ length: count }, () => ({
        act: 'org.change' as const,
        subject: `thing:${n % 30}`,
        org: place,
        content: { n: n++, name: '某单位' },
      }));
      await record(trx, ctx, ...changes);
    });
    await seal(ctx);
    const { note } = (await tree.lastCheckpoint(ctx.db))!;
    const { text } = parseNote(note)!;
    await cosign(ctx, noteText({ text, signatures: [witness.sign(text, 1_772_438_400 + n)] }));
  }
  await withScopes(ctx, EVERYWHERE, (trx) =>
    redact(trx, ctx, { subjects: ['thing:7'], reason: '依本人申请' }),
  );
  await seal(ctx);
  for (const table of tables)
    await sql.raw(`create table kept_${table} as table ${table}`).execute(ctx.db);
});
afterAll(() => server.close());

/** Does something to the tables behind the server's back, constraints aside. */
async function behind(statements: string): Promise<void> {
  await ctx.db.transaction().execute(async (trx) => {
    await sql.raw(`set local session_replication_role = replica; ${statements}`).execute(trx);
  });
}

const restore = (): Promise<void> =>
  behind(
    tables.map((x) => `delete from ${x}; insert into ${x} select * from kept_${x};`).join('\n'),
  );
afterEach(restore);

const codes = (report: Report): string[] => [...new Set(report.faults.map((f) => f.code))].sort();
/** Every fault in words; a word without its place would be the bare key or an empty slot. */
const words = (report: Report): string[] =>
  report.faults.map((f) => t(`record:verify-${f.code}`, f.params));

const change: Record<string, string> = {
  uuid: 'gen_random_uuid()',
  text: '$ || $x$x$x$',
  bytea: 'set_byte($, 0, get_byte($, 0) # 1)',
  bigint: '$ + 1000',
  smallint: '$ + 1',
  'timestamp with time zone': "$ + interval '1 microsecond'",
  ltree: "'abcdefabcdef'::ltree",
};

/** What verification says when a column of one row in the middle of a table is altered. */
const expected: Record<string, string> = {
  'record_entry.id': 'entry-changed',
  'record_entry.at': 'entry-changed',
  'record_entry.actor': 'entry-changed',
  'record_entry.act': 'entry-changed',
  'record_entry.subject': 'entry-changed',
  'record_entry.org_id': 'entry-changed',
  'record_entry.org_path': 'entry-place',
  'record_entry.commitment': 'entry-changed',
  'record_entry.algorithm': 'entry-changed',
  'record_entry.position': 'entry-missing',
  'record_content.entry_id': 'content-missing',
  'record_content.org_path': 'content-place',
  'record_content.salt': 'content-changed',
  'record_content.content': 'content-changed',
  'record_tile.level': 'tile-missing',
  'record_tile.index': 'tile-missing',
  'record_tile.hashes': 'tile-changed',
  'record_checkpoint.size': 'checkpoint-size',
  'record_checkpoint.note': 'checkpoint-form',
  'record_key.vkey': 'key-form',
  'record_key.since_size': 'key-start',
  'record_witness.name': 'witness-changed',
  'record_witness.vkey': 'witness-changed',
  'record_witness.entry_id': 'witness-changed',
  'record_witness.ended_by': 'witness-changed',
  'record_cosignature.size': 'cosignature',
  'record_cosignature.name': 'cosignature',
  'record_cosignature.line': 'cosignature',
};

describe('the record verifies', () => {
  it('as it was written, and counts what was erased by rule', async () => {
    expect(await verifyRecord(ctx)).toEqual({
      ok: true,
      size: 292,
      unsealed: 0,
      erased: 10,
      checkpoints: 4,
      cosignatures: 3,
      faults: [],
      more: 0,
    });
  });

  it('with a case for every stored column of every table of the record', async () => {
    const { rows } = await sql<{ name: string }>`
      select table_name || '.' || column_name as name from information_schema.columns
      where table_schema = 'public' and table_name like 'record\\_%'`.execute(ctx.db);
    expect(rows.map((r) => r.name).sort()).toEqual(Object.keys(expected).sort());
  });

  for (const [name, code] of Object.entries(expected))
    it(`not when ${name} is altered: ${code}`, async () => {
      const [table, column] = name.split('.') as [string, string];
      const { rows } = await sql<{ type: string }>`
        select data_type as type from information_schema.columns
        where table_name = ${table} and column_name = ${column}`.execute(ctx.db);
      const type = rows[0]!.type === 'USER-DEFINED' ? 'ltree' : rows[0]!.type;
      const value = change[type]!.replaceAll('$x$', "'").replaceAll('$', `"${column}"`);
      await behind(`update ${table} set "${column}" = ${value.replaceAll("''", "'")}
        where ctid = (select ctid from ${table} order by ctid
          limit 1 offset (select count(*) / 2 from ${table}))`);
      const report = await verifyRecord(ctx);
      expect(report.ok).toBe(false);
      expect(codes(report)).toContain(code);
      for (const text of words(report)) expect(text).not.toMatch(/record:|\{\{/);
    });
});

describe('the record does not verify', () => {
  const at = 'position = 150';
  const attacks: Record<string, [statements: string, code: string, where: string]> = {
    'when an entry is dropped': [
      `delete from record_content where entry_id = (select id from record_entry where ${at});
       delete from record_entry where ${at}`,
      'entry-missing',
      '150',
    ],
    'when an entry is dropped and the gap closed': [
      `delete from record_entry where ${at};
       update record_entry set position = -position where position > 150;
       update record_entry set position = -position - 1 where position < 0`,
      'entry-changed',
      '150',
    ],
    'when two entries are swapped': [
      `update record_entry set position = -1 where position = 20;
       update record_entry set position = 20 where position = 21;
       update record_entry set position = 21 where position = -1`,
      'entry-changed',
      '20',
    ],
    'when the last entries are cut off': [
      'delete from record_entry where position > 280',
      'truncated',
      '281',
    ],
    'when content and commitment are exchanged together': [
      `update record_content set content = '{"n":1}', salt = decode(repeat('00', 32), 'hex')
       where entry_id = (select id from record_entry where ${at});
       update record_entry set commitment = sha256(decode(repeat('00', 32), 'hex') || '{"n":1}')
       where ${at}`,
      'entry-changed',
      '150',
    ],
    'when a byte moves from content to salt': [
      `update record_content set salt = salt || substr(convert_to(content, 'UTF8'), 1, 1),
       content = substr(content, 2) where entry_id = (select id from record_entry where ${at})`,
      'content-changed',
      '150',
    ],
    'when a content is deleted without an entry that says so': [
      `delete from record_content where entry_id = (select id from record_entry where ${at})`,
      'content-missing',
      '150',
    ],
    'when an entry with a position of its own is slipped in': [
      `insert into record_entry select gen_random_uuid(), at, actor, act, subject, org_id, org_path,
       commitment, 292, algorithm from record_entry where ${at}`,
      'entry-beyond',
      '292',
    ],
    'when leaf and entry are changed together': [
      `update record_entry set actor = 'service:other' where ${at};
       update record_tile set hashes = set_byte(hashes, 150 * 32, 0) where level = 0 and index = 0`,
      'entry-changed',
      '150',
    ],
    'when a tile is added': [
      `insert into record_tile select 5, index, hashes from record_tile where level = 1`,
      'tile-extra',
      'tile/5/000',
    ],
    'when an old checkpoint is exchanged for another': [
      `update record_checkpoint set note = (select note from record_checkpoint order by size limit 1)
       where size = 211`,
      'checkpoint-size',
      '211',
    ],
    'when the witness is removed with what it signed': [
      'delete from record_cosignature; delete from record_witness',
      'witness-missing',
      witness.key.name,
    ],
  };
  for (const [what, [statements, code, where]] of Object.entries(attacks))
    it(what, async () => {
      await behind(statements);
      const report = await verifyRecord(ctx);
      expect(report.ok).toBe(false);
      const fault = report.faults.find((f) => f.code === code);
      expect(codes(report)).toContain(code);
      expect(t(`record:verify-${code}`, fault!.params)).toContain(where);
    });

  it('when everything after a seal is removed without trace, against a checkpoint kept elsewhere', async () => {
    const { note } = (await tree.lastCheckpoint(ctx.db))!;
    await rm(join(ctx.config.home, 'record'), { recursive: true });
    await behind(`
      delete from record_cosignature where size > 211;
      delete from record_checkpoint where size > 211;
      delete from record_entry where position >= 211;
      delete from record_content where entry_id not in (select id from record_entry);
      delete from record_tile where not (level = 0 and index = 0);
      update record_tile set hashes = substr(hashes, 1, 211 * 32);`);
    // What is left is a tree in itself; only that contents went without a reason shows.
    expect(codes(await verifyRecord(ctx))).toEqual(['content-missing']);
    const report = await verifyRecord(ctx, { checkpoints: [note] });
    expect(report.faults).toContainEqual({ code: 'rolled-back', params: { size: 292, now: 211 } });
    const forged = note.replace('\n292\n', '\n293\n');
    expect(codes(await verifyRecord(ctx, { checkpoints: [forged] }))).toContain('kept-signature');
  });
});

describe('erasing', () => {
  it('leaves what the record says of itself', async () => {
    const [own] = await ctx.db
      .selectFrom('record_entry')
      .select('id')
      .where('act', '=', 'record.redact')
      .execute();
    const gone = withScopes(ctx, EVERYWHERE, (trx) =>
      redact(trx, ctx, { entries: [own!.id], reason: '不应删除' }),
    );
    expect(await gone).toBe(0);
  });

  it('wants a reason', async () => {
    const gone = withScopes(ctx, EVERYWHERE, (trx) =>
      redact(trx, ctx, { subjects: ['thing:1'], reason: ' ' }),
    );
    await expect(gone).rejects.toMatchObject({ code: 'invalid' });
  });

  it('reaches entries of every unit, and gives the caller its own rights back', async () => {
    await withScopes(ctx, [], async (trx) => {
      expect(await redact(trx, ctx, { subjects: ['thing:9'], reason: '依本人申请' })).toBe(10);
      const seen = await trx.selectFrom('record_entry').select('id').execute();
      expect(seen).toEqual([]);
      await expect(trx.deleteFrom('record_content').execute()).rejects.toThrow('permission denied');
    }).catch((error: Error) => {
      // The refused statement ends the transaction.
      expect(error.message).toMatch(/aborted|denied/);
    });
  });

  it('by age keeps at least half a year, whatever is asked', async () => {
    const now = new Date('2027-01-15T00:00:00Z');
    const later = { ...ctx, now: () => now };
    const reason = '超过保存期';
    await expect(
      redactBefore(later, new Date('2026-07-16T00:00:00Z'), { months: 1, reason }),
    ).rejects.toMatchObject({ code: 'retention-refused' });
    await expect(
      redactBefore(later, new Date('2026-07-14T00:00:00Z'), { months: 36, reason }),
    ).rejects.toMatchObject({ code: 'retention-refused' });
    const gone = await redactBefore(later, new Date('2026-07-14T00:00:00Z'), { months: 6, reason });
    expect(gone).toBe(280);
    await seal(later);
    expect(await verifyRecord(later)).toMatchObject({ ok: true, erased: 290 });
  });
});
