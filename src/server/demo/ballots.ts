import { z } from 'zod';
import { blind, finalize } from '../../contract/ballot/blind.ts';
import {
  ABSTAIN,
  commitmentsOf,
  messageOf,
  newVote,
  type Paper,
} from '../../contract/ballot/paper.ts';
import type { BallotStep } from '../../contract/ballot/states.ts';
import * as box from '../ballot/box.ts';
import * as ballots from '../ballot/service.ts';
import type { RequestContext } from '../platform/context.ts';
import { addDays, dayOf } from '../platform/days.ts';
import { type Cast, read } from './loop.ts';

const electorate = z.object({
  name: z.string(),
  weight: z.number(),
  voters: z.array(z.string()).default([]),
  names: z.array(z.string()).default([]),
  cast: z.int().default(0),
  marks: z.array(z.array(z.int().min(0))).default([]),
});
const ballot = z.object({
  unit: z.string(),
  title: z.string(),
  days: z.tuple([z.int(), z.int()]).optional(),
  items: z.array(z.string()),
  options: z.array(z.object({ text: z.string(), score: z.number() })),
  electorates: z.array(electorate),
});
type Given = z.infer<typeof ballot>;
const ballotFile = z.object({ published: ballot, open: ballot, draft: ballot });

/** Ballots in three states; votes are drawn blindly and cast as people do. What is there is left alone. */
export async function fillBallots(
  ctx: RequestContext,
  made: ReadonlyMap<string, string>,
  cast: Cast,
): Promise<void> {
  const file = await read('ballot/demo.yaml', ballotFile);
  const there = new Set((await ballots.list(ctx, undefined)).rows.map((r) => r.title));
  const ways: readonly [Given, readonly BallotStep[], readonly BallotStep[]][] = [
    [file.published, ['freeze', 'open'], ['close', 'publish']],
    [file.open, ['freeze', 'open'], []],
    [file.draft, [], []],
  ];
  for (const [given, before, after] of ways) {
    if (there.has(given.title)) continue;
    const id = await drafted(ctx, given, made.get(given.unit)!, cast);
    for (const step of before) await go(ctx, id, step);
    if (before.length > 0) await vote(ctx, id, given, cast);
    for (const step of after) await go(ctx, id, step);
  }
}

const keyOf = (i: number): string => String.fromCharCode(65 + i);
const version = async (ctx: RequestContext, id: string) => (await ballots.get(ctx, id)).version;
const go = async (ctx: RequestContext, id: string, step: BallotStep) =>
  ballots.step(ctx, id, { step, version: await version(ctx, id) });

async function drafted(ctx: RequestContext, given: Given, unitId: string, cast: Cast) {
  const today = dayOf(ctx.now());
  const { id } = await ballots.create(ctx, {
    unitId,
    title: given.title,
    items: given.items.map((text, i) => ({ id: `i${i + 1}`, text })),
    options: given.options.map((o, i) => ({ id: `o${i + 1}`, ...o })),
    electorates: given.electorates.map(({ name, weight }, i) => ({ id: keyOf(i), name, weight })),
    ...(given.days
      ? { opensOn: addDays(today, given.days[0]), closesOn: addDays(today, given.days[1]) }
      : {}),
  });
  const voters = given.electorates.flatMap((e, i) => [
    ...e.voters.map((name) => ({ electorate: keyOf(i), personId: cast.get(name)!, name })),
    ...e.names.map((name) => ({ electorate: keyOf(i), name })),
  ]);
  await ballots.addToRoll(ctx, id, { version: 1, voters });
  return id;
}

/** The first so many of each electorate vote; who gave which mark is dealt out item by item. */
async function vote(ctx: RequestContext, id: string, given: Given, cast: Cast): Promise<void> {
  const paper = await box.paper(ctx, id);
  for (const [i, e] of given.electorates.entries()) {
    const dealt = e.marks.map((counts) => counts.flatMap((n, k) => Array(n).fill(`o${k + 1}`)));
    for (let n = 0; n < e.cast; n++)
      await castOne(
        ctx,
        paper,
        keyOf(i),
        cast.get(e.voters[n]!)!,
        dealt.map((marks, k) => marks[(n + 3 * k) % e.cast] ?? ABSTAIN),
      );
  }
}

async function castOne(
  ctx: RequestContext,
  paper: Paper,
  to: string,
  person: string,
  answers: readonly string[],
): Promise<void> {
  const { n } = paper.electorates.find((e) => e.id === to)!;
  const made = newVote(to, answers);
  const message = messageOf(paper.id, to, made.token, commitmentsOf(made));
  const blinding = blind(n, message);
  const { signature } = await box.draw(ctx, paper.id, {
    who: { person },
    electorate: to,
    blinded: blinding.blinded,
  });
  await box.cast(ctx, paper.id, {
    ...made,
    signature: finalize(n, message, signature, blinding),
  });
}
