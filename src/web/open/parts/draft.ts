import { quietly } from './quietly.ts';

/**
 * Keeps what was typed into a form on this phone until it is sent, so that a lost connection or
 * a closed page loses nothing. Files, hidden fields and fields marked `data-draft="no"` are not
 * kept. Phones that keep nothing work as before.
 */
export interface Draft {
  /** Puts what was kept into fields; tells whether there was anything. */
  readonly restore: () => boolean;
  readonly save: () => void;
  readonly forget: () => void;
}

type Field = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement;
/** A draft is somebody's words: it does not stay on a phone for good. */
const KEPT_DAYS = 7;

export function draftOf(form: HTMLFormElement, key: string): Draft {
  const fields = () =>
    [...form.elements].filter(
      (e): e is Field =>
        (e instanceof HTMLInputElement ||
          e instanceof HTMLTextAreaElement ||
          e instanceof HTMLSelectElement) &&
        !['file', 'hidden', 'submit'].includes(e.type) &&
        e.name !== '' &&
        e.dataset.draft !== 'no',
    );
  const isChoice = (f: Field): f is HTMLInputElement => f.type === 'radio' || f.type === 'checkbox';
  const forget = () => quietly(() => localStorage.removeItem(key));
  const save = () =>
    quietly(() => {
      const kept: Record<string, string[]> = {};
      for (const f of fields())
        if (isChoice(f) ? f.checked : f.value !== '')
          kept[f.name] = [...(kept[f.name] ?? []), f.value];
      if (Object.keys(kept).length === 0) return forget();
      localStorage.setItem(key, JSON.stringify({ at: Date.now(), kept }));
    });
  const restore = () =>
    quietly(() => {
      const text = localStorage.getItem(key);
      if (!text) return false;
      const { at, kept } = JSON.parse(text) as { at: number; kept: Record<string, string[]> };
      if (Date.now() - at > KEPT_DAYS * 86_400_000) {
        forget();
        return false;
      }
      for (const f of fields()) {
        const values = kept[f.name];
        if (!values) continue;
        if (isChoice(f)) f.checked = values.includes(f.value);
        else if (f.value === '') f.value = values[0]!;
      }
      return true;
    }) ?? false;
  form.addEventListener('input', save);
  form.addEventListener('change', save);
  return { restore, save, forget };
}
