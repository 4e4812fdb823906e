import type ExcelJS from 'exceljs';
import type { Translate } from '../../contract/messages/index.ts';
import type { Form } from '../../contract/survey/form.ts';
import type { Figure, SurveyResults } from '../../contract/survey/schemas.ts';
import { excel } from '../excel.ts';

interface Column {
  readonly head: string;
  readonly width: number;
  readonly format?: string;
}

/**
 * Results of a survey as a workbook: figures by question and group, then the codebook that says what
 * each code stands for. Groups that the page hides are hidden here too: single answers are in
 * neither.
 */
export async function surveyWorkbook(
  given: { readonly results: SurveyResults; readonly form: Form },
  t: Translate,
): Promise<Uint8Array> {
  const book = new (await excel()).Workbook();
  book.title = given.results.title;
  figures(book, given.results, t);
  texts(book, given.results, t);
  codebook(book, given.form, t);
  return new Uint8Array(await book.xlsx.writeBuffer());
}

function sheet(
  book: ExcelJS.Workbook,
  name: string,
  columns: readonly Column[],
): ExcelJS.Worksheet {
  const made = book.addWorksheet(name, {
    views: [{ state: 'frozen', ySplit: 1 }],
    pageSetup: { orientation: 'landscape', fitToPage: true, fitToHeight: 0, printTitlesRow: '1:1' },
  });
  made.columns = columns.map((c) => ({
    header: c.head,
    width: c.width,
    style: c.format ? { numFmt: c.format } : { alignment: { wrapText: true, vertical: 'top' } },
  }));
  made.getRow(1).font = { bold: true };
  return made;
}

function figures(book: ExcelJS.Workbook, results: SurveyResults, t: Translate): void {
  const made = sheet(book, t('survey:book-results'), [
    { head: t('survey:book-question'), width: 8 },
    { head: t('survey:book-title'), width: 36 },
    { head: t('survey:book-group'), width: 20 },
    { head: t('survey:book-n'), width: 9, format: '0' },
    { head: t('survey:book-value'), width: 22 },
    { head: t('survey:book-count'), width: 9, format: '0' },
    { head: t('survey:book-figure'), width: 10, format: '0.000' },
    { head: t('survey:book-low'), width: 10, format: '0.000' },
    { head: t('survey:book-high'), width: 10, format: '0.000' },
  ]);
  const nameOf = namesOf(results, t);
  // No sample of a roll: said where the figures are read.
  if (results.audience !== 'roll') made.addRow(['', t('survey:told-open')]);
  for (const item of results.items) {
    const code = item.part ? `${item.question}.${item.part}` : item.question;
    for (const g of item.groups) {
      const head = [code, item.title, nameOf.get(g.group)];
      if (g.n === null) {
        made.addRow([...head, null, t('survey:hidden')]);
        continue;
      }
      const line = (text: string, count: number | null, f: Figure) =>
        made.addRow([...head, g.n, text, count, f.value, f.lo, f.hi]);
      for (const c of g.cells) line(c.text, c.count, c.share);
      if (g.mean) line(t('survey:mean'), null, g.mean);
    }
  }
}

const namesOf = (results: SurveyResults, t: Translate): Map<string, string> =>
  new Map(results.groups.map((g) => [g.group, g.name || t('survey:group-all')]));

function texts(book: ExcelJS.Workbook, results: SurveyResults, t: Translate): void {
  const nameOf = namesOf(results, t);
  const said = results.items.flatMap((item) =>
    item.groups.flatMap((g) => g.texts.map((text) => [item, nameOf.get(g.group), text] as const)),
  );
  if (said.length === 0) return;
  const made = sheet(book, t('survey:book-texts'), [
    { head: t('survey:book-question'), width: 8 },
    { head: t('survey:book-title'), width: 36 },
    { head: t('survey:book-group'), width: 20 },
    { head: t('survey:book-text'), width: 80 },
  ]);
  for (const [item, group, text] of said) made.addRow([item.question, item.title, group, text]);
}

function codebook(book: ExcelJS.Workbook, form: Form, t: Translate): void {
  const made = sheet(book, t('survey:book-codes'), [
    { head: t('survey:book-question'), width: 8 },
    { head: t('survey:book-kind'), width: 12 },
    { head: t('survey:book-title'), width: 40 },
    { head: t('survey:book-code'), width: 10 },
    { head: t('survey:book-meaning'), width: 40 },
  ]);
  for (const q of form.questions) {
    const head = [q.id, t(`survey:kind-${q.kind}`), q.title];
    const codes = [
      ...(q.options ?? []).map((o) => [o.id, o.text]),
      ...(q.rows ?? []).map((o) => [`${q.id}.${o.id}`, o.text]),
      ...(q.points
        ? [
            ['1', q.low ?? ''],
            [String(q.points), q.high ?? ''],
          ]
        : []),
      ...(q.jumps ?? []).map((j) => [
        j.option,
        t('survey:book-jump', { to: j.to === 'end' ? t('survey:jump-end') : j.to }),
      ]),
    ];
    made.addRow([...head, ...(codes[0] ?? [])]);
    for (const code of codes.slice(1)) made.addRow([q.id, '', '', ...code]);
  }
}
