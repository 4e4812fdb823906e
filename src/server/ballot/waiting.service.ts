import type { Hit } from '../../contract/search/operations.ts';
import type { Waiting } from '../../contract/today/operations.ts';
import type { RequestContext } from '../platform/context.ts';
import { addDays, dayOf } from '../platform/days.ts';
import { beyondScopes, type Trx } from '../platform/scope.ts';
import * as queries from './office.queries.ts';

/** More than one does in a day; the page shows the rest. */
const MOST = 20;
/** Days before its day from which a ballot is pressing. */
const SOON = 3;

/** Ballots in which the caller has not drawn a paper; of whatever unit. */
export async function mine(ctx: RequestContext, trx: Trx): Promise<Waiting[]> {
  const me = ctx.me?.id;
  if (!me) return [];
  const today = dayOf(ctx.now());
  const rows = await beyondScopes(trx, () => queries.waitingFor(trx, me));
  return rows.map((r) => ({
    id: `ballot-vote:${r.id}`,
    text: { key: 'ballot:today-vote', params: { title: r.title } },
    unit: { id: r.org_id, name: r.unit_name },
    due: r.closes_on,
    severity: r.closes_on !== null && r.closes_on <= addDays(today, SOON) ? 'soon' : 'open',
    link: `/open/ballot/${r.id}`,
    action: { key: 'ballot:go-vote' },
  }));
}

/** Ballots that wait for their office: to be frozen, opened, closed, published. */
export async function office(ctx: RequestContext, trx: Trx): Promise<Waiting[]> {
  const today = dayOf(ctx.now());
  const rows = await queries.unfinished(trx, ctx.scopes, addDays(today, 1), MOST);
  return rows.map((r) => {
    const due = r.state === 'open' ? r.closes_on : r.state === 'closed' ? null : r.opens_on;
    return {
      id: `ballot-${r.state}:${r.id}`,
      text: { key: `ballot:today-${r.state}`, params: { title: r.title } },
      unit: { id: r.org_id, name: r.unit_name },
      due,
      severity: urgency(due, today, r.state),
      link: `/ballots?ballot=${r.id}`,
      action: { key: `ballot:go-${r.state}` },
    };
  });
}

function urgency(due: string | null, today: string, state: string): Waiting['severity'] {
  if (due === null) return state === 'draft' ? 'later' : 'open';
  if (due < today) return 'overdue';
  return due <= addDays(today, SOON) ? 'soon' : 'later';
}

/** Ballots in reach by words of their title. */
export async function search(
  ctx: RequestContext,
  trx: Trx,
  words: string,
  limit: number,
): Promise<Hit[]> {
  const rows = await queries.titled(trx, ctx.scopes, words, limit);
  return rows.map((r) => ({
    id: r.id,
    title: r.title,
    note: r.unit_name,
    link: `/ballots?ballot=${r.id}`,
  }));
}
