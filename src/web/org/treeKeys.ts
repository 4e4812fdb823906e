import type { Row } from './rows.ts';

/**
 * What a key does in a tree: the row to go to, open, close or choose; nothing for other keys.
 * Left goes to the parent of a closed row, right into an open one (ARIA practices).
 */
export function step(
  key: string,
  rows: readonly Row[],
  at: number,
): number | 'open' | 'close' | 'choose' | undefined {
  const row = rows[at];
  if (!row) return undefined;
  const branch = row.kind === 'unit' && row.branch;
  const open = row.kind === 'unit' && row.open;
  switch (key) {
    case 'ArrowDown':
    case 'j':
      return Math.min(rows.length - 1, at + 1);
    case 'ArrowUp':
    case 'k':
      return Math.max(0, at - 1);
    case 'Home':
      return 0;
    case 'End':
      return rows.length - 1;
    case 'ArrowRight':
      if (!branch) return undefined;
      return open ? at + 1 : 'open';
    case 'ArrowLeft': {
      if (open) return 'close';
      const above = rows.slice(0, at).findLastIndex((r) => r.level < row.level);
      return above < 0 ? undefined : above;
    }
    case 'Enter':
    case ' ':
      return 'choose';
    default:
      return undefined;
  }
}
