import type { Waiting } from '../../contract/today/operations.ts';
import * as org from '../org/service.ts';
import type { RequestContext } from '../platform/context.ts';
import { addDays, dayOf } from '../platform/days.ts';
import { beyondScopes, type Trx } from '../platform/scope.ts';
import { owedBy, unwritten } from './waiting.queries.ts';

/** More than one writes down in a day; the page shows the rest. */
const MOST = 20;
/** Days before its day from which a decision is pressing. */
const SOON = 5;

/** Sessions of today, and past ones that nobody has written down, for those who keep the record. */
export async function waiting(ctx: RequestContext, trx: Trx): Promise<Waiting[]> {
  const today = dayOf(ctx.now());
  const rows = await unwritten(trx, today, MOST);
  return rows.map((r) => sessionWaiting(r, today, `/study?session=${r.id}`));
}

/** Where a session is seen: in its room by whoever has a right there, else among one's own. */
const linkOf = (ctx: RequestContext, path: string, id: string): string =>
  org.mayAt(ctx, 'study.read', path).ok
    ? `/study?session=${id}`
    : `/my-problems?of=study&session=${id}`;

const sessionWaiting = (
  r: Awaited<ReturnType<typeof unwritten>>[number],
  today: string,
  link: string,
): Waiting => ({
  id: `session:${r.id}`,
  text: { key: 'web.today-session', params: { topic: r.topic } },
  unit: { id: r.org_id, name: r.unit_name },
  due: r.on_day,
  severity: r.on_day < today ? 'overdue' : 'soon',
  link,
  action: { key: 'web.today-write-down' },
});

/** Sessions that the caller hosts and has no right to see otherwise: the others are told above. */
export async function hosted(ctx: RequestContext, trx: Trx): Promise<Waiting[]> {
  const { me } = ctx;
  if (!me) return [];
  const today = dayOf(ctx.now());
  const rows = await beyondScopes(trx, () => unwritten(trx, today, MOST, me.id));
  return rows
    .filter((r) => !org.mayAt(ctx, 'study.write', r.org_path).ok)
    .map((r) => sessionWaiting(r, today, linkOf(ctx, r.org_path, r.id)));
}

/** Decisions of sessions that the caller answers for, wherever they were taken. */
export async function decisionsOwed(ctx: RequestContext, trx: Trx): Promise<Waiting[]> {
  const { me } = ctx;
  if (!me) return [];
  const today = dayOf(ctx.now());
  const rows = await beyondScopes(trx, () => owedBy(trx, me.id, MOST));
  return rows.map((r) => ({
    id: `decision:${r.id}`,
    text: { key: 'web.today-decision', params: { text: r.text } },
    unit: { id: r.org_id, name: r.unit_name },
    due: r.due,
    severity: urgency(r.due, today),
    link: linkOf(ctx, r.org_path, r.session_id),
    action: { key: 'web.today-settle' },
  }));
}

function urgency(due: string | null, today: string): Waiting['severity'] {
  if (due !== null && due < today) return 'overdue';
  return due !== null && due <= addDays(today, SOON) ? 'soon' : 'open';
}
