import * as z from 'zod/mini';
import { verify } from './blind.ts';
import { type Bulletin, type BulletinVote, sealedText } from './file.ts';
import { ABSTAIN, commitmentOf, LEAST, messageOf, type Paper } from './paper.ts';
import { type BallotResults, tally } from './tally.ts';

/** Why a text is no public file of a ballot at all; `path` says where. */
export class UnreadableFile extends Error {
  readonly code: 'json' | 'format' | 'shape';
  readonly path: string;
  constructor(code: 'json' | 'format' | 'shape', path = '') {
    super(code);
    this.name = 'UnreadableFile';
    this.code = code;
    this.path = path;
  }
}

const hex = (bytes: number) => z.string().check(z.regex(new RegExp(`^[0-9a-f]{${2 * bytes}}$`)));
const id = z.string().check(z.regex(/^[A-Za-z0-9-]{1,12}$/));
const count = z.int().check(z.nonnegative());
// The small edition of zod: this runs on a page for phones.
const shape = z.strictObject({
  format: z.literal('shiji-ballot-1'),
  paper: z.strictObject({
    id: z.string(),
    title: z.string(),
    items: z.array(z.strictObject({ id, text: z.string() })).check(z.minLength(1)),
    options: z
      .array(
        z.strictObject({
          id,
          text: z.string(),
          score: z.number().check(z.minimum(0), z.maximum(100)),
        }),
      )
      .check(z.minLength(2)),
    electorates: z
      .array(
        z.strictObject({
          id,
          name: z.string(),
          weight: z.number().check(z.positive()),
          n: hex(256),
          roll: count,
        }),
      )
      .check(z.minLength(1)),
    rollHash: hex(32),
    sealKey: hex(256),
  }),
  turnout: z.array(z.strictObject({ id, drawn: count, cast: z.nullable(count) })),
  votes: z.array(
    z.strictObject({
      electorate: id,
      token: hex(32),
      signature: hex(256),
      items: z.array(
        z.union([
          z.strictObject({ answer: z.string(), salt: hex(16) }),
          z.strictObject({ commitment: hex(32) }),
        ]),
      ),
    }),
  ),
  // Held against what the votes give, to the letter.
  results: z.looseObject({}),
  seal: hex(256),
});

/** Reads a public file; throws {@link UnreadableFile} when it is none. */
export function readBulletin(text: string): Bulletin {
  let raw: unknown;
  try {
    raw = JSON.parse(text);
  } catch {
    throw new UnreadableFile('json');
  }
  if ((raw as { format?: unknown } | null)?.format !== 'shiji-ballot-1')
    throw new UnreadableFile('format');
  const parsed = shape.safeParse(raw);
  if (!parsed.success) throw new UnreadableFile('shape', parsed.error.issues[0]?.path.join('.'));
  return raw as Bulletin;
}

export const faultCodes = [
  'written',
  'seal',
  'ids',
  'order',
  'twice',
  'electorate',
  'answers',
  'signature',
  'mixed',
  'small',
  'turnout',
  'missing',
  'more-than-drawn',
  'more-than-roll',
  'results',
] as const;
export type FaultCode = (typeof faultCodes)[number];

/** What does not hold, and of which vote or electorate (and item). */
export interface Fault {
  readonly code: FaultCode;
  readonly token?: string;
  readonly electorate?: string;
  readonly item?: string;
}

export interface Recount {
  readonly ok: boolean;
  readonly votes: number;
  readonly faults: readonly Fault[];
  /** Counted anew from the votes. */
  readonly results: BallotResults;
}

/** Checks a public file as it was read and counts it anew, all at once. */
export function recount(text: string): Recount {
  const steps = recountSteps(text);
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}

/** The same vote by vote, so that a page can breathe; gives the share that is done. */
export function* recountSteps(text: string): Generator<number, Recount> {
  const bulletin = readBulletin(text);
  const { paper, votes } = bulletin;
  const faults: Fault[] = [];
  // Another spelling of the same values would be another file, with another hash.
  if (JSON.stringify(bulletin) !== text) faults.push({ code: 'written' });
  if (!verify(paper.sealKey, sealedText(bulletin), bulletin.seal)) faults.push({ code: 'seal' });
  if (![paper.items, paper.options, paper.electorates].every(once)) faults.push({ code: 'ids' });
  let before = '';
  for (const [i, vote] of votes.entries()) {
    const { token } = vote;
    if (token === before) faults.push({ code: 'twice', token });
    else if (token < before) faults.push({ code: 'order', token });
    before = token;
    const code = faultOf(paper, vote);
    if (code) faults.push({ code, token });
    yield (i + 1) / votes.length;
  }
  faults.push(...turnoutFaults(bulletin), ...openingFaults(paper, votes));
  const results = tally(paper, votes);
  if (JSON.stringify(results) !== JSON.stringify(bulletin.results))
    faults.push({ code: 'results' });
  return { ok: faults.length === 0, votes: votes.length, faults, results };
}

const once = (list: readonly { readonly id: string }[]): boolean =>
  new Set(list.map((one) => one.id)).size === list.length;

function faultOf(paper: Paper, vote: BulletinVote): FaultCode | undefined {
  const electorate = paper.electorates.find((e) => e.id === vote.electorate);
  if (!electorate) return 'electorate';
  const known = new Set([ABSTAIN, ...paper.options.map((o) => o.id)]);
  if (
    vote.items.length !== paper.items.length ||
    vote.items.some((a) => 'answer' in a && !known.has(a.answer))
  )
    return 'answers';
  const commitments = vote.items.map((a) =>
    'answer' in a ? commitmentOf(a.salt, a.answer) : a.commitment,
  );
  const message = messageOf(paper.id, electorate.id, vote.token, commitments);
  return verify(electorate.n, message, vote.signature) ? undefined : 'signature';
}

function turnoutFaults({ paper, turnout, votes }: Bulletin): Fault[] {
  if (turnout.map((t) => t.id).join() !== paper.electorates.map((e) => e.id).join())
    return [{ code: 'turnout' }];
  return turnout.flatMap(({ id: electorate, drawn, cast }, k) => {
    const counted = votes.filter((v) => v.electorate === electorate).length;
    const codes: FaultCode[] = [];
    if (counted !== (cast ?? 0)) codes.push('missing');
    if (counted > drawn) codes.push('more-than-drawn');
    if (drawn > paper.electorates[k]!.roll) codes.push('more-than-roll');
    if (cast !== null && cast < LEAST) codes.push('small');
    return codes.map((code) => ({ code, electorate }));
  });
}

/** Of each electorate and item all answers are laid open or none, and none of fewer than five. */
function openingFaults(paper: Paper, votes: readonly BulletinVote[]): Fault[] {
  return paper.electorates.flatMap(({ id: electorate }) => {
    const mine = votes.filter((v) => v.electorate === electorate);
    return paper.items.flatMap(({ id: item }, i): Fault[] => {
      const open = mine.flatMap((v) => {
        const given = v.items[i];
        return given && 'answer' in given ? [given.answer] : [];
      });
      if (open.length > 0 && open.length < mine.length)
        return [{ code: 'mixed', electorate, item }];
      const sides = open.filter((a) => a !== ABSTAIN).length;
      return open.length > 0 && sides < LEAST ? [{ code: 'small', electorate, item }] : [];
    });
  });
}
