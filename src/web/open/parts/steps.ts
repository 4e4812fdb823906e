/** One question after the other without asking the server, where the form has them all. */
export interface Steps {
  readonly show: (index: number) => void;
  readonly current: () => number;
}

/**
 * A form whose questions are `fieldset[data-step]`, all but one hidden; `[data-progress]` says
 * «2 / 5», `button[value=next]` and `button[value=back]` go on and back, and the button without a
 * value sends. The server does the same with a page a question where there is no script.
 *
 * @param fits whether one may go on from a question; it says itself what is wrong
 */
export function stepsOf(form: HTMLFormElement, fits: (step: HTMLElement) => boolean): Steps {
  const steps = [...form.querySelectorAll<HTMLFieldSetElement>('fieldset[data-step]')];
  const field = form.querySelector<HTMLInputElement>('input[name=step]');
  let now = Math.max(
    0,
    steps.findIndex((s) => !s.hidden),
  );
  const button = (value: string) =>
    form.querySelector<HTMLButtonElement>(`button[name=go][value=${value}]`);
  const show = (index: number) => {
    now = Math.min(Math.max(0, index), steps.length - 1);
    for (const [i, step] of steps.entries()) step.hidden = i !== now;
    if (field) field.value = String(now + 1);
    for (const p of document.querySelectorAll('[data-progress]'))
      p.textContent = `${now + 1} / ${steps.length}`;
    for (const told of document.querySelectorAll<HTMLElement>('[data-told]')) told.hidden = now > 0;
    const last = now === steps.length - 1;
    button('back')!.hidden = now === 0;
    button('next')!.hidden = last;
    button('send')!.hidden = !last;
  };
  const go = (by: number) => {
    if (by > 0 && !fits(steps[now]!)) return;
    show(now + by);
    history.replaceState(null, '');
    window.scrollTo(0, 0);
    const legend = steps[now]!.querySelector<HTMLElement>('legend');
    legend?.setAttribute('tabindex', '-1');
    legend?.focus({ preventScroll: true });
  };
  button('next')?.addEventListener('click', (event) => {
    event.preventDefault();
    go(1);
  });
  button('back')?.addEventListener('click', (event) => {
    event.preventDefault();
    go(-1);
  });
  return { show, current: () => now };
}
