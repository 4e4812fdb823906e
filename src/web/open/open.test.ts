import { describe, expect, it } from 'vitest';
import { buildOpen, openEntries } from '../../../scripts/open-pages.ts';

/** Bytes of script that a public page may cost somebody on a weak signal, before compression. */
const BAR = 150_000;

describe('scripts of the public pages', async () => {
  const names = await openEntries();
  it.each(names)('%s stays under the bar, everything in it', async (name) => {
    const code = await buildOpen(name);
    expect(code.length).toBeGreaterThan(100);
    expect(code.length).toBeLessThanOrEqual(BAR);
    expect(code).not.toMatch(/\bimport\s*\(|react/i);
  });
});
