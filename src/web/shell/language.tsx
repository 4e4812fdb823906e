import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from 'react';
import { type Language, type Translate, translatorOf } from '../../contract/messages/translator.ts';

const KEY = 'shiji.language';

interface Value {
  readonly lang: Language;
  readonly t: Translate;
  readonly setLang: (lang: Language) => void;
}

const Context = createContext<Value | undefined>(undefined);

/** Only the language that is read is loaded. */
const load = {
  'zh-CN': () => import('../../contract/messages/zh-CN.ts'),
  en: () => import('../../contract/messages/en.ts'),
} as const;

/** The language chosen in this browser, with its texts: read before the page is first drawn. */
export async function readLanguage(): Promise<{ lang: Language; t: Translate }> {
  return texts(localStorage.getItem(KEY) === 'en' ? 'en' : 'zh-CN');
}

async function texts(lang: Language) {
  return { lang, t: translatorOf(lang, (await load[lang]()).catalogue) };
}

interface Props {
  readonly first: { readonly lang: Language; readonly t: Translate };
  readonly children: ReactNode;
}

/** Language of the page; remembered in this browser. */
export function LanguageProvider({ first, children }: Props) {
  const [now, setNow] = useState(first);
  useEffect(() => {
    document.documentElement.lang = now.lang;
  }, [now.lang]);
  const value = useMemo<Value>(
    () => ({
      ...now,
      setLang: (next) => {
        localStorage.setItem(KEY, next);
        void texts(next).then(setNow);
      },
    }),
    [now],
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
