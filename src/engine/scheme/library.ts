import { z } from 'zod';
import { EngineError, type Issue } from '../errors.ts';
import { fromZod } from './document-issues.ts';
import { checkCounterparts, checkProcess } from './rules.ts';
import { indicator } from './schema.ts';

/** Kinds of organisation the starter schemes are for. */
export const libraryAudiences = [
  'enterprise-group',
  'government-district',
  'functional-department',
] as const;

/** An indicator of the library: everything but its place and weight in a scheme. */
const libraryIndicator = indicator
  .omit({ parent: true, weight: true })
  .required({ dimension: true })
  .extend({
    for: z.array(z.enum(libraryAudiences)).min(1),
    unit: z.string().min(1).max(60),
    source: z.string().min(1).max(200),
    definition: z.string().min(1).max(1000),
  });

const libraryDocument = z.strictObject({
  format: z.literal('shiji-library/1'),
  title: z.string().min(1).max(400),
  indicators: z.array(libraryIndicator).min(1),
});
export type IndicatorLibrary = z.infer<typeof libraryDocument>;
export type LibraryIndicator = IndicatorLibrary['indicators'][number];

/**
 * An indicator library, with defaults filled in: ids unique, every indicator tagged,
 * defined and sourced, none process-only, quality beside scale and speed.
 *
 * @throws {EngineError} with every issue found and its path in the document
 */
export function parseLibrary(doc: unknown): IndicatorLibrary {
  const parsed = libraryDocument.safeParse(doc);
  if (!parsed.success) throw new EngineError(fromZod(parsed.error.issues, doc));
  const { indicators } = parsed.data;
  const issues = [
    ...twice(indicators),
    ...indicators.flatMap((x, i) => checkProcess(x, i)),
    ...checkCounterparts({ purpose: 'appraisal', indicators }),
  ];
  if (issues.length) throw new EngineError(issues);
  return parsed.data;
}

function twice(indicators: readonly LibraryIndicator[]): Issue[] {
  const first = new Map<string, number>();
  return indicators.flatMap(({ id }, i) => {
    const before = first.get(id);
    if (before === undefined) {
      first.set(id, i);
      return [];
    }
    const params = { id, first: `indicators[${before}]` };
    return [{ code: 'scheme.duplicate-id', path: `indicators[${i}].id`, params }];
  });
}
