import type { Me } from '../../contract/identity/operations.ts';
import { permissionsOf } from '../../contract/permissions.ts';
import type { Context } from '../platform/context.ts';
import { dayOf } from '../platform/days.ts';
import type { Executor } from '../platform/db.ts';
import type { Credential } from '../platform/http.ts';
import { hashToken, newId, newToken } from '../platform/ids.ts';
import { EVERYWHERE, type Trx, withScopes } from '../platform/scope.ts';
import { record } from '../record/service.ts';
import * as queries from './queries.ts';

const HOUR = 3_600_000;
export const SESSION_LIFE = 7 * 24 * HOUR;
const SESSION_IDLE = 12 * HOUR;
/** A session is marked as seen at most once a minute: reading a page writes nothing. */
const SEEN_EVERY = 60_000;

/** Sessions last seen before this are over. */
export const idleSince = (now: Date): Date => new Date(now.getTime() - SESSION_IDLE);

/** Opens a session and returns its token, which only the browser keeps. */
export async function openSession(
  trx: Trx,
  now: Date,
  accountId: string,
  device: string,
): Promise<string> {
  const { token, hash: tokenHash } = newToken();
  await queries.insertSession(trx, {
    id: newId(now),
    token_hash: tokenHash,
    account_id: accountId,
    device,
    created_at: now,
    seen_at: now,
    expires_at: new Date(now.getTime() + SESSION_LIFE),
  });
  return token;
}

/**
 * Who asks: by session or by API token. Rights are those of this moment; a token has no more
 * of them than it was given.
 */
export async function whoIs(ctx: Context, shown: Credential): Promise<Me | undefined> {
  const now = ctx.now();
  if (shown.bearer !== undefined) return whoseToken(ctx, hashToken(shown.bearer), now);
  if (shown.session === undefined) return undefined;
  const tokenHash = hashToken(shown.session);
  const found = await queries.whoseSession(ctx.db, tokenHash, now, idleSince(now));
  if (!found?.who) return undefined;
  if (found.seen_at.getTime() < now.getTime() - SEEN_EVERY)
    await queries.touchSession(ctx.db, tokenHash, now);
  return withPermissions(found.who);
}

async function whoseToken(ctx: Context, tokenHash: Buffer, now: Date): Promise<Me | undefined> {
  const found = await queries.whoseToken(ctx.db, tokenHash, now);
  if (!found?.who) return undefined;
  const today = dayOf(now);
  if (found.last_used_on !== today) await queries.markTokenUsed(ctx.db, found.id, today);
  const only = found.permissions;
  const grants = only === null ? found.who.grants : found.who.grants.map((g) => ({ ...g, only }));
  return { ...withPermissions({ ...found.who, grants }), token: { readOnly: found.read_only } };
}

const withPermissions = (who: queries.Who): Me => ({
  ...who,
  permissions: permissionsOf(who.grants),
});

/** An account that is not shut, with what its person may do now. */
export async function meOf(db: Executor, id: string, now: Date): Promise<Me | undefined> {
  const who = await queries.identityOf(db, id, now);
  return who && withPermissions(who);
}

/** Ends a session, wherever it is asked from; nothing when it is over already. */
export async function signOut(ctx: Context, session: string): Promise<void> {
  await withScopes(ctx, EVERYWHERE, async (trx) => {
    const id = await queries.deleteSession(trx, hashToken(session));
    const me = id && (await meOf(trx, id, ctx.now()));
    const person = id && (await queries.findPerson(trx, id));
    if (!me || !person) return;
    await record(
      trx,
      { ...ctx, me },
      {
        act: 'identity.sign-out',
        subject: `person:${person.id}`,
        org: { id: person.org_id, path: person.org_path },
        content: {},
      },
    );
  });
}

/** Browser and system, as coarsely as a person tells their own devices apart. */
export function deviceOf(userAgent: string | undefined): string {
  const agent = userAgent ?? '';
  const name = (known: readonly (readonly [RegExp, string])[]) =>
    known.find(([pattern]) => pattern.test(agent))?.[1];
  return [name(BROWSERS), name(SYSTEMS)].filter(Boolean).join(' · ');
}

/** In this order: most browsers name the ones they came from as well. */
const BROWSERS = [
  [/MicroMessenger/, 'WeChat'],
  [/DingTalk/, 'DingTalk'],
  [/Lark|Feishu/, 'Feishu'],
  [/360SE|360EE|QihooBrowser/, '360'],
  [/QQBrowser/, 'QQ'],
  [/Edg/, 'Edge'],
  [/Firefox/, 'Firefox'],
  [/Chrome|CriOS/, 'Chrome'],
  [/Safari/, 'Safari'],
] as const;
const SYSTEMS = [
  [/HarmonyOS|OpenHarmony/, 'HarmonyOS'],
  [/Android/, 'Android'],
  [/iPhone|iPad/, 'iOS'],
  [/Windows/, 'Windows'],
  [/Mac OS X/, 'macOS'],
  [/Linux|UOS|Kylin/, 'Linux'],
] as const;
