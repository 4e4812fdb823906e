import { execFileSync } from 'node:child_process';
import { availableParallelism, totalmem } from 'node:os';
import { fileURLToPath } from 'node:url';
import { nodePool } from '../src/engine/parallel/node.ts';
import { appraisals } from './build.ts';
import { best, type Figure, median, table } from './measure.ts';

/**
 * `npm run bench [-- --quick] [-- --json]`: every speed the engine promises, measured in
 * one run and printed as one table. --quick takes smaller sizes, for a look; --json prints
 * the figures for a program. The exit code is 1 when a bar is not met by the best run.
 */
const flags = new Set(process.argv.slice(2));
const unknown = [...flags].filter((f) => f !== '--quick' && f !== '--json');
if (unknown.length) {
  console.error(`unknown: ${unknown.join(' ')} (known: --quick, --json)`);
  process.exit(2);
}
const quick = flags.has('--quick');
const TIMES = 3;

function national(): Figure[] {
  // Five million × 100 is 4 GB; a machine with less than twice that takes a smaller panel.
  const units = quick ? 200_000 : totalmem() > 9e9 ? 5_000_000 : 1_000_000;
  const out = execFileSync(
    process.execPath,
    [
      '--import',
      'tsx',
      fileURLToPath(new URL('./national.ts', import.meta.url)),
      `${units}`,
      '100',
      `${TIMES}`,
    ],
    { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] },
  );
  return JSON.parse(out) as Figure[];
}

const pool = nodePool();
const figures = await appraisals(TIMES, quick, pool);
await pool.close();
figures.push(...national());

if (flags.has('--json'))
  console.log(
    JSON.stringify(
      figures.map((f) => ({ ...f, best: best(f), median: median(f) })),
      null,
      2,
    ),
  );
else {
  console.log(`Node ${process.version}, ${availableParallelism()} cores, ${TIMES} runs each\n`);
  console.log(table(figures));
}
if (figures.some((f) => f.bar !== undefined && best(f) > f.bar)) process.exitCode = 1;
