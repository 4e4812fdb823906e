import type { Paper } from '../../contract/ballot/paper.ts';
import { wireCheck } from './parts/ballot/check.ts';
import { prepare } from './parts/ballot/deliver.ts';
import { showPaper } from './parts/ballot/form.ts';
import { draft, pending, type Right, receipt } from './parts/ballot/kept.ts';
import { type Answer, ask, askUntil } from './parts/ballot/server.ts';
import { showReceipt, showSending, showWord, type View } from './parts/ballot/views.ts';
import { el, sayer, show } from './parts/dom.ts';

/** What the server puts into the page. */
interface Given {
  readonly texts: Readonly<Record<string, string>>;
  /** Which ballot; nothing where a code is to be typed in. */
  readonly ballot?: string;
  readonly state?: string;
}

/** What a code is good for. */
interface ByCode {
  readonly id: string;
  readonly electorate: string;
  readonly state: string;
  readonly drawn: boolean;
}

/** A code that was scanned stands behind `#`: no server and no log on the way sees it. */
function scannedCode(): string | undefined {
  const code = decodeURIComponent(location.hash.slice(1));
  if (!code) return undefined;
  history.replaceState(null, '', location.pathname + location.search);
  return code;
}

async function start(root: HTMLElement): Promise<void> {
  const given = JSON.parse(root.dataset.ballot!) as Given;
  const view: View = { place: root, say: sayer(given.texts) };
  const { ballot, state } = given;
  if (state === 'published') return wireCheck(root, view.say, `/open/ballots/${ballot}/bulletin`);
  const code = scannedCode();
  // A new code begins anew: what was chosen with the one before may be somebody else's.
  if (code !== undefined && draft.read()?.code !== code) draft.keep({ code });
  const waits = pending(ballot);
  if (waits) return showSending(view, waits);
  const done = code === undefined ? receipt.read() : undefined;
  if (done && (ballot === undefined || ballot === done.ballot)) return showReceipt(view, done);
  if (state !== undefined && state !== 'open') return;
  if (ballot !== undefined && code === undefined) return byAccount(view, ballot);
  askCode(view);
}

/** Somebody who is signed in needs no code. */
async function byAccount(view: View, ballot: string): Promise<void> {
  const own = { credentials: 'same-origin' } as const;
  const me = await ask<{ id?: string }>('/api/identity/me', own);
  const mine = await ask<{ rows?: { id: string; electorate: string; drawn: boolean }[] }>(
    '/api/my-ballots',
    own,
  );
  const row = mine?.body.rows?.find((r) => r.id === ballot);
  const account = me?.body.id;
  if (!row || account === undefined) return askCode(view);
  if (row.drawn) return showWord(view, 'drawn', 'drawn-account');
  await paperFor(view, ballot, row.electorate, { account });
}

/** Asks for a code; one that was scanned, or typed in before the page was loaded again, goes on. */
function askCode(view: View): void {
  const { say, place } = view;
  const before = draft.read()?.code ?? '';
  const wrong = el('p', { class: 'bad', role: 'alert' });
  const status = el('p', { class: 'dim', role: 'status' });
  const input = el('input', {
    id: 'code',
    name: 'code',
    value: before,
    autocomplete: 'off',
    autocapitalize: 'characters',
    spellcheck: 'false',
    inputmode: 'text',
    maxlength: '20',
  });
  const next = el('button', {}, say('next'));
  const form = el(
    'form',
    { novalidate: true },
    el('label', { for: 'code' }, say('code')),
    input,
    wrong,
    status,
    next,
  );
  const look = async () => {
    const code = input.value.trim();
    wrong.textContent = '';
    if (code.replace(/[^0-9a-z]/gi, '').length !== 12) {
      wrong.textContent = say('code-length');
      return input.focus();
    }
    next.disabled = true;
    status.textContent = say('looking');
    const answer = await askUntil<ByCode>('/open/ballot-codes', { body: { code } }, (seconds) => {
      status.textContent = say('waiting', { seconds });
    });
    next.disabled = false;
    status.textContent = '';
    const refusal = refusalOf(answer);
    if (refusal) {
      wrong.textContent = say(refusal);
      return input.focus();
    }
    draft.keep({ ...draft.read(), code });
    const { id, electorate } = answer.body;
    await paperFor(view, id, electorate, { code });
  };
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    void look();
  });
  show(place, el('h1', {}, say('title')), el('p', {}, say('code-where')), form);
  if (before) void look();
}

/** Why a code gives no paper now. */
function refusalOf({ code, body }: Answer<ByCode>): string | undefined {
  if (code !== undefined) return code === 'not-found' ? 'code-unknown' : 'code-length';
  if (body.state === 'frozen') return 'not-yet';
  if (body.state !== 'open') return 'over';
  return body.drawn ? 'drawn-code' : undefined;
}

async function paperFor(
  view: View,
  ballot: string,
  electorate: string,
  right: Right,
): Promise<void> {
  const { say, place } = view;
  const waits = pending(ballot);
  if (waits) return showSending(view, waits);
  const { body: paper } = await askUntil<Paper>(`/open/ballots/${ballot}`, {}, () => undefined);
  const cast = async (answers: readonly string[]) => {
    const made = await prepare(paper, electorate, right, answers);
    await showSending(view, made.pending, made.kept);
  };
  showPaper({ paper, electorate, say, place, cast: (answers) => void cast(answers) });
}

const root = document.querySelector<HTMLElement>('[data-ballot]');
if (root) void start(root);
