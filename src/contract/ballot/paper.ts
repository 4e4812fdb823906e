import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';

/** Fewer people than this have no electorate of their own, and fewer answers are not shown. */
export const LEAST = 5;
/** The answer that says nothing of an item. */
export const ABSTAIN = '';

export interface BallotItem {
  readonly id: string;
  readonly text: string;
}
export interface BallotOption {
  readonly id: string;
  readonly text: string;
  /** 0 to 100. */
  readonly score: number;
}
export interface PaperElectorate {
  readonly id: string;
  readonly name: string;
  readonly weight: number;
  /** Modulus of its RSA key, hexadecimal; the exponent is 65537. */
  readonly n: string;
  /** How many stand on the roll. */
  readonly roll: number;
}

/** What is voted on, by whom, and the keys: the same for everybody. */
export interface Paper {
  readonly id: string;
  readonly title: string;
  readonly items: readonly BallotItem[];
  readonly options: readonly BallotOption[];
  readonly electorates: readonly PaperElectorate[];
  readonly rollHash: string;
  /** Modulus of the key that seals the public file at close, and ends then. */
  readonly sealKey: string;
}

/** A vote as it is cast. */
export interface Vote {
  readonly electorate: string;
  /** 32 random bytes, hexadecimal: by it a person finds the vote again. */
  readonly token: string;
  /** One for each item: an option or {@link ABSTAIN}. */
  readonly answers: readonly string[];
  /** 16 random bytes for each item, hexadecimal. */
  readonly salts: readonly string[];
  readonly signature: string;
}

const hash = (text: string): string => bytesToHex(sha256(utf8ToBytes(text)));
export const keyHash = (n: string): string => hash(n);

/** What stands for an answer in the signed text, so that it can be withheld and still verifies. */
export const commitmentOf = (salt: string, answer: string): string => hash(`${salt}:${answer}`);

/**
 * The text that is signed. The token makes it unique with 256 random bits, which is why the
 * deterministic variant of RFC 9474 (no further prefix) may be used.
 */
export const messageOf = (
  ballot: string,
  electorate: string,
  token: string,
  commitments: readonly string[],
): Uint8Array =>
  utf8ToBytes(['shiji-ballot-1', ballot, electorate, token, ...commitments].join('\n'));

export const commitmentsOf = ({ answers, salts }: Pick<Vote, 'answers' | 'salts'>): string[] =>
  answers.map((answer, i) => commitmentOf(salts[i]!, answer));

const random = (bytes: number): string => bytesToHex(crypto.getRandomValues(new Uint8Array(bytes)));

/** A vote that only waits for its signature. */
export const newVote = (electorate: string, answers: readonly string[]) => ({
  electorate,
  token: random(32),
  answers: [...answers],
  salts: answers.map(() => random(16)),
});

/** Hash of a roll: its lines sorted, so that it says who stands on it and tells no order. */
export const rollHashOf = (
  lines: readonly { readonly electorate: string; readonly id: string; readonly name: string }[],
): string =>
  hash(
    lines
      .map(({ electorate, id, name }) => JSON.stringify([electorate, id, name]))
      .sort()
      .join('\n'),
  );
