import { ABSTAIN, keyHash, type Paper } from '../../../../contract/ballot/paper.ts';
import { el, type Say, show } from '../dom.ts';
import { draft } from './kept.ts';

/** Value of the choice that says nothing of an item; options have no such key. */
const NOTHING = '-abstain-';

interface Asked {
  readonly paper: Paper;
  readonly electorate: string;
  readonly say: Say;
  readonly place: HTMLElement;
  /** Casts what was chosen. */
  readonly cast: (answers: readonly string[]) => void;
}

/** The paper with all its items on one page, to be chosen from. */
export function showPaper(
  asked: Asked,
  before: Readonly<Record<string, string>> = keptAnswers(asked.paper.id),
): void {
  const { paper, say, place } = asked;
  const wrong = el('p', { class: 'bad', role: 'alert' });
  const form = el(
    'form',
    { novalidate: true },
    ...paper.items.map((item, i) => field(asked, item, i)),
    wrong,
    el('button', {}, say('check')),
  );
  for (const input of form.querySelectorAll('input'))
    input.checked = before[input.name] === input.value;
  form.addEventListener('change', () => {
    draft.keep({ ...draft.read(), ballot: paper.id, answers: chosen(form) });
    wrong.textContent = '';
  });
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const answers = chosen(form);
    const missing = paper.items.filter((item) => answers[item.id] === undefined);
    if (missing.length === 0) return showReview(asked, answers);
    wrong.textContent = say('missing', { n: missing.length, first: missing[0]!.text });
    form.querySelector<HTMLInputElement>(`input[name="${missing[0]!.id}"]`)?.focus();
  });
  show(place, el('h1', {}, paper.title), secrecy(asked), form);
}

/** How it stays secret, in two lines, and what anybody can check. */
function secrecy({ paper, electorate, say }: Asked): HTMLElement {
  const { n, name } = paper.electorates.find((e) => e.id === electorate)!;
  return el(
    'section',
    { class: 'told' },
    el('p', {}, say('secret')),
    el('p', {}, say('yours')),
    el(
      'details',
      {},
      el('summary', {}, say('key')),
      el('p', {}, say('key-how', { name })),
      el('p', { class: 'hash', 'data-key': true }, grouped(keyHash(n))),
    ),
  );
}

/** A long hexadecimal number in groups, to be compared by eye or copied out. */
export const grouped = (hex: string): string => hex.replace(/(.{8})(?=.)/g, '$1 ');

function field({ paper, say }: Asked, item: Paper['items'][number], i: number): HTMLElement {
  const choice = (value: string, text: string) =>
    el(
      'label',
      { class: 'choice' },
      el('input', { type: 'radio', name: item.id, value }),
      el('span', {}, text),
    );
  return el(
    'fieldset',
    { class: 'item' },
    el('legend', {}, `${i + 1}. ${item.text}`),
    el(
      'div',
      { class: 'options' },
      ...paper.options.map((o) => choice(o.id, o.text)),
      choice(NOTHING, say('abstain')),
    ),
  );
}

function chosen(form: HTMLFormElement): Record<string, string> {
  return Object.fromEntries([...new FormData(form)].map(([k, v]) => [k, String(v)]));
}

function keptAnswers(ballot: string): Readonly<Record<string, string>> {
  const kept = draft.read();
  return kept?.ballot === ballot ? (kept.answers ?? {}) : {};
}

/** What was chosen, once more, before it cannot be taken back. */
function showReview(asked: Asked, answers: Readonly<Record<string, string>>): void {
  const { paper, say, place, cast } = asked;
  const text = (id: string | undefined) =>
    paper.options.find((o) => o.id === id)?.text ?? say('abstain');
  const send = el('button', { type: 'button' }, say('cast'));
  const back = el('button', { type: 'button', class: 'second' }, say('back'));
  send.addEventListener('click', () => {
    send.disabled = true;
    cast(paper.items.map(({ id }) => (answers[id] === NOTHING ? ABSTAIN : answers[id]!)));
  });
  back.addEventListener('click', () => showPaper(asked, answers));
  show(
    place,
    el('h1', {}, say('review')),
    el(
      'dl',
      { class: 'review' },
      ...paper.items.flatMap((item, i) => [
        el('dt', {}, `${i + 1}. ${item.text}`),
        el('dd', {}, text(answers[item.id])),
      ]),
    ),
    el('p', {}, say('final')),
    send,
    back,
  );
}
