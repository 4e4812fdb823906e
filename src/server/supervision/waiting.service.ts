import type { Waiting } from '../../contract/today/operations.ts';
import type { RequestContext } from '../platform/context.ts';
import { dayOf } from '../platform/days.ts';
import { beyondScopes, type Trx } from '../platform/scope.ts';
import { letterLink } from './note.ts';
import * as queries from './queries.ts';
import { numberOf } from './service.ts';

const MOST = 30;

/** Drafts that wait for one's signature. */
export async function toSign(ctx: RequestContext, trx: Trx): Promise<Waiting[]> {
  const rows = await queries.draftsFor(trx, ctx.scopes, MOST);
  // What was drafted for the caller is told by name.
  return rows.filter((row) => row.answerer_id !== ctx.me?.id).map(draftRow);
}

/** Drafts that wait for the signature of the caller, whatever rights they hold. */
export async function ownToSign(ctx: RequestContext, trx: Trx): Promise<Waiting[]> {
  const { me } = ctx;
  if (!me) return [];
  return (await beyondScopes(trx, () => queries.draftsOf(trx, me.id, MOST))).map(draftRow);
}

const many = (row: queries.SeenLetter): string => (row.carried > 0 ? '-many' : '');

function draftRow(row: queries.SeenLetter): Waiting {
  return {
    id: `letter-sign:${row.id}`,
    text: {
      key: `web.today-letter-sign-${row.reason}${many(row)}`,
      params: { title: row.problem_title, days: row.days, count: row.carried + 1 },
    },
    unit: { id: row.org_id, name: row.unit_name },
    due: null,
    severity: 'overdue' as const,
    link: letterLink(row.id),
    action: { key: 'web.today-letter-open' },
  };
}

/** Letters that were sent to oneself and have no answer yet. */
export async function toAnswer(ctx: RequestContext, trx: Trx): Promise<Waiting[]> {
  const { me } = ctx;
  if (!me) return [];
  const rows = await beyondScopes(trx, () => queries.lettersTo(trx, me.id, MOST));
  const today = dayOf(ctx.now());
  return rows.map((row) => ({
    id: `letter-answer:${row.id}`,
    text: {
      key: `web.today-letter-answer${many(row)}`,
      params: { number: numberOf(row)!, title: row.problem_title, count: row.carried + 1 },
    },
    unit: { id: row.org_id, name: row.unit_name },
    due: row.answer_by,
    severity: row.answer_by! < today ? ('overdue' as const) : ('soon' as const),
    link: letterLink(row.id, 'answer'),
    action: { key: 'web.today-letter-reply' },
  }));
}
