import { sha384 } from '@noble/hashes/sha2.js';
import { bytesToHex, concatBytes, hexToBytes } from '@noble/hashes/utils.js';

/**
 * RFC 9474, RSABSSA-SHA384-PSS, the part of whoever asks for a signature. Plain arithmetic, for it
 * also has to run on a page that was not fetched over https, where a browser lends no WebCrypto.
 * The secret factor lives for one request on the person's own device.
 */
const HASH_BYTES = 48;
const SALT_BYTES = 48;
const E = 65537n;

const toInt = (bytes: Uint8Array): bigint => BigInt(`0x${bytesToHex(bytes) || '0'}`);
const toBytes = (value: bigint, length: number): Uint8Array =>
  hexToBytes(value.toString(16).padStart(2 * length, '0'));
const lengthOf = (n: bigint): number => Math.ceil(n.toString(2).length / 8);

function power(base: bigint, exponent: bigint, n: bigint): bigint {
  let result = 1n;
  let b = base % n;
  for (let e = exponent; e > 0n; e >>= 1n) {
    if (e & 1n) result = (result * b) % n;
    b = (b * b) % n;
  }
  return result;
}

/** The inverse modulo n; nothing when there is none. */
function inverse(a: bigint, n: bigint): bigint | undefined {
  let [r, next] = [n, a % n];
  let [t, nextT] = [0n, 1n];
  while (next !== 0n) {
    const q = r / next;
    [r, next] = [next, r - q * next];
    [t, nextT] = [nextT, t - q * nextT];
  }
  return r === 1n ? (t + n) % n : undefined;
}

/** MGF1 of RFC 8017, B.2.1. */
function mask(seed: Uint8Array, length: number): Uint8Array {
  const parts: Uint8Array[] = [];
  for (let i = 0; i * HASH_BYTES < length; i++)
    parts.push(sha384(concatBytes(seed, toBytes(BigInt(i), 4))));
  return concatBytes(...parts).subarray(0, length);
}

const xor = (a: Uint8Array, b: Uint8Array): Uint8Array => a.map((x, i) => x ^ b[i]!);

/** EMSA-PSS-ENCODE of RFC 8017, 9.1.1. */
function encode(message: Uint8Array, bits: number, salt: Uint8Array): Uint8Array {
  const length = Math.ceil(bits / 8);
  const hash = sha384(concatBytes(new Uint8Array(8), sha384(message), salt));
  const block = new Uint8Array(length - HASH_BYTES - 1);
  block[block.length - salt.length - 1] = 1;
  block.set(salt, block.length - salt.length);
  const masked = xor(block, mask(hash, block.length));
  masked[0]! &= 0xff >> (8 * length - bits);
  return concatBytes(masked, hash, Uint8Array.of(0xbc));
}

/** EMSA-PSS-VERIFY of RFC 8017, 9.1.2: the salt is taken out, and all is encoded anew. */
function encodes(message: Uint8Array, bits: number, em: Uint8Array, saltBytes: number): boolean {
  const hash = em.subarray(em.length - HASH_BYTES - 1, em.length - 1);
  const masked = em.subarray(0, em.length - HASH_BYTES - 1);
  const block = xor(masked, mask(hash, masked.length));
  const salt = block.subarray(block.length - saltBytes);
  return bytesToHex(encode(message, bits, salt)) === bytesToHex(em);
}

export interface Blinded {
  /** What is sent, hexadecimal. */
  readonly blinded: string;
  /** Stays with the person: takes the blinding off again. */
  readonly inverse: string;
}

/** For the vectors of the RFC; otherwise both are drawn. */
interface Chosen {
  readonly salt?: Uint8Array;
  readonly inverse?: bigint;
}

/** Blinds a message for the key with modulus `n` (hexadecimal; the exponent is 65537). */
export function blind(n: string, message: Uint8Array, chosen: Chosen = {}): Blinded {
  const modulus = BigInt(`0x${n}`);
  const length = lengthOf(modulus);
  const salt = chosen.salt ?? crypto.getRandomValues(new Uint8Array(SALT_BYTES));
  const m = toInt(encode(message, modulus.toString(2).length - 1, salt));
  const [factor, inv] = chosen.inverse
    ? [inverse(chosen.inverse, modulus)!, chosen.inverse]
    : drawFactor(modulus, length);
  const z = (m * power(factor, E, modulus)) % modulus;
  return {
    blinded: bytesToHex(toBytes(z, length)),
    inverse: bytesToHex(toBytes(inv, length)),
  };
}

function drawFactor(n: bigint, length: number): [bigint, bigint] {
  for (;;) {
    const r = toInt(crypto.getRandomValues(new Uint8Array(length)));
    const inv = r > 0n && r < n ? inverse(r, n) : undefined;
    if (inv) return [r, inv];
  }
}

/** The signature from the blind one; throws when it does not hold under this key. */
export function finalize(
  n: string,
  message: Uint8Array,
  blindSignature: string,
  { inverse: inv }: Pick<Blinded, 'inverse'>,
  saltBytes = SALT_BYTES,
): string {
  const modulus = BigInt(`0x${n}`);
  const s = (BigInt(`0x${blindSignature}`) * BigInt(`0x${inv}`)) % modulus;
  const signature = bytesToHex(toBytes(s, lengthOf(modulus)));
  if (!verify(n, message, signature, saltBytes)) throw new Error('invalid signature');
  return signature;
}

/** Whether a signature (hexadecimal) holds for a message. */
export function verify(
  n: string,
  message: Uint8Array,
  signature: string,
  saltBytes = SALT_BYTES,
): boolean {
  const modulus = BigInt(`0x${n}`);
  const length = lengthOf(modulus);
  if (!new RegExp(`^[0-9a-f]{${2 * length}}$`).test(signature)) return false;
  const s = BigInt(`0x${signature}`);
  if (s >= modulus) return false;
  const bits = modulus.toString(2).length - 1;
  const m = power(s, E, modulus);
  if (m.toString(2).length > bits) return false;
  return encodes(message, bits, toBytes(m, Math.ceil(bits / 8)), saltBytes);
}
