import { waitBefore } from './wait.ts';

/** A slow link is not a broken one: pictures over a weak signal take their time. */
const PATIENCE = 120_000;

/** What sending tells on its way. */
export interface Told {
  readonly waiting: (seconds: number) => void;
  readonly sending: () => void;
}

/**
 * Sends a form until the server has answered, however often the link breaks. The form must
 * carry a key of its own by which the server knows it again: a try that did arrive makes no
 * second one. Gives the page of the answer and whether it was taken.
 */
export async function sendUntilTaken(
  address: string,
  body: () => FormData | URLSearchParams,
  told: Told,
): Promise<{ ok: boolean; page: Document }> {
  for (let tries = 0; ; tries++) {
    told.sending();
    const answer = await once(address, body());
    if (answer) return answer;
    await waitBefore(tries, told.waiting);
  }
}

async function once(
  address: string,
  body: FormData | URLSearchParams,
): Promise<{ ok: boolean; page: Document } | undefined> {
  const control = new AbortController();
  const timer = setTimeout(() => control.abort(), PATIENCE);
  try {
    const answer = await fetch(address, {
      method: 'POST',
      body,
      credentials: 'omit',
      signal: control.signal,
    });
    // The server, or one before it, is not there for the moment.
    if (answer.status >= 500 || answer.status === 429) return undefined;
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
    return { ok: answer.ok, page };
  } catch {
    return undefined;
  } finally {
    clearTimeout(timer);
  }
}

/** Puts the content of another page in place of this one's, and reads it out from its heading. */
export function showPage(page: Document): void {
  document
    .querySelector('main')!
    .replaceWith(document.importNode(page.querySelector('main')!, true));
  document.title = page.title;
  window.scrollTo(0, 0);
  const heading = document.querySelector<HTMLElement>('h1');
  heading?.setAttribute('tabindex', '-1');
  heading?.focus();
}
