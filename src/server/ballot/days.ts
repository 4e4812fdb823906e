import * as notice from '../notice/service.ts';
import type { RequestContext } from '../platform/context.ts';
import { AppError } from '../platform/error.ts';
import type { Trx } from '../platform/scope.ts';
import { withAccount } from './office.queries.ts';
import type * as queries from './queries.ts';

export interface Days {
  readonly opensOn?: string | null | undefined;
  readonly closesOn?: string | null | undefined;
}

/** Columns of the planned days; a close that is over or lies before the opening is refused. */
export function daysOf(today: string, { opensOn = null, closesOn = null }: Days) {
  const refuse = (code: string, params: Record<string, string>) =>
    new AppError('day-refused', [{ code, path: 'closesOn', params }]);
  if (closesOn && closesOn < today) throw refuse('ballot:day-past', { day: closesOn, today });
  if (closesOn && opensOn && closesOn < opensOn)
    throw refuse('ballot:day-order', { day: closesOn, opens: opensOn });
  return { opens_on: opensOn, closes_on: closesOn };
}

/** Whose ballot is told of, and where. */
type Told = Pick<
  queries.ListedRow,
  'id' | 'org_id' | 'org_path' | 'title' | 'unit_name' | 'closes_on'
>;

/** Texts without and with a planned close. */
const texts = {
  open: ['ballot:notice-open', 'ballot:notice-open-until'],
  remind: ['ballot:notice-remind', 'ballot:notice-remind-until'],
} as const;

/** Tells everybody on the roll who has an account that it is open; said again, nobody is told twice. */
export async function tellRoll(
  trx: Trx,
  ctx: RequestContext,
  row: Told,
  what: keyof typeof texts,
  key: string,
): Promise<number> {
  const to = await withAccount(trx, row.id);
  await notice.notify(trx, ctx, {
    to,
    code: texts[what][row.closes_on === null ? 0 : 1],
    params: { title: row.title, unit: row.unit_name, day: row.closes_on ?? '' },
    link: `/open/ballot/${row.id}`,
    org: { id: row.org_id, path: row.org_path },
    key,
  });
  return to.length;
}
