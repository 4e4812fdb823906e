import type ExcelJS from 'exceljs';

/** The library for workbooks, read when the first one is: most of the time nobody needs its memory. */
export async function excel(): Promise<typeof ExcelJS> {
  return (await import('exceljs')).default;
}
