import { parentPort } from 'node:worker_threads';
import type { Language } from '../../contract/messages/index.ts';
import type { LedgerOptions } from '../../contract/problem/imports.ts';
import { EngineError } from '../../engine/errors.ts';
import type { KnownPage, LedgerSurroundings } from '../../office/ledger/preview.ts';
import { type LedgerFile, readLedger } from '../../office/ledger/read.ts';
import { ledgerSaid, saidOfWords } from '../../office/ledger/said.ts';
import { type Grid, readGrids } from '../../office/table/grid.ts';
import type { Reject, RejectedFile } from '../../office/table/rejects.ts';
import type { ThreadAnswer } from '../platform/thread.ts';

/** What a reader makes of a file: a line a row, and where the sheets have their headings. */
interface Read extends RejectedFile {
  readonly lines: readonly unknown[];
}

type Reader = (grids: readonly Grid[], options: unknown) => Read;

/**
 * How the file of each kind of import is read, with what its sender asked for besides. What only
 * some need is loaded for them: somebody waits while the thread starts.
 */
const readers: Readonly<Record<string, () => Promise<Reader>>> = {
  org: async () => (await import('../../office/org/read.ts')).readOrgFile,
  person: async () => (await import('../../office/person/read.ts')).readPeople,
  problem: async () => readProblems,
  voice: async () => (await import('../../office/voice/read.ts')).readMessages,
};

function readProblems(grids: readonly Grid[], given: unknown): Read {
  const options = given as LedgerOptions;
  const { year, learned, headings, past } = options;
  const words = saidOfWords(options);
  return readLedger(grids, { year, past, learned: { ...learned, ...headings }, words });
}

export interface OfficeJob {
  readonly kind: string;
  readonly name: string;
  readonly bytes: Uint8Array;
  /** As its kind of import checks them. */
  readonly options: unknown;
  /** Given: the file of these rows is made. Otherwise the file is read. */
  readonly rejects?: { readonly rows: readonly Reject[]; readonly lang: Language };
}

/** The lines in parts, for the main thread to take in one at a time; all else of the file beside. */
export interface OfficeLines {
  readonly rest: string;
  readonly parts: readonly string[];
}

/** Lines in a part: a few milliseconds of the main thread. */
const PART = 1000;

const answer = (message: ThreadAnswer<unknown>): void => parentPort!.postMessage(message);

function inParts({ lines, forms: _, ...rest }: Read): OfficeLines {
  const parts: string[] = [];
  for (let at = 0; at < lines.length; at += PART)
    parts.push(JSON.stringify(lines.slice(at, at + PART)));
  return { rest: JSON.stringify(rest), parts };
}

/** Kinds whose files stay here while they are planned: what they ask for, and what they answer. */
interface Planner {
  readonly said: (file: Read) => unknown;
  /** With the parts that were given for it, as they came. */
  readonly plan: (file: Read, question: unknown, parts: readonly unknown[]) => Promise<unknown>;
}
/** Loaded while the asker looks up what the file said. */
const ledgerPlanner = () => import('../../office/ledger/preview.ts');
const planners: Readonly<Record<string, Planner>> = {
  problem: {
    said: (file) => {
      void ledgerPlanner();
      return ledgerSaid(file as unknown as LedgerFile);
    },
    plan: async (file, question, parts) =>
      (await ledgerPlanner()).plannedLedger(
        file as unknown as LedgerFile,
        question as LedgerSurroundings,
        parts as readonly KnownPage[],
      ),
  },
};

/** Reads a file, to answer with it or to keep it for the questions about it. */
export interface OfficeAsked {
  readonly job?: OfficeJob;
  readonly open?: boolean;
  /** JSON of a part of what the question is about. */
  readonly part?: string;
  readonly question?: unknown;
}

let kept: { readonly planner: Planner; readonly file: Read; readonly parts: unknown[] } | undefined;

async function work({ job, open, part, question }: OfficeAsked): Promise<unknown> {
  if (!job) {
    if (!kept) throw new Error('no file is open');
    const { planner, file, parts } = kept;
    if (part !== undefined) return void parts.push(JSON.parse(part));
    kept = undefined;
    return planner.plan(file, question, parts);
  }
  kept = undefined;
  const { kind, name, bytes, options, rejects } = job;
  const read = await readers[kind]?.();
  if (!read) throw new Error(`no reader for ${kind}`);
  const file = read(await readGrids({ name, bytes }), options);
  if (rejects) {
    const [{ rejectsXlsx }, { createTranslator }] = await Promise.all([
      import('../../office/table/rejects.ts'),
      import('../../contract/messages/index.ts'),
    ]);
    return rejectsXlsx(file, rejects.rows, createTranslator(rejects.lang));
  }
  if (!open) return inParts(file);
  kept = { planner: planners[kind]!, file, parts: [] };
  return kept.planner.said(file);
}

parentPort!.on('message', async (asked: OfficeAsked) => {
  try {
    answer({ done: await work(asked) });
  } catch (error) {
    // Anything else ends the thread: whoever asked is told, the next one gets a new thread.
    if (!(error instanceof EngineError)) throw error;
    answer({ issues: error.issues });
  }
});
