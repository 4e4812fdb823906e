import { parentPort, workerData } from 'node:worker_threads';
import type { ExportKind } from '../../contract/appraisal/operations.ts';
import { createTranslator, type Language } from '../../contract/messages/index.ts';
import {
  type Bundle,
  bundleText,
  canonical,
  EngineError,
  type PanelDocument,
  panelFromDocument,
  parseScheme,
  seal,
  type VerifyReport,
  verify,
} from '../../engine/index.ts';
import { appraiseOnCores } from '../../engine/parallel/cores.ts';
import { resultsCsv } from '../../office/results/csv.ts';
import { reportHtml } from '../../office/results/report.ts';
import { resultsXlsx } from '../../office/results/xlsx.ts';
import type { ThreadAnswer } from '../platform/thread.ts';

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

/** Check a bundle given as the text of its file. */
export interface VerifyJob {
  readonly kind: 'verify';
  readonly text: string;
}

export type ComputeJob = SealJob | ExportJob | VerifyJob;
export interface Answers {
  readonly seal: Sealed;
  readonly export: Exported;
  readonly verify: VerifyReport & { readonly asSealed: boolean };
}

const answer = (message: ThreadAnswer<Answers[keyof Answers]>): void =>
  parentPort!.postMessage(message);
const progress = (done: number, total: number): undefined => {
  answer({ progress: [done, total] });
};

async function sealResult({ kind: _, scheme, panel, ...options }: SealJob): Promise<Sealed> {
  const result = await appraiseOnCores(parseScheme(scheme), panelFromDocument(panel), {
    ...options,
    progress,
  });
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

/** A key written twice reads one way and is verified another, so the text counts as well. */
function verifyText({ text }: VerifyJob): Answers['verify'] {
  const document: unknown = JSON.parse(text);
  const report = verify(document);
  const asSealed = text.trimEnd() === canonical(document);
  return { ...report, ok: report.ok && asSealed, asSealed };
}

function done(job: ComputeJob): Promise<Answers[keyof Answers]> | Answers[keyof Answers] {
  if (job.kind === 'seal') return sealResult(job);
  return job.kind === 'export' ? exportFile(job) : verifyText(job);
}

try {
  answer({ done: await done(workerData as ComputeJob) });
} catch (error) {
  if (!(error instanceof EngineError)) throw error;
  answer({ issues: error.issues });
}
