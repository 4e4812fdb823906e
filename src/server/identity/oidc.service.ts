import type * as OpenId from 'openid-client';
import type { OidcConfig } from '../platform/config.ts';
import type { Context, RequestContext } from '../platform/context.ts';
import { dayOf } from '../platform/days.ts';
import { AppError } from '../platform/error.ts';
import { EVERYWHERE, type Trx, withScopes } from '../platform/scope.ts';
import { openSecret, sealSecret } from '../platform/secret.ts';
import * as queries from './queries.ts';
import { type Entry, enter } from './sign-in.service.ts';

const PURPOSE = 'oidc';
/** Seconds one may take at the sign-in service. */
export const OIDC_LIFE = 600;
const TIMEOUT = 10;
const CALLBACK = '/api/identity/oidc/callback';

/** What has to come back unchanged; the browser keeps it sealed, the server keeps nothing. */
interface Journey {
  readonly state: string;
  readonly nonce: string;
  readonly verifier: string;
  readonly until: number;
}

const discovered = new Map<string, Promise<OpenId.Configuration>>();

/** Read when somebody comes that way: most offices have no such service. */
const openId = () => import('openid-client');

/** The service's own description, read once; a failure is asked again next time. */
function discover(oidc: OidcConfig): Promise<OpenId.Configuration> {
  const key = `${oidc.issuer} ${oidc.clientId} ${oidc.clientSecret}`;
  const known = discovered.get(key);
  if (known) return known;
  const issuer = new URL(oidc.issuer);
  // Unencrypted only on this machine.
  const local = issuer.protocol === 'http:' && /^(127\.|localhost$|\[::1\]$)/.test(issuer.hostname);
  const found = openId().then((client) =>
    client.discovery(issuer, oidc.clientId, oidc.clientSecret, undefined, {
      timeout: TIMEOUT,
      ...(local ? { execute: [client.allowInsecureRequests] } : {}),
    }),
  );
  discovered.set(key, found);
  found.catch(() => discovered.delete(key));
  return found;
}

export function options(ctx: Context) {
  const { oidc } = ctx.config;
  return { oidc: oidc ? { label: oidc.label ?? null } : null };
}

function configured(ctx: Context): OidcConfig {
  if (!ctx.config.oidc) throw new AppError('not-found');
  return ctx.config.oidc;
}

/** Address of the sign-in service to go to, and what the browser keeps meanwhile. */
export async function start(
  ctx: Context,
  origin: string,
): Promise<{ url: string; journey: string }> {
  const oidc = configured(ctx);
  const client = await openId();
  const config = await discover(oidc);
  const journey: Journey = {
    state: client.randomState(),
    nonce: client.randomNonce(),
    verifier: client.randomPKCECodeVerifier(),
    until: ctx.now().getTime() + OIDC_LIFE * 1000,
  };
  const url = client.buildAuthorizationUrl(config, {
    redirect_uri: `${origin}${CALLBACK}`,
    scope: oidc.scope,
    state: journey.state,
    nonce: journey.nonce,
    code_challenge: await client.calculatePKCECodeChallenge(journey.verifier),
    code_challenge_method: 'S256',
  });
  const sealed = await sealSecret(ctx.config.home, PURPOSE, JSON.stringify(journey));
  return { url: url.href, journey: sealed };
}

/** Why somebody who came back is not let in: `identity:oidc-<reason>` says it. */
export type OidcRefusal = 'failed' | 'late' | 'unknown';

/**
 * Back from the sign-in service: checks state, nonce, signature and PKCE, and signs in the account
 * whose login or number the claim names. Gives a reason instead when that cannot be.
 */
export async function finish(
  ctx: RequestContext,
  back: { origin: string; url: string; journey: string | undefined },
  device: string,
): Promise<Entry | OidcRefusal> {
  const oidc = configured(ctx);
  const journey = await openJourney(ctx, back.journey);
  if (!journey) return 'late';
  const claim = await claimOf(oidc, new URL(back.url, back.origin), journey);
  if (claim === undefined) return 'failed';
  return withScopes(ctx, EVERYWHERE, async (trx) => {
    const accountId = await accountFor(trx, ctx, oidc, claim);
    // Nobody is in an account that is shut, or whose person has left.
    if (!accountId || !(await queries.identityOf(trx, accountId, ctx.now()))) return 'unknown';
    return enter(trx, ctx, accountId, { by: 'oidc', device, failures: 0 });
  });
}

async function openJourney(ctx: Context, sealed: string | undefined): Promise<Journey | undefined> {
  const text = sealed && (await openSecret(ctx.config.home, PURPOSE, sealed).catch(() => ''));
  if (!text) return undefined;
  const journey = JSON.parse(text) as Journey;
  return journey.until > ctx.now().getTime() ? journey : undefined;
}

async function claimOf(oidc: OidcConfig, url: URL, journey: Journey): Promise<string | undefined> {
  try {
    const client = await openId();
    const config = await discover(oidc);
    const tokens = await client.authorizationCodeGrant(config, url, {
      pkceCodeVerifier: journey.verifier,
      expectedState: journey.state,
      expectedNonce: journey.nonce,
      idTokenExpected: true,
    });
    const claims = tokens.claims()!;
    const told = claims[oidc.claim];
    if (typeof told === 'string') return told.trim();
    // Many services put the profile into the userinfo answer only.
    const info = await client.fetchUserInfo(config, tokens.access_token, claims.sub);
    const more = info[oidc.claim];
    return typeof more === 'string' ? more.trim() : undefined;
  } catch {
    return undefined;
  }
}

/** An account that may sign in. None is made unless the configuration says so, and then only
 * for a person whom the organisation's own files know by number. */
async function accountFor(
  trx: Trx,
  ctx: Context,
  oidc: OidcConfig,
  claim: string,
): Promise<string | undefined> {
  if (oidc.match === 'login') {
    const found = await queries.findAccount(trx, claim.toLowerCase());
    return found && !found.disabled_at ? found.id : undefined;
  }
  const person = await queries.personByNumber(trx, claim);
  const gone = person?.left_on && person.left_on <= dayOf(ctx.now());
  if (!person || person.erased_at || gone) return undefined;
  const found = await queries.accountById(trx, person.id);
  if (found) return found.disabled_at ? undefined : found.id;
  if (!oidc.create) return undefined;
  const now = ctx.now();
  await queries.insertAccount(trx, { id: person.id, login: claim.toLowerCase(), created_at: now });
  return person.id;
}
