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
import { gatherer } from '../platform/gather.ts';
import { problemOf } from '../platform/problem.ts';
import { EVERYWHERE, type Trx, withScopes } from '../platform/scope.ts';
import { holds, keysOf, markOf, sealVote, signBlinded } from './keys.ts';
import * as queries from './queries.ts';
import { paperOf } from './service.ts';
import { shuffled } from './shuffle.ts';

interface Request {
  readonly who: queries.Who;
  /** The electorate under whose key the message was blinded. */
  readonly electorate: string;
  readonly blinded: string;
}
interface Drawn {
  readonly electorate: string;
  readonly signature: string;
}

/**
 * The one blind signature of somebody on the roll. The same blinded message is signed again, so
 * that a lost connection loses no vote; another one is refused. Kept: that it was drawn, no time.
 * A signature takes a quarter of a millisecond: forty together hold up others for ten.
 */
export const draw = gatherer<Context, Request, Drawn>(drawAll, { wait: 5, most: 40, atOnce: 1 });

async function drawAll(
  ctx: Context,
  id: string,
  batch: readonly Request[],
): Promise<(Drawn | AppError)[]> {
  return silently(ctx, async (trx) => {
    const lines = await queries.votersFor(
      trx,
      id,
      batch.map((r) => r.who),
    );
    const keys = lines.some((l) => l.state === 'open') && (await keysOf(ctx.config.home, id));
    const fresh = new Map<string, Buffer>();
    const answers = batch.map(({ who, electorate, blinded }): Drawn | AppError => {
      const line = lines.find((l) =>
        'person' in who ? l.person_id === who.person : l.code_hash?.equals(who.code),
      );
      if (!line) return new AppError('not-found');
      if (!keys) return new AppError('ballot-not-open');
      // Signed with another key it would be worth nothing, and the one draw would be spent.
      if (line.electorate !== electorate)
        return new AppError('ballot-unfit', [
          { code: 'ballot:unfit-other-electorate', path: 'electorate' },
        ]);
      const drawn = createHash('sha256').update(blinded).digest();
      const before = line.drawn ?? fresh.get(line.id);
      if (before && !before.equals(drawn)) return new AppError('ballot-drawn');
      const signature = signBlinded(keys.signing.get(electorate)!, blinded);
      if (!signature) return new AppError('ballot-unfit', [{ code: 'ballot:unfit-blinded' }]);
      if (!before) fresh.set(line.id, drawn);
      return { electorate, signature };
    });
    const org = lines[0]?.org_id;
    // Shuffled, as votes are: not even the order within a batch is kept.
    if (org && fresh.size > 0) await queries.setDrawn(trx, org, shuffled([...fresh]));
    return answers;
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

/** Votes are gathered to be written together and in no order. */
const putAway = gatherer(write, { wait: 15, most: 500, atOnce: 1 });
const papers = new Map<string, Paper>();

/**
 * Takes a vote: checked, then written together with those that came beside it, shuffled. It
 * settles when they are committed: what was acknowledged is not lost.
 */
export async function cast(ctx: Context, id: string, vote: Vote): Promise<void> {
  const known = await frozen(ctx, id);
  if (!fits(known, vote)) throw new AppError('ballot-vote');
  await putAway(ctx, id, vote);
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
  batch: readonly Vote[],
): Promise<(true | AppError)[]> {
  const known = await frozen(ctx, id);
  const put = await silently(ctx, async (trx) => {
    await queries.lockBallot(trx, id, 'share');
    const row = await queries.ballotById(trx, id);
    if (row?.state !== 'open') throw new AppError('ballot-not-open');
    const keys = await keysOf(ctx.config.home, id);
    const size = sizeOf(known.items.length);
    const marked = new Map(
      shuffled(batch).map((vote) => [markOf(keys, vote.token).toString('hex'), vote] as const),
    );
    const envelopes = [...marked].map(([mark, vote]) => ({
      mark: Buffer.from(mark, 'hex'),
      sealed: sealVote(keys, JSON.stringify(vote), size),
    }));
    const fresh = await queries.insertEnvelopes(trx, row, envelopes);
    return new Set([...marked].filter(([mark]) => fresh.has(mark)).map(([, vote]) => vote));
  });
  return batch.map((vote) => put.has(vote) || new AppError('ballot-cast'));
}
