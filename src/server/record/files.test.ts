import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runJobs, testServer } from '../../../test/setup/server.ts';
import { makeWorld, type World } from '../../../test/setup/world.ts';
import { checkDossier, type Dossier, dossierText } from '../../contract/record/dossier.ts';
import { commitmentTo } from '../../contract/record/leaf.ts';
import { keyText, timed } from '../../contract/record/note.ts';
import type { Entry, TreeState, Verification } from '../../contract/record/operations.ts';
import { EVERYWHERE, withScopes } from '../platform/scope.ts';
import { newSigner } from './keys.ts';
import { retentionMonths } from './redact.service.ts';
import { seal } from './seal.service.ts';
import { record } from './service.ts';

let server: Awaited<ReturnType<typeof testServer>>;
let world: World;
let office: string;
let admin: string;
beforeAll(async () => {
  server = await testServer();
  world = await makeWorld(server);
  office = (await world.signInAs('office', world.units.parent)).cookie;
  admin = await server.signUp('first');
});
afterAll(() => server.close());

type Method = 'GET' | 'POST' | 'PUT';
const send = (method: Method, url: string, cookie: string, payload?: object) =>
  server.app.inject({ method, url, headers: { cookie }, ...(payload ? { payload } : {}) });

async function write(subject: string, count: number, content: (n: number) => object) {
  const place = world.units.own;
  await withScopes(server.ctx, EVERYWHERE, (trx) =>
    record(
      trx,
      server.ctx,
      ...Array.from({ length: count }, (_, n) => ({
        act: 'org.change' as const,
        subject,
        org: place,
        content: content(n),
      })),
    ),
  );
}

describe('an export', () => {
  const said = '他说："先报，后改"\n第二行, 有逗号';
  beforeAll(async () => {
    await write('thing:export', 3, (n) => ({ n, said }));
    await seal(server.ctx);
  });

  it('as lines of JSON holds each entry in reach with what proves its content', async () => {
    const answer = await send('GET', '/api/record/export?form=jsonl&subject=thing:export', office);
    const rows = answer.body
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(rows.map((r) => JSON.parse(r.content))).toEqual([0, 1, 2].map((n) => ({ n, said })));
    for (const row of rows) {
      const made = commitmentTo('sha256', Buffer.from(row.salt, 'hex'), row.content)!;
      expect(row.commitment).toBe(`sha256:${Buffer.from(made).toString('hex')}`);
    }
  });

  it('as CSV says the same, with line ends and quotes of contents kept', async () => {
    const answer = await send('GET', '/api/record/export?form=csv&subject=thing:export', office);
    expect(answer.headers['content-disposition']).toContain('record.csv');
    expect(answer.body.startsWith('\ufeffposition,id,at,')).toBe(true);
    const [head, ...rows] = parseCsv(answer.body.slice(1));
    expect(rows).toHaveLength(3);
    const contents = rows.map((r) => JSON.parse(r[head!.indexOf('content')]!));
    expect(contents).toEqual([0, 1, 2].map((n) => ({ n, said })));
  });
});

/** RFC 4180, as any program reads it. */
function parseCsv(text: string): string[][] {
  const rows = text.match(/(?:"(?:[^"]|"")*"|[^"\r\n])+\r\n/g)!;
  return rows.map((row) =>
    [...row.slice(0, -2).matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(
      ([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain!,
    ),
  );
}

describe('a dossier', () => {
  it('of more entries than one file takes holds the newest and says how many are left', async () => {
    await write('thing:many', 2_005, (n) => ({ n }));
    await seal(server.ctx);
    const answer = await send('GET', '/api/record/dossier?subject=thing:many', office);
    const made = JSON.parse(answer.body) as Dossier;
    expect(made.entries).toHaveLength(2_000);
    expect(JSON.parse(made.entries.at(-1)!.content!)).toEqual({ n: 2_004 });
    expect(made.left).toBe(5);
    const checked = checkDossier(answer.body);
    expect(checked.ok).toBe(true);
    expect(checked.findings).toContainEqual({
      ok: true,
      code: 'left',
      params: { left: 5, count: 2_000 },
    });
  });

  it('with any one byte changed is refused', async () => {
    await write('thing:bytes', 2, (n) => ({ n, name: '江城城建集团' }));
    await seal(server.ctx);
    const answer = await send('GET', '/api/record/dossier?subject=thing:bytes', office);
    const bytes = answer.rawPayload;
    expect(checkDossier(bytes.toString('utf8')).ok).toBe(true);
    const place = fc.nat({ max: bytes.length - 2 });
    fc.assert(
      fc.property(place, fc.integer({ min: 1, max: 255 }), (at, flip) => {
        const other = Buffer.from(bytes);
        other[at]! ^= flip;
        return !checkDossier(other.toString('utf8')).ok;
      }),
      { numRuns: 300 },
    );
  });

  it('with a proven field changed and the file made whole again is refused all the same', async () => {
    const answer = await send('GET', '/api/record/dossier?subject=thing:bytes', office);
    const { digest: _, form: __, ...given } = JSON.parse(answer.body) as Dossier;
    const fields = ['id', 'at', 'actor', 'act', 'subject', 'org', 'commitment', 'content'] as const;
    fc.assert(
      fc.property(fc.constantFrom(...fields), fc.nat(), (field, at) => {
        const [entry, ...rest] = given.entries;
        const text = String(entry![field]);
        const i = at % text.length;
        const other = text[i] === 'A' ? 'B' : 'A';
        const changed = {
          ...entry!,
          [field]: text.slice(0, i) + other + text.slice(i + 1),
        };
        return !checkDossier(dossierText({ ...given, entries: [changed, ...rest] })).ok;
      }),
      { numRuns: 200 },
    );
  });
});

describe('a check of the whole record', () => {
  it('is done beside requests, tells what it found, and is asked for once', async () => {
    await seal(server.ctx);
    const { cookie } = await world.signInAs('discipline', world.units.parent);
    const look = async () => (await send('GET', '/api/record/verify', cookie)).json<Verification>();
    expect(await look()).toMatchObject({ state: 'none', report: null });
    const asked = await send('POST', '/api/record/verify', cookie);
    expect(asked.json()).toMatchObject({ state: 'running', done: 0, report: null });
    await send('POST', '/api/record/verify', cookie);
    const { count } = await server.ctx.db
      .selectFrom('verification')
      .select((x) => x.fn.countAll<string>().as('count'))
      .executeTakeFirstOrThrow();
    expect(Number(count)).toBe(1);
    await runJobs(server);
    const done = await look();
    expect(done).toMatchObject({ state: 'done', report: { ok: true, faults: [] } });
    expect(done.done).toBe(done.total);
    expect(done.total).toBeGreaterThan(2_000);
  });

  it('that nobody goes on with is told as failed, and can be asked for again', async () => {
    const { cookie } = await world.signInAs('discipline', world.units.parent);
    await send('POST', '/api/record/verify', cookie);
    server.clock.now = new Date(server.clock.now.getTime() + 11 * 60_000);
    const late = await send('GET', '/api/record/verify', cookie);
    expect(late.json()).toMatchObject({ state: 'failed', report: null });
    expect((await send('POST', '/api/record/verify', cookie)).json().state).toBe('running');
    await runJobs(server);
    expect((await send('GET', '/api/record/verify', cookie)).json().state).toBe('done');
  });
});

describe('a witness', () => {
  const key = keyText(timed(newSigner('witness.example/city').key));
  const tree = async () => (await send('GET', '/api/record/tree', office)).json<TreeState>();

  it('is let in and ended by who manages the settings of the whole, on record', async () => {
    expect((await send('POST', '/api/record/witnesses', office, { key })).statusCode).toBe(403);
    const added = await send('POST', '/api/record/witnesses', admin, { key });
    expect(added.json()).toEqual({ name: 'witness.example/city' });
    expect((await tree()).witnesses).toMatchObject([
      { name: 'witness.example/city', ended: false },
    ]);
    const twice = await send('POST', '/api/record/witnesses', admin, { key });
    expect(twice.json()).toMatchObject({ code: 'code-taken' });
    const wrong = await send('POST', '/api/record/witnesses', admin, { key: 'x' });
    expect(wrong.json()).toMatchObject({ code: 'invalid', issues: [{ path: 'key' }] });
    const url = `/api/record/witnesses/${encodeURIComponent('witness.example/city')}/end`;
    expect((await send('POST', url, office)).statusCode).toBe(403);
    expect((await send('POST', url, admin)).statusCode).toBe(200);
    expect((await send('POST', url, admin)).json()).toMatchObject({ code: 'not-found' });
    expect((await tree()).witnesses).toMatchObject([{ ended: true }]);
    const rows = await server.ctx.db
      .selectFrom('record_entry')
      .select('act')
      .where('subject', '=', 'witness:witness.example/city')
      .orderBy('id')
      .execute();
    expect(rows.map((r) => r.act)).toEqual(['record.add-witness', 'record.end-witness']);
  });
});

describe('how long contents are kept', () => {
  it('is what the settings say, on the page and on the command line alike', async () => {
    expect(await retentionMonths(server.ctx)).toBe(36);
    const saved = await send('PUT', '/api/system/settings/record', admin, {
      version: 0,
      value: { retentionMonths: 12 },
    });
    expect(saved.statusCode, saved.body).toBe(200);
    expect(await retentionMonths(server.ctx)).toBe(12);
    const less = await send('PUT', '/api/system/settings/record', admin, {
      version: 1,
      value: { retentionMonths: 5 },
    });
    expect(less.json()).toMatchObject({ code: 'invalid' });
  });
});

describe('the history of a unit that came with a load', () => {
  it('holds the load, and that of a unit beside it does not', async () => {
    const { parent, own, sibling, child } = world.units;
    await withScopes(server.ctx, EVERYWHERE, (trx) =>
      record(trx, server.ctx, {
        act: 'org.load',
        subject: `org:${parent.id}`,
        org: parent,
        content: { units: [{ id: own.id, name: own.name, kind: 'branch' }] },
      }),
    );
    const acts = async (id: string) =>
      (await send('GET', `/api/record/history?subject=org:${id}`, office))
        .json<Entry[]>()
        .map((e) => e.act);
    expect(await acts(own.id)).toContain('org.load');
    expect(await acts(sibling.id)).not.toContain('org.load');
    expect(await acts(child.id)).not.toContain('org.load');
  });
});

describe('search', () => {
  const find = async (q: string, cookie: string) => {
    const answer = await send('GET', `/api/search?q=${encodeURIComponent(q)}`, cookie);
    const groups = answer.json<{ kind: string; hits: { title: string; link: string }[] }[]>();
    return groups.find((g) => g.kind === 'entry')?.hits ?? [];
  };

  it('finds entries in reach by what was done and to what, and no others', async () => {
    await write('thing:found', 1, () => ({ name: '滨江泵站' }));
    const [hit] = await find('修改单位 泵站', office);
    expect(hit!.title).toBe('修改单位：滨江泵站');
    expect(hit!.link).toMatch(/^\/record\?entry=/);
    expect((await find('载入行政', office)).length).toBe(1);
    expect(
      await find('泵站', (await world.signInAs('office', world.units.sibling)).cookie),
    ).toEqual([]);
    expect(await find('泵站', (await world.signInAs('member', world.units.parent)).cookie)).toEqual(
      [],
    );
  });
});
