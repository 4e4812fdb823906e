import { expect } from 'vitest';
import type { testServer } from './server.ts';

type Server = Awaited<ReturnType<typeof testServer>>;

/** Somebody signed in, as `World.signInAs` gives them. */
export interface Who {
  readonly id: string;
  readonly cookie: string;
}
type Method = 'GET' | 'POST' | 'PUT';

/**
 * How people ask a server of a test, and how its days pass.
 *
 * @param of the server, which is there once the tests begin
 */
export function callerOf(of: () => Server) {
  const answerTo = (by: Who | undefined, method: Method, url: string, payload?: object) =>
    of().app.inject({
      method,
      url,
      ...(payload ? { payload } : {}),
      headers: by ? { cookie: by.cookie } : {},
    });

  /** What the server says, a refusal too. */
  async function send<T = Record<string, unknown>>(
    ...given: Parameters<typeof answerTo>
  ): Promise<T> {
    return (await answerTo(...given)).json() as T;
  }

  /** {@link send}, where nothing else than success is expected. */
  async function ok<T = Record<string, unknown>>(
    ...given: Parameters<typeof answerTo>
  ): Promise<T> {
    const answer = await answerTo(...given);
    expect(answer.statusCode, answer.body).toBe(200);
    return answer.json() as T;
  }

  /** The code of the refusal, or `ok`. */
  const codeOf = async (...given: Parameters<typeof answerTo>): Promise<string> =>
    String((await send(...given)).code ?? 'ok');

  /** Another moment: at nine in the morning of the organisation unless said; who was signed in stays so. */
  async function on(day: string, at = '01:00'): Promise<void> {
    const now = new Date(`${day}T${at}:00Z`);
    of().clock.now = now;
    await of()
      .ctx.db.updateTable('session')
      .set({ seen_at: now, expires_at: new Date(now.getTime() + 86_400_000) })
      .execute();
  }

  return { send, ok, codeOf, on };
}
