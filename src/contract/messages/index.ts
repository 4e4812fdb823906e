import enCli from './en/cli.json' with { type: 'json' };
import { catalogue as en } from './en.ts';
import { type Language, type Translate, translatorOf } from './translator.ts';
import zhCli from './zh-CN/cli.json' with { type: 'json' };
import { catalogue as zh } from './zh-CN.ts';

export { type Language, languages, type Translate } from './translator.ts';

const catalogues = { 'zh-CN': { ...zh, ...zhCli }, en: { ...en, ...enCli } };

/** All texts of the command line, files and engine in one language; the page loads only one. */
export function createTranslator(lang: Language): Translate {
  made[lang] ??= translatorOf(lang, catalogues[lang]);
  return made[lang];
}
const made: Partial<Record<Language, Translate>> = {};
