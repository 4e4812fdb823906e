/** HTML that may be sent as it stands: made by {@link html} alone. */
export class Html {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

type Value = Html | string | number | null | undefined | false | readonly Value[];

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function shown(value: Value): string {
  if (value instanceof Html) return value.text;
  if (Array.isArray(value)) return value.map(shown).join('');
  if (value === null || value === undefined || value === false) return '';
  return String(value).replace(/[&<>"']/g, (c) => ESCAPES[c]!);
}

/**
 * HTML from a template: whatever is filled in is escaped, in text and in quoted attributes.
 * Pieces of {@link Html} and lists of them stand as they are; nothing is shown for `undefined`,
 * `null` and `false`.
 */
export function html(strings: TemplateStringsArray, ...values: readonly Value[]): Html {
  return new Html(strings.map((s, i) => s + shown(values[i])).join(''));
}

/** An attribute without value, where a condition holds. */
export const flag = (name: 'checked' | 'hidden' | 'required' | 'disabled', on: boolean): Html =>
  new Html(on ? ` ${name}` : '');

/** Markup that a library of ours made (the drawing of a code). Never a text of a person. */
export const markup = (text: string): Html => new Html(text);
