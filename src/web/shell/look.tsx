import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from 'react';
import type { Look } from './theme.ts';

export const themes = ['system', 'light', 'dark'] as const;
export type Theme = (typeof themes)[number];

const KEYS = { theme: 'shiji.theme', size: 'shiji.size' } as const;

interface Value extends Look {
  readonly theme: Theme;
  readonly setTheme: (theme: Theme) => void;
  readonly setLarge: (large: boolean) => void;
}

const Context = createContext<Value | undefined>(undefined);

/** Whether a media query holds, followed as it changes. */
export function useMedia(query: string): boolean {
  const [holds, setHolds] = useState(() => matchMedia(query).matches);
  useEffect(() => {
    const list = matchMedia(query);
    const follow = () => setHolds(list.matches);
    list.addEventListener('change', follow);
    return () => list.removeEventListener('change', follow);
  }, [query]);
  return holds;
}

/** Light or dark, ordinary or large type; remembered in this browser, the system's until chosen. */
export function LookProvider({ children }: { children: ReactNode }) {
  const [theme, setTheme] = useState<Theme>(
    () => themes.find((t) => t === localStorage.getItem(KEYS.theme)) ?? 'system',
  );
  const [large, setLarge] = useState(() => localStorage.getItem(KEYS.size) === 'large');
  const systemDark = useMedia('(prefers-color-scheme: dark)');
  const still = useMedia('(prefers-reduced-motion: reduce)');
  const dark = theme === 'dark' || (theme === 'system' && systemDark);
  const { dataset } = document.documentElement;
  // While rendering, not after: the first picture is already the right one.
  dataset.theme = dark ? 'dark' : 'light';
  dataset.size = large ? 'large' : 'ordinary';
  const value = useMemo<Value>(
    () => ({
      theme,
      dark,
      large,
      still,
      setTheme: (next) => {
        localStorage.setItem(KEYS.theme, next);
        setTheme(next);
      },
      setLarge: (next) => {
        localStorage.setItem(KEYS.size, next ? 'large' : 'ordinary');
        setLarge(next);
      },
    }),
    [theme, dark, large, still],
  );
  return <Context value={value}>{children}</Context>;
}

export function useLook(): Value {
  const value = useContext(Context);
  if (!value) throw new Error('useLook outside LookProvider');
  return value;
}
