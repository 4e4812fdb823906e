import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { demoFiles } from '../scripts/make-demo.ts';
import { schemaFile } from '../scripts/make-schema.ts';
import {
  appraise,
  type BalancePair,
  balancePairs,
  checkScheme,
  parseScheme,
} from '../src/engine/index.ts';
import { libraryAudiences, parseLibrary } from '../src/engine/scheme/library.ts';
import { readPanel } from '../src/office/panel/read.ts';

const here = new URL('./', import.meta.url);
const text = (path: string): string => readFileSync(new URL(path, here), 'utf8');
const yaml = (path: string): unknown => parse(text(path));
const schemeFiles = readdirSync(new URL('schemes/', here));
const starterSchemes = ['enterprise-group', 'government-district', 'functional-department'];
const library = parseLibrary(yaml('library/indicators.yaml'));

describe('indicator library', () => {
  it('has at least sixty indicators, some for each audience, on every dimension', () => {
    expect(library.indicators.length).toBeGreaterThanOrEqual(60);
    for (const audience of libraryAudiences)
      expect(library.indicators.filter((x) => x.for.includes(audience)).length).toBeGreaterThan(15);
    const dimensions = new Set(library.indicators.map((x) => x.dimension));
    expect([...dimensions].sort()).toEqual(
      [
        'ecology',
        'economy',
        'foundation',
        'green',
        'innovation',
        'integration',
        'livelihood',
        'openness',
        'risk',
        'safety',
        'satisfaction',
        'social',
      ].sort(),
    );
  });

  it('names a side of some balance for every indicator and both sides of every pair', () => {
    for (const x of library.indicators)
      expect([x.id, Object.keys(x.balance)]).not.toEqual([x.id, []]);
    for (const pair of Object.keys(balancePairs) as BalancePair[])
      expect(new Set(library.indicators.map((x) => x.balance[pair]).filter(Boolean)).size).toBe(2);
  });
});

describe('schemes', () => {
  it.each(schemeFiles)('%s validates and tells editors its schema', (file) => {
    expect(text(`schemes/${file}`).split('\n')[0]).toBe(
      '# yaml-language-server: $schema=../scheme.schema.json',
    );
    const { scheme, issues } = checkScheme(yaml(`schemes/${file}`));
    expect(issues.filter((i) => i.severity !== 'warning')).toEqual([]);
    expect(`${scheme!.id}.yaml`).toBe(file);
    expect(scheme!.demo).toBe(false);
  });

  it.each(starterSchemes)('%s is a whole appraisal scheme without a warning', (id) => {
    const { scheme, issues } = checkScheme(yaml(`schemes/${id}.yaml`));
    expect(issues).toEqual([]);
    const s = scheme!;
    expect(s.purpose).toBe('appraisal');
    expect(s.indicators.length).toBeGreaterThanOrEqual(18);
    expect(s.indicators.length).toBeLessThanOrEqual(30);
    expect(s.select.class).toBeDefined();
    expect(s.decide.gates.length).toBeGreaterThan(0);
    expect(s.decide.vetoes.length).toBeGreaterThan(0);
    expect(new Set(s.decide.adjustments.map((a) => a.kind))).toEqual(new Set(['bonus', 'penalty']));
    expect(s.decide.capBonus).toBeDefined();
    expect(s.decide.capPenalty).toBeDefined();
    const best = s.grade!.grades[0]!;
    expect(best.name).toBe('优秀');
    expect(s.grade!.quotas.find((q) => q.grade === best.id)!.share).toBeLessThanOrEqual(0.3);
    expect(s.uncertainty.sampling).toBeDefined();
  });

  it.each(starterSchemes)('%s says of its indicators what the library says', (id) => {
    for (const x of parseScheme(yaml(`schemes/${id}.yaml`)).indicators) {
      const known = library.indicators.find((y) => y.id === x.id)!;
      expect(known?.for).toContain(id);
      const { name, polarity, unit, nature, aspect, horizon, dimension, balance, definition } = x;
      expect(known).toMatchObject({
        name,
        polarity,
        unit,
        nature,
        aspect,
        horizon,
        dimension,
        balance,
        definition,
      });
    }
  });
});

describe('generated files', () => {
  it('data/scheme.schema.json is what scripts/make-schema.ts makes', () => {
    expect(text('scheme.schema.json')).toBe(schemaFile());
  });

  it('data/demo is what scripts/make-demo.ts makes, and nothing else', () => {
    const made = demoFiles();
    expect(readdirSync(new URL('demo/', here)).sort()).toEqual(Object.keys(made).sort());
    for (const [name, content] of Object.entries(made)) expect(text(`demo/${name}`)).toBe(content);
  });
});

const starterList = z.strictObject({
  format: z.literal('shiji-starters/1'),
  starters: z.array(
    z.strictObject({
      id: z.string(),
      title: z.strictObject({ 'zh-CN': z.string().min(1), en: z.string().min(1) }),
      scheme: z.string(),
      panel: z.string().nullable(),
      demo: z.boolean(),
    }),
  ),
});
const manifest = z.object({
  demos: z.array(z.object({ scheme: z.string(), panel: z.string(), generated: z.literal(true) })),
});
const { starters } = starterList.parse(yaml('starters.yaml'));

describe('starters.yaml', () => {
  it('lists every scheme once, with files that exist', () => {
    expect(starters.map((s) => s.scheme.replace('schemes/', '')).sort()).toEqual(
      schemeFiles.sort(),
    );
    expect(new Set(starters.map((s) => s.id)).size).toBe(starters.length);
    for (const { panel } of starters)
      if (panel) expect(existsSync(new URL(panel, here))).toBe(true);
  });

  it('marks as demo exactly the pairs of the manifest', () => {
    const { demos } = manifest.parse(yaml('demo/manifest.yaml'));
    expect(starters.filter((s) => s.demo).map((s) => [s.scheme, s.panel])).toEqual(
      demos.map((d) => [d.scheme, d.panel]),
    );
  });
});

describe('demo panels', () => {
  it.each(starters.filter((s) => s.demo))(
    '$id runs, with a veto, a gate, a disputed figure and gaps',
    async (starter) => {
      const scheme = parseScheme(yaml(starter.scheme));
      const bytes = readFileSync(new URL(starter.panel!, here));
      const { panel, report } = await readPanel([{ name: starter.panel!, bytes }], scheme);
      expect(report.sheets.flatMap((s) => s.ignored)).toEqual([]);
      expect(panel.periods).toEqual(['2022', '2023', '2024', '2025']);
      for (const period of panel.periods)
        expect(() => appraise(scheme, panel, { period, replicates: 20 })).not.toThrow();
      const result = appraise(scheme, panel, { replicates: 200 });
      expect(result.warnings).toEqual([]);
      expect(result.excluded).toEqual([]);
      expect(result.imputed.length).toBeGreaterThan(0);
      expect(new Set(result.decisions.map((d) => d.kind))).toEqual(
        new Set(['bonus', 'penalty', 'gate', 'veto', 'unverified']),
      );
      expect(new Set(result.grades!.grade)).toContain('excellent');
      expect(new Set(result.grades!.grade)).toContain('poor');
      const spread = Math.max(...result.score) - Math.min(...result.score);
      expect(spread).toBeGreaterThan(20);
    },
  );
});
