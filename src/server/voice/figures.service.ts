import type { VoiceFigures } from '../../contract/voice/schemas.ts';
import { LEAST_SHOWN } from '../../contract/voice/states.ts';
import * as org from '../org/service.ts';
import type { RequestContext } from '../platform/context.ts';
import { dayOf } from '../platform/days.ts';
import * as chain from './chain.queries.ts';
import { behind } from './service.ts';

/** A share with what it is of; nothing where the group is so small that somebody could be made out. */
const share = (count: number, of: number) => (of < LEAST_SHOWN ? null : { count, of });

function figuresOf(row: chain.MonthRow): VoiceFigures {
  return {
    month: row.month,
    received: row.received < LEAST_SHOWN && row.received > 0 ? null : row.received,
    onTime: share(row.on_time, row.due),
    responded: share(row.rated, row.answered),
    content: share(row.content, row.rated),
    repeated: share(row.repeated, row.received),
    ratings: row.rated < LEAST_SHOWN ? null : [row.r5, row.r4, row.r3, row.r2, row.r1],
  };
}

/** The last months of a unit and all under it, the present one first. */
export async function figures(
  ctx: RequestContext,
  { under, months }: { readonly under?: string | undefined; readonly months: number },
): Promise<{ rows: VoiceFigures[] }> {
  return behind(ctx, 'open', async (trx) => {
    const paths = await org.pathsFor(ctx, trx, under);
    const today = dayOf(ctx.now());
    const rows = await chain.months(trx, paths, { first: firstOf(today, months), today });
    // Months before there was anything say nothing.
    const last = rows.findLastIndex((r) => r.received + r.due + r.answered > 0);
    return { rows: rows.slice(0, Math.max(1, last + 1)).map(figuresOf) };
  });
}

/** First day of the month so many months back, this one counted. */
function firstOf(today: string, months: number): string {
  const [year, month] = today.split('-').map(Number) as [number, number];
  const all = year * 12 + month - months;
  return `${Math.floor(all / 12)}-${String((all % 12) + 1).padStart(2, '0')}-01`;
}
