import { existsSync } from 'node:fs';
import { copyFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type BallotHall, ballotHall } from '../../../test/setup/ballot-hall.ts';
import { runJobs } from '../../../test/setup/server.ts';
import { blind } from '../../contract/ballot/blind.ts';
import { rooms } from '../main.ts';
import { createHttp } from '../platform/http.ts';
import { keysOf } from './keys.ts';

let hall: BallotHall;
beforeAll(async () => {
  hall = await ballotHall();
});
afterAll(() => hall.close());

const fileOf = (id: string) => join(hall.server.ctx.config.home, 'ballots', `${id}.keys`);

/** A ballot whose key file a crash left behind after a step. */
async function leftBehind(step: 'close' | 'cancel'): Promise<string> {
  const { id } = await hall.opened({ B: 5, C: 5 });
  const copy = `${fileOf(id)}.copy`;
  await copyFile(fileOf(id), copy);
  const { status } = await hall.step(id, step, { reason: '名册有误' });
  expect([status, existsSync(fileOf(id))]).toEqual([200, false]);
  await rename(copy, fileOf(id));
  return id;
}

describe('keys of a ballot', () => {
  it('that a crash left are destroyed by the job; those in use, and of nobody known, stay', async () => {
    const over = [await leftBehind('close'), await leftBehind('cancel')];
    const draft = await hall.drafted({ B: 5, C: 5 });
    const { id: running } = await hall.opened({ B: 5, C: 5 });
    // A freeze that was broken off: its keys were written, and the ballot is still a draft.
    await copyFile(fileOf(running), fileOf(draft));
    const unknown = '0190a1b2-0000-7000-8000-00000000abcd';
    await copyFile(fileOf(running), fileOf(unknown));
    await writeFile(join(hall.server.ctx.config.home, 'ballots', 'notes.keys'), '');
    await runJobs(hall.server, ['ballot.keys']);
    expect([...over, draft].filter((id) => existsSync(fileOf(id)))).toEqual([]);
    expect([running, unknown, 'notes'].filter((id) => !existsSync(fileOf(id)))).toEqual([]);
  });

  it('that a crash left are destroyed before a server that starts takes requests', async () => {
    const id = await leftBehind('close');
    const app = await createHttp(hall.server.ctx, rooms);
    await app.ready();
    expect(existsSync(fileOf(id))).toBe(false);
    await app.close();
  });

  it('that are missing or spoilt are an error of their own, with what to do', async () => {
    const { id, slips, paper } = await hall.opened({ B: 5, C: 5 });
    const { vote } = await hall.signed(paper, slips[0]!.code, 'B', ['a', 'b']);
    await rename(fileOf(id), `${fileOf(id)}.kept`);
    // Another server of the same home, which has read no keys yet.
    const home = hall.server.ctx.config.home;
    const app = await createHttp(
      { ...hall.server.ctx, config: { ...hall.server.ctx.config, home: `${home}/.` } },
      rooms,
    );
    const post = async (url: string, payload: object) => {
      const answer = await app.inject({
        method: 'POST',
        url: `/open/ballots/${id}${url}`,
        payload,
      });
      return { status: answer.statusCode, ...answer.json<{ code: string; detail: string }>() };
    };
    const refused = await post('/cast', vote);
    expect([refused.status, refused.code]).toEqual([503, 'ballot-keys']);
    expect(refused.detail).toContain(`ballots/${id}.keys`);
    expect(refused.detail).toContain('secret.key');
    const { blinded } = blind(paper.electorates[0]!.n, new Uint8Array(3));
    const draw = { code: slips[1]!.code, electorate: 'B', blinded };
    await writeFile(fileOf(id), 'aes-256-gcm:AAAA');
    // Codes are hashed under a key of the home folder, which both share.
    expect((await post('/draw', draw)).code).toBe('ballot-keys');
    await expect(keysOf(`${home}/..`, id)).rejects.toMatchObject({ code: 'ballot-keys' });
    await rename(`${fileOf(id)}.kept`, fileOf(id));
    expect((await post('/draw', draw)).status, 'not spent, and mended').toBe(200);
    await app.close();
  });
});
