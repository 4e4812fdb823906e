import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { PassThrough } from 'node:stream';
import ExcelJS from 'exceljs';
import { createTranslator, type Language } from '../../contract/messages/index.ts';
import { EngineError, type Issue } from '../../engine/index.ts';
import { readGrids } from '../table/grid.ts';
import { type LedgerPerson, personResolver } from './people.ts';
import type { KnownProblem, LedgerPlan } from './plan.ts';
import { planLedger } from './plan.ts';
import { type LedgerFile, type ReadLedgerOptions, readLedger } from './read.ts';
import { type LedgerUnit, unitResolver } from './units.ts';
import { type LedgerFormKind, writeLedgerXlsx } from './write.ts';
import type { WrittenProblem } from './written.ts';

const DATA = resolve(process.env.SHIJI_DATA ?? '../shared/data');
const sample = join(DATA, 'voices/messages-labelled-sample.xlsx');
export const hasSample = existsSync(sample);
export const sampleBytes = (): Uint8Array => readFileSync(sample);

export function unit(name: string, more: Partial<LedgerUnit> = {}): LedgerUnit {
  const none = { shortName: null, code: null, parent: null, closed: false };
  return { id: name, name, path: `root.${name}`, ...none, ...more };
}

export const units: readonly LedgerUnit[] = [
  unit('青杉集团', { code: '10' }),
  unit('第三分公司', { shortName: '三分公司', parent: '青杉集团', code: '1003' }),
  unit('第四分公司', { shortName: '四分公司', parent: '青杉集团', code: '1004' }),
  unit('物业服务中心', { shortName: '物业中心', parent: '第三分公司' }),
  unit('老分公司', { closed: true }),
];

export async function xlsx(fill: (sheet: ExcelJS.Worksheet) => void): Promise<Uint8Array> {
  const workbook = new ExcelJS.Workbook();
  fill(workbook.addWorksheet('台账'));
  return new Uint8Array(await workbook.xlsx.writeBuffer());
}

export async function readBytes(
  bytes: Uint8Array,
  options: Partial<ReadLedgerOptions> = {},
): Promise<LedgerFile> {
  return readLedger(await readGrids({ name: '台账', bytes }), { year: 2026, ...options });
}

export function readText(
  text: string,
  options: Partial<ReadLedgerOptions> = {},
): Promise<LedgerFile> {
  return readBytes(new TextEncoder().encode(text), options);
}

export async function issuesOf(reading: Promise<unknown>): Promise<readonly Issue[]> {
  try {
    await reading;
  } catch (error) {
    if (error instanceof EngineError) return error.issues;
    throw error;
  }
  throw new Error('it was read');
}

export function plan(
  file: LedgerFile,
  known: readonly KnownProblem[] = [],
  people: readonly LedgerPerson[] = [],
): LedgerPlan {
  const resolve = unitResolver(units);
  const codes = {
    tendency: (text: string) => (/形式主义|办事拖延/.test(text) ? text : undefined),
    mirror: () => undefined,
  };
  const mayWrite = (u: LedgerUnit): boolean => u.name !== '青杉集团';
  return planLedger({
    file,
    known,
    resolve,
    codes,
    people: personResolver(people),
    mayWrite,
    today: '2026-04-01',
  });
}

export async function written(
  problems: readonly WrittenProblem[],
  form: LedgerFormKind = 'ledger',
  lang: Language = 'zh-CN',
  day?: string,
): Promise<Uint8Array> {
  const out = new PassThrough();
  const chunks: Buffer[] = [];
  out.on('data', (chunk: Buffer) => chunks.push(chunk));
  async function* batches() {
    yield problems;
  }
  const t = createTranslator(lang);
  const subtitle = day ? t('ledger:subtitle-past', { day }) : '截至 2026-03-05';
  await writeLedgerXlsx(out, batches(), {
    ...{ form, titles: { title: '第三分公司整改台账', subtitle } },
    ...{ merge: true, t },
    ...(day ? { day } : {}),
  });
  return new Uint8Array(Buffer.concat(chunks));
}
