import { describe, expect, it } from 'vitest';
import { nominal } from './appraise.ts';
import { EngineError } from './errors.ts';
import { generatedPanel, generatedScheme } from './generated.fixture.ts';
import type { SchemeInput } from './scheme/schema.ts';
import { type SensitivityOptions, sensitivity } from './sensitivity.ts';

const shape = { units: 25, indicators: 8, missing: 0.05 };
const panel = generatedPanel(shape);

const resultOf = (uncertainty: SchemeInput['uncertainty']) =>
  nominal(
    generatedScheme(shape, {
      impute: { method: 'mean' },
      treat: { method: 'winsorise' },
      normalise: { method: 'minmax', range: [1, 100] },
      uncertainty,
    }),
    panel,
  );

const weights = { distribution: 'uniform', spread: 0.25 } as const;
const means = { choices: [{ method: 'arithmetic' as const }, { method: 'geometric' as const }] };

function refusal(work: () => unknown): string | undefined {
  try {
    work();
  } catch (error) {
    if (error instanceof EngineError) return error.issues[0]!.code;
    throw error;
  }
  return undefined;
}

describe('sensitivity', () => {
  const result = resultOf({ weights, aggregate: means });

  it('gives every factor its index with an interval around it, for the whole and for units', () => {
    const found = sensitivity(result, { seed: 1, units: [3, 7], level: 0.9 });
    expect(found).toMatchObject({ base: 1000, runs: 4000, level: 0.9, seed: 1 });
    expect(Object.keys(found.units)).toEqual(['3', '7']);
    for (const indices of [found.overall, ...Object.values(found.units)]) {
      expect(indices.map((s) => s.factor)).toEqual(['weights', 'aggregate']);
      for (const s of indices) {
        if (Number.isNaN(s.total)) continue;
        expect(s.firstLow).toBeLessThanOrEqual(s.first);
        expect(s.firstHigh).toBeGreaterThanOrEqual(s.first);
        expect(s.totalLow).toBeLessThanOrEqual(s.total);
        expect(s.totalHigh).toBeGreaterThanOrEqual(s.total);
        expect(s.total).toBeGreaterThan(s.first - 0.1);
      }
    }
    const sum = found.overall.reduce((t, s) => t + s.first, 0);
    expect(sum).toBeGreaterThan(0.7);
    expect(sum).toBeLessThan(1.1);
  });

  it('gives a factor that does nothing exactly 0', () => {
    // Scaled by a power of two: another method by name, the same ranks to the last bit.
    const still = resultOf({
      weights,
      normalise: {
        choices: [
          { method: 'minmax', range: [0, 50] },
          { method: 'minmax', range: [0, 100] },
        ],
      },
    });
    const found = sensitivity(still, { seed: 1, base: 40, allowSmall: true });
    expect(found.overall[1]).toMatchObject({ factor: 'normalise', total: 0, totalHigh: 0 });
    expect(found.overall[0]!.total).toBeGreaterThan(0.5);
  });

  it('is the same for the same seed', () => {
    const options: SensitivityOptions = { seed: 8, base: 30, allowSmall: true, units: [0] };
    expect(sensitivity(result, options)).toEqual(
      sensitivity(resultOf({ weights, aggregate: means }), options),
    );
    expect(sensitivity(result, { ...options, seed: 9 }).overall).not.toEqual(
      sensitivity(result, options).overall,
    );
  });

  it.each<[string, () => unknown]>([
    ['sensitivity.base-too-small', () => sensitivity(result, { seed: 1, base: 999 })],
    ['sensitivity.base-too-small', () => sensitivity(result, { seed: 1, base: Number.NaN })],
    ['sensitivity.one-factor', () => sensitivity(resultOf({ weights }), { seed: 1 })],
    ['run.cancelled', () => sensitivity(result, { seed: 1, progress: () => false })],
  ])('refuses: %s', (code, work) => {
    expect(refusal(work)).toBe(code);
  });

  it('refuses a factor whose step is absent', () => {
    const scheme = {
      ...result.scheme,
      uncertainty: { ...result.scheme.uncertainty, treat: { max: [1, 2] } },
    };
    const without = {
      ...result,
      scheme: { ...scheme, treat: { ...scheme.treat, method: 'none' as const } },
    };
    expect(refusal(() => sensitivity(without, { seed: 1 }))).toBe(
      'uncertainty.factor-without-step',
    );
  });
});
