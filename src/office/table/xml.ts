/** A part of a workbook is not what its format says. */
export class Broken extends Error {}

/**
 * A part of a workbook as text, without a prefix on its tags: some programs write `<x:row>`. Throws
 * {@link Broken} where its last tag is missing: it was cut off.
 */
export function partOf(xml: string, root: string): string {
  const text = xml.includes('\r') ? xml.replace(/\r\n?/g, '\n') : xml;
  const prefix = new RegExp(`<(\\w+):${root}\\b`).exec(text)?.[1];
  const plain =
    prefix === undefined ? text : text.replace(new RegExp(`(</?)${prefix}:`, 'g'), '$1');
  const closed = plain.lastIndexOf(`</${root}>`) >= 0;
  if (!closed && !new RegExp(`<${root}\\b[^>]*/>\\s*$`).test(plain)) throw new Broken(root);
  return plain;
}

/** Attributes of a tag, from what stands between its name and its end. */
export function attributesOf(own: string): Record<string, string | undefined> {
  const out: Record<string, string> = {};
  for (const [, name, double, single] of own.matchAll(/([\w:.-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g))
    out[name!] = decoded(double ?? single ?? '');
  return out;
}

const NAMED: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
};

/** Text between tags as it is meant. Throws {@link Broken} for a bare `&`. */
export function decoded(text: string): string {
  if (text.includes('<![CDATA['))
    return text
      .split(/(<!\[CDATA\[[\s\S]*?\]\]>)/)
      .map((part) => (part.startsWith('<![CDATA[') ? part.slice(9, -3) : decoded(part)))
      .join('');
  if (!text.includes('&')) return text;
  return text.replace(/&([^;&\s]{1,12};)?/g, (_, name: string | undefined) => {
    const word = name?.slice(0, -1) ?? '';
    const code = /^#(?:x([0-9a-f]+)|(\d+))$/i.exec(word);
    const point = code ? Number.parseInt(code[1] ?? code[2]!, code[1] ? 16 : 10) : undefined;
    const character =
      point === undefined || point > 0x10ffff ? NAMED[word] : String.fromCodePoint(point);
    if (character === undefined) throw new Broken(`&${word}`);
    return character;
  });
}
