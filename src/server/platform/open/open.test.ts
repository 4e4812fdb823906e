import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadConfig } from '../config.ts';
import type { Context } from '../context.ts';
import { AppError } from '../error.ts';
import { createHttp } from '../http.ts';
import { html } from './html.ts';
import { type OpenRoute, openPages } from './page.ts';

const routes: OpenRoute[] = [
  {
    method: 'GET',
    path: '/t/:code',
    handle: async ({ params, fields, at }) => {
      if (params.code === 'none') throw new AppError('not-found');
      if (params.code === 'broken') throw new Error('secret inside');
      return {
        title: params.code!,
        main: html`<p title="${fields.q}">${params.code}</p><a href="${at('/t/x')}">x</a>`,
      };
    },
  },
  {
    method: 'POST',
    path: '/t/:code',
    files: { most: 2, bytes: 1000 },
    handle: async ({ fields, files }) =>
      fields.go === 'away'
        ? { redirect: '/t/there' }
        : { title: 't', main: html`<p>${fields.text}|${files.map((f) => f.name)}</p>` },
  },
];

let app: Awaited<ReturnType<typeof createHttp>>;
beforeAll(async () => {
  const ctx = { config: loadConfig({ log: 'silent' }), now: () => new Date() } as Context;
  const handlers = new Proxy({}, { get: () => async () => undefined }) as never;
  app = await createHttp(ctx, {
    handlers,
    whoIs: async () => undefined,
    files: (http, context, page) => openPages(http, context, page, routes),
  });
});
afterAll(() => app.close());

describe('a page of the public frame', () => {
  it('is plain HTML in the language asked for, without cookie and under a strict policy', async () => {
    const zh = await app.inject('/t/abc');
    expect(zh.statusCode).toBe(200);
    expect(zh.body).toContain('<html lang="zh-CN">');
    expect(zh.headers['set-cookie']).toBeUndefined();
    const policy = String(zh.headers['content-security-policy']);
    expect(policy).toContain("default-src 'none'");
    expect(policy).not.toContain('unsafe');
    expect(policy).not.toContain('script-src');
    const en = await app.inject({ url: '/t/abc', headers: { 'accept-language': 'en-GB' } });
    expect(en.body).toContain('<html lang="en">');
    const chosen = await app.inject({ url: '/t/abc?lang=en' });
    expect(chosen.body).toContain('href="/t/x?lang=en"');
  });

  it('escapes whatever is filled in', async () => {
    const q = encodeURIComponent('"><script>alert(1)</script>');
    const { body } = await app.inject(`/t/${encodeURIComponent('<b>&')}?q=${q}`);
    expect(body).toContain(
      '<p title="&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;">&lt;b&gt;&amp;</p>',
    );
  });

  it('takes forms in both encodings, files within their limits, and no more', async () => {
    const plain = await app.inject({
      method: 'POST',
      url: '/t/a',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      payload: new URLSearchParams({ text: '路灯不亮' }).toString(),
    });
    expect(plain.body).toContain('<p>路灯不亮|</p>');
    const post = (files: number, bytes: number) => {
      const form = new FormData();
      form.append('text', '路灯');
      form.append('empty', new File([], ''));
      for (let i = 0; i < files; i++)
        form.append('picture', new File([new Uint8Array(bytes)], `${i}.jpg`));
      const request = new Request('http://x/', { method: 'POST', body: form });
      return request.arrayBuffer().then((payload) =>
        app.inject({
          method: 'POST',
          url: '/t/a',
          headers: { 'content-type': request.headers.get('content-type')! },
          payload: Buffer.from(payload),
        }),
      );
    };
    expect((await post(1, 10)).body).toContain('<p>路灯|0.jpg</p>');
    expect((await post(1, 2000)).statusCode).toBe(413);
    expect((await post(4, 10)).statusCode).toBe(413);
  });

  it('sends on with the language, and refuses forms of other pages', async () => {
    const post = (headers: Record<string, string>) =>
      app.inject({
        method: 'POST',
        url: '/t/a?lang=en',
        headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
        payload: 'go=away',
      });
    const sent = await post({});
    expect([sent.statusCode, sent.headers.location]).toEqual([303, '/t/there?lang=en']);
    expect((await post({ origin: 'https://elsewhere.test' })).statusCode).toBe(403);
  });

  it('says in words what is wrong, and nothing of the inside', async () => {
    const none = await app.inject('/t/none');
    expect(none.statusCode).toBe(404);
    expect(none.headers['content-type']).toContain('text/html');
    const broken = await app.inject('/t/broken');
    expect(broken.statusCode).toBe(500);
    expect(broken.body).not.toContain('secret');
  });
});
