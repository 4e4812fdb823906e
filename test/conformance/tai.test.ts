import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { benefitOfDoubt } from '../../src/engine/bod.ts';
import { normaliseOne } from './one-column.ts';
import { Csv } from './source.ts';

const data = process.env.SHIJI_DATA ?? join(import.meta.dirname, '../../../shared/data');
const folder = join(data, 'published/oecd_tai');
const there = existsSync(folder);
if (!there) console.warn(`conformance: no published tables in ${folder}, nothing compared`);

/**
 * Table 19 of the OECD/JRC handbook (2008): benefit of the doubt over the Technology
 * Achievement Index, min–max scaled, every weight between 10 and 15 per cent of the sum
 * of a country's weights. The bounds are inferred: they fit the printed scores best.
 */
describe.skipIf(!there)('Technology Achievement Index', () => {
  const file = (name: string): Csv => new Csv(readFileSync(join(folder, name), 'utf8'));

  it('benefit of the doubt as published, to the two decimals that figures and scores have', () => {
    const raw = file('tai_23_raw_and_published_ranks.csv');
    const published = file('tai_bod_table19.csv');
    const indicators = file('tai_goalposts_hdr2001.csv').column('indicator');
    const columns = indicators.map((id) =>
      normaliseOne(raw.numbers(id), { method: 'minmax', range: [0, 1] }),
    );
    const { score } = benefitOfDoubt(columns, { low: 0.1, high: 0.15, of: 'weight' });
    const expected = published.numbers('bod_score_table19');
    const gaps = published.column('country').map((country, i) => {
      const u = raw.column('country').indexOf(country);
      return Math.abs(score[u]! - expected[i]!);
    });
    // Two logarithms are printed to 0.01 in a range of 0.39: scores move by up to 0.01.
    expect(Math.max(...gaps)).toBeLessThan(0.01);
    expect(gaps.filter((g) => g <= 0.005).length).toBeGreaterThanOrEqual(19);
  });
});
