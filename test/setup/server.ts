import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { inject } from 'vitest';
import { createAdminLink } from '../../src/server/identity/service.ts';
import { rooms } from '../../src/server/main.ts';
import { loadConfig } from '../../src/server/platform/config.ts';
import type { Context } from '../../src/server/platform/context.ts';
import { openDatabase } from '../../src/server/platform/db.ts';
import { createHttp } from '../../src/server/platform/http.ts';
import { bindRole } from '../../src/server/platform/scope.ts';

export const password = '一句足够长的测试密码';

/** A server on a fresh copy of the migrated database, its clock in the test's hands. */
export async function testServer() {
  const template = new URL(inject('databaseUrl'));
  const name = `t_${randomBytes(6).toString('hex')}`;
  const admin = new pg.Client({
    connectionString: inject('databaseUrl').replace(/\/postgres$/, '/template1'),
  });
  await admin.connect();
  await admin.query(`create database ${name} template postgres`);
  await admin.end();
  template.pathname = `/${name}`;
  const db = await openDatabase(template.href);
  const home = await mkdtemp(join(tmpdir(), 'shiji-files-'));
  const clock = { now: new Date('2026-03-02T08:00:00Z') };
  const ctx: Context = {
    db,
    config: loadConfig({ log: 'silent', home }),
    now: () => new Date(clock.now),
    demo: false,
    bound: await bindRole(db),
  };
  const app = await createHttp(ctx, rooms);
  const signUp = async (login = 'admin'): Promise<string> => {
    const answer = await app.inject({
      method: 'POST',
      url: '/api/identity/link',
      payload: { token: await createAdminLink(ctx), login, name: '测试员', password },
    });
    return cookieOf(answer.headers['set-cookie']);
  };
  return {
    app,
    ctx,
    clock,
    databaseUrl: template.href,
    signUp,
    close: async () => {
      await app.close();
      await db.destroy();
      await rm(home, { recursive: true, force: true });
    },
  };
}

export function cookieOf(header: string | string[] | number | undefined): string {
  return String(Array.isArray(header) ? header[0] : header).split(';')[0]!;
}
