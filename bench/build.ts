import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parse } from 'yaml';
import { appraise, nominal } from '../src/engine/appraise.ts';
import { generatedPanel, generatedScheme, type Shape } from '../src/engine/generated.fixture.ts';
import type { Panel } from '../src/engine/panel.ts';
import { appraiseIn } from '../src/engine/parallel/appraise.ts';
import type { Pool } from '../src/engine/parallel/pool.ts';
import { parseScheme } from '../src/engine/scheme/parse.ts';
import type { NormaliseSpec, Scheme, SchemeInput } from '../src/engine/scheme/schema.ts';
import { sensitivity } from '../src/engine/sensitivity.ts';
import { readPanel } from '../src/office/panel/read.ts';
import { type Figure, time } from './measure.ts';

const minmax: NormaliseSpec = { method: 'minmax', range: [1, 100] };
const zscore: NormaliseSpec = { method: 'zscore', mean: 100, sd: 15 };
const means = { choices: [{ method: 'arithmetic' as const }, { method: 'geometric' as const }] };

/** Every step in use, and every choice of method uncertain. */
const thorough: Partial<SchemeInput> = {
  impute: { method: 'mean', within: 'class' },
  treat: { method: 'winsorise' },
  normalise: minmax,
  uncertainty: {
    weights: { distribution: 'dirichlet', concentration: 100 },
    treat: { max: [1, 2, 3, 4, 5] },
    normalise: { choices: [minmax, zscore] },
    aggregate: means,
  },
};

/** The published index when its figures are at hand, else one of the same size. */
async function asem(): Promise<{ scheme: Scheme; panel: Panel; name: string }> {
  const fixtures = process.env.SHIJI_FIXTURES ?? resolve('..', 'shared', 'fixtures');
  const figures = resolve(fixtures, 'coinr', 'asem_raw.csv');
  if (existsSync(figures)) {
    const scheme = parseScheme(parse(readFileSync('data/schemes/asem.yaml', 'utf8')));
    const file = { name: 'asem_raw.csv', bytes: readFileSync(figures) };
    return { scheme, panel: (await readPanel([file], scheme)).panel, name: 'ASEM 51 × 49' };
  }
  const shape = { units: 51, indicators: 49, missing: 0.02 };
  return {
    scheme: generatedScheme(shape, thorough),
    panel: generatedPanel(shape),
    name: 'generated 51 × 49',
  };
}

/** Runs of `appraise`: what a person waits for at the workbench and at the command line. */
export async function appraisals(times: number, quick: boolean, pool: Pool): Promise<Figure[]> {
  const figures: Figure[] = [];
  // Bars hold for the full sizes only.
  const add = async (what: string, bar: number | undefined, work: () => unknown): Promise<void> => {
    const runs = await time(times, work);
    figures.push({ what, unit: 'ms', runs, ...(bar === undefined || quick ? {} : { bar }) });
  };
  const replicates = quick ? 100 : 1000;
  const small = await asem();
  await add(`${small.name}, ${replicates} replicates, 4 factors`, 500, () =>
    appraise(small.scheme, small.panel, { replicates }),
  );
  if (!quick)
    await add(`${small.name}, Sobol' indices, 6,000 runs`, undefined, () =>
      sensitivity(nominal(small.scheme, small.panel), { seed: 1 }),
    );

  const middle: Shape = { units: 5000, indicators: 60, classes: 5, missing: 0.02 };
  const scheme = generatedScheme(middle, thorough);
  const panel = generatedPanel(middle);
  await add('5,000 × 60 full build', 100, () => nominal(scheme, panel));
  await add(`5,000 × 60, ${replicates} replicates, 4 factors, one thread`, 3000, () =>
    appraise(scheme, panel, { replicates }),
  );
  await add(`  the same in ${pool.size} threads`, undefined, () =>
    appraiseIn(pool, scheme, panel, { replicates }),
  );
  const measured = generatedScheme(middle, {
    ...thorough,
    uncertainty: { ...thorough.uncertainty, measurement: { relative: 0.05 } },
  });
  await add(`  and with error of every figure, ${replicates / 10} replicates`, undefined, () =>
    appraiseIn(pool, measured, panel, { replicates: replicates / 10 }),
  );

  const wide: Shape = { units: quick ? 2000 : 10_000, indicators: 50 };
  const weighted = generatedScheme(wide, {
    normalise: minmax,
    uncertainty: { weights: { distribution: 'uniform', spread: 0.25 } },
  });
  const complete = generatedPanel(wide);
  const many = `${wide.units.toLocaleString('en')} × 50, ${replicates} replicates of weights`;
  await add(`${many}, one thread`, 2000, () => appraise(weighted, complete, { replicates }));
  await add(`  the same in ${pool.size} threads`, 2000, () =>
    appraiseIn(pool, weighted, complete, { replicates }),
  );

  const large: Shape = { units: 100_000, indicators: 50, classes: 20, missing: 0.01 };
  const plain = generatedScheme(large, { normalise: zscore, select: { scale: 'all' } });
  const register = generatedPanel(large);
  await add('100,000 × 50 full score', 200, () => nominal(plain, register));
  return figures;
}
