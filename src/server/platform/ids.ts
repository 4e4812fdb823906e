import { createHash, randomBytes, randomFillSync } from 'node:crypto';

/** Counts within the milliseconds ids were made for last: a day asked for in between is no new one. */
const counts = new Map<number, number>();
const MOST_KEPT = 16;
const HALF_OF_COUNTS = 0x1ffffff;

/** Random bytes are taken from the system in bulk: a call costs more than the bytes. */
const pool = Buffer.alloc(4096);
let used = pool.length;

/** So many random bytes, of which nobody else has any. */
export function randomFrom(many: number): Buffer {
  if (used + many > pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  used += many;
  return Buffer.from(pool.subarray(used - many, used));
}

/**
 * UUIDv7: sorts by time of making, and within a millisecond of this process by order of
 * making (RFC 9562 §6.2, method 1: the 26 bits after the version count, from a random start
 * in the lower half, so that 2^25 ids of one millisecond keep their order).
 */
export function newId(now: Date): string {
  const bytes = randomFrom(16);
  const time = now.getTime();
  const known = counts.get(time);
  const count = known === undefined ? bytes.readUInt32BE(6) & HALF_OF_COUNTS : known + 1;
  if (known === undefined && counts.size === MOST_KEPT) counts.delete(counts.keys().next().value!);
  counts.set(time, count);
  return uuid7(bytes, time, count);
}

/** UUIDv7 that tells the time given and nothing of the order within it: the rest is random. */
export function newIdIn(time: Date): string {
  const bytes = randomFrom(16);
  return uuid7(bytes, time.getTime(), bytes.readUInt32BE(6));
}

function uuid7(bytes: Buffer, time: number, count: number): string {
  bytes.writeUIntBE(time, 0, 6);
  bytes.writeUInt16BE(0x7000 | ((count >> 14) & 0xfff), 6);
  bytes.writeUInt16BE(0x8000 | (count & 0x3fff), 8);
  const hex = bytes.toString('hex');
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    hex.slice(12, 16),
    hex.slice(16, 20),
    hex.slice(20),
  ].join('-');
}

/** A secret for a cookie or link, and the hash under which it is kept. */
export function newToken(): { token: string; hash: Buffer } {
  const token = randomBytes(32).toString('base64url');
  return { token, hash: hashToken(token) };
}

export function hashToken(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
