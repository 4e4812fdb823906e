import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testServer } from '../../../test/setup/server.ts';
import { type Scheme, verify } from '../../engine/index.ts';

let server: Awaited<ReturnType<typeof testServer>>;
let cookie: string;
beforeAll(async () => {
  server = await testServer();
  cookie = await server.signUp();
});
afterAll(() => server.close());

const get = (url: string) => server.app.inject({ url, headers: { cookie } });
const post = (url: string, payload: object) =>
  server.app.inject({ method: 'POST', url, payload, headers: { cookie } });

async function starter(id = 'enterprise-group') {
  return (await get(`/api/appraisal/starters/${id}`)).json() as {
    scheme: Scheme;
    panel: { summary: { id: string } };
  };
}

interface FormPart {
  readonly name: string;
  readonly filename?: string;
  readonly content: string;
}

function form(url: string, parts: readonly FormPart[]) {
  const edge = 'edge-of-form';
  const lines = parts.map(
    ({ name, filename, content }) =>
      `--${edge}\r\ncontent-disposition: form-data; name="${name}"${
        filename ? `; filename="${filename}"\r\ncontent-type: text/csv` : ''
      }\r\n\r\n${content}\r\n`,
  );
  return server.app.inject({
    method: 'POST',
    url,
    payload: `${lines.join('')}--${edge}--\r\n`,
    headers: { cookie, 'content-type': `multipart/form-data; boundary=${edge}` },
  });
}

const upload = (scheme: object, files: Record<string, string>) =>
  form('/api/appraisal/panels', [
    { name: 'scheme', content: JSON.stringify(scheme) },
    ...Object.entries(files).map(([filename, content]) => ({ name: 'file', filename, content })),
  ]);

describe('starters', () => {
  it('come with generated figures that say so', async () => {
    const { scheme, panel } = await starter();
    expect(scheme.demo).toBe(true);
    const stored = (await get(`/api/appraisal/panels/${panel.summary.id}`)).json();
    expect(stored.summary).toMatchObject({ demo: true, units: 36 });
  });

  it('are stored once however often they are opened', async () => {
    const first = await starter('government-district');
    const again = await starter('government-district');
    expect(again.panel.summary.id).toBe(first.panel.summary.id);
  });
});

describe('schemes', () => {
  it('stay as they are once saved; a change becomes the next version', async () => {
    const { scheme } = await starter('functional-department');
    const first = (await post('/api/appraisal/schemes', { scheme })).json();
    const same = (await post('/api/appraisal/schemes', { scheme })).json();
    expect(same.id).toBe(first.id);
    const changed = (
      await post('/api/appraisal/schemes', { scheme: { ...scheme, title: '改过的方案' } })
    ).json();
    expect(changed.version).toBe(first.version + 1);
    expect((await get(`/api/appraisal/schemes/${first.id}`)).json().scheme.title).toBe(
      scheme.title,
    );
  });

  it('that break a rule are refused with the place', async () => {
    const { scheme } = await starter();
    const answer = await post('/api/appraisal/schemes', {
      scheme: {
        ...scheme,
        indicators: scheme.indicators.map((i, k) => (k === 2 ? { ...i, name: '学习笔记篇数' } : i)),
      },
    });
    expect(answer.statusCode).toBe(422);
    expect(answer.json().issues).toContainEqual(
      expect.objectContaining({ code: 'scheme.process-only', path: 'indicators[2].name' }),
    );
  });
});

describe('a run', () => {
  it('is recomputed here, sealed, and verifies; its scheme is frozen', async () => {
    const { scheme, panel } = await starter();
    const answer = await post('/api/appraisal/runs', {
      scheme,
      panelId: panel.summary.id,
      replicates: 50,
      seed: 7,
    });
    expect(answer.statusCode).toBe(200);
    const run = answer.json();
    expect(run).toMatchObject({ seed: 7, replicates: 50, period: '2025' });
    const bundle = await get(`/api/appraisal/runs/${run.id}/bundle`);
    expect(verify(bundle.json()).ok).toBe(true);
    const listed = (await get('/api/appraisal/schemes')).json();
    expect(listed.find((s: { hash: string }) => s.hash === run.schemeHash).frozen).toBe(true);
    const csv = (await get(`/api/appraisal/runs/${run.id}/csv`)).body;
    expect(csv.split('\r\n')[0]).toMatch(/^unit,name,class,score,rank,rank_low,rank_high/);
    const book = await get(`/api/appraisal/runs/${run.id}/xlsx`);
    expect(book.rawPayload.subarray(0, 2).toString()).toBe('PK');
    const report = (await get(`/api/appraisal/runs/${run.id}/report?lang=en`)).body;
    expect(report).toMatch(/generated/i);
  });

  it('of an unknown panel or period is refused', async () => {
    const { scheme, panel } = await starter();
    const missing = await post('/api/appraisal/runs', {
      scheme,
      panelId: '01900000-0000-7000-8000-000000000000',
    });
    expect(missing.statusCode).toBe(404);
    const period = await post('/api/appraisal/runs', {
      scheme,
      panelId: panel.summary.id,
      period: '1999',
    });
    expect(period.statusCode).toBe(422);
    expect(period.json().issues[0].code).toBe('panel.period-unknown');
  });
});

describe('uploads', () => {
  it('are read by the scheme and stored with their figures', async () => {
    const { scheme } = await starter();
    const text = await readFile(
      new URL('../../../data/demo/enterprise-group.panel.csv', import.meta.url),
      'utf8',
    );
    const answer = await upload({ ...scheme, demo: false }, { '2025.csv': text });
    expect(answer.statusCode).toBe(200);
    expect(answer.json().summary).toMatchObject({ name: '2025.csv', units: 36, demo: false });
  });

  it('that cannot be read name file, row and column, and leave nothing', async () => {
    const { scheme } = await starter();
    const before = (await get('/api/appraisal/panels')).json().length;
    const text = await readFile(
      new URL('../../../data/demo/enterprise-group.panel.csv', import.meta.url),
      'utf8',
    );
    const lines = text.split('\n');
    const cells = lines[4]!.split(',');
    cells[5] = '约三成';
    lines[4] = cells.join(',');
    const answer = await upload(scheme, { '坏数据.csv': lines.join('\n') });
    expect(answer.statusCode).toBe(422);
    expect(answer.json().issues[0]).toMatchObject({ at: { file: '坏数据.csv', row: 5 } });
    expect((await upload(scheme, { '空.csv': '' })).json().code).toBe('panel-invalid');
    expect((await get('/api/appraisal/panels')).json().length).toBe(before);
  });
});

describe('without a session', () => {
  it('nothing of the room can be reached', async () => {
    for (const url of ['starters', 'schemes', 'panels', 'runs'])
      expect((await server.app.inject({ url: `/api/appraisal/${url}` })).statusCode).toBe(401);
  });
});

describe('a run under way', () => {
  const long = { seed: 3, replicates: 100_000 };
  const ticket = '01900000-0000-4000-8000-000000000001';
  const progress = () => get(`/api/appraisal/progress/${ticket}`);

  it('says how far it is, and a caller who goes away cancels it and leaves nothing', async () => {
    const { scheme, panel } = await starter();
    const before = (await get('/api/appraisal/runs')).json().length;
    await server.app.listen({ host: '127.0.0.1', port: 0 });
    const { port } = server.app.server.address() as { port: number };
    const leave = new AbortController();
    const asked = fetch(`http://127.0.0.1:${port}/api/appraisal/runs`, {
      method: 'POST',
      headers: { cookie, 'content-type': 'application/json' },
      body: JSON.stringify({ scheme, panelId: panel.summary.id, ticket, ...long }),
      signal: leave.signal,
    });
    await expect
      .poll(async () => (await progress()).json().done, { timeout: 30_000 })
      .toBeGreaterThan(0);
    expect((await progress()).json()).toMatchObject({ state: 'running', total: long.replicates });
    leave.abort();
    await expect(asked).rejects.toThrow();
    await expect.poll(async () => (await progress()).statusCode, { timeout: 10_000 }).toBe(404);
    expect((await get('/api/appraisal/runs')).json().length).toBe(before);
  });
});

describe('verification on the server', () => {
  const send = (content: string) =>
    form('/api/appraisal/verify', [{ name: 'file', filename: 'b.shiji.json', content }]);

  it('passes the sealed bundle and names its run; a changed one fails', async () => {
    const { scheme, panel } = await starter();
    const run = (
      await post('/api/appraisal/runs', {
        scheme,
        panelId: panel.summary.id,
        seed: 8,
        replicates: 20,
      })
    ).json();
    const text = (await get(`/api/appraisal/runs/${run.id}/bundle`)).body;
    expect((await send(text)).json()).toMatchObject({ ok: true, asSealed: true, runs: [run.id] });
    const changed = text.replace('"seed":8', '"seed":9');
    expect((await send(changed)).json()).toMatchObject({ ok: false, runs: [] });
    expect((await send(text.replace('{', '{ '))).json()).toMatchObject({
      ok: false,
      asSealed: false,
    });
    for (const bad of ['{}', '{"format":', 'not json'])
      expect((await send(bad)).json()).toMatchObject({ code: 'bundle-invalid', status: 422 });
  });
});

describe('a draft scheme', () => {
  it('is checked without being saved: every issue, and the balance', async () => {
    const { scheme } = await starter();
    const good = (await post('/api/appraisal/schemes/check', { scheme })).json();
    expect(good.ok).toBe(true);
    expect(good.balance).toHaveLength(5);
    const bad = (await post('/api/appraisal/schemes/check', { scheme: { id: 'x' } })).json();
    expect(bad).toMatchObject({ ok: false, balance: null });
    expect(bad.issues.length).toBeGreaterThan(0);
  });
});

describe('uploaded files', () => {
  it('are kept as they were and given back under their name', async () => {
    const { scheme } = await starter();
    const text = await readFile(
      new URL('../../../data/demo/enterprise-group.panel.csv', import.meta.url),
      'utf8',
    );
    const stored = (await upload(scheme, { '各公司（汇总）.csv': text })).json();
    const { summary, files } = stored;
    expect(files).toMatchObject([{ name: '各公司（汇总）.csv', size: Buffer.byteLength(text) }]);
    const back = await get(`/api/appraisal/panels/${summary.id}/files/${files[0].hash}`);
    expect(back.body).toBe(text);
    expect(back.headers['content-disposition']).toContain(encodeURIComponent('各公司（汇总）.csv'));
    const other = await get(`/api/appraisal/panels/${summary.id}/files/${'0'.repeat(64)}`);
    expect(other.statusCode).toBe(404);
  });
});
