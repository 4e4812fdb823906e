import type { Context } from './context.ts';
import { macOf } from './secret.ts';

/** Digits and letters that nobody takes for others, read over a telephone too (Crockford). */
const LETTERS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const LENGTH = 12;

/** Letters of a code from bytes, five bits each; the bytes must be as many. */
export function lettersOf(bytes: Uint8Array, length: number): string {
  let text = '';
  for (let i = 0; i < length; i++) text += LETTERS[bytes[i]! & 31];
  return text;
}

/** What a room gives codes for: codes of one are none of another. */
type Purpose = 'voice' | 'objection';

/**
 * The tracking code that belongs to the key of a form: always the same one, so that a form sent
 * again shows it again although only its hash is kept. 60 bits, under the key of the home folder.
 */
export async function codeOf(ctx: Context, purpose: Purpose, key: string): Promise<string> {
  const mac = await macOf(ctx.config.home, `${purpose}-code`, Buffer.from(key));
  return lettersOf(mac, LENGTH);
}

/** What is kept of a code: without the key of the home folder nobody can try codes against it. */
export async function hashOf(ctx: Context, purpose: Purpose, code: string): Promise<Buffer> {
  return macOf(ctx.config.home, `${purpose}-code-hash`, Buffer.from(code));
}

/** A code as it is shown: `K7QM-3F9T-XW2P`. */
export const shownCode = (code: string): string => code.replace(/(.{4})(?=.)/g, '$1-');

/** A code as somebody typed it, or nothing when it can be none. */
export function readCode(typed: string): string | undefined {
  const code = typed
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[\s\-—–_]/g, '')
    .replace(/O/g, '0')
    .replace(/[IL]/g, '1')
    .replace(/U/g, 'V');
  return code.length === LENGTH && [...code].every((c) => LETTERS.includes(c)) ? code : undefined;
}
