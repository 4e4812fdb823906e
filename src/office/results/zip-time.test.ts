import { unzipSync, zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { timeless } from './zip-time.ts';

describe('timeless', () => {
  it('gives one ZIP for one content, whenever it was written', () => {
    const files = { 'a.xml': Uint8Array.of(1, 2, 3), 'b/c.xml': new Uint8Array(500) };
    const at = (mtime: string): Uint8Array => zipSync(files, { mtime: new Date(mtime) });
    const [one, two] = [at('2026-03-05T08:00:00'), at('2031-12-31T23:59:58')];
    expect(one).not.toEqual(two);
    expect(timeless(one)).toEqual(timeless(two));
    expect(unzipSync(one)).toEqual(files);
  });
});
