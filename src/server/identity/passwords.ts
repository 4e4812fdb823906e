import { hash, verify } from '@node-rs/argon2';
import type { Match, ZxcvbnFactory } from '@zxcvbn-ts/core';
import type { Issue } from '../../engine/index.ts';
import { AppError } from '../platform/error.ts';

/** OWASP's Argon2id setting for servers: 19 MiB, two passes, one lane. */
const argon = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;
/** Compared when there is no password, so that every refusal takes the same work. */
let decoy: Promise<string> | undefined;

export function hashPassword(password: string): Promise<string> {
  return hash(password, argon);
}

/** Whether it is the password; the same work when there is none. */
export async function isPassword(
  stored: string | null | undefined,
  given: string,
): Promise<boolean> {
  decoy ??= hash('no such password', argon);
  const matches = await verify(stored ?? (await decoy), given);
  return matches && stored !== null && stored !== undefined;
}

/**
 * Guesses (powers of ten) that somebody needs who tries leaked passwords, the person's own names,
 * dates and keyboard runs first. Ten letters by chance have 10, `woaini1314520` has 9.
 */
const ENOUGH = 9.5;
/** Longer ones are judged by their beginning: the search takes more than linear time. */
const JUDGED = 64;

let estimate: Promise<ZxcvbnFactory> | undefined;

/** With its lists of leaked passwords, which are read when the first password is chosen. */
async function estimator(): Promise<ZxcvbnFactory> {
  const { ZxcvbnFactory } = await import('@zxcvbn-ts/core');
  const { adjacencyGraphs, dictionary } = await import('@zxcvbn-ts/language-common');
  return new ZxcvbnFactory({ dictionary, graphs: adjacencyGraphs });
}

/**
 * Throws `password-weak` and says why: among the leaked ones, made of the person's own names, a
 * date, a run of keys. No rule of composition (NIST SP 800-63B-4 §3.1.1). `own`: login, name,
 * names and codes of the units.
 */
export async function demandStrong(password: string, own: readonly string[]): Promise<void> {
  estimate ??= estimator();
  const words = own.flatMap((w) => [w, ...w.split(/[\s._@-]+/)]).filter((w) => w.length >= 2);
  const { guessesLog10, sequence } = (await estimate).check(password.slice(0, JUDGED), words);
  if (guessesLog10 >= ENOUGH) return;
  const reasons = [...new Set(sequence.map(reasonOf))].filter((r) => r !== undefined);
  const codes = reasons.length > 0 ? reasons : ['identity:weak-guessable'];
  throw new AppError(
    'password-weak',
    codes.map((code): Issue => ({ code })),
  );
}

function reasonOf(match: Match): string | undefined {
  switch (match.pattern) {
    case 'dictionary':
      return (match as { dictionaryName?: string }).dictionaryName === 'userInputs'
        ? 'identity:weak-own-name'
        : 'identity:weak-leaked';
    case 'date':
    case 'regex':
      return 'identity:weak-date';
    case 'spatial':
    case 'sequence':
      return 'identity:weak-run';
    case 'repeat':
      return 'identity:weak-repeat';
    default:
      return undefined;
  }
}
