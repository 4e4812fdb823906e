import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { keyText, timed } from '../contract/record/note.ts';
import type { RunningServer } from '../server/main.ts';
import { startServer } from '../server/main.ts';
import * as org from '../server/org/service.ts';
import type { RequestContext } from '../server/platform/context.ts';
import { EVERYWHERE, withScopes } from '../server/platform/scope.ts';
import { createSigner } from '../server/record/keys.ts';
import { seal } from '../server/record/seal.service.ts';
import { record } from '../server/record/service.ts';
import { addWitness } from '../server/record/witness.service.ts';
import { shiji } from './command.fixture.ts';

let home: string;
let server: RunningServer;
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'shiji-record-'));
  server = await startServer({ home: join(home, 'a'), port: 0, log: 'silent' });
});
afterAll(async () => {
  await server?.stop();
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
