import type { Waiting } from '../../contract/today/operations.ts';
import type { RequestContext } from '../platform/context.ts';
import { addDays, dayOf } from '../platform/days.ts';
import type { Trx } from '../platform/scope.ts';
import { owedBy, unwritten } from './waiting.queries.ts';

/** More than one writes down in a day; the page shows the rest. */
const MOST = 20;
/** Days before its day from which a decision is pressing. */
const SOON = 5;

/** Sessions of today, and past ones that nobody has written down, for those who keep the record. */
export async function waiting(ctx: RequestContext, trx: Trx): Promise<Waiting[]> {
  const today = dayOf(ctx.now());
  const rows = await unwritten(trx, today, MOST);
  return rows.map((r) => ({
    id: `session:${r.id}`,
    text: { key: 'web.today-session', params: { topic: r.topic } },
    unit: { id: r.org_id, name: r.unit_name },
    due: r.on_day,
    severity: r.on_day < today ? ('overdue' as const) : ('soon' as const),
    link: `/study?session=${r.id}`,
    action: { key: 'web.today-write-down' },
  }));
}

/** Decisions of sessions that the caller answers for. */
export async function decisionsOwed(ctx: RequestContext, trx: Trx): Promise<Waiting[]> {
  if (!ctx.me) return [];
  const today = dayOf(ctx.now());
  const rows = await owedBy(trx, ctx.me.id, MOST);
  return rows.map((r) => ({
    id: `decision:${r.id}`,
    text: { key: 'web.today-decision', params: { text: r.text } },
    unit: { id: r.org_id, name: r.unit_name },
    due: r.due,
    severity: urgency(r.due, today),
    link: `/study?session=${r.session_id}`,
    action: { key: 'web.today-look' },
  }));
}

function urgency(due: string | null, today: string): Waiting['severity'] {
  if (due !== null && due < today) return 'overdue';
  return due !== null && due <= addDays(today, SOON) ? 'soon' : 'open';
}
