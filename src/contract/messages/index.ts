import { createInstance } from 'i18next';
import enCli from './en/cli.json' with { type: 'json' };
import enEngine from './en/engine.json' with { type: 'json' };
import enOffice from './en/office.json' with { type: 'json' };
import enOrg from './en/org.json' with { type: 'json' };
import enServer from './en/server.json' with { type: 'json' };
import enWeb from './en/web.json' with { type: 'json' };
import zhCli from './zh-CN/cli.json' with { type: 'json' };
import zhEngine from './zh-CN/engine.json' with { type: 'json' };
import zhOffice from './zh-CN/office.json' with { type: 'json' };
import zhOrg from './zh-CN/org.json' with { type: 'json' };
import zhServer from './zh-CN/server.json' with { type: 'json' };
import zhWeb from './zh-CN/web.json' with { type: 'json' };

export const languages = ['zh-CN', 'en'] as const;
export type Language = (typeof languages)[number];

/** Text of a key in one language; `{{name}}` is filled from the parameters. */
export type Translate = (key: string, params?: Readonly<Record<string, string | number>>) => string;

const catalogues = {
  'zh-CN': { ...zhEngine, ...zhOffice, ...zhCli, ...zhOrg, ...zhServer, ...zhWeb },
  en: { ...enEngine, ...enOffice, ...enCli, ...enOrg, ...enServer, ...enWeb },
};

/** All texts of the command line, files and engine in one language. Keys are flat: `room.name`. */
export function createTranslator(lang: Language): Translate {
  const instance = createInstance();
  void instance.init({
    lng: lang,
    fallbackLng: 'zh-CN',
    keySeparator: false,
    nsSeparator: false,
    initAsync: false,
    interpolation: { escapeValue: false },
    resources: Object.fromEntries(
      languages.map((l) => [l, { translation: catalogues[l] }] as const),
    ),
  });
  return (key, params) => instance.t(key, params ?? {});
}
