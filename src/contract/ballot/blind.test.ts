import { hexToBytes } from '@noble/hashes/utils.js';
import { describe, expect, it } from 'vitest';
import { blind, finalize, verify } from './blind.ts';
// Values of RFC 9474, appendix A.1 to A.4.
import vectors from './rfc9474.fixture.json' with { type: 'json' };

describe('RFC 9474, appendix A', () => {
  it.each(vectors)('$name', ({ n, input_msg, salt, inv, blinded_msg, blind_sig, sig, sLen }) => {
    const message = hexToBytes(input_msg);
    const chosen = { salt: hexToBytes(salt), inverse: BigInt(`0x${inv}`) };
    const saltBytes = Number.parseInt(sLen, 16);
    expect(chosen.salt.length).toBe(saltBytes);
    const made = blind(n, message, chosen);
    expect(made.blinded).toBe(blinded_msg);
    expect(finalize(n, message, blind_sig, made, saltBytes)).toBe(sig);
    expect(verify(n, message, sig, saltBytes)).toBe(true);
    expect(verify(n, hexToBytes(`${input_msg}00`), sig, saltBytes)).toBe(false);
    const other = `${sig.slice(0, -1)}${sig.endsWith('0') ? '1' : '0'}`;
    expect(verify(n, message, other, saltBytes)).toBe(false);
    expect(() => finalize(n, message, `${blind_sig.slice(0, -2)}00`, made, saltBytes)).toThrow();
  });
});
