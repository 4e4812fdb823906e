import { constants, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { type Bulletin, countOf, sealedText } from '../../src/contract/ballot/file.ts';
import {
  type BallotItem,
  commitmentsOf,
  messageOf,
  newVote,
  type Paper,
  type Vote,
} from '../../src/contract/ballot/paper.ts';

/** Making one takes long: ballots of a test file share those of an electorate. */
const keys = new Map<string, KeyObject>();
function keyOf(name: string): KeyObject {
  const key = keys.get(name) ?? generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
  keys.set(name, key);
  return key;
}
const modulusOf = (key: KeyObject): string =>
  Buffer.from(key.export({ format: 'jwk' }).n!, 'base64url').toString('hex');
const signed = (key: KeyObject, text: Uint8Array): string =>
  sign('sha384', text, {
    key,
    padding: constants.RSA_PKCS1_PSS_PADDING,
    saltLength: 48,
  }).toString('hex');

export const ballotItems: readonly BallotItem[] = [
  { id: 'i1', text: '领导班子' },
  { id: 'i2', text: '工会工作' },
];
export const ballotOptions = [
  { id: 'a', text: '优秀', score: 100 },
  { id: 'b', text: '称职', score: 80 },
  { id: 'c', text: '不称职', score: 0 },
];

interface Sizes {
  readonly roll: number;
  readonly weight?: number;
  /** Answers of each vote that is cast, one for each item. */
  readonly votes: readonly (readonly string[])[];
}

/** A closed ballot with keys of its own, made without a server: its public file as text. */
export function closedBallot(electorates: Readonly<Record<string, Sizes>>) {
  const sealKey = keyOf('seal');
  const paper: Paper = {
    id: '0190a1b2-0000-7000-8000-000000000001',
    title: '年度民主测评',
    items: ballotItems,
    options: ballotOptions,
    electorates: Object.entries(electorates).map(([id, { roll, weight = 1 }]) => ({
      id,
      name: `${id}类`,
      weight,
      n: modulusOf(keyOf(id)),
      roll,
    })),
    rollHash: '0'.repeat(64),
    sealKey: modulusOf(sealKey),
  };
  const votes = Object.entries(electorates).flatMap(([id, e]) =>
    e.votes.map((answers): Vote => {
      const vote = newVote(id, answers);
      const message = messageOf(paper.id, id, vote.token, commitmentsOf(vote));
      return { ...vote, signature: signed(keyOf(id), message) };
    }),
  );
  const drawn = Object.fromEntries(
    Object.entries(electorates).map(([id, e]) => [id, e.votes.length]),
  );
  const count = countOf(paper, drawn, votes);
  const seal = (whole: typeof count): string =>
    JSON.stringify({ ...whole, seal: signed(sealKey, sealedText(whole)) } satisfies Bulletin);
  return { paper, votes, count, seal, text: seal(count) };
}
