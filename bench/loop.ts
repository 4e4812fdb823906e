import type { Context } from '../src/server/platform/context.ts';
import { SESSION_COOKIE } from '../src/server/platform/http.ts';
import { newId, newToken } from '../src/server/platform/ids.ts';

interface Place {
  readonly id: string;
  readonly path: string;
}

/** Somebody with the role `office` at a unit, and the cookie of an open session. */
export async function signInAt({ db, now }: Context, at: Place) {
  const person = newId(now());
  const belongs = { org_id: at.id, org_path: at.path };
  const made = { created_at: now() };
  await db
    .insertInto('person')
    .values({ ...belongs, ...made, id: person, name: '压测', version: 1 })
    .execute();
  await db
    .insertInto('account')
    .values({ ...made, id: person, login: person, password_hash: '-' })
    .execute();
  await db
    .insertInto('access_grant')
    .values({
      ...{ ...belongs, ...made, id: newId(now()), person_id: person },
      ...{ role: 'office', since: now() },
    })
    .execute();
  const { token, hash } = newToken();
  await db
    .insertInto('session')
    .values({
      ...{ token_hash: hash, account_id: person, created_at: now(), seen_at: now() },
      expires_at: new Date(now().getTime() + 86_400_000),
    })
    .execute();
  return { person, cookie: `${SESSION_COOKIE}=${token}` };
}

/** A request with a session; throws with the answer's text when it is refused. */
export async function ask<T>(url: string, cookie: string, body?: object): Promise<T> {
  const answer = await fetch(url, {
    method: body ? 'POST' : 'GET',
    headers: { cookie, ...(body ? { 'content-type': 'application/json' } : {}) },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  if (!answer.ok) throw new Error(`${url}: ${answer.status} ${await answer.text()}`);
  return (await answer.json()) as T;
}
