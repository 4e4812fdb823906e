import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate';
import { type Face, fonts } from './style.ts';

/**
 * What the library cannot say: names to fall back on for every font, no spaces of its own between
 * Chinese and Latin (28 characters a line would not hold), and no lines kept back at page ends
 * (22 lines a page would not hold). Tables take the places of the paragraphs that name them.
 */
export function finish(file: Uint8Array, tables: ReadonlyMap<string, string>): Uint8Array {
  const parts = unzipSync(file);
  const edit = (name: string, change: (xml: string) => string): void => {
    const xml = parts[name];
    if (!xml) throw new Error(`the Word file has no ${name}`);
    parts[name] = strToU8(change(strFromU8(xml)));
  };
  edit('word/styles.xml', (xml) =>
    offGrid.reduce(
      (styles, id) =>
        replaced(
          styles,
          new RegExp(`(w:styleId="${id}"(?:(?!<w:spacing).)*?)(<w:spacing)`),
          `$1${free}$2`,
        ),
      [
        /(<w:pPrDefault><w:pPr>)()/,
        /(w:styleId="Normal"><w:name w:val="Normal"\/><w:qFormat\/><w:pPr>)()/,
      ].reduce((styles, place) => replaced(styles, place, `$1${strict}$2`), xml),
    ),
  );
  edit('word/fontTable.xml', () => fontTable());
  edit('word/document.xml', (xml) => withTables(xml, tables));
  return zipSync(parts);
}

function withTables(xml: string, tables: ReadonlyMap<string, string>): string {
  const pieces: string[] = [];
  let rest = xml;
  for (const [place, table] of tables) {
    const at = rest.indexOf(place);
    if (at < 0) throw new Error('the Word file has no place for a table');
    pieces.push(rest.slice(0, rest.lastIndexOf('<w:p>', at)), table);
    rest = rest.slice(rest.indexOf('</w:p>', at) + '</w:p>'.length);
  }
  return pieces.join('') + rest;
}

/** Styles whose lines stand where they are put, not on the grid of 22 lines. */
const offGrid = ['ShijiCell', 'ShijiMark', 'ShijiTitle'] as const;

const free = '<w:snapToGrid w:val="0"/>';
const strict = '<w:widowControl w:val="0"/><w:autoSpaceDE w:val="0"/><w:autoSpaceDN w:val="0"/>';

function replaced(xml: string, pattern: RegExp, by: string): string {
  if (!pattern.test(xml)) throw new Error(`styles of the Word file have no ${pattern.source}`);
  return xml.replace(pattern, by);
}

const family: Record<Face, string> = {
  mark: 'auto',
  body: 'modern',
  level1: 'modern',
  level2: 'modern',
  number: 'auto',
};

function fontTable(): string {
  const faces = Object.entries(fonts) as [Face, (typeof fonts)[Face]][];
  const all = faces.map(
    ([face, { name, fallbacks }]) =>
      `<w:font w:name="${name}"><w:altName w:val="${fallbacks.join(',')}"/>` +
      `<w:charset w:val="86"/><w:family w:val="${family[face]}"/><w:pitch w:val="default"/></w:font>`,
  );
  return (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>' +
    '<w:fonts xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">' +
    `${all.join('')}</w:fonts>`
  );
}
