import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testServer } from '../../../test/setup/server.ts';
import { PNG } from '../../../test/setup/voice.ts';
import type { RequestContext } from '../platform/context.ts';
import { readBytesOf } from '../platform/files.ts';
import { status } from './person.service.ts';
import { codeIn } from './voice.fixture.ts';

const main = JSON.stringify(new URL('../main.ts', import.meta.url).href);
const program = `
  import { startServer } from ${main};
  const s = await startServer({ home: process.argv[1], databaseUrl: process.argv[2], port: 0, log: 'silent' });
  console.log(JSON.stringify({ url: s.url }));`;

let server: Awaited<ReturnType<typeof testServer>>;
let child: ChildProcess;
let url: string;
beforeAll(async () => {
  server = await testServer();
  const { db, now, config } = server.ctx;
  const unit = await db.selectFrom('org').selectAll().executeTakeFirstOrThrow();
  const person = '00000000-0000-7000-8000-00000000000a';
  const at = { org_id: unit.id, org_path: unit.path, created_at: now(), version: 1 };
  await db
    .insertInto('person')
    .values({ ...at, id: person, name: '吴制表' })
    .execute();
  await db
    .insertInto('voice_place')
    .values({ ...at, id: person, code: 'abcd1234', created_by: person })
    .execute();
  child = spawn(
    process.execPath,
    ['--import', 'tsx', '--input-type=module', '-e', program, config.home, server.databaseUrl],
    {
      cwd: fileURLToPath(new URL('../../..', import.meta.url)),
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  const [line] = (await once(child.stdout!, 'data')) as [Buffer];
  url = (JSON.parse(String(line)) as { url: string }).url;
});
afterAll(() => server.close());

/** A whole voice with a picture of its own; the code of the answer, or nothing when none came. */
async function say(i: number): Promise<string | undefined> {
  const form = new FormData();
  const fields = { key: `key-of-voice-number-${i}`, step: '5', go: 'send', kind: 'help' };
  for (const [k, v] of Object.entries(fields)) form.append(k, v);
  form.append('text', `第 ${i} 件：路灯不亮。`);
  form.append('picture', new File([new Uint8Array(PNG)], 'a.png'));
  try {
    const answer = await fetch(`${url}/v/abcd1234`, { method: 'POST', body: form });
    return answer.ok ? codeIn(await answer.text()) : undefined;
  } catch {
    return undefined;
  }
}

describe('a server killed while voices come in', () => {
  it('has lost none that it acknowledged, and none is there by half', async () => {
    const acknowledged: string[] = [];
    let next = 0;
    let killed = false;
    const workers = Array.from({ length: 20 }, async () => {
      while (!killed) {
        const code = await say(next++);
        if (code) acknowledged.push(code);
      }
    });
    while (acknowledged.length < 150) await wait(5);
    child.kill('SIGKILL');
    killed = true;
    await once(child, 'exit');
    await Promise.all(workers);
    const ctx = {
      ...server.ctx,
      scopes: [''],
      address: '-',
      signal: new AbortController().signal,
    } as RequestContext;
    expect(acknowledged.length).toBeGreaterThanOrEqual(150);
    for (const code of acknowledged) expect((await status(ctx, code)).title).toContain('件');
    const { db, config } = server.ctx;
    const voices = await db.selectFrom('voice').select('id').execute();
    const pictures = await db.selectFrom('voice_picture').select(['voice_id', 'hash']).execute();
    const entries = await db
      .selectFrom('record_entry')
      .select('subject')
      .where('act', '=', 'voice.receive')
      .execute();
    expect(voices.length).toBeGreaterThanOrEqual(acknowledged.length);
    const ids = voices.map((v) => v.id).sort();
    expect(pictures.map((p) => p.voice_id).sort()).toEqual(ids);
    expect(entries.map((e) => e.subject.slice(6)).sort()).toEqual(ids);
    for (const { hash } of pictures.slice(0, 1))
      expect(Buffer.from(await readBytesOf(config.home, hash!)).equals(PNG)).toBe(true);
  });
});
