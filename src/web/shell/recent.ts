const KEY = 'shiji.sought';
const MOST = 6;

/** Words sought before in this browser, last first. */
export function recent(): string[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(KEY) ?? '[]');
    return Array.isArray(kept) ? kept.filter((w) => typeof w === 'string').slice(0, MOST) : [];
  } catch {
    return [];
  }
}

export function remember(words: string): void {
  if (words === '') return;
  const kept = [words, ...recent().filter((w) => w !== words)].slice(0, MOST);
  localStorage.setItem(KEY, JSON.stringify(kept));
}

/** On signing out: who comes next need not know. */
export function forget(): void {
  localStorage.removeItem(KEY);
}
