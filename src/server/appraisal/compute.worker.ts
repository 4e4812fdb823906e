import { parentPort, workerData } from 'node:worker_threads';
import {
  appraise,
  bundleText,
  EngineError,
  type PanelDocument,
  panelFromDocument,
  parseScheme,
  seal,
} from '../../engine/index.ts';

/** What the worker is given, and what it answers: the sealed bundle as text, or issues. */
export interface ComputeJob {
  readonly scheme: unknown;
  readonly panel: PanelDocument;
  readonly period?: string;
  readonly seed?: number;
  readonly replicates?: number;
}
export type ComputeAnswer =
  | {
      readonly bundle: string;
      readonly seed: number;
      readonly replicates: number;
      readonly period: string;
      readonly resultHash: string;
    }
  | { readonly issues: EngineError['issues'] };

const { scheme, panel, ...options } = workerData as ComputeJob;
try {
  const sealed = seal(appraise(parseScheme(scheme), panelFromDocument(panel), options));
  parentPort!.postMessage({
    bundle: bundleText(sealed),
    ...sealed.run,
    resultHash: sealed.hashes.result,
  } satisfies ComputeAnswer);
} catch (error) {
  if (!(error instanceof EngineError)) throw error;
  parentPort!.postMessage({ issues: error.issues } satisfies ComputeAnswer);
}
