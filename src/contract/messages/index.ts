import { createInstance } from 'i18next';
import enCli from './en/cli.json' with { type: 'json' };
import enDuty from './en/duty.json' with { type: 'json' };
import enEngine from './en/engine.json' with { type: 'json' };
import enIdentity from './en/identity.json' with { type: 'json' };
import enNotice from './en/notice.json' with { type: 'json' };
import enOffice from './en/office.json' with { type: 'json' };
import enOrg from './en/org.json' with { type: 'json' };
import enPerson from './en/person.json' with { type: 'json' };
import enRecord from './en/record.json' with { type: 'json' };
import enServer from './en/server.json' with { type: 'json' };
import enSystem from './en/system.json' with { type: 'json' };
import enWeb from './en/web.json' with { type: 'json' };
import zhCli from './zh-CN/cli.json' with { type: 'json' };
import zhDuty from './zh-CN/duty.json' with { type: 'json' };
import zhEngine from './zh-CN/engine.json' with { type: 'json' };
import zhIdentity from './zh-CN/identity.json' with { type: 'json' };
import zhNotice from './zh-CN/notice.json' with { type: 'json' };
import zhOffice from './zh-CN/office.json' with { type: 'json' };
import zhOrg from './zh-CN/org.json' with { type: 'json' };
import zhPerson from './zh-CN/person.json' with { type: 'json' };
import zhRecord from './zh-CN/record.json' with { type: 'json' };
import zhServer from './zh-CN/server.json' with { type: 'json' };
import zhSystem from './zh-CN/system.json' with { type: 'json' };
import zhWeb from './zh-CN/web.json' with { type: 'json' };

export const languages = ['zh-CN', 'en'] as const;
export type Language = (typeof languages)[number];

/** Text of a key in one language; `{{name}}` is filled from the parameters. */
export type Translate = (key: string, params?: Readonly<Record<string, string | number>>) => string;

const catalogues = {
  'zh-CN': {
    ...zhCli,
    ...zhDuty,
    ...zhEngine,
    ...zhIdentity,
    ...zhNotice,
    ...zhOffice,
    ...zhOrg,
    ...zhPerson,
    ...zhRecord,
    ...zhServer,
    ...zhSystem,
    ...zhWeb,
  },
  en: {
    ...enCli,
    ...enDuty,
    ...enEngine,
    ...enIdentity,
    ...enNotice,
    ...enOffice,
    ...enOrg,
    ...enPerson,
    ...enRecord,
    ...enServer,
    ...enSystem,
    ...enWeb,
  },
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
