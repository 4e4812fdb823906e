import { exampleScheme, type LooseScheme } from './example.fixture.ts';
import { checkScheme } from './parse.ts';

/** `code at path` of every issue after the example was changed. */
export function issuesOf(change: (doc: LooseScheme) => void, severity = 'error'): string[] {
  const doc = exampleScheme();
  change(doc);
  return checkScheme(doc)
    .issues.filter((i) => (i.severity ?? 'error') === severity)
    .map((i) => `${i.code} ${i.path ?? ''}`);
}

/** Overwrites fields of one indicator of the example. */
export const set = (index: number, fields: object) => (doc: LooseScheme) => {
  doc.indicators[index] = { ...doc.indicators[index]!, ...fields };
};
