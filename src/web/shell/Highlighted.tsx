/** Pieces of a text by whether they are among the words sought. */
export function pieces(text: string, words: string): { text: string; found: boolean }[] {
  const each = words.split(/\s+/).filter(Boolean);
  if (each.length === 0) return [{ text, found: false }];
  const escaped = each.map((w) => w.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return text
    .split(new RegExp(`(${escaped.join('|')})`, 'gi'))
    .map((piece, k) => ({ text: piece, found: k % 2 === 1 }))
    .filter((piece) => piece.text !== '');
}

/** A text with the words sought marked in it. */
export function Highlighted({ text, words }: { text: string; words: string }) {
  return pieces(text, words).map((piece, k) =>
    piece.found ? <mark key={k}>{piece.text}</mark> : <span key={k}>{piece.text}</span>,
  );
}
