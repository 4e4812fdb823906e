import { verify } from '../../../../contract/ballot/blind.ts';
import type { Bulletin } from '../../../../contract/ballot/file.ts';
import { ABSTAIN, commitmentOf, messageOf } from '../../../../contract/ballot/paper.ts';
import {
  type Fault,
  type Recount,
  readBulletin,
  recountSteps,
  UnreadableFile,
} from '../../../../contract/ballot/recount.ts';
import { breathe, el, type Say } from '../dom.ts';

/** Finds a vote by its token in a public file, on this device alone. */
export function findMine(place: HTMLElement, say: Say, bulletin: Bulletin, given: string): void {
  const token = given.toLowerCase().replace(/[^0-9a-f]/g, '');
  const { paper, votes } = bulletin;
  const vote = votes.find((v) => v.token === token);
  if (!vote) {
    const why = token.length === 64 ? 'mine-none' : 'mine-length';
    place.replaceChildren(el('p', { class: 'bad' }, say(why)));
    return;
  }
  const electorate = paper.electorates.find((e) => e.id === vote.electorate);
  const commitments = vote.items.map((a) =>
    'answer' in a ? commitmentOf(a.salt, a.answer) : a.commitment,
  );
  const message = messageOf(paper.id, vote.electorate, token, commitments);
  const holds = electorate !== undefined && verify(electorate.n, message, vote.signature);
  place.replaceChildren(
    el('p', { class: holds ? 'good' : 'bad' }, say(holds ? 'mine-found' : 'mine-broken')),
    el(
      'dl',
      { class: 'review' },
      ...paper.items.flatMap(({ text }, i) => {
        const given = vote.items[i]!;
        const option = 'answer' in given && paper.options.find((o) => o.id === given.answer);
        const shown =
          'commitment' in given
            ? say('withheld')
            : option
              ? option.text
              : say(given.answer === ABSTAIN ? 'abstain' : 'mine-broken');
        return [el('dt', {}, text), el('dd', {}, shown)];
      }),
    ),
  );
}

/** Time that a stretch of work may take before the page is drawn again (ms). */
const STRETCH = 40;
/** Faults told in full; a file that was replaced has as many as votes. */
const TOLD = 20;

/** Counts a public file anew in short stretches, so that the page goes on being used. */
export async function recountHere(text: string, told: (share: number) => void): Promise<Recount> {
  const steps = recountSteps(text);
  let until = performance.now() + STRETCH;
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
    if (performance.now() < until) continue;
    told(step.value);
    await breathe();
    until = performance.now() + STRETCH;
  }
}

/** What a recount found, in words. */
export function tellRecount(
  place: HTMLElement,
  say: Say,
  { paper }: Bulletin,
  { ok, votes, faults }: Recount,
): void {
  const text = ({ code, token = '', electorate, item }: Fault) =>
    say(`fault-${code}`, {
      token,
      name: paper.electorates.find((e) => e.id === electorate)?.name ?? '',
      item: paper.items.find((one) => one.id === item)?.text ?? '',
    });
  place.replaceChildren(
    el(
      'p',
      { class: ok ? 'good' : 'bad' },
      say(ok ? 'recount-holds' : 'recount-broken', { n: votes }),
    ),
    el('ul', {}, ...faults.slice(0, TOLD).map((fault) => el('li', {}, text(fault)))),
    ...(faults.length > TOLD
      ? [el('p', {}, say('recount-more', { n: faults.length - TOLD }))]
      : []),
  );
}

/** Why a text is no public file, in words. */
export function unreadable(say: Say, error: unknown): string {
  if (error instanceof UnreadableFile) return say(`file-${error.code}`, { path: error.path });
  throw error;
}

/** The page of results: one's own vote and a recount, both from the file and on this device. */
export function wireCheck(root: HTMLElement, say: Say, address: string): void {
  const form = root.querySelector<HTMLFormElement>('form[data-find]')!;
  const found = root.querySelector<HTMLElement>('[data-found]')!;
  const again = root.querySelector<HTMLButtonElement>('button[data-recount]')!;
  const counted = root.querySelector<HTMLElement>('[data-counted]')!;
  let file: Promise<string> | undefined;
  const read = () => {
    file ??= fetch(address, { credentials: 'omit' }).then((answer) => {
      if (!answer.ok) throw new Error(String(answer.status));
      return answer.text();
    });
    return file;
  };
  const withFile = async (place: HTMLElement, use: (text: string) => void | Promise<void>) => {
    place.replaceChildren(el('p', { class: 'dim' }, say('loading')));
    try {
      await use(await read());
    } catch (error) {
      file = undefined;
      const told = error instanceof UnreadableFile ? unreadable(say, error) : say('loading-failed');
      place.replaceChildren(el('p', { class: 'bad' }, told));
    }
  };
  root.querySelector<HTMLElement>('[data-scripted]')!.hidden = false;
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const token = String(new FormData(form).get('token') ?? '');
    void withFile(found, (text) => findMine(found, say, readBulletin(text), token));
  });
  again.addEventListener('click', () =>
    withFile(counted, async (text) => {
      again.disabled = true;
      const done = await recountHere(text, (share) => {
        counted.textContent = say('recounting', { share: Math.floor(share * 100) });
      });
      again.disabled = false;
      tellRecount(counted, say, readBulletin(text), done);
    }),
  );
}
