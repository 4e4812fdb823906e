import {
  type Appraisal,
  compareUnits,
  concludeWith,
  contributions,
  correlation,
  DEFAULT_SEED,
  EngineError,
  gradeChange,
  nominal,
  type Panel,
  panelFromDocument,
  replicateBlock,
  sensitivitySteps,
  summarise,
} from '../../engine/index.ts';
import type { Answer, Ask, RankingView } from './protocol.ts';

/**
 * The engine of the page. Requests come in while the Monte Carlo runs: it works in short
 * blocks and gives way between them, and a newer scheme ends the older run.
 */
let panel: Panel | undefined;
let result: Appraisal | undefined;
let latest = 0;
let sensitivityRun = 0;

/** Replicates between two looks at the message queue: about a frame at 5,000 × 60. */
const BLOCK = 8;

const post = (answer: Answer): void => self.postMessage(answer);
const giveWay = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0));

self.onmessage = ({ data }: MessageEvent<Ask>): void => {
  void answer(data).catch((error: unknown) => {
    if (!(error instanceof EngineError) || !('id' in data)) throw error;
    post({ kind: 'refused', id: data.id, issues: error.issues });
  });
};

async function answer(ask: Ask): Promise<void> {
  if (ask.kind === 'panel') panel = panelFromDocument(ask.panel);
  else if (ask.kind === 'appraise') await run(ask);
  else if (ask.kind === 'cancel-sensitivity') sensitivityRun++;
  else if (!result) return;
  else if (ask.kind === 'unit') postUnit(result, ask);
  else if (ask.kind === 'indicator') postIndicator(result, ask);
  else await drivers(result, ask);
}

async function run(ask: Extract<Ask, { kind: 'appraise' }>): Promise<void> {
  latest = ask.id;
  sensitivityRun++;
  // Slider moves queue up faster than they can be computed: only the last one counts.
  await giveWay();
  if (latest !== ask.id || !panel) return;
  const started = performance.now();
  const found = nominal(ask.scheme, panel, ask.period);
  result = found;
  post({ kind: 'ranking', id: ask.id, view: rankingView(found, performance.now() - started) });
  const total = ask.scheme.uncertainty.replicates;
  const blocks = [];
  for (let from = 0; from < total; from += BLOCK) {
    await giveWay();
    if (latest !== ask.id) return;
    blocks.push(replicateBlock(found, DEFAULT_SEED, from, Math.min(total, from + BLOCK)));
    if (from % (BLOCK * 8) === 0) post({ kind: 'progress', id: ask.id, done: from, total });
  }
  const concluded = concludeWith(found, summarise(found, DEFAULT_SEED, blocks));
  result = concluded;
  post({
    kind: 'concluded',
    id: ask.id,
    result: {
      uncertainty: concluded.uncertainty!,
      ...(concluded.grades ? { grades: concluded.grades } : {}),
    },
  });
}

function rankingView(found: Appraisal, milliseconds: number): RankingView {
  const { panel: p, classes, classOf, score, rank, excluded, balance, warnings } = found;
  return {
    units: p.units,
    names: p.names,
    classes: classes.map(({ name, members }) => ({ name, members })),
    classOf,
    score,
    rank,
    excluded,
    weights: { local: found.weights.local, effective: found.weights.effective },
    balance,
    imputed: found.imputed,
    treatedCells: found.treatedCells,
    treatedColumns: found.treatedColumns,
    warnings,
    milliseconds,
  };
}

function postUnit(found: Appraisal, ask: Extract<Ask, { kind: 'unit' }>): void {
  const { unit, against } = ask;
  if (found.classOf[unit]! < 0) return;
  const change = ask.graded ? gradeChange(found, unit) : undefined;
  post({
    kind: 'unit',
    id: ask.id,
    view: {
      unit,
      against,
      explanation:
        against === unit ? contributions(found, unit) : compareUnits(found, unit, against),
      ...(change ? { change } : {}),
      decisions: found.decisions.filter((d) => d.unit === unit),
      raw: Float64Array.from(found.chain.raw.columns, (c) => c[unit]!),
      normalised: Float64Array.from(found.chain.normalised.columns, (c) => c[unit]!),
    },
  });
}

function postIndicator(found: Appraisal, ask: Extract<Ask, { kind: 'indicator' }>): void {
  const raw = found.chain.raw.columns[ask.indicator]!;
  const normalised = found.chain.normalised.columns[ask.indicator]!;
  post({
    kind: 'indicator',
    id: ask.id,
    view: {
      indicator: ask.indicator,
      raw,
      normalised,
      correlation: correlation(normalised, found.score),
      missing: Array.from(raw.keys()).filter((u) => Number.isNaN(raw[u]!)),
    },
  });
}

async function drivers(
  found: Appraisal,
  ask: Extract<Ask, { kind: 'sensitivity' }>,
): Promise<void> {
  const mine = ++sensitivityRun;
  const steps = sensitivitySteps(found, {
    seed: DEFAULT_SEED,
    ...(ask.unit === undefined ? {} : { units: [ask.unit] }),
  });
  for (let step = steps.next(); ; step = steps.next()) {
    if (step.done) {
      post({ kind: 'sensitivity', id: ask.id, result: step.value });
      return;
    }
    post({ kind: 'sensitivity-progress', id: ask.id, ...step.value });
    await giveWay();
    if (sensitivityRun !== mine) return;
  }
}
