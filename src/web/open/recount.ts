import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import { readBulletin } from '../../contract/ballot/recount.ts';
import { findMine, recountHere, tellRecount, unreadable } from './parts/ballot/check.ts';
import { showResults } from './parts/ballot/results.ts';
import { el, type Say, sayer } from './parts/dom.ts';

/**
 * The page that counts a public file anew: no request is made, and it works the same when it was
 * saved and is opened from a disk.
 */
function start(root: HTMLElement): void {
  const { texts } = JSON.parse(root.dataset.recount!) as { texts: Record<string, string> };
  const say = sayer(texts);
  const input = root.querySelector<HTMLInputElement>('input[type=file]')!;
  const out = root.querySelector<HTMLElement>('[data-out]')!;
  input.addEventListener('change', async () => {
    const file = input.files?.[0];
    if (file) await check(out, say, new Uint8Array(await file.arrayBuffer()));
  });
}

async function check(out: HTMLElement, say: Say, bytes: Uint8Array): Promise<void> {
  const line = el('p', { role: 'status' }, say('recounting', { share: 0 }));
  out.replaceChildren(line);
  const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
  try {
    const bulletin = readBulletin(text);
    const done = await recountHere(text, (share) => {
      line.textContent = say('recounting', { share: Math.floor(share * 100) });
    });
    const verdict = el('div', { role: 'status' });
    tellRecount(verdict, say, bulletin, done);
    const results = el('div');
    showResults(results, say, bulletin, done.results);
    const mine = el('div', { role: 'status' });
    out.replaceChildren(
      verdict,
      el('p', {}, say('file-hash')),
      el('p', { class: 'hash', 'data-hash': true }, bytesToHex(sha256(bytes))),
      results,
      finder(say, (token) => findMine(mine, say, bulletin, token)),
      mine,
    );
  } catch (error) {
    out.replaceChildren(el('p', { class: 'bad', role: 'alert' }, unreadable(say, error)));
  }
}

function finder(say: Say, find: (token: string) => void): HTMLElement {
  const input = el('input', {
    id: 'token',
    name: 'token',
    autocomplete: 'off',
    spellcheck: 'false',
  });
  const form = el(
    'form',
    { novalidate: true },
    el('h2', {}, say('mine')),
    el('label', { for: 'token' }, say('mine-token')),
    input,
    el('button', {}, say('mine-find')),
  );
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    find(input.value);
  });
  return form;
}

const root = document.querySelector<HTMLElement>('[data-recount]');
if (root) start(root);
