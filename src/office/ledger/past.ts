import en from '../../contract/messages/en/ledger.json' with { type: 'json' };
import { languages, translatorOf } from '../../contract/messages/translator.ts';
import zh from '../../contract/messages/zh-CN/ledger.json' with { type: 'json' };
import { refuse } from '../table/refuse.ts';
import type { ReadFile } from './read.ts';

const texts = { en, 'zh-CN': zh };
/** How our own files of a day that is over begin their second title, in each language. */
const SAYS = languages.map((lang) => {
  const [said] = translatorOf(lang, texts[lang])('ledger:subtitle-past', { day: 'DAY' }).split(
    /[:：]/,
  );
  return new RegExp(`^${said!.replace('DAY', '(\\d{4}-\\d\\d-\\d\\d)')}`);
});

/**
 * Refuses a file of ours that shows a day that is over: its states and deadlines would set the ledger
 * back to that day. `edited`: whoever corrected words in it may take these all the same; then rows
 * without a mark, of which nobody knows what was edited, are wrong.
 */
export function refusePast(file: ReadFile, name: string, edited: boolean): ReadFile['lines'] {
  const { lines, sheets } = file;
  const day = lines.find((l) => l.token?.day)?.token?.day ?? dayOfTitles(sheets);
  if (day === undefined) return lines;
  const marks = lines.filter((l) => l.token).length;
  if (!edited || marks === 0) refuse(name, 'ledger:import-past', { day, marks });
  return lines.map((line) => {
    if (line.token) return line;
    const at = { ...(line.sheet === null ? {} : { sheet: line.sheet }), row: line.row };
    const issue = { code: 'ledger:import-past-row', at, params: { day } };
    return { ...line, issues: [...line.issues, issue] };
  });
}

function dayOfTitles(sheets: ReadFile['sheets']): string | undefined {
  for (const title of sheets.flatMap((s) => s.titles))
    for (const says of SAYS) {
      const day = says.exec(title)?.[1];
      if (day) return day;
    }
  return undefined;
}
