const wide = /[ᄀ-ᅟ⺀-〾ぁ-㏿㐀-䶿一-鿿ꀀ-꓏가-힣豈-﫿︰-﹏＀-｠￠-￦]/u;

/** Columns a text takes in a terminal: Chinese characters and full-width forms take two. */
export function displayWidth(text: string): number {
  let width = 0;
  for (const character of text) width += wide.test(character) ? 2 : 1;
  return width;
}

/** Rows as lines with aligned columns; columns named in `right` are aligned right. */
export function columns(
  rows: readonly (readonly string[])[],
  right: readonly number[] = [],
): string[] {
  const widths: number[] = [];
  for (const row of rows)
    row.forEach((cell, c) => {
      widths[c] = Math.max(widths[c] ?? 0, displayWidth(cell));
    });
  return rows.map((row) =>
    row
      .map((cell, c) => {
        const gap = ' '.repeat(widths[c]! - displayWidth(cell));
        return right.includes(c) ? gap + cell : cell + gap;
      })
      .join('  ')
      .trimEnd(),
  );
}
