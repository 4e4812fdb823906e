import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testServer } from '../../../test/setup/server.ts';
import type { Operation } from '../../contract/operation.ts';
import { operations } from '../../contract/operations.ts';
import { permissions } from '../../contract/permissions.ts';

let server: Awaited<ReturnType<typeof testServer>>;
beforeAll(async () => {
  server = await testServer();
});
afterAll(() => server.close());

describe('operations', () => {
  const known = new Set<string>(['public', 'session', ...Object.values(permissions).flat()]);

  it.each(Object.entries(operations))(
    '%s has a permission, and refuses whoever lacks it',
    async (_, operation) => {
      expect(known).toContain(operation.permission);
      if (operation.permission === 'public') return;
      const url = operation.path.replace(/:\w+/g, '01900000-0000-7000-8000-000000000000');
      const answer = await server.app.inject({
        method: operation.method,
        url,
        payload: operation.method === 'POST' ? {} : undefined,
      });
      expect(answer.statusCode).toBe(401);
      expect(answer.headers['content-type']).toMatch(/^application\/problem\+json/);
    },
  );

  it('are all in the OpenAPI document', async () => {
    const document = (await server.app.inject({ url: '/api/docs/json' })).json();
    const listed = Object.values(
      document.paths as Record<string, Record<string, { operationId: string }>>,
    )
      .flatMap((methods) => Object.values(methods))
      .map((o) => o.operationId);
    expect(listed.sort()).toEqual(Object.keys(operations).sort());
  });
});

describe('the OpenAPI document', () => {
  type Content = Record<string, { schema: Record<string, unknown> }>;
  interface Described {
    operationId: string;
    tags: string[];
    security: Record<string, string[]>[];
    requestBody?: { content: Content };
    responses: Record<string, { description: string; content?: Content }>;
  }
  interface Document {
    openapi: string;
    tags: { name: string; description: string }[];
    components: { securitySchemes: Record<string, object> };
    paths: Record<string, Record<string, Described>>;
  }
  const read = async (): Promise<Document> =>
    (await server.app.inject({ url: '/api/docs/json' })).json();
  const each = (document: Document): Described[] =>
    Object.values(document.paths).flatMap((methods) => Object.values(methods));

  it('refers only to what it holds', async () => {
    const document = await read();
    expect(document.openapi).toMatch(/^3\.\d+\.\d+$/);
    const missing: string[] = [];
    JSON.stringify(document, (key, value) => {
      if (key !== '$ref') return value;
      const steps = String(value).split('/').slice(1);
      let at: unknown = document;
      for (const step of steps) at = (at as Record<string, unknown> | undefined)?.[step];
      if (!String(value).startsWith('#/') || at === undefined) missing.push(String(value));
      return value;
    });
    expect(missing).toEqual([]);
  });

  it('says of every operation who may call it, where it belongs and how it refuses', async () => {
    const document = await read();
    const schemes = Object.keys(document.components.securitySchemes);
    expect(schemes.sort()).toEqual(['session', 'token']);
    const rooms = document.tags.map((t) => t.name);
    for (const o of each(document)) {
      const operation: Operation = operations[o.operationId as keyof typeof operations];
      expect(rooms, o.operationId).toContain(o.tags[0]);
      const ways = o.security.flatMap((way) => Object.keys(way)).sort();
      expect(ways, o.operationId).toEqual(operation.permission === 'public' ? [] : schemes);
      const refusals = Object.entries(o.responses).filter(([status]) => status >= '4');
      expect(refusals.filter(([status]) => status < '5').length, o.operationId).toBeGreaterThan(0);
      for (const [, { description, content }] of refusals) {
        expect(description, o.operationId).not.toBe('');
        const required = content?.['application/problem+json']?.schema.required;
        expect(required, o.operationId).toEqual(expect.arrayContaining(['status', 'code']));
      }
      expect(o.responses['200']?.content, o.operationId).toBeDefined();
      const parts = o.requestBody?.content['multipart/form-data']?.schema.properties;
      expect(Object.keys(parts ?? {}), o.operationId).toEqual(
        Object.keys(operation.multipart ?? {}),
      );
    }
  });

  it('names every parameter of a path', async () => {
    const document = await read();
    for (const [path, methods] of Object.entries(document.paths))
      for (const o of Object.values(methods) as (Described & {
        parameters?: { in: string; name: string }[];
      })[])
        expect(
          (o.parameters ?? []).flatMap((p) => (p.in === 'path' ? [p.name] : [])).sort(),
          path,
        ).toEqual([...path.matchAll(/\{(\w+)\}/g)].map((m) => m[1]!).sort());
  });

  it('is a page for people too', async () => {
    const page = (await server.app.inject({ url: '/api/docs' })).body;
    for (const name of Object.keys(operations)) expect(page).toContain(`id="${name}"`);
  });
});

describe('database', () => {
  it('knows Chinese letters', async () => {
    const found = await sql<{ ok: boolean }>`select '党风廉政' ~ '^\\w+$' as ok`.execute(
      server.ctx.db,
    );
    expect(found.rows[0]!.ok).toBe(true);
  });
});
