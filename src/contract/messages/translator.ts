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
  // A text without parameters is the same each time: a file of 10,000 rows asks for 100,000.
  const plain = new Map<string, string>();
  return (key, params) => {
    if (params) return instance.t(key, params);
    const known = plain.get(key);
    if (known !== undefined) return known;
    const text = instance.t(key);
    // Only what the catalogue has: keys that no text stands for may be without end.
    if (key in catalogue) plain.set(key, text);
    return text;
  };
}
