import { copyButtons } from '../copy.ts';
import { el, type Say, show } from '../dom.ts';
import { deliver, type Stage } from './deliver.ts';
import { grouped } from './form.ts';
import { draft, forget, type Pending, type Receipt, receipt } from './kept.ts';
import { ask } from './server.ts';

/** Where the page shows what, and its texts. */
export interface View {
  readonly place: HTMLElement;
  readonly say: Say;
}

const button = (text: string, act: () => void, second = false): HTMLButtonElement => {
  const made = el('button', { type: 'button', ...(second ? { class: 'second' } : {}) }, text);
  made.addEventListener('click', act);
  return made;
};

/** A heading and a line: there is nothing to do here. */
export function showWord({ place, say }: View, heading: string, line: string): void {
  show(place, el('h1', {}, say(heading)), el('p', {}, say(line)), again(say));
}

const again = (say: Say): HTMLElement =>
  button(
    say('next-person'),
    () => {
      draft.forget();
      receipt.forget();
      location.assign('/b');
    },
    true,
  );

/** Brings a vote to the box, says how it goes, and ends with the receipt or why there is none. */
export async function showSending(view: View, waits: Pending, kept = true): Promise<void> {
  const { place, say } = view;
  const line = el('p', { role: 'status' }, say('drawing'));
  show(
    place,
    el('h1', {}, say('sending')),
    line,
    el('p', { class: 'dim' }, say(kept ? 'kept' : 'not-kept')),
  );
  if (await isOfAnother(waits)) return showForeign(view, waits);
  const told = (stage: Stage, seconds = 0) => {
    line.textContent = say(stage, { seconds });
  };
  const done = await deliver(waits, told);
  if (done.counted) {
    const { ballot, title, vote } = waits;
    const made = { ballot, title, token: vote.token };
    receipt.keep(made);
    draft.forget();
    return showReceipt(view, made);
  }
  const { title, detail } = done.refused;
  show(
    place,
    el('h1', {}, say('not-counted')),
    el('p', { class: 'bad', role: 'alert' }, title),
    detail !== '' && el('p', {}, detail),
    done.final ? again(say) : button(say('try'), () => void showSending(view, waits, kept)),
  );
}

/** A vote for which nothing was drawn yet, made under another account than is signed in now. */
async function isOfAnother({ right, signature }: Pending): Promise<boolean> {
  if ('code' in right || signature !== undefined) return false;
  const me = await ask<{ id?: string }>('/api/identity/me', {
    credentials: 'same-origin',
  });
  return me !== undefined && me.body.id !== right.account;
}

function showForeign({ place, say }: View, { ballot }: Pending): void {
  show(
    place,
    el('h1', {}, say('foreign')),
    el('p', {}, say('foreign-more')),
    button(
      say('foreign-clear'),
      () => {
        forget(ballot);
        location.reload();
      },
      true,
    ),
  );
}

/** By what a person finds the vote again, to be copied or printed before it is cleared. */
export function showReceipt({ place, say }: View, { ballot, title, token }: Receipt): void {
  const address = `${location.origin}/open/ballot/${ballot}`;
  const shown = el('p', { class: 'hash', 'data-token': true }, grouped(token));
  const copy = el(
    'button',
    { type: 'button', 'data-copy': token, 'data-done': say('copied') },
    say('copy'),
  );
  show(
    place,
    el('h1', { class: 'good' }, say('counted')),
    el('p', {}, title),
    el('h2', {}, say('token')),
    shown,
    el('p', {}, say('token-how')),
    copy,
    button(say('print'), () => print(), true),
    el(
      'section',
      { class: 'told' },
      el('p', {}, say('then')),
      el('p', {}, el('a', { href: address }, address)),
      el('p', {}, say('token-own')),
    ),
    button(
      say('clear'),
      () => {
        receipt.forget();
        draft.forget();
        show(place, el('h1', {}, say('cleared')), el('p', {}, say('cleared-more')), again(say));
      },
      true,
    ),
  );
  copyButtons(place);
}
