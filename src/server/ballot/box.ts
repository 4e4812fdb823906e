import { createHash } from 'node:crypto';
import {
  ABSTAIN,
  commitmentsOf,
  messageOf,
  type Paper,
  type Vote,
} from '../../contract/ballot/paper.ts';
import type { Context } from '../platform/context.ts';
import { AppError } from '../platform/error.ts';
import { problemOf } from '../platform/problem.ts';
import { EVERYWHERE, type Trx, withScopes } from '../platform/scope.ts';
import { holds, keysOf, markOf, sealVote, signBlinded } from './keys.ts';
import * as queries from './queries.ts';
import { paperOf } from './service.ts';
import { shuffled } from './shuffle.ts';

interface Request {
  /** The electorate under whose key the message was blinded. */
  readonly electorate: string;
  readonly blinded: string;
}

/**
 * The one blind signature of somebody on the roll. The same blinded message is signed again, so
 * that a lost connection loses no vote; another one is refused. Kept: that it was drawn, no time.
 */
export async function draw(
  ctx: Context,
  id: string,
  who: queries.Who,
  { electorate, blinded }: Request,
): Promise<{ electorate: string; signature: string }> {
  return silently(ctx, async (trx) => {
    await queries.lockBallot(trx, id, 'share');
    const ballot = await queries.ballotById(trx, id);
    const voter = ballot && (await queries.voterFor(trx, id, who));
    if (!voter) throw new AppError('not-found');
    if (ballot.state !== 'open') throw new AppError('ballot-not-open');
    // Signed with another key it would be worth nothing, and the one draw would be spent.
    if (voter.electorate !== electorate)
      throw new AppError('ballot-unfit', [
        { code: 'ballot:unfit-other-electorate', path: 'electorate' },
      ]);
    const drawn = createHash('sha256').update(blinded).digest();
    if (voter.drawn && !voter.drawn.equals(drawn)) throw new AppError('ballot-drawn');
    const key = (await keysOf(ctx.config.home, id)).signing.get(voter.electorate)!;
    const signature = signBlinded(key, blinded);
    if (!signature) throw new AppError('ballot-unfit', [{ code: 'ballot:unfit-blinded' }]);
    if (!voter.drawn) await queries.updateVoter(trx, voter, { drawn });
    return { electorate: voter.electorate, signature };
  });
}

/** What a printed code is good for: whose electorate, in which ballot, and whether it was used. */
export async function byCode(
  ctx: Context,
  code: Buffer,
): Promise<{ id: string; electorate: string; state: string; drawn: boolean }> {
  return silently(ctx, async (trx) => {
    const found = await queries.ballotOfCode(trx, code);
    if (!found) throw new AppError('not-found');
    return found;
  });
}

/** The ballot of an address. */
export function idOf(params: unknown): string {
  const { id } = params as { id: string };
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id)) throw new AppError('not-found');
  return id;
}

/**
 * What goes wrong while a paper is drawn or a vote is put away is told by its kind and its place
 * in the program only: messages of a database can hold values of the row.
 */
async function silently<T>(ctx: Context, work: (trx: Trx) => Promise<T>): Promise<T> {
  try {
    return await withScopes(ctx, EVERYWHERE, work);
  } catch (error) {
    if (error instanceof AppError) throw error;
    const { code, issues, retryAfter } = problemOf(error);
    const told = new AppError(code, issues, retryAfter);
    told.stack =
      String((error as Error).stack)
        .match(/^ {4}at .*$/gm)
        ?.join('\n') ?? '';
    throw told;
  }
}

/** The paper of a ballot whose roll is frozen. */
export async function paper(ctx: Context, id: string): Promise<Paper & { state: string }> {
  return withScopes(ctx, EVERYWHERE, async (trx) => {
    const row = await queries.ballotById(trx, id);
    if (!row?.roll_hash) throw new AppError('not-found');
    return { ...(await paperOf(trx, row)), state: row.state };
  });
}

/** The public file of a published ballot, as its hash on record was taken. */
export async function bulletin(ctx: Context, id: string): Promise<string> {
  return withScopes(ctx, EVERYWHERE, async (trx) => {
    const row = await queries.ballotById(trx, id);
    if (row?.state !== 'published' || row.bulletin === null) throw new AppError('not-found');
    return row.bulletin;
  });
}

interface Waiting {
  readonly vote: Vote;
  readonly done: () => void;
  readonly failed: (error: unknown) => void;
}
/** How long votes are gathered, to be written together and in no order (ms). */
const GATHER = 15;
const MOST = 500;
const waiting = new Map<string, Waiting[]>();
const papers = new Map<string, Paper>();

/**
 * Takes a vote: checked, then written together with those that came beside it, shuffled. It
 * settles when they are committed: what was acknowledged is not lost.
 */
export async function cast(ctx: Context, id: string, vote: Vote): Promise<void> {
  const known = await frozen(ctx, id);
  if (!fits(known, vote)) throw new AppError('ballot-vote');
  return new Promise((done, failed) => {
    const name = `${ctx.config.home} ${id}`;
    const batch = waiting.get(name);
    if (batch && batch.length < MOST) {
      batch.push({ vote, done, failed });
      return;
    }
    const fresh = [{ vote, done, failed }];
    waiting.set(name, fresh);
    setTimeout(() => {
      if (waiting.get(name) === fresh) waiting.delete(name);
      write(ctx, id, known, fresh).catch((error) => {
        for (const one of fresh) one.failed(error);
      });
    }, GATHER);
  });
}

/** From the freeze on nothing of a paper changes. */
async function frozen(ctx: Context, id: string): Promise<Paper> {
  const name = `${ctx.config.home} ${id}`;
  const found = papers.get(name) ?? (await paper(ctx, id));
  papers.set(name, found);
  return found;
}

function fits(known: Paper, vote: Vote): boolean {
  const electorate = known.electorates.find((e) => e.id === vote.electorate);
  if (!electorate) return false;
  const { length } = known.items;
  if (vote.answers.length !== length || vote.salts.length !== length) return false;
  const allowed = new Set([ABSTAIN, ...known.options.map((o) => o.id)]);
  if (!vote.answers.every((a) => allowed.has(a))) return false;
  const message = messageOf(known.id, electorate.id, vote.token, commitmentsOf(vote));
  return holds(electorate.n, message, vote.signature);
}

/** Longest text of a vote: every answer and electorate has at most 12 characters. */
const sizeOf = (items: number): number => 800 + items * 64;

async function write(
  ctx: Context,
  id: string,
  known: Paper,
  batch: readonly Waiting[],
): Promise<void> {
  const order = shuffled(batch);
  const put = await silently(ctx, async (trx) => {
    await queries.lockBallot(trx, id, 'share');
    const row = await queries.ballotById(trx, id);
    if (row?.state !== 'open') throw new AppError('ballot-not-open');
    const keys = await keysOf(ctx.config.home, id);
    const size = sizeOf(known.items.length);
    const marked = new Map(
      order.map((w) => [markOf(keys, w.vote.token).toString('hex'), w] as const),
    );
    const rows = [...marked].map(([mark, { vote }]) => ({
      org_id: row.org_id,
      org_path: row.org_path,
      ballot_id: id,
      mark: Buffer.from(mark, 'hex'),
      sealed: sealVote(keys, JSON.stringify(vote), size),
    }));
    const fresh = await queries.insertEnvelopes(trx, rows);
    return new Set([...marked].filter(([mark]) => fresh.has(mark)).map(([, w]) => w));
  });
  for (const one of batch)
    if (put.has(one)) one.done();
    else one.failed(new AppError('ballot-cast'));
}
