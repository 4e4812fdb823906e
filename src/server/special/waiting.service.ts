import { canCloseSpecial, canConsent } from '../../contract/special/verdicts.ts';
import type { Waiting } from '../../contract/today/operations.ts';
import * as org from '../org/service.ts';
import type { RequestContext } from '../platform/context.ts';
import { dayOf } from '../platform/days.ts';
import type { Trx } from '../platform/scope.ts';
import { firstIn, mayFind } from './joint.service.ts';
import * as queries from './queries.ts';
import { actorOf, ownJoint, statesOf } from './state.ts';

/** More than one answers in a day; the page shows the rest. */
const MOST = 20;

type Row = Pick<queries.SpecialRow, 'id' | 'name' | 'due'>;

const rowFor = (
  ctx: RequestContext,
  row: Row,
  what: 'answer' | 'consent' | 'find' | 'close',
  unit: { readonly id: string; readonly name: string },
): Waiting => ({
  id: `special-${what}:${row.id}:${unit.id}`,
  text: { key: `special:today-${what}`, params: { name: row.name } },
  unit,
  due: row.due,
  severity: row.due < dayOf(ctx.now()) ? 'overdue' : 'open',
  link: `/specials?id=${row.id}`,
  action: { key: `special:today-do-${what}` },
});

/** What the lead of a special rectification asked of units of the caller. */
export async function toAnswer(ctx: RequestContext, trx: Trx): Promise<Waiting[]> {
  const rows = await queries.asksOpen(trx, MOST);
  return rows.map((a) => ({
    ...rowFor(ctx, { id: a.special_id, name: a.name, due: a.due }, 'answer', {
      id: a.org_id,
      name: a.unit_name,
    }),
    id: `special-answer:${a.id}`,
  }));
}

async function running(trx: Trx) {
  const rows = await queries.listSpecials(trx, { closed: false });
  const states = await statesOf(
    trx,
    rows.map((r) => r.id),
  );
  return rows.map((row) => ({ row, state: states.get(row.id)! }));
}

/** Consents of units that the caller signs for, and findings of the department they work for. */
export async function toSign(ctx: RequestContext, trx: Trx): Promise<Waiting[]> {
  const all = await running(trx);
  const parts = all.flatMap(({ row, state }) => state.parts.map((part) => ({ row, part })));
  const here = parts.filter(({ part }) => org.inReach(ctx, part.path) && !part.consent);
  const first = await firstIn(
    ctx,
    trx,
    here.map(({ part }) => part.unit.id),
  );
  const consents = here.filter(
    ({ part }) =>
      canConsent(part.path, ownJoint(part), actorOf(ctx, { first: first.has(part.unit.id) })).ok,
  );
  const findings = [];
  for (const found of all)
    if (!found.state.finding && (await mayFind(ctx, trx, found)).ok) findings.push(found);
  return [
    ...consents.map(({ row, part }) => rowFor(ctx, row, 'consent', part.unit)),
    ...findings.map(({ row }) =>
      rowFor(ctx, row, 'find', { id: row.lead_id, name: row.lead_name }),
    ),
  ];
}

/** Special rectifications in reach that can be closed: everybody signed. */
export async function toClose(ctx: RequestContext, trx: Trx): Promise<Waiting[]> {
  const all = await running(trx);
  return all
    .filter(
      ({ row, state }) =>
        org.inReach(ctx, row.org_path) && canCloseSpecial(state.joint, actorOf(ctx)).ok,
    )
    .map(({ row }) => rowFor(ctx, row, 'close', { id: row.org_id, name: row.unit_name }));
}
