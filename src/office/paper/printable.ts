/** A copy of plain data whose texts hold only what can be set and what XML can hold. */
export function printable<T>(data: T): T {
  if (typeof data === 'string') return clean(data) as T;
  if (Array.isArray(data)) return data.map(printable) as T;
  if (data === null || typeof data !== 'object') return data;
  return Object.fromEntries(
    Object.entries(data).map(([key, value]) => [key, printable(value)]),
  ) as T;
}

/** Without control characters (tabs become spaces) and halves of surrogate pairs. */
function clean(text: string): string {
  return text
    .replace(/\t/g, ' ')
    .replace(/[^\n\P{Cc}]/gu, '')
    .replace(/[\p{Cs}\ufffe\uffff]/gu, '');
}
