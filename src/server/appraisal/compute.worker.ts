import { parentPort, workerData } from 'node:worker_threads';
import type { ExportKind } from '../../contract/appraisal/operations.ts';
import { createTranslator, type Language } from '../../contract/messages/index.ts';
import {
  type Bundle,
  bundleText,
  EngineError,
  type PanelDocument,
  panelFromDocument,
  parseScheme,
  seal,
} from '../../engine/index.ts';
import { appraiseOnCores } from '../../engine/parallel/cores.ts';
import { resultsCsv } from '../../office/results/csv.ts';
import { reportHtml } from '../../office/results/report.ts';
import { resultsXlsx } from '../../office/results/xlsx.ts';

/** Compute and seal a result. */
export interface SealJob {
  readonly kind: 'seal';
  readonly scheme: unknown;
  readonly panel: PanelDocument;
  readonly period?: string;
  readonly seed?: number;
  readonly replicates?: number;
}
export interface Sealed {
  readonly bundle: string;
  readonly seed: number;
  readonly replicates: number;
  readonly period: string;
  readonly resultHash: string;
}

/** Make one file of a sealed result. */
export interface ExportJob {
  readonly kind: 'export';
  readonly bundle: string;
  readonly file: Exclude<ExportKind, 'bundle'>;
  readonly lang: Language;
}
export interface Exported {
  readonly content: string | Uint8Array;
}

export type ComputeAnswer =
  | { readonly done: Sealed | Exported }
  | { readonly issues: EngineError['issues'] };

async function sealResult({ kind: _, scheme, panel, ...options }: SealJob): Promise<Sealed> {
  const result = await appraiseOnCores(parseScheme(scheme), panelFromDocument(panel), options);
  const sealed = seal(result);
  return { bundle: bundleText(sealed), ...sealed.run, resultHash: sealed.hashes.result };
}

async function exportFile({ bundle, file, lang }: ExportJob): Promise<Exported> {
  const { scheme, panel, run } = JSON.parse(bundle) as Bundle;
  const result = await appraiseOnCores(parseScheme(scheme), panelFromDocument(panel), run);
  const t = createTranslator(lang);
  if (file === 'csv') return { content: resultsCsv(result) };
  if (file === 'report') return { content: reportHtml(result, t, { lang }) };
  return { content: await resultsXlsx(result, t) };
}

const job = workerData as SealJob | ExportJob;
try {
  const done = job.kind === 'seal' ? await sealResult(job) : await exportFile(job);
  parentPort!.postMessage({ done } satisfies ComputeAnswer);
} catch (error) {
  if (!(error instanceof EngineError)) throw error;
  parentPort!.postMessage({ issues: error.issues } satisfies ComputeAnswer);
}
