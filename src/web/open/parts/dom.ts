type Child = Node | string | false | undefined;
type Attributes = Readonly<Record<string, string | boolean | undefined>>;

/** An element with its attributes (`true`: without value; `false`: none) and what is in it. */
export function el<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes))
    if (value !== false && value !== undefined)
      made.setAttribute(name, value === true ? '' : value);
  made.append(...children.filter((c): c is Node | string => c !== false && c !== undefined));
  return made;
}

/** Shows other contents in a place, from the top, and reads them out from their heading. */
export function show(place: HTMLElement, ...contents: readonly Child[]): void {
  place.replaceChildren(
    ...contents.filter((c): c is Node | string => c !== false && c !== undefined),
  );
  const heading = place.querySelector<HTMLElement>('h1');
  if (!heading) return;
  window.scrollTo(0, 0);
  heading.setAttribute('tabindex', '-1');
  heading.focus({ preventScroll: true });
}

export type Say = (key: string, params?: Readonly<Record<string, string | number>>) => string;

/** Texts that the server put into the page, with `{{params}}` filled in. */
export function sayer(texts: Readonly<Record<string, string>>): Say {
  return (key, params = {}) =>
    (texts[key] ?? key).replace(/\{\{(\w+)\}\}/g, (_, name: string) => String(params[name] ?? ''));
}

/** Lets the browser draw before long work goes on. */
export const breathe = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0));
