import { copyButtons } from './parts/copy.ts';
import { type Draft, draftOf } from './parts/draft.ts';
import { smaller } from './parts/picture.ts';
import { sendUntilTaken, showPage } from './parts/send.ts';
import { stepsOf } from './parts/steps.ts';

/** Pictures that were chosen, shown with a button to take each out again. */
function picturesOf(form: HTMLFormElement): { readonly all: () => readonly File[] } {
  const input = form.querySelector<HTMLInputElement>('input[type=file]')!;
  const list = form.querySelector<HTMLElement>('[data-pictures]')!;
  const say = form.querySelector<HTMLElement>('[data-say]')!;
  const most = Number(list.dataset.most);
  let chosen: File[] = [];
  const draw = () => {
    for (const image of list.querySelectorAll('img')) URL.revokeObjectURL(image.src);
    list.replaceChildren(
      ...chosen.map((file, i) => {
        const item = document.createElement('li');
        const image = document.createElement('img');
        image.src = URL.createObjectURL(file);
        image.alt = file.name;
        const button = document.createElement('button');
        button.type = 'button';
        button.className = 'second';
        button.textContent = `${list.dataset.remove} ${i + 1}`;
        button.addEventListener('click', () => {
          chosen = chosen.filter((f) => f !== file);
          draw();
        });
        item.append(image, button);
        return item;
      }),
    );
  };
  input.addEventListener('change', () => {
    const all = [...chosen, ...(input.files ?? [])];
    chosen = all.slice(0, most);
    say.textContent = all.length > most ? list.dataset.full! : '';
    input.value = '';
    draw();
  });
  return { all: () => chosen };
}

/** Whether a question is answered well enough to go on; says beside it what is missing. */
function fits(step: HTMLElement): boolean {
  const wrong = step.querySelector<HTMLElement>('[data-wrong]')!;
  const choices = [...step.querySelectorAll<HTMLInputElement>('input[type=radio]')];
  const text = step.querySelector<HTMLTextAreaElement>('textarea');
  const missing =
    (choices.length > 0 && !choices.some((c) => c.checked)) ||
    (text !== null && text.value.trim().length < 4);
  wrong.hidden = !missing;
  wrong.textContent = missing ? (step.querySelector('[data-message]')?.textContent ?? '') : '';
  return !missing;
}

/** What is said at the top follows the class that is chosen. */
function followKind(form: HTMLFormElement): void {
  const tell = () => {
    const kind = form.querySelector<HTMLInputElement>('input[name=kind]:checked')?.value;
    for (const box of document.querySelectorAll<HTMLElement>('[data-for]'))
      box.hidden = (box.dataset.for === 'report') !== (kind === 'report');
  };
  form.addEventListener('change', tell);
  tell();
}

async function bodyOf(form: HTMLFormElement, pictures: readonly File[]): Promise<FormData> {
  const body = new FormData(form);
  body.delete('picture');
  body.set('go', 'send');
  for (const file of pictures) body.append('picture', await smaller(file), file.name);
  return body;
}

/** Sends until it has arrived: buttons rest, and the line below says how it goes. */
async function send(form: HTMLFormElement, pictures: readonly File[], draft: Draft): Promise<void> {
  const say = form.querySelector<HTMLElement>('[data-say]')!;
  const buttons = [...form.querySelectorAll<HTMLButtonElement>('button')];
  for (const b of buttons) b.disabled = true;
  const body = await bodyOf(form, pictures);
  const answer = await sendUntilTaken(form.action, () => body, {
    sending: () => {
      say.textContent = form.dataset.sending!;
    },
    waiting: () => {
      say.textContent = form.dataset.waiting!;
    },
  });
  if (answer.ok) draft.forget();
  showPage(answer.page);
  start();
}

function startForm(form: HTMLFormElement): void {
  // A form that the server gave back has words of its own; only an empty one takes the draft.
  const draft = draftOf(form, `voice ${form.dataset.voice}`);
  if (draft.restore()) form.querySelector('[data-say]')!.textContent = form.dataset.restored ?? '';
  const pictures = picturesOf(form);
  stepsOf(form, fits);
  followKind(form);
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    void send(form, pictures.all(), draft);
  });
}

/** A code that was scanned stands behind `#`: no server and no log on the way sees it. */
function startTrack(form: HTMLFormElement): void {
  const code = decodeURIComponent(location.hash.slice(1));
  if (!code) return;
  history.replaceState(null, '', location.pathname + location.search);
  form.querySelector<HTMLInputElement>('input[name=code]')!.value = code;
  form.submit();
}

function start(): void {
  copyButtons(document);
  const form = document.querySelector<HTMLFormElement>('form[data-voice]');
  if (form) startForm(form);
  const track = document.querySelector<HTMLFormElement>('form[data-track]');
  if (track) startTrack(track);
}

start();
