import { z } from 'zod';
import { appraise } from './appraise.ts';
import { canonical, digest } from './canonical.ts';
import { EngineError, fail, type Issue } from './errors.ts';
import { parseScheme } from './scheme/parse.ts';
import { type Bundle, panelFromDocument, sealedResult } from './seal.ts';
import { ENGINE_VERSION } from './version.ts';

const cells = z.array(z.number().nullable());
const bundleShape = z.object({
  format: z.literal('shiji-bundle/1'),
  engine: z.string(),
  scheme: z.record(z.string(), z.unknown()),
  panel: z.object({
    units: z.array(z.string()).min(1),
    names: z.array(z.string()),
    attributes: z.record(z.string(), z.array(z.string())),
    ids: z.array(z.string()).min(1),
    periods: z.array(z.string()).min(1),
    columns: z.array(cells),
    flags: z.array(z.string()).optional(),
    errors: z.record(z.string(), cells).optional(),
  }),
  run: z.object({ period: z.string(), seed: z.int(), replicates: z.int().min(0) }),
  result: z.record(z.string(), z.unknown()),
  hashes: z.object({ scheme: z.string(), panel: z.string(), result: z.string() }),
});

/** One thing checked: a hash of a part, or the recomputed result against the sealed one. */
export interface VerifyCheck {
  readonly name: 'scheme' | 'panel' | 'result' | 'recomputed';
  readonly ok: boolean;
  readonly expected: string;
  readonly found: string;
}

export interface VerifyReport {
  readonly ok: boolean;
  readonly engine: { readonly sealed: string; readonly here: string };
  readonly checks: readonly VerifyCheck[];
  /** First place where the recomputed result differs, e.g. `score[12]`. */
  readonly difference?: { readonly path: string; readonly sealed: string; readonly found: string };
  /** Why the result could not be recomputed at all. */
  readonly issues?: readonly Issue[];
}

/**
 * Checks a bundle: the hash of each part, then the whole result recomputed from scheme,
 * panel and seed and compared bit for bit.
 *
 * Throws `verify.not-a-bundle` when the text is not a bundle at all; everything else,
 * a scheme or panel that no longer computes included, is in the report.
 */
export function verify(document: unknown): VerifyReport {
  const shape = bundleShape.safeParse(document);
  if (!shape.success)
    fail({
      code: 'verify.not-a-bundle',
      path: shape.error.issues[0]?.path.join('.') ?? '',
    });
  const bundle = document as Bundle;
  const checks: VerifyCheck[] = (['scheme', 'panel', 'result'] as const).map((name) => {
    const found = digest(bundle[name]);
    return { name, ok: found === bundle.hashes[name], expected: bundle.hashes[name], found };
  });
  const engine = { sealed: bundle.engine, here: ENGINE_VERSION };
  const recomputed = recompute(bundle);
  if (recomputed.issues) return { ok: false, engine, checks, issues: recomputed.issues };
  const found = digest(recomputed.result);
  const same = found === digest(bundle.result);
  checks.push({ name: 'recomputed', ok: same, expected: bundle.hashes.result, found });
  const difference = same ? undefined : firstDifference(bundle.result, recomputed.result, '');
  return {
    ok: checks.every((c) => c.ok),
    engine,
    checks,
    ...(difference ? { difference } : {}),
  };
}

function recompute(
  bundle: Bundle,
): { result: unknown; issues?: undefined } | { issues: readonly Issue[] } {
  try {
    const result = appraise(
      parseScheme(bundle.scheme),
      panelFromDocument(bundle.panel),
      bundle.run,
    );
    return { result: sealedResult(result) };
  } catch (error) {
    if (error instanceof EngineError) return { issues: error.issues };
    if (error instanceof RangeError || error instanceof TypeError)
      return { issues: [{ code: 'verify.cannot-recompute', params: { reason: error.message } }] };
    throw error;
  }
}

function firstDifference(
  sealed: unknown,
  found: unknown,
  path: string,
): VerifyReport['difference'] {
  if (canonical(sealed ?? null) === canonical(found ?? null)) return undefined;
  if (isBranch(sealed) && isBranch(found))
    for (const key of new Set([...Object.keys(sealed), ...Object.keys(found)])) {
      const step = Array.isArray(sealed) ? `[${key}]` : path ? `.${key}` : key;
      const deeper = firstDifference(
        (sealed as Record<string, unknown>)[key],
        (found as Record<string, unknown>)[key],
        path + step,
      );
      if (deeper) return deeper;
    }
  return { path, sealed: canonical(sealed ?? null), found: canonical(found ?? null) };
}

function isBranch(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
