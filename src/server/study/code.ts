import { timingSafeEqual } from 'node:crypto';
import type { Context } from '../platform/context.ts';
import { macOf } from '../platform/secret.ts';

/** Seconds for which one code stands on the screen. */
export const STEP = 30;
/** Codes before the present one that are still taken: a phone is not that quick. */
const SLACK = 2;
const MAC_BYTES = 12;

/** What a code says: which session, and the step of time it was shown in; 0: printed for the day. */
export interface Shown {
  readonly session: string;
  readonly step: number;
}

const stepOf = (now: Date): number => Math.floor(now.getTime() / 1000 / STEP);

function bytesOf({ session, step }: Shown): Buffer {
  const bytes = Buffer.alloc(20);
  Buffer.from(session.replaceAll('-', ''), 'hex').copy(bytes);
  bytes.writeUInt32BE(step, 16);
  return bytes;
}

async function signed(ctx: Context, shown: Shown): Promise<string> {
  const bytes = bytesOf(shown);
  const mac = await macOf(ctx.config.home, 'study-code', bytes);
  return Buffer.concat([bytes, mac.subarray(0, MAC_BYTES)]).toString('base64url');
}

/** The code of a session for this half minute, and when the next one comes. */
export async function screenCode(ctx: Context, session: string) {
  const step = stepOf(ctx.now());
  const until = new Date((step + 1) * STEP * 1000);
  return { code: await signed(ctx, { session, step }), until };
}

/** A code that stands for the whole day of a session; the day is asked when it is taken. */
export async function paperCode(ctx: Context, session: string): Promise<string> {
  return signed(ctx, { session, step: 0 });
}

/**
 * What a code says, when this server signed it and it is not too old by now; nothing
 * otherwise. 96 bits of the mac: nobody guesses one in the time it stands.
 */
export async function readCode(ctx: Context, code: string): Promise<Shown | undefined> {
  const bytes = Buffer.from(code, 'base64url');
  if (bytes.length !== 20 + MAC_BYTES) return undefined;
  const said = bytes.subarray(0, 20);
  const mac = await macOf(ctx.config.home, 'study-code', said);
  if (!timingSafeEqual(mac.subarray(0, MAC_BYTES), bytes.subarray(20))) return undefined;
  const step = said.readUInt32BE(16);
  const age = stepOf(ctx.now()) - step;
  if (step !== 0 && (age < 0 || age > SLACK)) return undefined;
  const hex = said.toString('hex', 0, 16);
  const session = [
    hex.slice(0, 8),
    hex.slice(8, 12),
    hex.slice(12, 16),
    hex.slice(16, 20),
    hex.slice(20),
  ].join('-');
  return { session, step };
}
