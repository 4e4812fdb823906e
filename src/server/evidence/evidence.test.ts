import { createHash } from 'node:crypto';
import { access } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { formOf } from '../../../test/setup/form.ts';
import { testServer } from '../../../test/setup/server.ts';
import { makeWorld, type Placed, type World } from '../../../test/setup/world.ts';
import type { Evidence } from '../../contract/evidence/operations.ts';
import { photo } from '../../office/media/photos.fixture.ts';

let server: Awaited<ReturnType<typeof testServer>>;
let world: World;
let leader: { id: string; cookie: string };
beforeAll(async () => {
  server = await testServer();
  server.clock.now = new Date('2026-03-05T08:00:00Z');
  world = await makeWorld(server);
  leader = await world.signInAs('leader', world.units.own);
});
afterAll(() => server.close());

const subjectOf = (at: Placed): string => `duty-act:${at.rows.act}`;

async function ask(
  method: 'GET' | 'POST',
  url: string,
  { cookie = leader.cookie, payload }: { cookie?: string; payload?: object } = {},
) {
  return server.app.inject({
    method,
    url: `/api/evidence${url}`,
    headers: { cookie },
    ...(payload ? { payload } : {}),
  });
}

/** Sends a file as a browser does. */
async function send(
  subject: string,
  bytes: Uint8Array,
  {
    name = '现场.JPG',
    cookie = leader.cookie,
    ...fields
  }: { name?: string; cookie?: string } & Record<string, string> = {},
) {
  const { payload, headers } = formOf({ name, bytes }, fields);
  return server.app.inject({
    method: 'POST',
    url: `/api/evidence/to/${subject}`,
    headers: { cookie, ...headers },
    payload,
  });
}

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

describe('evidence', () => {
  it('is a file without the place where it was taken, on record by its hash', async () => {
    const { own } = world.units;
    const before = photo('jpeg');
    const answer = await send(subjectOf(own), before, {
      caption: '整改前现场',
      thumb: Buffer.from(photo('webp')).toString('base64'),
    });
    expect(answer.statusCode).toBe(200);
    const made = answer.json() as Evidence;
    expect(made).toMatchObject({
      name: '现场.jpg',
      type: 'jpeg',
      thumb: true,
      caption: '整改前现场',
      // Read from the picture before it was taken out.
      takenOn: '2026-03-03',
      withdrawn: null,
      abilities: { change: { ok: true } },
    });
    const file = await ask('GET', `/${made.id}/file`);
    expect(file.headers['content-type']).toBe('image/jpeg');
    expect(file.headers['content-disposition']).toMatch(/^attachment; filename=".*\.jpg"/);
    expect(file.headers['x-content-type-options']).toBe('nosniff');
    expect(file.rawPayload.toString('latin1')).not.toMatch(/Huawei|GPS|xmpmeta/);
    expect(sha256(file.rawPayload)).toBe(made.hash);
    const thumb = await ask('GET', `/${made.id}/thumb`);
    expect(thumb.rawPayload.toString('latin1')).not.toMatch(/Huawei|xmpmeta/);
    const entry = await server.ctx.db
      .selectFrom('record_entry as e')
      .innerJoin('record_content as c', 'c.entry_id', 'e.id')
      .select(['c.content', 'e.subject'])
      .where('e.act', '=', 'evidence.add')
      .executeTakeFirstOrThrow();
    expect(entry.subject).toBe(subjectOf(own));
    expect(JSON.parse(entry.content)).toMatchObject({
      sha256: made.hash,
      original: sha256(before),
      evidence: made.id,
    });
  });

  it('takes the day from the camera, unless it is still to come; or as it is said', async () => {
    const subject = subjectOf(world.units.own);
    const wrongClock = Buffer.from(photo('png'))
      .toString('latin1')
      .replace('2026:03:03', '2027:03:03');
    const toCome = await send(subject, Buffer.from(wrongClock, 'latin1'));
    expect((toCome.json() as Evidence).takenOn).toBeNull();
    const said = (await send(subject, photo('webp'), { takenOn: '2026-03-01' })).json() as Evidence;
    expect(said.takenOn).toBe('2026-03-01');
    const later = await send(subject, photo('lossless'), { takenOn: '2026-03-06' });
    expect([later.statusCode, later.json().issues[0].code]).toEqual([422, 'evidence:day-to-come']);
    const wrong = await send(subject, photo('lossless'), { takenOn: '昨天' });
    expect([wrong.statusCode, wrong.json().issues[0].path]).toEqual([400, 'takenOn']);
  });

  it('the same file again is the same piece', async () => {
    const subject = subjectOf(world.units.own);
    const once = (await send(subject, photo('progressive'))).json() as Evidence;
    const twice = (await send(subject, photo('progressive'))).json() as Evidence;
    expect(twice.id).toBe(once.id);
    const { rows } = (await ask('GET', `?subject=${subject}`)).json() as { rows: Evidence[] };
    expect(rows.filter((r) => r.hash === once.hash)).toHaveLength(1);
  });

  it('is refused with what to do: pages, programs, macros, damage, nothing, too much', async () => {
    const subject = subjectOf(world.units.own);
    const cases: [Uint8Array, string][] = [
      [Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'), 'evidence:file-type'],
      [Buffer.from('<!doctype html><script>1</script>'), 'evidence:file-type'],
      [photo('jpeg').subarray(0, 900), 'evidence:file-broken'],
    ];
    for (const [bytes, code] of cases) {
      const answer = await send(subject, bytes, { name: '照片.jpg' });
      expect([answer.statusCode, answer.json().code, answer.json().issues[0].code]).toEqual([
        422,
        'file-refused',
        code,
      ]);
    }
    const large = await send(subject, Buffer.concat([photo('jpeg'), Buffer.alloc(20 * 2 ** 20)]));
    expect(large.json().issues[0]).toMatchObject({ code: 'evidence:file-size', path: 'file' });
    const thumb = await send(subject, photo('jpeg'), { thumb: 'PHN2Zz4=' });
    expect(thumb.json().issues[0]).toMatchObject({ code: 'evidence:file-type', path: 'thumb' });
    const none = await ask('POST', `/to/${subject}`, { payload: {} });
    expect(none.statusCode).toBe(415);
    expect((await ask('GET', '?subject=org:1')).statusCode).toBe(400);
  });

  it('is withdrawn with a reason, stays readable, and counts no more', async () => {
    const subject = subjectOf(world.units.child);
    const made = (await send(subject, photo('jpeg'))).json() as Evidence;
    const payload = { reason: '拍错了楼栋', version: made.version };
    const stale = await ask('POST', `/${made.id}/withdraw`, {
      payload: { ...payload, version: 9 },
    });
    expect(stale.json().code).toBe('conflict');
    const gone = await ask('POST', `/${made.id}/withdraw`, { payload });
    expect(gone.json()).toMatchObject({
      withdrawn: { by: '任leader', reason: '拍错了楼栋' },
      abilities: { change: { ok: false, why: 'evidence-withdrawn' } },
    });
    const change = { caption: '改', version: made.version + 1 };
    expect((await ask('POST', `/${made.id}`, { payload: change })).json().code).toBe(
      'evidence-withdrawn',
    );
    expect((await ask('GET', `/${made.id}/file`)).statusCode).toBe(200);
    // It can be added again.
    const again = (await send(subject, photo('jpeg'))).json() as Evidence;
    expect(again.id).not.toBe(made.id);
  });

  it('is seen by whoever sees what it belongs to, and by whoever answers for that', async () => {
    const { sibling } = world.units;
    expect((await ask('GET', `?subject=${subjectOf(sibling)}`)).json().code).toBe('not-found');
    await server.ctx.db
      .updateTable('duty_act')
      .set({ person_id: leader.id })
      .where('id', '=', sibling.rows.act)
      .execute();
    const { rows, add } = (await ask('GET', `?subject=${subjectOf(sibling)}`)).json();
    expect([rows.length, add.ok]).toEqual([1, true]);
    expect((await send(subjectOf(sibling), photo('jpeg'))).statusCode).toBe(200);
    const { cookie } = await world.signInAs('member', world.units.own);
    const seen = await ask('GET', `?subject=${subjectOf(world.units.own)}`, { cookie });
    expect(seen.json().add).toMatchObject({ ok: false, why: 'not-allowed' });
  });
});

describe('evidence of a measure', () => {
  const breaksOf = async (id: string): Promise<string[]> =>
    (
      await server.ctx.db
        .selectFrom('problem')
        .select('breaks')
        .where('id', '=', id)
        .executeTakeFirstOrThrow()
    ).breaks;

  it('closes the break in the chain, and opens it again when it is withdrawn', async () => {
    const { problem, measure } = world.units.own.rows;
    await server.ctx.db
      .updateTable('measure')
      .set({ state: 'done', done_on: '2026-03-03' })
      .where('id', '=', measure)
      .execute();
    const first = (await send(`problem:${problem}`, photo('webp'))).json() as Evidence;
    // A picture of the problem is none of what was done about it.
    expect(await breaksOf(problem)).toContain('no-evidence');
    expect(first.abilities.change.ok).toBe(true);
    const made = (await send(`measure:${measure}`, photo('jpeg'))).json() as Evidence;
    expect(await breaksOf(problem)).not.toContain('no-evidence');
    const payload = { reason: '不是这个小区', version: 1 };
    expect((await ask('POST', `/${made.id}/withdraw`, { payload })).statusCode).toBe(200);
    expect(await breaksOf(problem)).toContain('no-evidence');
  });

  it('stays once the effect is confirmed', async () => {
    const { problem, measure } = world.units.own.rows;
    const made = (await send(`measure:${measure}`, photo('png'))).json() as Evidence;
    const state = (to: string) =>
      server.ctx.db.updateTable('problem').set({ state: to }).where('id', '=', problem).execute();
    await state('confirmed');
    const payload = { reason: '想换一张', version: made.version };
    const refused = await ask('POST', `/${made.id}/withdraw`, { payload });
    expect(refused.json().code).toBe('evidence-locked');
    await state('open');
  });

  it('is added by whoever owns the measure, without any right at its unit', async () => {
    const { measure } = world.units.sibling.rows;
    const { id, cookie } = await world.signInAs('member', world.units.own);
    expect((await ask('GET', `?subject=measure:${measure}`, { cookie })).statusCode).toBe(404);
    await server.ctx.db
      .updateTable('measure')
      .set({ owner_id: id })
      .where('id', '=', measure)
      .execute();
    const made = await send(`measure:${measure}`, photo('jpeg'), { cookie });
    expect(made.statusCode).toBe(200);
    const file = await ask('GET', `/${made.json().id}/file`, { cookie });
    expect(file.statusCode).toBe(200);
  });
});

describe('a person in a picture who asks for erasure', () => {
  it('the file goes from the disk and the record, the proof stays; another row keeps it', async () => {
    const { own, parent } = world.units;
    const made = (
      await send(subjectOf(own), photo('lossless'), { caption: '王某在现场' })
    ).json() as Evidence;
    const office = (await world.signInAs('office', parent)).cookie;
    const other = (await send(subjectOf(parent), photo('lossless'), { cookie: office })).json();
    const erase = (of: Evidence) =>
      ask('POST', `/${of.id}/erase`, {
        cookie: office,
        payload: { reason: '照片中的群众要求', version: of.version },
      });
    expect((await erase(made)).statusCode).toBe(200);
    const { rows } = (await ask('GET', `?subject=${subjectOf(own)}`)).json() as {
      rows: Evidence[];
    };
    const left = rows.find((r) => r.id === made.id)!;
    expect(left).toMatchObject({ name: '已删除的材料', hash: null, caption: null, thumb: false });
    expect((await ask('GET', `/${made.id}/file`)).statusCode).toBe(404);
    // The office's own copy of the same file is still there.
    expect((await ask('GET', `/${other.id}/file`, { cookie: office })).statusCode).toBe(200);
    const contents = await server.ctx.db.selectFrom('record_content').selectAll().execute();
    expect(contents.some((c) => c.content.includes('王某在现场'))).toBe(false);
    expect((await erase(other)).statusCode).toBe(200);
    const path = `files/${made.hash!.slice(0, 2)}/${made.hash}`;
    await expect(access(`${server.ctx.config.home}/${path}`)).rejects.toThrow();
    expect((await erase(made)).json().code).toBe('conflict');
  });
});
