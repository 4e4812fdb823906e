import type { Role } from '../../contract/permissions.ts';
import type { Context } from '../platform/context.ts';
import { newToken } from '../platform/ids.ts';
import * as queries from './queries.ts';

export { meOf, whoIs } from './sessions.service.ts';

const LINK_LIFE = 24 * 3_600_000;

/**
 * The one-time link of the first run, or a new one after it was lost. Its holder becomes
 * administrator and appraiser (docs/decisions/0003-first-administrator.md); in the demonstration
 * the campaign's office and a leader too, so that every room can be tried.
 */
export async function createAdminLink(ctx: Context): Promise<string> {
  const { token, hash: tokenHash } = newToken();
  const now = ctx.now();
  await queries.insertLink(ctx.db, {
    token_hash: tokenHash,
    roles: [
      'administrator',
      'appraiser',
      ...(ctx.demo ? (['office', 'leader'] as const) : []),
    ] satisfies Role[],
    created_at: now,
    expires_at: new Date(now.getTime() + LINK_LIFE),
    used_at: null,
  });
  return token;
}

export async function needsFirstLink(ctx: Context): Promise<boolean> {
  return (await queries.countAccounts(ctx.db)) === 0;
}

export { erasePerson, exportPerson } from './personal.service.ts';
