import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import { ABSTAIN, commitmentOf, LEAST, type Paper, type Vote } from './paper.ts';
import { type BallotResults, tally } from './tally.ts';

/** An answer laid open, or what stands for it where fewer than five would be told. */
export type OpenAnswer =
  | { readonly answer: string; readonly salt: string }
  | { readonly commitment: string };

export interface BulletinVote {
  readonly electorate: string;
  readonly token: string;
  readonly signature: string;
  readonly items: readonly OpenAnswer[];
}

/** Drawn and cast of an electorate; `cast` null: fewer than five, none is laid open. */
export interface Turnout {
  readonly id: string;
  readonly drawn: number;
  readonly cast: number | null;
}

/** What was counted, before it is sealed. */
export interface Count {
  readonly format: 'shiji-ballot-1';
  readonly paper: Paper;
  readonly turnout: readonly Turnout[];
  /** Sorted by token, which is random. */
  readonly votes: readonly BulletinVote[];
  readonly results: BallotResults;
}

/** The public file of a closed ballot: everything a recount needs. */
export interface Bulletin extends Count {
  /** Signature over all of the above, by a key that ended with the close. */
  readonly seal: string;
}

/** Counts the votes that were in the box and lays open what may be. */
export function countOf(
  paper: Paper,
  drawn: Readonly<Record<string, number>>,
  votes: readonly Vote[],
): Count {
  const of = (id: string) => votes.filter((v) => v.electorate === id);
  const shown = paper.electorates.filter(({ id }) => of(id).length >= LEAST);
  const open = shown.flatMap(({ id }) => laidOpen(paper, of(id)));
  const sorted = open.sort((a, b) => (a.token < b.token ? -1 : 1));
  return {
    format: 'shiji-ballot-1',
    paper,
    turnout: paper.electorates.map(({ id }) => ({
      id,
      drawn: drawn[id] ?? 0,
      cast: shown.some((s) => s.id === id) ? of(id).length : null,
    })),
    votes: sorted,
    results: tally(paper, sorted),
  };
}

/** Votes of one electorate: of an item on which fewer than five took a side, all are withheld. */
function laidOpen(paper: Paper, votes: readonly Vote[]): BulletinVote[] {
  const told = paper.items.map(
    (_, i) => votes.filter((v) => v.answers[i] !== ABSTAIN).length >= LEAST,
  );
  return votes.map((v) => ({
    electorate: v.electorate,
    token: v.token,
    signature: v.signature,
    items: v.answers.map((answer, i) => {
      const salt = v.salts[i]!;
      return told[i] ? { answer, salt } : { commitment: commitmentOf(salt, answer) };
    }),
  }));
}

/** The text under the seal of a count: a hash of every byte of it. */
export function sealedText({ format, paper, turnout, votes, results }: Count): Uint8Array {
  const text = JSON.stringify({ format, paper, turnout, votes, results });
  return utf8ToBytes(`shiji-ballot-seal-1\n${bytesToHex(sha256(utf8ToBytes(text)))}`);
}
