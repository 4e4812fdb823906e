import type { z } from 'zod';
import { checkForm } from '../../contract/survey/check.ts';
import type { BankRow, questionFields } from '../../contract/survey/schemas.ts';
import * as org from '../org/service.ts';
import type { RequestContext } from '../platform/context.ts';
import { AppError } from '../platform/error.ts';
import { newId } from '../platform/ids.ts';
import { inScopes } from '../platform/scope.ts';
import { noteOf } from '../record/service.ts';
import * as queries from './queries.ts';

const note = noteOf('survey', 'survey-question');

/** Questions kept by units in reach, and by those above them. */
export async function bank(
  ctx: RequestContext,
  { under, q }: { readonly under?: string | undefined; readonly q?: string | undefined },
): Promise<{ rows: BankRow[] }> {
  return inScopes(ctx, async (trx) => {
    const rows = await queries.bankRows(trx, await org.pathsFor(ctx, trx, under), q);
    return {
      rows: rows.map((r) => ({
        id: r.id,
        unit: { id: r.org_id, name: r.unit_name },
        topic: r.topic,
        question: r.question as BankRow['question'],
        abilities: { change: org.mayAt(ctx, 'survey.write', r.org_path) },
      })),
    };
  });
}

/** Keeps a question; where its answers led belongs to the form it stood in. */
export async function keep(
  ctx: RequestContext,
  given: {
    readonly unitId: string;
    readonly topic: string;
    readonly question: z.output<typeof questionFields>;
  },
): Promise<{ id: string }> {
  return inScopes(ctx, async (trx) => {
    const unit = await org.placeOf(ctx, trx, given.unitId);
    const { jumps: _, ...question } = given.question;
    const [issue] = checkForm({ questions: [question] });
    if (issue)
      throw new AppError('survey-unfit', [
        { code: `survey:form-${issue.code}`, path: 'question', params: { n: 1 } },
      ]);
    const row = { id: newId(ctx.now()), org_id: unit.id, org_path: unit.path };
    await queries.insertBank(trx, {
      ...row,
      topic: given.topic,
      question: JSON.stringify(question),
      created_at: ctx.now(),
      created_by: ctx.me!.id,
    });
    return note(trx, ctx, 'keep', row, { topic: given.topic, question });
  });
}

export async function drop(ctx: RequestContext, id: string): Promise<{ id: string }> {
  return inScopes(ctx, async (trx) => {
    const row = await queries.bankById(trx, id);
    if (!row || !org.inReach(ctx, row.org_path)) throw new AppError('not-found');
    if (row.withdrawn_at) return { id };
    await queries.withdrawBank(trx, row, ctx.now());
    return note(trx, ctx, 'drop', row, {});
  });
}
