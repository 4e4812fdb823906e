import { once } from 'node:events';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freshHome } from '../../test/setup/home.ts';
import {
  checkpointText,
  keyText,
  noteText,
  parseCheckpoint,
  parseNote,
  timed,
} from '../contract/record/note.ts';
import { TILE_WIDTH, tilePath } from '../contract/record/tiles.ts';
import { hashLeaf, rootOf } from '../contract/record/tree.ts';
import type { RunningServer } from '../server/main.ts';
import { startServer } from '../server/main.ts';
import * as org from '../server/org/service.ts';
import type { RequestContext } from '../server/platform/context.ts';
import { EVERYWHERE, withScopes } from '../server/platform/scope.ts';
import { createSigner, readSigner } from '../server/record/keys.ts';
import { keyPath, seal } from '../server/record/seal.service.ts';
import { record } from '../server/record/service.ts';
import { addWitness } from '../server/record/witness.service.ts';
import { shiji } from './command.fixture.ts';

let home: string;
let server: RunningServer;
let running = true;
const before = process.env.SHIJI_HOME;
const stop = async (): Promise<void> => {
  if (running) await server?.stop();
  running = false;
};
beforeAll(async () => {
  home = await freshHome('record');
  server = await startServer({ home: join(home, 'a'), port: 0, log: 'silent' });
});
afterAll(async () => {
  await stop();
  if (before === undefined) delete process.env.SHIJI_HOME;
  else process.env.SHIJI_HOME = before;
  await rm(home, { recursive: true, force: true });
});

async function write(count: number): Promise<void> {
  const { ctx } = server;
  await withScopes(ctx, EVERYWHERE, async (trx) => {
    const place = await org.root(trx);
    const changes = Array.from({ length: count }, (_, n) => ({
      act: 'org.change' as const,
      subject: `org:${place.id}`,
      org: place,
      content: { n },
    }));
    await record(trx, ctx, ...changes);
  });
  await seal(ctx);
}

describe('shiji record witness', () => {
  const state = (): string => join(home, 'witness.json');
  const look = () => shiji('record', 'witness', '--url', server.url, '--state', state());

  it('prints its key, and is refused until it is let in', async () => {
    await write(3);
    const { code, out, err } = await look();
    expect(code).toBe(1);
    expect(err).toContain('没有登记');
    const { secret } = JSON.parse(await readFile(state(), 'utf8')) as { secret: string };
    const key = keyText(timed(createSigner(secret)!.key));
    expect(out).toContain(key);
    await addWitness({ ...server.ctx, scopes: EVERYWHERE } as RequestContext, key);
  });

  it('co-signs a tree that continues the one it saw; the server shows it', async () => {
    expect((await look()).code).toBe(0);
    await write(300);
    const { code, out } = await look();
    expect(out).toContain('已联署');
    expect(code).toBe(0);
    const note = await (await fetch(`${server.url}/record/checkpoint`)).text();
    expect(note).toMatch(/\n— shiji-witness\/127\.0\.0\.1 /);
  });

  it('refuses a forked tree, one that went back, and another key, and says so', async () => {
    const before = await readFile(state(), 'utf8');
    const kept = JSON.parse(before) as { checkpoint: string; secret: string; log: string };
    await write(2);
    const [origin, size, root] = kept.checkpoint.split('\n') as [string, string, string];
    const other = Buffer.from(root, 'base64');
    other[0]! ^= 1;
    const seen = (text: string) =>
      writeFile(state(), JSON.stringify({ ...kept, checkpoint: text }));
    await seen(kept.checkpoint.replace(root, other.toString('base64')));
    const forked = await look();
    expect(forked.code).toBe(1);
    expect(forked.err).toContain('分叉');
    await seen(
      kept.checkpoint.replace(`${origin}\n${size}\n`, `${origin}\n${Number(size) + 900}\n`),
    );
    const back = await look();
    expect(back.code).toBe(1);
    expect(back.err).toContain('倒退');
    await writeFile(state(), JSON.stringify({ ...kept, log: kept.log.replace(/.$/, 'x') }));
    const unknown = await look();
    expect(unknown.code).toBe(1);
    expect(unknown.err).toContain('拒绝联署');
    await writeFile(state(), before);
    expect((await look()).code).toBe(0);
  });
});

describe('shiji record witness against another tree', () => {
  it('refuses a server that shows a second tree of its own, signed with the same key', async () => {
    const seen = join(home, 'fork.json');
    const { ctx } = server;
    await write(2);
    const first = shiji('record', 'witness', '--url', server.url, '--state', seen);
    // It is not let in yet; what it saw is kept all the same.
    expect((await first).code).toBe(1);
    const { size } = parseCheckpoint(await checkpointOf(server.url))!;
    // The same key over other entries: what whoever owns the server could show to others.
    const signer = (await readSigner(keyPath(ctx.config.home)))!;
    const leaves = Array.from({ length: size + 3 }, (_, n) => hashLeaf(Buffer.from(`other ${n}`)));
    const text = checkpointText({
      origin: signer.key.name,
      size: leaves.length,
      root: rootOf(leaves),
    });
    const now = Math.floor(Date.now() / 1000);
    const note = noteText({ text, signatures: [signer.sign(text), signer.sign(text, now)] });
    const tiles = new Map<string, Buffer>();
    const whole = Math.floor(leaves.length / TILE_WIDTH);
    for (let index = 0; index <= whole; index++) {
      const part = leaves.slice(index * TILE_WIDTH, (index + 1) * TILE_WIDTH);
      tiles.set(tilePath({ level: 0, index }, part.length), Buffer.concat(part));
    }
    const above = Array.from({ length: whole }, (_, i) =>
      rootOf(leaves.slice(i * TILE_WIDTH, (i + 1) * TILE_WIDTH)),
    );
    if (whole > 0) tiles.set(tilePath({ level: 1, index: 0 }, whole), Buffer.concat(above));
    const other = createServer((request, answer) => {
      const path = request.url!.replace('/record/', '');
      const body = { key: keyText(signer.key), checkpoint: note }[path] ?? tiles.get(path);
      answer.writeHead(body ? 200 : 404).end(body);
    }).listen(0, '127.0.0.1');
    await once(other, 'listening');
    const url = `http://127.0.0.1:${(other.address() as AddressInfo).port}`;
    const forked = await shiji('record', 'witness', '--url', url, '--state', seen);
    other.close();
    expect(forked.err).toContain('分叉');
    expect(forked.code).toBe(1);
  });
});

async function checkpointOf(url: string): Promise<string> {
  const note = await (await fetch(`${url}/record/checkpoint`)).text();
  return parseNote(note)!.text;
}

describe('shiji record on the data of a stopped server', () => {
  const run = (...args: string[]) => shiji('record', ...args);

  it('verifies, proves an entry and a whole subject, and checks what it proved', async () => {
    const [entry] = await server.ctx.db
      .selectFrom('record_entry')
      .select(['id', 'subject'])
      .where('act', '=', 'org.change')
      .execute();
    await stop();
    process.env.SHIJI_HOME = join(home, 'a');
    const verified = await run('verify');
    expect(verified.err + verified.out).toContain('✓');
    expect(verified.code).toBe(0);
    for (const what of [entry!.id, entry!.subject]) {
      const path = join(home, 'proved.json');
      expect((await run('prove', what, '--out', path)).code).toBe(0);
      expect((await shiji('record', 'check', path)).code).toBe(0);
      const text = await readFile(path, 'utf8');
      await writeFile(path, text.replace('org.change', 'org.chance'));
      expect((await shiji('record', 'check', path)).code).toBe(1);
    }
  });

  it('erases nothing that has to be kept, and says until when', async () => {
    const today = new Date().toISOString().slice(0, 10);
    const refused = await run('erase', '--before', today, '--reason', '超过保存期');
    expect(refused.code).not.toBe(0);
    expect(refused.err).toContain('之后的内容必须保留');
    const old = await run('erase', '--before', '2001-01-01', '--reason', '超过保存期');
    expect(old.code).toBe(0);
    expect(old.out).toContain('0');
  });
});
