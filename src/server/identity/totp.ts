import { randomBytes } from 'node:crypto';
import { Secret, TOTP } from 'otpauth';
import { hashToken } from '../platform/ids.ts';

const PERIOD = 30;
/** Steps the clock of the phone may be off, before and after. */
const SKEW = 1;
const RECOVERY_CODES = 10;
/** Crockford's base 32: no letter that is taken for a digit. */
const LETTERS = '0123456789abcdefghjkmnpqrstvwxyz';

/** A fresh secret of 160 bits (RFC 4226 §4), base 32. */
export function newSecret(): string {
  return new Secret({ size: 20 }).base32;
}

const totpOf = (secret: string, label: string): TOTP =>
  new TOTP({ issuer: 'Shiji', label, secret: Secret.fromBase32(secret), period: PERIOD });

/** What the QR code for the phone says. */
export function otpauthUri(secret: string, login: string): string {
  return totpOf(secret, login).toString();
}

/** The time step whose code this is, within the skew; nothing when it is none. */
export function stepOf(secret: string, code: string, now: Date): number | undefined {
  const token = code.replace(/\s/g, '');
  if (!/^\d{6}$/.test(token)) return undefined;
  const timestamp = now.getTime();
  const delta = totpOf(secret, '').validate({ token, timestamp, window: SKEW });
  return delta === null ? undefined : Math.floor(timestamp / 1000 / PERIOD) + delta;
}

/** Codes for the day the phone is lost, 80 bits each, and the hashes that are kept of them. */
export function newRecoveryCodes(): { codes: string[]; hashes: Buffer[] } {
  const codes = Array.from({ length: RECOVERY_CODES }, () => {
    const letters = [...randomBytes(16)].map((b) => LETTERS[b & 31]).join('');
    return letters.match(/.{4}/g)!.join('-');
  });
  return { codes, hashes: codes.map(hashRecoveryCode) };
}

/** The hash of a recovery code, however it was typed: capitals, blanks, o for 0, l and i for 1. */
export function hashRecoveryCode(code: string): Buffer {
  const letters = code
    .toLowerCase()
    .replace(/[\s-]/g, '')
    .replaceAll('o', '0')
    .replace(/[il]/g, '1');
  return hashToken(`recovery ${letters}`);
}
