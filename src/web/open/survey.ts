import {
  type Answers,
  answerFrom,
  type Form,
  pathOf,
  wrongWith,
} from '../../contract/survey/form.ts';
import { type Device, deviceOf } from './parts/device.ts';
import { type Draft, draftOf } from './parts/draft.ts';
import { sendUntilTaken, showPage } from './parts/send.ts';

/** Answers as they stand in the form. */
function answersIn(form: HTMLFormElement, asked: Form): Answers {
  const data = new FormData(form);
  const field = (name: string) => {
    const value = data.get(name);
    return typeof value === 'string' ? value : undefined;
  };
  return Object.fromEntries(
    asked.questions.flatMap((q) => {
      const answer = answerFrom(q, field);
      return answer === undefined ? [] : [[q.id, answer]];
    }),
  );
}

/** One question after the other along the branches, without asking the server. */
function walk(form: HTMLFormElement, asked: Form): { readonly fits: () => boolean } {
  const steps = [...form.querySelectorAll<HTMLFieldSetElement>('fieldset[data-step]')];
  const button = (value: string) =>
    form.querySelector<HTMLButtonElement>(`button[name=go][value=${value}]`)!;
  let now = Math.max(
    0,
    steps.findIndex((s) => !s.hidden),
  );
  const path = () => {
    const ids = pathOf(asked, answersIn(form, asked)).map((q) => q.id);
    return ids.map((id) => steps.findIndex((s) => s.dataset.step === id));
  };
  const show = () => {
    const way = path();
    const at = way.indexOf(now);
    for (const [i, step] of steps.entries()) step.hidden = i !== now;
    form.querySelector<HTMLInputElement>('input[name=step]')!.value = String(at + 1);
    document.querySelector<HTMLElement>('[data-progress]')!.textContent =
      `${at + 1} / ${way.length}`;
    document.querySelector<HTMLElement>('[data-told]')!.hidden = at > 0;
    button('back').hidden = at === 0;
    button('next').hidden = at === way.length - 1;
    button('send').hidden = at !== way.length - 1;
  };
  /** Whether the present question is answered; says beside it what is missing. */
  const fits = () => {
    const question = asked.questions[now]!;
    const key = wrongWith(question, answersIn(form, asked)[question.id]);
    const wrong = steps[now]!.querySelector<HTMLElement>('[data-wrong]')!;
    wrong.hidden = !key;
    wrong.textContent = key
      ? (steps[now]!.querySelector(`[data-message="${key}"]`)?.textContent ??
        steps[now]!.querySelector('[data-message]')!.textContent)
      : '';
    return !key;
  };
  const go = (by: 1 | -1) => {
    if (by > 0 && !fits()) return;
    const way = path();
    now = way[way.indexOf(now) + by] ?? now;
    show();
    window.scrollTo(0, 0);
    const legend = steps[now]!.querySelector<HTMLElement>('legend');
    legend?.setAttribute('tabindex', '-1');
    legend?.focus({ preventScroll: true });
  };
  for (const [value, by] of [
    ['next', 1],
    ['back', -1],
  ] as const)
    button(value).addEventListener('click', (event) => {
      event.preventDefault();
      go(by);
    });
  // A choice may lead elsewhere: how far it is changes with it.
  form.addEventListener('change', show);
  show();
  return { fits };
}

async function send(
  form: HTMLFormElement,
  draft: Draft | undefined,
  device: Device | undefined,
): Promise<void> {
  const say = form.querySelector<HTMLElement>('[data-say]')!;
  for (const b of form.querySelectorAll<HTMLButtonElement>('button')) b.disabled = true;
  const fields = new FormData(form);
  fields.set('go', 'send');
  const body = new URLSearchParams([...fields].map(([k, v]) => [k, String(v)]));
  const answer = await sendUntilTaken(form.action, () => body, {
    sending: () => {
      say.textContent = form.dataset.sending!;
    },
    waiting: () => {
      say.textContent = form.dataset.waiting!;
    },
  });
  if (answer.ok) {
    draft?.forget();
    device?.used();
  }
  showPage(answer.page);
  start();
}

/** Somebody else may hold the phone now: what was kept can be cleared. */
function offerClear(form: HTMLFormElement, draft: Draft): void {
  const clear = form.querySelector<HTMLButtonElement>('[data-clear]')!;
  clear.hidden = false;
  clear.addEventListener('click', () => {
    draft.forget();
    location.reload();
  });
}

/** In place of the form, where this phone has answered already. */
function tellOnce(form: HTMLFormElement): void {
  const title = document.createElement('h2');
  title.textContent = form.dataset.once!;
  const more = document.createElement('p');
  more.textContent = form.dataset.onceMore!;
  document.querySelector('.progress')?.remove();
  form.replaceWith(title, more);
}

function start(): void {
  const form = document.querySelector<HTMLFormElement>('form[data-survey]');
  if (!form) return;
  const asked = JSON.parse(form.dataset.form!) as Form;
  const draft =
    form.dataset.draft === 'yes' ? draftOf(form, `survey ${form.dataset.survey}`) : undefined;
  if (draft?.restore()) {
    form.querySelector('[data-say]')!.textContent = form.dataset.restored ?? '';
    offerClear(form, draft);
  }
  const device =
    form.dataset.device === 'yes' ? deviceOf(`device ${form.dataset.survey}`) : undefined;
  if (device?.isUsed()) {
    tellOnce(form);
    return;
  }
  form.querySelector<HTMLInputElement>('input[name=device]')!.value = device?.number ?? '';
  const { fits } = walk(form, asked);
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    if (fits()) void send(form, draft, device);
  });
}

start();
