import { createHash, randomUUID } from 'node:crypto';
import { canonical } from '../../engine/index.ts';
import type { Context, RequestContext } from '../platform/context.ts';
import { dayOf } from '../platform/days.ts';
import type { Trx } from '../platform/scope.ts';
import { noteOf } from '../record/service.ts';
import * as lying from './box.queries.ts';
import { openAnswers } from './box.ts';
import * as queries from './queries.ts';
import { shuffled } from './shuffle.ts';

const note = noteOf('survey');

/**
 * Ends a survey that is locked. Answers and links of an anonymous one are opened and written anew
 * in a random order under new ids; which phones answered is forgotten; what was answered goes on
 * record as one hash, so that it cannot change afterwards.
 */
export async function end(
  ctx: Context & Pick<Partial<RequestContext>, 'me'>,
  trx: Trx,
  row: queries.ListedRow,
): Promise<{ id: string }> {
  await queries.voidTokens(trx, row);
  if (row.anonymous) await mix(ctx, trx, row);
  await lying.dropDevices(trx, row);
  await queries.updateSurvey(trx, row, { state: 'closed', closed_on: dayOf(ctx.now()) });
  const answers = await queries.answersOf(trx, row);
  const texts = answers.map((a) => canonical({ unit: a.unit_row, answers: a.answers })).sort();
  const hash = createHash('sha256').update(texts.join('\n')).digest('hex');
  return note(trx, ctx, 'close', row, { answers: answers.length, hash });
}

async function mix(ctx: Context, trx: Trx, row: queries.Key): Promise<void> {
  for (const { id, answers, sealed } of shuffled(await lying.lyingAnswers(trx, row))) {
    const open = sealed === null ? answers! : await openAnswers(ctx, row.id, sealed);
    await lying.rewriteAnswer(trx, { org_id: row.org_id, id }, randomUUID(), open);
  }
  for (const id of shuffled(await lying.tokenIds(trx, row)))
    await lying.rewriteToken(trx, { org_id: row.org_id, id }, randomUUID());
}
