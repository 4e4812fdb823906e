import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testServer } from '../../../test/setup/server.ts';
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

describe('database', () => {
  it('knows Chinese letters', async () => {
    const found = await sql<{ ok: boolean }>`select '党风廉政' ~ '^\\w+$' as ok`.execute(
      server.ctx.db,
    );
    expect(found.rows[0]!.ok).toBe(true);
  });
});
