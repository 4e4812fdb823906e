import { addDays } from '../../contract/deadline/days.ts';
import type { Waiting } from '../../contract/today/operations.ts';
import type { RequestContext } from '../platform/context.ts';
import { dayOf } from '../platform/days.ts';
import { beyondScopes, type Trx } from '../platform/scope.ts';
import * as queries from './waiting.queries.ts';

/** Days before the end from which few answers are told of: there is still time to remind. */
const EARLY = 3;
/** Share of those asked below which answers are few. */
const FEW = 0.5;

const severityOf = (day: string, today: string): Waiting['severity'] =>
  day <= addDays(today, 1) ? 'soon' : 'open';

/** Surveys whose roll names the caller and that wait for their answer; of anonymous ones nobody knows whether. */
export async function mine(ctx: RequestContext, trx: Trx): Promise<Waiting[]> {
  const today = dayOf(ctx.now());
  // Whoever asks may be far above: these are the caller's own rows, wherever they lie.
  const rows = await beyondScopes(trx, () => queries.awaiting(trx, ctx.me!.id, today));
  return rows.map((r) => ({
    id: `survey-mine:${r.id}`,
    text: {
      key: r.anonymous ? 'survey:today-mine-anonymous' : 'survey:today-mine',
      params: { title: r.title },
    },
    unit: { id: r.org_id, name: r.unit_name },
    due: r.closes_on,
    severity: r.anonymous ? 'later' : severityOf(r.closes_on, today),
    link: `/survey/mine/${r.id}`,
    action: { key: 'survey:today-answer' },
  }));
}

/** Surveys of the office that end soon, with how many have answered; few are told of earlier. */
export async function ending(ctx: RequestContext, trx: Trx): Promise<Waiting[]> {
  const today = dayOf(ctx.now());
  const rows = await queries.endingBy(trx, ctx.scopes, addDays(today, EARLY));
  return rows.flatMap((r): Waiting[] => {
    const few = r.asked !== null && r.asked > 0 && r.answers < FEW * r.asked;
    const near = r.closes_on <= addDays(today, 1);
    if (!near && !few) return [];
    const params = { title: r.title, answers: r.answers, asked: r.asked ?? 0 };
    return [
      {
        id: `survey-ending:${r.id}`,
        text: {
          key: few
            ? 'survey:today-few'
            : r.closes_on <= today
              ? 'survey:today-ends'
              : 'survey:today-ends-tomorrow',
          params,
        },
        unit: { id: r.org_id, name: r.unit_name },
        due: r.closes_on,
        severity: severityOf(r.closes_on, today),
        link: `/surveys?survey=${r.id}`,
        action: { key: 'web.today-look' },
      },
    ];
  });
}
