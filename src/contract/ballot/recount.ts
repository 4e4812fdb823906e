import { verify } from './blind.ts';
import { ABSTAIN, commitmentOf, LEAST, messageOf, type Paper, type Vote } from './paper.ts';

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

export interface ItemResult {
  readonly item: string;
  /** Answers that took a side; null: fewer than five, not shown. */
  readonly answers: number | null;
  readonly counts: Readonly<Record<string, number>> | null;
  /** Mean score, 0 to 100, and its 95 % interval. */
  readonly mean: number | null;
  readonly low: number | null;
  readonly high: number | null;
}

export interface BallotResults {
  readonly electorates: readonly { readonly id: string; readonly items: readonly ItemResult[] }[];
  /** Over the electorates that are shown, their weights scaled to 1. */
  readonly overall: readonly Omit<ItemResult, 'counts' | 'answers'>[];
}

/** The public file of a closed ballot: everything a recount needs. */
export interface Bulletin {
  readonly format: 'shiji-ballot-1';
  readonly paper: Paper;
  /** Drawn and cast of each electorate; `cast` null: fewer than five, none is laid open. */
  readonly turnout: readonly {
    readonly id: string;
    readonly drawn: number;
    readonly cast: number | null;
  }[];
  /** Sorted by token, which is random. */
  readonly votes: readonly BulletinVote[];
  readonly results: BallotResults;
}

/** The bulletin of the votes that were in the box. */
export function bulletinOf(
  paper: Paper,
  drawn: Readonly<Record<string, number>>,
  votes: readonly Vote[],
): Bulletin {
  const of = (id: string) => votes.filter((v) => v.electorate === id);
  const shown = paper.electorates.filter(({ id }) => of(id).length >= LEAST);
  const open = shown.flatMap(({ id }) => {
    const mine = of(id);
    const told = paper.items.map(
      (_, i) => mine.filter((v) => v.answers[i] !== ABSTAIN).length >= LEAST,
    );
    return mine.map(
      (v): BulletinVote => ({
        electorate: id,
        token: v.token,
        signature: v.signature,
        items: v.answers.map((answer, i) =>
          told[i]
            ? { answer, salt: v.salts[i]! }
            : { commitment: commitmentOf(v.salts[i]!, answer) },
        ),
      }),
    );
  });
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

/** Results from the votes laid open alone. */
export function tally(paper: Paper, votes: readonly BulletinVote[]): BallotResults {
  const electorates = paper.electorates.map((e) => ({
    id: e.id,
    items: paper.items.map((item, i) => itemResult(paper, e.roll, item.id, i, of(votes, e.id))),
  }));
  return { electorates, overall: paper.items.map((_, i) => overall(paper, electorates, i)) };
}

const of = (votes: readonly BulletinVote[], id: string) => votes.filter((v) => v.electorate === id);

const Z = 1.96;
const rounded = (value: number): number => Math.round(value * 100) / 100;

function itemResult(
  paper: Paper,
  roll: number,
  item: string,
  i: number,
  votes: readonly BulletinVote[],
): ItemResult {
  const answers = votes.flatMap((v) => {
    const a = v.items[i];
    return a && 'answer' in a && a.answer !== ABSTAIN ? [a.answer] : [];
  });
  if (answers.length < LEAST)
    return { item, answers: null, counts: null, mean: null, low: null, high: null };
  const counts = Object.fromEntries(
    paper.options.map(({ id }) => [id, answers.filter((a) => a === id).length]),
  );
  const score = new Map(paper.options.map((o) => [o.id, o.score]));
  const scores = answers.map((a) => score.get(a) ?? 0);
  const n = scores.length;
  const mean = scores.reduce((a, b) => a + b, 0) / n;
  const spread = scores.reduce((a, b) => a + (b - mean) ** 2, 0) / (n - 1);
  // Who did not answer is what is not known: with everybody heard nothing is left to doubt.
  const error = Math.sqrt((spread / n) * Math.max(0, 1 - n / Math.max(n, roll)));
  return { item, answers: n, counts, ...interval(mean, error) };
}

const interval = (mean: number, error: number) => ({
  mean: rounded(mean),
  low: rounded(Math.max(0, mean - Z * error)),
  high: rounded(Math.min(100, mean + Z * error)),
});

function overall(paper: Paper, electorates: BallotResults['electorates'], i: number) {
  const item = paper.items[i]!.id;
  const parts = electorates.flatMap((e, k) => {
    const r = e.items[i]!;
    return r.mean === null ? [] : [{ weight: paper.electorates[k]!.weight, ...r }];
  });
  const whole = parts.reduce((sum, p) => sum + p.weight, 0);
  if (whole <= 0) return { item, mean: null, low: null, high: null };
  const mean = parts.reduce((sum, p) => sum + (p.weight / whole) * p.mean!, 0);
  const error = Math.sqrt(parts.reduce((sum, p) => sum + ((p.weight / whole) * half(p)) ** 2, 0));
  return { item, ...interval(mean, error / Z) };
}

/** Half the interval, from the side that no end of the scale cuts off. */
const half = (p: ItemResult): number => Math.max(p.mean! - p.low!, p.high! - p.mean!);

export interface Recount {
  readonly ok: boolean;
  readonly votes: number;
  /** What does not hold: `signature`, `twice`, `opening`, `more-than-drawn`, `small`, `results`. */
  readonly faults: readonly { readonly code: string; readonly token?: string }[];
  readonly results: BallotResults;
}

/** Checks every signature and opening of a bulletin and counts it anew. */
export function recount(bulletin: Bulletin): Recount {
  const { paper, votes, turnout } = bulletin;
  const faults: { code: string; token?: string }[] = [];
  const seen = new Set<string>();
  for (const vote of votes) {
    const { token } = vote;
    if (seen.has(token)) faults.push({ code: 'twice', token });
    seen.add(token);
    const fault = faultOf(paper, vote);
    if (fault) faults.push({ code: fault, token });
  }
  for (const { id, drawn, cast } of turnout) {
    const count = of(votes, id).length;
    if (count > drawn || drawn > (paper.electorates.find((e) => e.id === id)?.roll ?? 0))
      faults.push({ code: 'more-than-drawn' });
    if (count !== (cast ?? 0)) faults.push({ code: 'missing' });
    if (count > 0 && count < LEAST) faults.push({ code: 'small' });
  }
  const results = tally(paper, votes);
  if (JSON.stringify(results) !== JSON.stringify(bulletin.results))
    faults.push({ code: 'results' });
  return { ok: faults.length === 0, votes: votes.length, faults, results };
}

function faultOf(paper: Paper, vote: BulletinVote): string | undefined {
  const electorate = paper.electorates.find((e) => e.id === vote.electorate);
  if (!electorate) return 'electorate';
  if (vote.items.length !== paper.items.length) return 'opening';
  const known = new Set([ABSTAIN, ...paper.options.map((o) => o.id)]);
  if (vote.items.some((a) => 'answer' in a && !known.has(a.answer))) return 'opening';
  const commitments = vote.items.map((a) =>
    'answer' in a ? commitmentOf(a.salt, a.answer) : a.commitment,
  );
  const message = messageOf(paper.id, electorate.id, vote.token, commitments);
  return verify(electorate.n, message, vote.signature) ? undefined : 'signature';
}
