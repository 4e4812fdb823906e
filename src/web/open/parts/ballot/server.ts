import { waitBefore } from '../wait.ts';

/** What the server said: its document, or the code of its refusal. */
export interface Answer<T> {
  readonly status: number;
  readonly body: T;
  /** Of a refusal. */
  readonly code: string | undefined;
  readonly title: string;
  readonly detail: string;
}

interface Request {
  readonly body?: object;
  /** `same-origin` only where it is asked who somebody is; a vote never shows a session. */
  readonly credentials?: 'omit' | 'same-origin';
}

const PATIENCE = 60_000;

/** Asks once; nothing when the server could not be reached or is not itself. */
export async function ask<T>(
  path: string,
  { body, credentials = 'omit' }: Request = {},
): Promise<Answer<T> | undefined> {
  const control = new AbortController();
  const timer = setTimeout(() => control.abort(), PATIENCE);
  try {
    const answer = await fetch(path, {
      method: body ? 'POST' : 'GET',
      credentials,
      headers: {
        'accept-language': document.documentElement.lang,
        ...(body ? { 'content-type': 'application/json' } : {}),
      },
      ...(body ? { body: JSON.stringify(body) } : {}),
      signal: control.signal,
    });
    const text = await answer.text();
    const told = (text ? JSON.parse(text) : {}) as T & {
      code?: string;
      title?: string;
      detail?: string;
    };
    // Keys that cannot be read are mended by people, not by waiting.
    const gone = answer.status >= 500 && told.code !== 'ballot-keys';
    if (gone || answer.status === 429) return undefined;
    return {
      status: answer.status,
      body: told,
      code: answer.ok ? undefined : (told.code ?? 'failed'),
      title: told.title ?? '',
      detail: told.detail ?? '',
    };
  } catch {
    return undefined;
  } finally {
    clearTimeout(timer);
  }
}

/** Asks until the server has answered, however often the link breaks. */
export async function askUntil<T>(
  path: string,
  request: Request,
  told: (seconds: number) => void,
): Promise<Answer<T>> {
  for (let tries = 0; ; tries++) {
    const answer = await ask<T>(path, request);
    if (answer) return answer;
    await waitBefore(tries, told);
  }
}
