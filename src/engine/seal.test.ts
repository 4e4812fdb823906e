import { describe, expect, it } from 'vitest';
import { canonical, digestColumns } from './canonical.ts';
import { panelDocument, panelFromDocument } from './seal.ts';

describe('canonical form (RFC 8785)', () => {
  it('prints the numbers of the RFC as it does', () => {
    // RFC 8785 §3.2.3 and appendix B
    expect(canonical([1e30, 4.5, 2e-3, 1e-27])).toBe('[1e+30,4.5,0.002,1e-27]');
    expect(canonical(-0)).toBe('0');
    expect(canonical(5e-324)).toBe('5e-324');
  });

  it('sorts keys by UTF-16 code units and escapes as JSON does', () => {
    expect(canonical({ '€': 1, '\r': 2, '1': 3, '😀': 4, é: 5 })).toBe(
      '{"\\r":2,"1":3,"é":5,"€":1,"😀":4}',
    );
  });

  it('writes missing as null and refuses infinity', () => {
    expect(canonical({ x: Float64Array.of(1, Number.NaN), y: undefined })).toBe('{"x":[1,null]}');
    expect(() => canonical([Number.POSITIVE_INFINITY])).toThrow(RangeError);
  });

  it('hashes every NaN alike and every other double apart', () => {
    const odd = new Float64Array(new BigUint64Array([0x7ff8000000000001n]).buffer);
    expect(digestColumns([odd])).toBe(digestColumns([Float64Array.of(Number.NaN)]));
    expect(digestColumns([Float64Array.of(1)])).not.toBe(
      digestColumns([Float64Array.of(1 + Number.EPSILON)]),
    );
  });
});

describe('panel document', () => {
  it('reads back every cell, flag and standard error', () => {
    const panel = {
      units: ['a', 'b'],
      names: ['甲', '乙'],
      attributes: { 类别: ['一', '二'] },
      ids: ['x', 'y'],
      periods: ['2024'],
      columns: [Float64Array.of(1.1, Number.NaN), Float64Array.of(-3, 1e-300)],
      flags: [Uint8Array.of(5, 0), Uint8Array.of(4, 1)],
      errors: { 1: Float64Array.of(0.5, Number.NaN) },
    };
    const document = JSON.parse(JSON.stringify(panelDocument(panel)));
    expect(panelFromDocument(document)).toEqual(panel);
  });
});
