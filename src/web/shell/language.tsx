import { createContext, type ReactNode, useContext, useMemo, useState } from 'react';
import { createTranslator, type Language, type Translate } from '../../contract/messages/index.ts';

const KEY = 'shiji.language';

interface Value {
  readonly lang: Language;
  readonly t: Translate;
  readonly setLang: (lang: Language) => void;
}

const Context = createContext<Value | undefined>(undefined);

/** Language of the page; remembered in this browser. */
export function LanguageProvider({ children }: { children: ReactNode }) {
  const [lang, setState] = useState<Language>(() =>
    localStorage.getItem(KEY) === 'en' ? 'en' : 'zh-CN',
  );
  const value = useMemo<Value>(
    () => ({
      lang,
      t: createTranslator(lang),
      setLang: (next) => {
        localStorage.setItem(KEY, next);
        document.documentElement.lang = next;
        setState(next);
      },
    }),
    [lang],
  );
  return <Context value={value}>{children}</Context>;
}

export function useLanguage(): Value {
  const value = useContext(Context);
  if (!value) throw new Error('useLanguage outside LanguageProvider');
  return value;
}

export function useT(): Translate {
  return useLanguage().t;
}
