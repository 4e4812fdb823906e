import { afterAll, describe, expect, it } from 'vitest';
import { appraise, nominal } from '../appraise.ts';
import { generatedPanel, generatedScheme } from '../generated.fixture.ts';
import { sensitivity } from '../sensitivity.ts';
import type { RunOptions } from '../types.ts';
import { appraiseIn, sensitivityIn } from './appraise.ts';
import { nodePool } from './node.ts';
import {
  answering,
  createPool,
  inline,
  type Job,
  type Pool,
  type Reply,
  type Request,
} from './pool.ts';

const shape = { units: 40, indicators: 12, classes: 2, missing: 0.04 };
const panel = generatedPanel(shape);
const scheme = generatedScheme(shape, {
  impute: { method: 'mean' },
  treat: { method: 'winsorise' },
  normalise: { method: 'minmax', range: [1, 100] },
  uncertainty: {
    replicates: 90,
    weights: { distribution: 'dirichlet', concentration: 60 },
    treat: { max: [1, 5] },
    aggregate: { choices: [{ method: 'arithmetic' }, { method: 'geometric' }] },
    measurement: { relative: 0.03 },
  },
});

const pools: Record<number, Pool> = { 0: inline, 1: nodePool(1), 2: nodePool(2), 4: nodePool(4) };
afterAll(() => Promise.all(Object.values(pools).map((pool) => pool.close())));

describe('any number of workers gives the same bits', () => {
  const alone = appraise(scheme, panel);
  const base = nominal(scheme, panel);
  const small = { seed: 2, base: 24, allowSmall: true, units: [1] };
  const drivers = sensitivity(base, small);

  it.each([0, 1, 2, 4])('%d', async (size) => {
    const shared = await appraiseIn(pools[size]!, scheme, panel);
    expect(shared.uncertainty).toEqual(alone.uncertainty);
    expect(shared.rank).toEqual(alone.rank);
    expect(await sensitivityIn(pools[size]!, base, small)).toEqual(drivers);
  });
});

describe('a run in workers', () => {
  it('tells how far it is and ends when told to', async () => {
    const seen: number[] = [];
    const progress: RunOptions['progress'] = (done, total) => {
      seen.push(done / total);
      return undefined;
    };
    await appraiseIn(pools[2]!, scheme, panel, { progress });
    expect(seen.at(-1)).toBe(1);
    expect(seen.every((v, k) => k === 0 || v > seen[k - 1]!)).toBe(true);
    const stopped = appraiseIn(pools[2]!, scheme, panel, { progress: () => false });
    await expect(stopped).rejects.toMatchObject({ issues: [{ code: 'run.cancelled' }] });
    expect((await appraiseIn(pools[2]!, scheme, panel)).uncertainty!.replicates).toBe(90);
  });

  it('brings back what the engine refuses', async () => {
    const still = { ...scheme, uncertainty: { replicates: 50, level: 0.9, distinguish: 0.95 } };
    await expect(appraiseIn(pools[2]!, still, panel)).rejects.toMatchObject({
      issues: [{ code: 'uncertainty.no-factor' }],
    });
  });
});

/** Any worker will do: here one that answers in the same thread, as a Web Worker would. */
function fakeThread(jobs: Record<string, Job<never, never, unknown>>, asked: string[]) {
  let listener: (reply: Reply) => void = () => {};
  const answer = answering(jobs, (reply) => queueMicrotask(() => listener(reply)));
  return {
    post: (request: Request) => {
      asked.push(request.kind === 'task' ? `task ${request.index}` : request.kind);
      answer(structuredClone(request));
    },
    listen: (reply: (message: Reply) => void) => {
      listener = reply;
    },
    close: () => asked.push('close'),
  };
}

describe('a pool', () => {
  const multiply: Job<number, number, number> = {
    name: 'multiply',
    prepare: (by) => (task) => task * by,
  };

  it('needs nothing of Node: threads are given to it', async () => {
    const asked: string[] = [];
    const pool = createPool(() => fakeThread({ multiply }, asked), 2);
    expect(await pool.run(multiply, 3, [1, 2, 5])).toEqual([3, 6, 15]);
    expect(await pool.run(multiply, 4, [])).toEqual([]);
    expect(asked.filter((a) => a === 'prepare').length).toBe(4);
    await pool.close();
    expect(asked.filter((a) => a === 'close').length).toBe(2);
  });

  it('passes on a failure that is no refusal', async () => {
    const broken: ((error: Error) => void)[] = [];
    const pool = createPool(
      () => ({
        post: () => {},
        listen: (_, fail) => broken.push(fail),
        close: () => {},
      }),
      1,
    );
    const run = pool.run(multiply, 1, [1]);
    broken[0]!(new Error('out of memory'));
    await expect(run).rejects.toThrow('out of memory');
    await expect(pool.run(multiply, 1, [1])).rejects.toThrow('out of memory');
  });

  it('ends what is running when it is closed', async () => {
    const pool = nodePool(1);
    const run = appraiseIn(pool, scheme, panel);
    await Promise.resolve();
    await Promise.all([
      pool.close(),
      expect(run).rejects.toMatchObject({ issues: [{ code: 'run.cancelled' }] }),
    ]);
  });

  it('runs one job at a time', async () => {
    const pool = createPool(() => fakeThread({ multiply }, []), 1);
    const first = pool.run(multiply, 2, [1, 2]);
    expect(() => pool.run(multiply, 2, [1])).toThrow(RangeError);
    expect(await first).toEqual([2, 4]);
  });
});
