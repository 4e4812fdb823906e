import { blind, finalize } from '../../../../contract/ballot/blind.ts';
import {
  commitmentsOf,
  messageOf,
  newVote,
  type Paper,
} from '../../../../contract/ballot/paper.ts';
import { breathe } from '../dom.ts';
import { forget, keep, type Pending, type Right } from './kept.ts';
import { type Answer, askUntil } from './server.ts';

/** A vote that is ready to be drawn for: blinded, and kept if the phone lets it. */
export async function prepare(
  paper: Paper,
  electorate: string,
  right: Right,
  answers: readonly string[],
): Promise<{ readonly pending: Pending; readonly kept: boolean }> {
  const { n } = paper.electorates.find((e) => e.id === electorate)!;
  const vote = newVote(electorate, answers);
  await breathe();
  const blinding = blind(n, messageFor(paper.id, vote));
  const pending = { ballot: paper.id, title: paper.title, right, n, vote, ...blinding };
  return { pending, kept: keep(pending) };
}

const messageFor = (ballot: string, vote: Pending['vote']) =>
  messageOf(ballot, vote.electorate, vote.token, commitmentsOf(vote));

export type Delivered =
  | { readonly counted: true }
  | {
      readonly counted: false;
      /** Nothing is left to try with. */
      readonly final: boolean;
      readonly refused: Pick<Answer<unknown>, 'code' | 'title' | 'detail'>;
    };

/** How far a vote has come, for the line that says so. */
export type Stage = 'drawing' | 'casting' | 'waiting';

/**
 * Brings a vote to the box: draws for it, takes the blinding off, casts it without a session.
 * Each step can be done again: the same blinded message is signed again, the same vote is not
 * counted twice.
 */
export async function deliver(
  pending: Pending,
  told: (stage: Stage, seconds?: number) => void,
): Promise<Delivered> {
  const { ballot, vote } = pending;
  const waiting = (seconds: number) => told('waiting', seconds);
  let { signature } = pending;
  if (signature === undefined) {
    told('drawing');
    const drawn = await draw(pending, waiting);
    if (drawn.code !== undefined) return refusal(ballot, drawn);
    await breathe();
    signature = finalize(pending.n, messageFor(ballot, vote), drawn.body.signature, pending);
    keep({ ...pending, signature });
  }
  told('casting');
  const body = { ...vote, signature };
  const cast = await askUntil<object>(`/open/ballots/${ballot}/cast`, { body }, waiting);
  // Nobody else has this token: that it was cast already says that an answer was lost.
  if (cast.code !== undefined && cast.code !== 'ballot-cast') return refusal(ballot, cast);
  forget(ballot);
  return { counted: true };
}

/** Refusals that trying again does not change. After any other one the vote stays: it may be drawn. */
const FINAL: readonly (string | undefined)[] = [
  'ballot-drawn',
  'ballot-not-open',
  'ballot-unfit',
  'ballot-vote',
  'not-found',
];

function refusal(ballot: string, refused: Answer<unknown>): Delivered {
  const final = FINAL.includes(refused.code);
  if (final) forget(ballot);
  return { counted: false, final, refused };
}

function draw({ ballot, right, vote, blinded }: Pending, waiting: (seconds: number) => void) {
  const request = { electorate: vote.electorate, blinded };
  return 'code' in right
    ? askUntil<{ signature: string }>(
        `/open/ballots/${ballot}/draw`,
        { body: { ...request, code: right.code } },
        waiting,
      )
    : askUntil<{ signature: string }>(
        `/api/my-ballots/${ballot}/draw`,
        { body: request, credentials: 'same-origin' },
        waiting,
      );
}
