import { randomBytes } from 'node:crypto';
import { addWorkingDays } from '../../contract/deadline/calendar.ts';
import { addDays } from '../../contract/deadline/days.ts';
import {
  type ProblemState,
  type Step,
  type Transition,
  transitions,
} from '../../contract/problem/states.ts';
import {
  canSay,
  canStep,
  type Said,
  seenFrom,
  takersAfter,
} from '../../contract/problem/verdicts.ts';
import type { RequestContext } from '../platform/context.ts';
import { dayOf } from '../platform/days.ts';
import { AppError } from '../platform/error.ts';
import { newId } from '../platform/ids.ts';
import { inScopesOrNamed, type Trx } from '../platform/scope.ts';
import { workCalendar } from '../system/service.ts';
import { problemMoved } from '../voice/chain.service.ts';
import { actorOf, enforce, noClaim, open, refresh, type Whole } from './facts.ts';
import { ofProblem } from './named.queries.ts';
import { note, stepRow } from './note.ts';
import * as parts from './parts.queries.ts';
import type { Tell } from './told.many.ts';
import { tellStep } from './told.service.ts';

type Columns = Parameters<typeof parts.updateProblem>[2];

/** What a step sets beside the state. */
async function columnsFor(
  step: Step,
  ctx: RequestContext,
  trx: Trx,
  { row, frame }: Whole,
): Promise<Columns> {
  const today = dayOf(ctx.now());
  const { appliedBy, reviewedBy, confirmedBy } = takersAfter(step, ctx.me?.id ?? '');
  const takers = Object.fromEntries(
    Object.entries({
      applied_by: appliedBy,
      reviewed_by: reviewedBy,
      confirmed_by: confirmedBy,
    }).filter(([, who]) => who !== undefined),
  );
  switch (step) {
    case 'apply':
      // It is shown now: what a sender once said is no more than history.
      return { ...takers, ...noClaim };
    case 'announce':
      return {
        notice_until: addWorkingDays(await workCalendar(trx), today, frame.rules.noticeDays),
        notice_code: randomBytes(18).toString('base64url'),
      };
    case 'close':
      return { closed_on: today };
    case 'refuse':
      return { ...takers, again_from: today };
    case 'uphold':
      return { ...takers, again_from: today, notice_until: null };
    case 'reopen':
      return {
        ...takers,
        again_from: today,
        notice_until: null,
        closed_on: null,
        reopened: row.reopened + 1,
      };
    default:
      return takers;
  }
}

/** Planned re-checks of a problem that closes today, by the days of its campaign. */
function planned(ctx: RequestContext, { row, frame }: Whole) {
  const today = dayOf(ctx.now());
  return frame.rules.recheckDays.map((days) => ({
    ...{ org_id: row.org_id, org_path: row.org_path, problem_id: row.id },
    id: newId(ctx.now()),
    kind: 'planned',
    due: addDays(today, days),
    state: 'due',
  }));
}

/**
 * Takes a step whose verdict has been heard: columns, the row of the way, measures, re-checks,
 * and the entry of the record.
 */
export async function take(
  ctx: RequestContext,
  trx: Trx,
  found: Whole,
  step: Step,
  said: Said,
  tell?: Tell,
): Promise<{ id: string; state: ProblemState; version: number }> {
  const { row } = found;
  const { reason, finding } = said;
  const { to, blames }: Transition = transitions[step];
  const today = dayOf(ctx.now());
  demandWords(step, found, said, today);
  if (step === 'start') await parts.startMeasures(trx, row, today);
  if (step === 'uphold') await parts.upholdObjections(trx, row, { ...by(ctx), answer: reason! });
  if (step === 'close') await parts.insertRechecks(trx, planned(ctx, found));
  const blamed = blames ? row.confirmed_by : null;
  await refresh(ctx, trx, row.id, {
    state: to,
    ...(await columnsFor(step, ctx, trx, found)),
    ...(step === 'withdraw' ? { withdrawn_reason: reason ?? null } : {}),
  });
  const taken = { step, from: row.state, to, due: row.due, reason, finding, blamed };
  const way = stepRow(ctx, row, taken);
  await parts.insertSteps(trx, [way]);
  await note(trx, ctx, step, row, {
    from: row.state,
    to,
    ...(reason ? { reason } : {}),
    ...(finding ? { finding } : {}),
    ...(blamed ? { blamed } : {}),
    ...(step === 'confirm' ? { confirmed: confirmedState(found) } : {}),
  });
  await tellStep(ctx, trx, found, { step, reason, key: way.id }, tell);
  await problemMoved(ctx, trx, row, step);
  return { id: row.id, state: to, version: row.version + 1 };
}

/** What a refusal for want of words says, and the field of the form it points at. */
const wanting: Readonly<Record<string, { readonly code: string; readonly path: string }>> = {
  'reason-missing': { code: 'problem:reason-missing', path: 'reason' },
  'finding-missing': { code: 'problem:finding-missing', path: 'finding.seen' },
  'target-missed': { code: 'problem:target-missed', path: 'finding.despite' },
};

/** Refuses a step without the words it calls for, or with a finding of another time. */
export function demandWords(step: Step, { facts }: Whole, said: Said, today: string): void {
  const words = canSay(step, facts, said);
  if (!words.ok) throw new AppError(words.why, [wanting[words.why]!]);
  if (!said.finding) return;
  const { on } = said.finding;
  const from = seenFrom(facts);
  const refuse = (code: 'problem:seen-early' | 'problem:day-late', day: string): AppError =>
    new AppError('day-refused', [{ code, path: 'finding.on', params: { day } }]);
  if (from !== null && on < from) throw refuse('problem:seen-early', from);
  if (on > today) throw refuse('problem:day-late', today);
}

const by = (ctx: RequestContext) => ({ decided_by: ctx.me!.id, decided_at: ctx.now() });

/** What was confirmed, as it stood then: the confirmation holds for this and nothing later. */
const confirmedState = ({ measures }: Whole) =>
  measures
    .filter((m) => m.state !== 'withdrawn')
    .map((m) => ({
      measure: m.id,
      criterion: m.criterion,
      baseline: m.baseline,
      target: m.target,
      direction: m.direction,
      effect: m.effect,
      effectOn: m.effect_on,
    }));

/** A step as a person asks for it. */
export async function step(
  ctx: RequestContext,
  id: string,
  input: Said & { readonly step: Step; readonly version: number },
) {
  const naming = (trx: Trx, me: string) => ofProblem(trx, id, me);
  return inScopesOrNamed(ctx, naming, async (at, trx) => {
    const found = await open(at, trx, id, input.version);
    const actor = await actorOf(at, trx, found.row);
    enforce(canStep(input.step, found.facts, actor, dayOf(at.now())));
    return take(at, trx, found, input.step, input);
  });
}
