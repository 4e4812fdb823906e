import { createInstance } from 'i18next';

export const languages = ['zh-CN', 'en'] as const;
export type Language = (typeof languages)[number];

/** Text of a key in one language; `{{name}}` is filled from the parameters. */
export type Translate = (key: string, params?: Readonly<Record<string, string | number>>) => string;

/** Texts of one catalogue. Keys are flat: `room:name`; a key without text stands for itself. */
export function translatorOf(
  lang: Language,
  catalogue: Readonly<Record<string, string>>,
): Translate {
  const instance = createInstance();
  void instance.init({
    lng: lang,
    keySeparator: false,
    nsSeparator: false,
    initAsync: false,
    interpolation: { escapeValue: false },
    resources: { [lang]: { translation: catalogue } },
  });
  return (key, params) => instance.t(key, params ?? {});
}
