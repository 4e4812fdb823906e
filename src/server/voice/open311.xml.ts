const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};
/** Characters that XML 1.0 has no way to write. */
const UNSAYABLE = /[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu;

const escaped = (value: unknown): string =>
  String(value)
    .replace(UNSAYABLE, '')
    .replace(/[&<>"']/g, (c) => ESCAPES[c]!);

function element(name: string, value: unknown): string {
  if (value === null || value === undefined || value === '') return `<${name}/>`;
  if (Array.isArray(value))
    return `<${name}>${value.map((v) => element(name.replace(/s$/, ''), v)).join('')}</${name}>`;
  if (typeof value === 'object')
    return `<${name}>${Object.entries(value)
      .map(([k, v]) => element(k, v))
      .join('')}</${name}>`;
  return `<${name}>${escaped(value)}</${name}>`;
}

/** Rows as XML in the manner of GeoReport v2: a list with one element a row, or one object. */
export function elements(whole: string, each: string, rows: readonly object[] | object): string {
  const inner = Array.isArray(rows)
    ? rows.map((row) => element(each, row)).join('')
    : Object.entries(rows)
        .map(([k, v]) => element(k, v))
        .join('');
  return `<?xml version="1.0" encoding="utf-8"?>\n<${whole}>${inner}</${whole}>\n`;
}
