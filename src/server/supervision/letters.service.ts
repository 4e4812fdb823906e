import type { ActOf } from '../../contract/record/acts.ts';
import type { Letter } from '../../contract/supervision/operations.ts';
import { canAnswer, canRefuse, canSign, canTakeBack } from '../../contract/supervision/verdicts.ts';
import { whoAnswers } from '../duty/service.ts';
import { notify } from '../notice/service.ts';
import { demand } from '../org/place.ts';
import * as person from '../person/service.ts';
import type { RequestContext } from '../platform/context.ts';
import { dayOf } from '../platform/days.ts';
import { takeTurns } from '../platform/db.ts';
import { AppError } from '../platform/error.ts';
import { beyondScopes, type Trx } from '../platform/scope.ts';
import { letterLink, noteLetters } from './note.ts';
import * as queries from './queries.ts';
import {
  atLetter,
  enforce,
  factsOf,
  isSigner,
  numberOf,
  type Spoken,
  shapes,
  spokenOf,
} from './service.ts';

type Values = Parameters<typeof queries.updateLetter>[2];

/**
 * The stored letter, locked, for whoever signs at the unit that sends it, or it was drafted for. The
 * work gives the id it goes on under.
 */
async function opened(
  ctx: RequestContext,
  id: string,
  version: number,
  work: (trx: Trx, row: queries.SeenLetter) => Promise<string>,
): Promise<Letter> {
  const open = async (trx: Trx, row: queries.SeenLetter): Promise<Letter> => {
    if (!isSigner(ctx, row)) demand(ctx, row.issuer_path);
    if (row.version !== version) throw new AppError('conflict');
    return after(ctx, trx, await work(trx, row));
  };
  return atLetter(ctx, id, 'supervision.sign', open, { lock: true });
}

async function after(ctx: RequestContext, trx: Trx, id: string): Promise<Letter> {
  return (await shapes(ctx, trx, [(await queries.letterById(trx, id))!]))[0]!;
}

/** An entry in the history of every problem the letter is about. */
async function noteAll(
  trx: Trx,
  ctx: RequestContext,
  act: ActOf<'supervision'>,
  row: queries.SeenLetter,
  content: object,
): Promise<void> {
  const rows = [row, ...(await queries.carriedBy(trx, [row.id]))];
  await noteLetters(
    trx,
    ctx,
    act,
    rows.map((r) => ({ row: r, content })),
  );
}

/**
 * Leaves out of a draft what is no longer so, the problems held so that nobody changes them before it
 * is signed: what stays, the letter it goes on as first, and what was left out.
 */
async function standing(
  ctx: RequestContext,
  trx: Trx,
  draft: queries.SeenLetter,
): Promise<{ rows: [queries.SeenLetter, ...queries.SeenLetter[]]; left: Spoken['left'] }> {
  await queries.holdProblems(trx, draft);
  const row = (await queries.letterById(trx, draft.id))!;
  const { also, left, holds } = spokenOf(row, await queries.carriedBy(trx, [row.id]));
  enforce(canSign({ ...factsOf(row), holds }));
  const heirs = await queries.lapseLetters(
    trx,
    left.map((l) => l.row.id),
    ctx.now(),
  );
  await noteLetters(
    trx,
    ctx,
    'lapse',
    left.map((l) => ({ row: l.row, content: { gone: l.why } })),
  );
  return { rows: [heirs[0] ?? row, ...also], left };
}

const placeOf = (row: queries.LetterRow) => ({ id: row.org_id, path: row.org_path });

/** Signs a draft: it gets its number, and the unit is told where it can answer. */
export async function sign(
  ctx: RequestContext,
  id: string,
  input: {
    readonly asks?: string | undefined;
    readonly answerBy: string;
    readonly version: number;
  },
): Promise<Letter> {
  return opened(ctx, id, input.version, async (trx, draft) => {
    const { rows, left } = await standing(ctx, trx, draft);
    const [row] = rows;
    const today = dayOf(ctx.now());
    if (input.answerBy <= today)
      throw new AppError('day-refused', [
        { code: 'supervision:answer-later', path: 'answerBy', params: { today } },
      ]);
    const year = Number(today.slice(0, 4));
    await takeTurns(trx, `letter ${row.issuer_id}`);
    const values = {
      state: 'sent',
      year,
      number: await beyondScopes(trx, () => queries.nextNumber(trx, row.issuer_id, year)),
      asks: input.asks ?? null,
      answer_by: input.answerBy,
      signed_by: ctx.me!.id,
      signed_at: ctx.now(),
      told: await peopleOf(trx, rows, today),
    } satisfies Values;
    await queries.updateLetter(trx, row, values);
    const number = numberOf({ ...row, ...values })!;
    const { told, signed_at, ...said } = values;
    await noteAll(trx, ctx, 'sign', row, {
      ...{ ...said, paper: number, told },
      ...(left.length > 0 && {
        leftOut: left.map((l) => ({ problem: l.row.problem_id, gone: l.why })),
      }),
    });
    const params = { number, unit: row.unit_name, issuer: row.issuer_name, by: input.answerBy };
    await notify(trx, ctx, {
      to: told,
      code: `supervision:told-letter${rows.length > 1 ? '-many' : ''}`,
      params: { ...params, title: row.problem_title, count: rows.length },
      link: letterLink(row.id, 'answer'),
      org: placeOf(row),
      key: `letter:${row.id}`,
    });
    // In groups no more than that there is one: what it is about is for those it was sent to.
    await notify(trx, ctx, {
      to: [],
      code: 'supervision:told-group',
      params,
      link: letterLink(row.id),
      org: placeOf(row),
      key: `letter:${row.id}`,
      robots: true,
    });
    return row.id;
  });
}

/** Whom a letter is for: who does the work, who answers for it, and the unit's liaisons. */
async function peopleOf(
  trx: Trx,
  rows: readonly queries.SeenLetter[],
  on: string,
): Promise<string[]> {
  const row = rows[0]!;
  const { answers } = await whoAnswers(trx, placeOf(row), { on });
  const own = answers?.unit.id === row.org_id ? answers.holder?.personId : undefined;
  const posts = await person.holdersOf(trx, row.org_id, on);
  const liaisons = posts.filter((p) => p.rank === 'liaison').flatMap((p) => p.holders);
  const people = [
    own,
    ...rows.flatMap((r) => [r.leader_id, r.owner_id]),
    ...liaisons.map((h) => h.personId),
  ];
  return [...new Set(people.flatMap((p) => p ?? []))];
}

export async function refuse(
  ctx: RequestContext,
  id: string,
  input: { readonly reason: string; readonly version: number },
): Promise<Letter> {
  return opened(ctx, id, input.version, async (trx, row) => {
    enforce(canRefuse(factsOf(row)));
    await end(ctx, trx, row, 'refuse', input.reason);
    return id;
  });
}

export async function withdraw(
  ctx: RequestContext,
  id: string,
  input: { readonly reason: string; readonly version: number },
): Promise<Letter> {
  return opened(ctx, id, input.version, async (trx, row) => {
    enforce(canTakeBack(factsOf(row)));
    await end(ctx, trx, row, 'withdraw', input.reason);
    await notify(trx, ctx, {
      to: row.told,
      code: 'supervision:told-withdrawn',
      params: { number: numberOf(row)!, reason: input.reason },
      link: letterLink(id),
      org: placeOf(row),
      key: `letter-withdrawn:${id}`,
    });
    return id;
  });
}

async function end(
  ctx: RequestContext,
  trx: Trx,
  row: queries.SeenLetter,
  how: 'refuse' | 'withdraw',
  reason: string,
): Promise<void> {
  await queries.updateLetter(trx, row, {
    state: how === 'refuse' ? 'refused' : 'withdrawn',
    ended_by: ctx.me!.id,
    ended_at: ctx.now(),
    ended_reason: reason,
  });
  await noteAll(trx, ctx, how, row, { reason });
}

/** The unit's answer; whoever signed and whoever answers above are told. */
export async function answer(
  ctx: RequestContext,
  id: string,
  input: { readonly text: string; readonly version: number },
): Promise<Letter> {
  const work = async (trx: Trx, row: queries.SeenLetter): Promise<Letter> => {
    enforce(canAnswer(factsOf(row)));
    if (row.version !== input.version) throw new AppError('conflict');
    await queries.updateLetter(trx, row, {
      state: 'answered',
      answer: input.text,
      answered_by: ctx.me!.id,
      answered_at: ctx.now(),
    });
    await noteAll(trx, ctx, 'answer', row, { text: input.text });
    await notify(trx, ctx, {
      to: [row.signed_by, row.answerer_id].flatMap((p) => p ?? []),
      code: 'supervision:told-answer',
      params: { number: numberOf(row)!, unit: row.unit_name },
      link: letterLink(id),
      org: placeOf(row),
      key: `letter-answer:${id}`,
    });
    return after(ctx, trx, id);
  };
  return atLetter(ctx, id, 'supervision.answer', work, { lock: true });
}
