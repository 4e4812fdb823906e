import { addDays } from '../../contract/deadline/days.ts';
import type { Waiting } from '../../contract/today/operations.ts';
import * as org from '../org/service.ts';
import type { RequestContext } from '../platform/context.ts';
import { beyondScopes, type Trx } from '../platform/scope.ts';
import { daysFor, lightFor } from './days.ts';
import { canDecide } from './extensions.service.ts';
import { ledgerLink, ownLink } from './links.ts';
import * as queries from './queries.ts';
import { backSteps } from './told.service.ts';
import * as waits from './waiting.queries.ts';

/** More of one kind than this become one row with their number, which leads to the list. */
const FEW = 8;
/** Counting stops here: whoever has so many needs no exact number. */
const MANY = 500;

interface Kind {
  readonly name:
    | 'claim'
    | 'review'
    | 'confirm'
    | 'announce'
    | 'close'
    | 'objection'
    | 'recheck'
    | 'extend';
  readonly severity: Waiting['severity'];
  /** Where the rest is found. */
  readonly list: string;
  /** The step of the office that its button takes in place. */
  readonly step?: 'announce' | 'close';
  /** Its day is one by which it should be done, not only since when it waits. */
  readonly dated?: true;
}

function rowsOf(rows: readonly waits.WaitingRow[], kind: Kind): Waiting[] {
  const { name, severity, list, step, dated } = kind;
  if (rows.length > FEW)
    return [
      {
        id: `problem-${name}`,
        text: {
          key: `problem:today-${name}-many`,
          params: { count: rows.length < MANY ? `${rows.length}` : `${MANY}+` },
        },
        unit: null,
        due: dated ? rows[0]!.day : null,
        severity,
        link: list,
        action: { key: 'web.today-look' },
      },
    ];
  return rows.map((r) => ({
    id: `problem-${name}:${r.id}`,
    text: { key: `problem:today-${name}`, params: { number: r.number, title: r.title } },
    unit: { id: r.org_id, name: r.unit_name },
    due: dated ? r.day : null,
    severity,
    link: ledgerLink(r.id),
    action: {
      key: `problem:today-do-${name}`,
      ...(step
        ? {
            call: {
              operation: 'problem.settle',
              input: { params: { id: r.id }, body: { step, version: r.version } },
            },
          }
        : {}),
    },
  }));
}

/** What the caller answers for and is over, near, come back, or not begun; wherever it lies. */
export async function own(ctx: RequestContext, trx: Trx): Promise<Waiting[]> {
  return beyondScopes(trx, async () => {
    const rows = await queries.problemsOfPerson(trx, ctx.me!.id, MANY);
    const days = await daysFor(ctx, trx);
    const working = rows.filter((r) => r.state === 'working');
    const back = await waits.sentBack(trx, working, backSteps);
    return rows.flatMap((r): Waiting[] => {
      const light = lightFor(r, days);
      const over = light === 'overdue' || light === 'soon';
      if (r.state === 'draft') return [];
      // Work is begun for the unit; whoever is only named in the row tells how it goes.
      const starts = r.state === 'open' && org.mayAt(ctx, 'problem.write', r.org_path).ok;
      const reason = back.get(r.id);
      if (!over && !starts && reason === undefined) return [];
      const name = starts ? 'start' : 'report';
      return [
        {
          id: `problem-own:${r.id}`,
          text:
            reason === undefined
              ? { key: `problem:today-${name}`, params: { number: r.number, title: r.title } }
              : {
                  key: 'problem:today-returned',
                  params: { number: r.number, title: r.title, reason },
                },
          unit: { id: r.org_id, name: r.unit_name },
          due: r.due,
          severity: over ? light : 'open',
          link: starts ? ownLink(r.id) : ownLink(r.id, 'report'),
          action: { key: `problem:today-do-${name}` },
        },
      ];
    });
  });
}

/** Applications for close-out that the caller may review. */
export async function toReview(ctx: RequestContext, trx: Trx): Promise<Waiting[]> {
  const given = { state: 'applied', personId: ctx.me!.id } as const;
  return rowsOf(await waits.inState(trx, ctx.scopes, given, MANY), {
    name: 'review',
    severity: 'open',
    list: '/problems?state=applied',
  });
}

/** Reviewed ones whose effect the caller may confirm from outside, and re-checks that are due. */
export async function toConfirm(ctx: RequestContext, trx: Trx): Promise<Waiting[]> {
  const given = { state: 'reviewed', personId: ctx.me!.id } as const;
  const { today } = await daysFor(ctx, trx);
  const rechecks = await waits.rechecksDue(trx, ctx.scopes, addDays(today, 7), MANY);
  return [
    ...rowsOf(await waits.inState(trx, ctx.scopes, given, MANY), {
      name: 'confirm',
      severity: 'open',
      list: '/problems?state=reviewed',
    }),
    ...rowsOf(rechecks, {
      name: 'recheck',
      severity: rechecks.some((r) => r.day < today) ? 'overdue' : 'soon',
      list: '/problems?tab=rechecks',
      dated: true,
    }),
  ];
}

/** Later deadlines asked for one level down. */
export async function toExtend(ctx: RequestContext, trx: Trx): Promise<Waiting[]> {
  const asked = await waits.extensionsAsked(trx, ctx.scopes, MANY);
  return rowsOf(
    asked.filter((e) => canDecide(ctx, e, e).ok),
    { name: 'extend', severity: 'soon', list: '/problems', dated: true },
  );
}

/** What the office moves on: what ledgers said is finished, notices to give, notices that are over, objections to answer. */
export async function toSettle(ctx: RequestContext, trx: Trx): Promise<Waiting[]> {
  const { today } = await daysFor(ctx, trx);
  return [
    ...rowsOf(await waits.objectedTo(trx, ctx.scopes, ctx.me!.id, MANY), {
      name: 'objection',
      severity: 'soon',
      list: '/problems?state=notice',
      dated: true,
    }),
    ...rowsOf(await waits.claimed(trx, ctx.scopes, MANY), {
      name: 'claim',
      severity: 'open',
      list: '/problems?claimed=yes',
      dated: true,
    }),
    ...rowsOf(await waits.unannounced(trx, ctx.scopes, MANY), {
      name: 'announce',
      severity: 'open',
      list: '/problems?state=confirmed',
      step: 'announce',
    }),
    ...rowsOf(await waits.noticesOver(trx, ctx.scopes, today, MANY), {
      name: 'close',
      severity: 'open',
      list: '/problems?state=notice',
      step: 'close',
      dated: true,
    }),
  ];
}
