import { addDays } from '../../contract/deadline/days.ts';
import type { Waiting } from '../../contract/today/operations.ts';
import type { RequestContext } from '../platform/context.ts';
import { dayOf } from '../platform/days.ts';
import type { Trx } from '../platform/scope.ts';
import * as chain from './chain.queries.ts';
import { openSealed } from './queries.ts';

/** More of one kind than this become one row with their number. */
const FEW = 8;
const MANY = 500;
/** Days before a limit from which it counts as near. */
const SOON = 2;

type Kind = 'triage' | 'answer' | 'sealed';
const lists: Readonly<Record<Kind, string>> = {
  triage: '/voices?show=triage',
  answer: '/voices?show=open',
  sealed: '/voices?tab=reports',
};

function rowsOf(ctx: RequestContext, kind: Kind, rows: readonly chain.WaitingRow[]): Waiting[] {
  const today = dayOf(ctx.now());
  const severity = (day: string): Waiting['severity'] =>
    day < today ? 'overdue' : day <= addDays(today, SOON) ? 'soon' : 'open';
  if (rows.length > FEW)
    return [
      {
        id: `voice-${kind}`,
        text: {
          key: `voice:today-${kind}-many`,
          params: { count: rows.length < MANY ? `${rows.length}` : `${MANY}+` },
        },
        unit: null,
        due: rows[0]!.day,
        severity: severity(rows[0]!.day),
        link: lists[kind],
        action: { key: 'web.today-look' },
      },
    ];
  return rows.map((r) => ({
    id: `voice-${kind}:${r.id}`,
    text: {
      key: `voice:today-${r.state === 'returned' ? 'returned' : kind}`,
      params: { number: r.number, title: r.title ?? '' },
    },
    unit: { id: r.unit_id, name: r.unit_name },
    due: r.day,
    severity: severity(r.day),
    link: kind === 'sealed' ? `/voices?tab=reports&id=${r.id}` : `/voices?id=${r.id}`,
    action: { key: `voice:today-do-${kind}` },
  }));
}

const waiting = async (ctx: RequestContext, trx: Trx, kind: Kind): Promise<Waiting[]> =>
  rowsOf(ctx, kind, await chain.waiting(trx, kind, ctx.scopes, MANY));

/** Voices that the desk has to look at: nobody works on them yet. */
export const toTriage = (ctx: RequestContext, trx: Trx): Promise<Waiting[]> =>
  waiting(ctx, trx, 'triage');

/** Voices that wait for an answer of whoever handles them. */
export const toAnswer = (ctx: RequestContext, trx: Trx): Promise<Waiting[]> =>
  waiting(ctx, trx, 'answer');

/** Whistle-blowing, for discipline. */
export async function sealedOnes(ctx: RequestContext, trx: Trx): Promise<Waiting[]> {
  await openSealed(trx);
  return waiting(ctx, trx, 'sealed');
}
