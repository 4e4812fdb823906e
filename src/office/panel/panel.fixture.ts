import { existsSync, readFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import ExcelJS from 'exceljs';
import {
  EngineError,
  type Issue,
  type Panel,
  parseScheme,
  type Scheme,
} from '../../engine/index.ts';
import { type PanelFile, type ReadOptions, type ReadReport, readPanel } from './read.ts';

export function csv(text: string, name = '考核.csv'): PanelFile {
  return { name, bytes: new TextEncoder().encode(text) };
}

/** A workbook whose sheets are filled by the test. */
export async function xlsx(
  fill: (workbook: ExcelJS.Workbook) => void,
  name = '考核.xlsx',
): Promise<PanelFile> {
  const workbook = new ExcelJS.Workbook();
  fill(workbook);
  return { name, bytes: new Uint8Array(await workbook.xlsx.writeBuffer()) };
}

export async function sheetOf(rows: readonly unknown[][], name?: string): Promise<PanelFile> {
  return xlsx((workbook) => {
    workbook.addWorksheet('数据').addRows(rows as unknown[][]);
  }, name);
}

export type SimpleIndicator = { id: string; name: string } & Record<string, unknown>;

/** A scheme that asks for these indicators and nothing else, unless told. */
export function schemeOf(
  indicators: readonly SimpleIndicator[],
  change: Record<string, unknown> = {},
): Scheme {
  return parseScheme({
    format: 'shiji-scheme/1',
    id: 'reading',
    title: '读表',
    purpose: 'reference',
    nodes: [{ id: 'root', name: '综合' }],
    indicators: indicators.map((i) => ({ parent: 'root', ...i })),
    // Weights vary nothing where there is only one indicator, and the scheme says so.
    ...(indicators.length === 1 ? { uncertainty: { measurement: {} } } : {}),
    ...change,
  });
}

/** Two indicators most tests read: 群众满意率 and 办理天数. */
export const twoIndicators: readonly SimpleIndicator[] = [
  { id: 'satisfied', name: '群众满意率', unit: '%' },
  { id: 'days', name: '办理天数', polarity: 'cost', unit: '天' },
];

/** Issues a reading ends with; fails when it does not end with any. */
export async function issuesOf(
  files: readonly PanelFile[],
  scheme: Scheme,
  options?: ReadOptions,
): Promise<readonly Issue[]> {
  try {
    await readPanel(files, scheme, options);
  } catch (error) {
    if (error instanceof EngineError) return error.issues;
    throw error;
  }
  throw new Error('the files were read without an issue');
}

export async function panelOf(
  files: readonly PanelFile[],
  scheme: Scheme,
  options?: ReadOptions,
): Promise<{ panel: Panel; report: ReadReport; warned: string[] }> {
  const { panel, report } = await readPanel(files, scheme, options);
  return { panel, report, warned: report.warnings.map((w) => w.code) };
}

/** One figure; undefined where the panel has no such unit, column or period. */
export function figure(panel: Panel, unit: string, id: string, period = ''): number | undefined {
  const p = panel.periods.indexOf(period);
  const c = panel.ids.indexOf(id);
  const u = panel.units.indexOf(unit);
  if (p < 0 || c < 0 || u < 0) return undefined;
  return panel.columns[p * panel.ids.length + c]![u];
}

/** Real data beside the project; tests that need it are skipped, and counted, without it. */
const DATA = resolve(process.env.SHIJI_DATA ?? '../shared/data');
const FIXTURES = resolve(process.env.SHIJI_FIXTURES ?? '../shared/fixtures');
export const hasRealData = existsSync(join(DATA, 'office')) && existsSync(join(FIXTURES, 'coinr'));

export function dataFile(path: string, indicator?: string): PanelFile {
  return realFile(join(DATA, path), indicator);
}

export function fixtureFile(path: string): PanelFile {
  return realFile(join(FIXTURES, path));
}

function realFile(path: string, indicator?: string): PanelFile {
  return {
    name: basename(path),
    bytes: readFileSync(path),
    ...(indicator === undefined ? {} : { indicator }),
  };
}
