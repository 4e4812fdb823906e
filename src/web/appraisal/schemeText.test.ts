import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readSchemeText, schemeText } from './schemeText.ts';

const source = readFileSync(
  new URL('../../../data/schemes/enterprise-group.yaml', import.meta.url),
  'utf8',
);

describe('scheme text', () => {
  it('reads back what it writes', () => {
    const { scheme } = readSchemeText(source);
    expect(readSchemeText(schemeText(scheme!)).scheme).toEqual(scheme);
  });

  it('gives an issue the line of what it names', () => {
    const lines = source.split('\n');
    const at = lines.findIndex((l) => /polarity: cost/.test(l));
    lines[at] = lines[at]!.replace('polarity: cost', 'polarity: sideways');
    const { scheme, issues } = readSchemeText(lines.join('\n'));
    expect(scheme).toBeUndefined();
    expect(issues.map((i) => i.line)).toContain(at + 1);
  });

  it('names the line where the YAML itself is broken', () => {
    const { issues } = readSchemeText('format: shiji-scheme/1\nid: [a\ntitle: x\n');
    expect(issues[0]).toMatchObject({ code: 'web.yaml-broken' });
    expect(issues[0]!.line).toBeGreaterThan(1);
  });
});
