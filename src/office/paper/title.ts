/** Characters of 2 号 that leave air at both sides of a line of 28 characters of 3 号. */
const WIDEST = 18;
const MOST_LINES = 4;
/** A line may not begin with what belongs to the word before it. */
const cannotBegin = /^[的地得之与和及、，。：；）〕》”’%]/;
const cannotEnd = /[（〔《“‘、]$/;
/** Terms of the field that a dictionary of words would break. */
const terms =
  /(正确政绩观|政绩观|学习教育|查摆|践行|销号|问题清单|整改台账|督办函|总结报告|情况报告|立行立改|有限公司|\d{4}年(?:第[一二三四]季度|\d{1,2}月)?|第[一二三四]季度|回头看|专项整治|主题教育|分公司|领导班子)/;

/**
 * Lines of a title as writers of papers break it: whole words, in the shape of an inverted
 * trapezoid or a diamond, never of an hourglass or a block. `widest` in characters.
 */
export function titleLines(title: string, widest = WIDEST): string[] {
  const text = title.trim();
  if (measure(text) <= widest) return [text];
  const words = wordsOf(text);
  for (let lines = 2; lines <= MOST_LINES; lines++) {
    const best = bestBreak(words, lines, widest);
    if (best) return best;
  }
  return cut(text, widest);
}

/** Width in full characters: Latin letters and digits take half. */
export function measure(text: string): number {
  return [...text].reduce((sum, c) => sum + (/[ -~]/.test(c) ? 0.5 : 1), 0);
}

/** Words, with what is quoted in 《》 kept whole and marks left with the word they belong to. */
function wordsOf(text: string): string[] {
  const segmenter = new Intl.Segmenter('zh', { granularity: 'word' });
  const words: string[] = [];
  let open = 0;
  const segments = text
    .split(terms)
    .flatMap((part) =>
      terms.test(part) ? [part] : [...segmenter.segment(part)].map(({ segment }) => segment),
    );
  for (const segment of segments) {
    const glue = open > 0 || cannotBegin.test(segment) || cannotEnd.test(words.at(-1) ?? '');
    if (glue && words.length > 0) words[words.length - 1] += segment;
    else words.push(segment);
    open += count(segment, /《/g) - count(segment, /》/g);
  }
  return words;
}

const count = (text: string, pattern: RegExp): number => text.match(pattern)?.length ?? 0;

function bestBreak(words: readonly string[], lines: number, widest: number): string[] | null {
  let best: { readonly cost: number; readonly lines: string[] } | null = null;
  const visit = (from: number, left: number, done: readonly string[]): void => {
    if (left === 1) {
      const all = [...done, words.slice(from).join('')];
      const cost = shapeCost(all.map(measure), widest) + wordCost(all);
      if (Number.isFinite(cost) && (!best || cost < best.cost)) best = { cost, lines: all };
      return;
    }
    for (let to = from + 1; to <= words.length - left + 1; to++) {
      const line = words.slice(from, to).join('');
      if (measure(line) > widest) break;
      visit(to, left - 1, [...done, line]);
    }
  };
  visit(0, lines, []);
  return (best as { lines: string[] } | null)?.lines ?? null;
}

/** How far the lengths are from an inverted trapezoid (two lines) or a diamond (three and more). */
function shapeCost(lengths: readonly number[], widest: number): number {
  if (Math.max(...lengths) > widest || Math.min(...lengths) < 4) return Number.POSITIVE_INFINITY;
  const [first, second, ...rest] = lengths as [number, number, ...number[]];
  const last = lengths.at(-1)!;
  if (rest.length === 0) return Math.abs(first - second - 3) + (first <= second ? 6 : 0);
  const middle = Math.max(...lengths.slice(1, -1));
  const hourglass = middle < first && middle < last ? 20 : 0;
  const block = Math.abs(first - middle) < 1 && Math.abs(middle - last) < 1 ? 8 : 0;
  const diamond = Math.abs(middle - first - 3) + Math.abs(middle - last - 3);
  const trapezoid = Math.abs(first - middle - 3) + Math.abs(middle - last - 3);
  return Math.min(diamond, trapezoid + 1) + hourglass + block;
}

/** Breaking after 关于 or between a verb and 的 reads worse than a shape that is a little off. */
function wordCost(lines: readonly string[]): number {
  return lines
    .slice(0, -1)
    .reduce((sum, line) => sum + (/(关于|对|向|在|和|与|及)$/.test(line) ? 12 : 0), 0);
}

/** Last resort for a title of one long word. */
function cut(text: string, widest: number): string[] {
  const characters = [...text];
  return Array.from({ length: Math.ceil(characters.length / widest) }, (_, i) =>
    characters.slice(i * widest, (i + 1) * widest).join(''),
  );
}
