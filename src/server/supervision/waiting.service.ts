import type { Waiting } from '../../contract/today/operations.ts';
import { groupBy } from '../../office/group.ts';
import type { RequestContext } from '../platform/context.ts';
import { dayOf } from '../platform/days.ts';
import { beyondScopes, type Trx } from '../platform/scope.ts';
import { letterLink } from './note.ts';
import * as queries from './queries.ts';
import { numberOf, spokenOf } from './service.ts';

const MOST = 30;

/** Drafts that wait for one's signature. */
export async function toSign(ctx: RequestContext, trx: Trx): Promise<Waiting[]> {
  const rows = await queries.draftsFor(trx, ctx.scopes, MOST);
  // What was drafted for the caller is told by name.
  return draftRows(
    trx,
    rows.filter((row) => row.answerer_id !== ctx.me?.id),
  );
}

/** Drafts that wait for the signature of the caller, whatever rights they hold. */
export async function ownToSign(ctx: RequestContext, trx: Trx): Promise<Waiting[]> {
  const { me } = ctx;
  if (!me) return [];
  return beyondScopes(trx, async () => draftRows(trx, await queries.draftsOf(trx, me.id, MOST)));
}

const many = (count: number): string => (count > 1 ? '-many' : '');

/** Drafts as they would be signed now; one with nothing left to ask for waits for nobody. */
async function draftRows(trx: Trx, rows: readonly queries.SeenLetter[]): Promise<Waiting[]> {
  const carried = groupBy(
    await queries.carriedBy(
      trx,
      rows.flatMap((r) => (r.carried > 0 ? r.id : [])),
    ),
    (r) => r.main_id!,
  );
  return rows.flatMap((row) => {
    const { main, also, holds } = spokenOf(row, carried.get(row.id));
    const count = also.length + 1;
    if (!holds) return [];
    return {
      id: `letter-sign:${row.id}`,
      text: {
        key: `web.today-letter-sign-${row.reason}${many(count)}`,
        params: { title: main.problem_title, days: main.days, count },
      },
      unit: { id: row.org_id, name: row.unit_name },
      due: null,
      severity: 'overdue' as const,
      link: letterLink(row.id),
      action: { key: 'web.today-letter-open' },
    };
  });
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
      key: `web.today-letter-answer${many(row.carried + 1)}`,
      params: { number: numberOf(row)!, title: row.problem_title, count: row.carried + 1 },
    },
    unit: { id: row.org_id, name: row.unit_name },
    due: row.answer_by,
    severity: row.answer_by! < today ? ('overdue' as const) : ('soon' as const),
    link: letterLink(row.id, 'answer'),
    action: { key: 'web.today-letter-reply' },
  }));
}
