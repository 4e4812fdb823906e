/** Text that is HTML already; anything else put into {@link html} is escaped. */
export interface Markup {
  readonly markup: string;
}

type Part = Markup | string | number | false | undefined | readonly Part[];

function render(part: Part): string {
  if (part === false || part === undefined) return '';
  if (typeof part === 'string') return escaped(part);
  if (typeof part === 'number') return String(part);
  return 'markup' in part ? part.markup : part.map(render).join('');
}

export function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);
}

/** HTML from a template: values are escaped, markup and lists of it are put in as they are. */
export function html(texts: TemplateStringsArray, ...values: readonly Part[]): Markup {
  return {
    markup: texts.map((text, i) => text.replace(/\n\s*/g, '') + render(values[i] ?? '')).join(''),
  };
}

/** A section with a heading that the contents list links to. */
export function section(id: string, title: string, ...body: readonly Part[]): Markup {
  return html`<section id="${id}"><h2>${title}</h2>${body}</section>\n`;
}

export function note(text: string): Markup {
  return html`<p class="note">${text}</p>`;
}

export interface Column {
  readonly text: string | Markup;
  /** Class of the heading and its cells: `n` numbers, `wide` drawings, `more` left out on phones. */
  readonly kind?: string;
}

/**
 * A table; `caption` is read out where the heading above is not enough. Wide tables scroll
 * inside their own box, reachable by keyboard.
 */
export function table(
  columns: readonly Column[],
  rows: readonly Markup[],
  options: { readonly kind?: string; readonly caption?: string } = {},
): Markup {
  const head = columns.map(
    (c) => html`<th scope="col"${c.kind ? html` class="${c.kind}"` : ''}>${c.text}</th>`,
  );
  return html`<div class="scroll" tabindex="0" role="group"${options.caption ? html` aria-label="${options.caption}"` : ''}>
    <table${options.kind ? html` class="${options.kind}"` : ''}><thead><tr>${head}</tr></thead>
    <tbody>${rows}</tbody></table></div>`;
}

export const cell = {
  text: (text: string | Markup, kind = ''): Markup =>
    kind ? html`<td class="${kind}">${text}</td>` : html`<td>${text}</td>`,
  number: (text: string | Markup, kind = ''): Markup => html`<td class="n ${kind}">${text}</td>`,
  head: (text: string | Markup): Markup => html`<th scope="row">${text}</th>`,
};
