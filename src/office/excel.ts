import type ExcelJS from 'exceljs';

/** The library for workbooks, read when the first one is: most of the time nobody needs its memory. */
export async function excel(): Promise<typeof ExcelJS> {
  return (await import('exceljs')).default;
}

/** Its part that writes row by row: a third of it, for threads that do nothing else. */
const WRITER: string = 'exceljs/lib/stream/xlsx/workbook-writer.js';

/** A workbook that goes out while it is written. */
export async function streamedWorkbook(
  out: NonNullable<ExcelJS.stream.xlsx.WorkbookStreamWriterOptions['stream']>,
): Promise<ExcelJS.stream.xlsx.WorkbookWriter> {
  const { default: Writer } = (await import(WRITER)) as {
    readonly default: typeof ExcelJS.stream.xlsx.WorkbookWriter;
  };
  const workbook = new Writer({ stream: out, useStyles: true });
  workbook.creator = 'Shiji';
  return workbook;
}
